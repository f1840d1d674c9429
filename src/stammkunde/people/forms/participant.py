"""The form of a participant, and its rows in the form of a customer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.utils.translation import pgettext_lazy

from stammkunde.people import lifecycle
from stammkunde.people.fields import PARTICIPANT, known_fields, own_fields, participant_keys
from stammkunde.people.forms.part import PartForm
from stammkunde.people.forms.rows import Rows, rows_of


class ParticipantForm(PartForm):
    """The fields of a person or an animal; `keys` restricts them inside another form."""

    declared = PARTICIPANT

    def __init__(
        self, kind: str, data: QueryDict | None = None, *, keys: Iterable[str] = (), **more: Any
    ) -> None:
        hidden = set() if lifecycle.business().title_shown else {"title"}  # CUS-06
        self.declared = known_fields("participant")
        whole = [*participant_keys(kind), *(one.key for one in own_fields("participant"))]
        chosen = tuple(keys) or tuple(key for key in whole if key not in hidden)
        super().__init__(chosen, data, **more)
        self.kind = kind
        if kind == "animal" and "first_name" in self.fields:
            self.fields["first_name"].label = pgettext_lazy("people", "Call name")

    def values(self) -> dict[str, Any]:
        """A new participant, as operations take it."""
        return {"kind": self.kind, **self.cleaned_data}

    def typed(self) -> dict[str, Any]:
        """What stands in the form, right or wrong."""
        return {"kind": self.kind, **super().typed()}


ROWS = 3
ROW_KEYS = {"person": ("first_name", "last_name", "birth_date"),
            "animal": ("first_name", "breed", "birth_date")}  # fmt: skip


def participant_rows(kind: str, data: QueryDict | None = None) -> Rows:
    """The rows of the form that adds a customer (R3); `kind`: who takes part in this business."""

    def row(sent: QueryDict | None, prefix: str) -> ParticipantForm:
        return ParticipantForm(kind, sent, prefix=prefix, keys=ROW_KEYS[kind])

    return rows_of("participants", "p", data, row, empty=ROWS)
