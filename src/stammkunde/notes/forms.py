"""The forms of notes: what the composer sends, and editing in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.digits import whole
from stammkunde.notes.fields import NOTE
from stammkunde.notes.queries import Receiver
from stammkunde.people.forms.part import PartForm

INFORM, INFORMED = "inform", "informed"


class NoteForm(PartForm):
    """All fields of a note that is there; conflicts included."""

    declared = NOTE

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        row: Mapping[str, Any] | None = None,
        colleagues: Sequence[Receiver] = (),
        informed: Iterable[int] = (),
        auto_id: str = "id_%s",
    ) -> None:
        super().__init__(NOTE.keys, data, row=row, auto_id=auto_id)
        self.fields[INFORM] = inform_field(colleagues)
        offered = {one.id for one in colleagues}
        self.initial[INFORM] = [str(pk) for pk in sorted(offered & set(informed))]
        # Who was ticked when the page was opened.
        self.informed = data.getlist(INFORMED) if data else self.initial[INFORM]

    def besides(self) -> list[int]:
        """Who was ticked on this page."""
        return [int(pk) for pk in self.cleaned_data[INFORM] if pk not in self.informed]

    def spared(self) -> list[int]:
        """Whose tick was taken away on this page."""
        gone = set(self.informed) - set(self.cleaned_data[INFORM])
        return [pk for pk in map(whole, gone) if pk]

    def wanted(self) -> dict[str, Any]:
        """What was changed on this page, without who is informed."""
        return {key: value for key, value in super().wanted().items() if key != INFORM}


class NewNoteForm(forms.Form):
    """A new note, a call, or a follow-up."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        participants: Sequence[tuple[int, str]] = (),
        colleagues: Sequence[Receiver] = (),
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id="c_%s")
        for key in ("text", "title", "person", "due_on"):
            self.fields[key] = NOTE[key].form_field()
        self.fields["pinned"] = forms.BooleanField(
            required=False, label=pgettext_lazy("notes", "Pin")
        )
        nobody = ("", pgettext_lazy("notes: about", "the customer"))
        self.fields["participant"] = forms.ChoiceField(
            required=False, label=pgettext_lazy("notes", "About"), choices=[nobody, *participants]
        )
        self.fields[INFORM] = inform_field(colleagues)

    def refuse(self, field: str | None, message: Any) -> None:
        """Show what the operation refused, at the field."""
        self.add_error(field if field in self.fields else None, str(message))


def inform_field(colleagues: Sequence[Receiver]) -> forms.Field:
    """Which colleagues are told."""
    return forms.MultipleChoiceField(
        required=False,
        label=pgettext_lazy("notes", "Inform"),
        choices=[(str(one.id), one.name) for one in colleagues],
        widget=forms.CheckboxSelectMultiple,
    )
