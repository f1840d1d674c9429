"""What is right for letters, their paper and their printing. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.fields import LONGTEXT, Field, FieldProblem
from stammkunde.foundation.refusals import Refusal, Refused
from stammkunde.messaging.models import Letter, State

NAME = Field("name", pgettext_lazy("messaging: letterhead", "Name"), max_length=60, required=True)
SUBJECT = Field("subject", pgettext_lazy("messaging", "Subject"), max_length=250, required=True)
TEXT = Field(
    "text", pgettext_lazy("messaging", "Text"), kind=LONGTEXT, max_length=20_000, required=True
)
MARGINS = {"top": (10, 100), "bottom": (10, 100), "right": (10, 60)}


def cleaned(field: Field, text: str) -> str:
    """The value as it is stored. Refuses (`invalid`) what the field cannot take."""
    try:
        return str(field.parse(text))
    except FieldProblem as problem:
        said = f"{field.label}: {problem.message} {problem.hint}".strip()
        raise Refused("invalid", said, field.key) from problem


def letterhead_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Name, margins and marks as they are stored. Refuses (`invalid`, `margin`)."""
    wanted = dict(values)
    if "name" in wanted:
        wanted["name"] = cleaned(NAME, str(wanted["name"]))
    for key, (least, most) in MARGINS.items():
        if key in wanted and not (isinstance(wanted[key], int) and least <= wanted[key] <= most):
            text = _("A margin has between %(least)s and %(most)s mm.")
            raise Refused("margin", text % {"least": least, "most": most}, key)
    return wanted


def printable(rows: Sequence[Letter]) -> tuple[list[Letter], list[Refusal]]:
    """Which letters can go into a print run: those that wait. Refused: `not_waiting`, and those that
    are in another run already (`in_run`)."""
    done: list[Letter] = []
    refused: list[Refusal] = []
    for row in rows:
        if row.message.state != State.QUEUED:
            text = _("This letter does not wait any more.")
            refused.append(Refusal(row.pk, "not_waiting", text))
        elif row.run_id is not None:
            text = _("This letter is being printed already.")
            refused.append(Refusal(row.pk, "in_run", text))
        else:
            done.append(row)
    return done, refused
