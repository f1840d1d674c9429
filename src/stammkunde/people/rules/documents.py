"""What is right for documents, their kinds, and proofs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.fields import DATE, Field, FieldProblem
from stammkunde.foundation.files import harmless_name
from stammkunde.foundation.refusals import Refusal, Refused
from stammkunde.people.models import Document, Visibility
from stammkunde.people.papers import AHEAD

DOCUMENT_NAME = Field("name", pgettext_lazy("people", "Name"), max_length=200, required=True)
VALID_UNTIL = Field(
    "valid_until", pgettext_lazy("people: proof", "Valid until"), kind=DATE, required=True
)
VISIBILITIES, INTERNAL = Visibility.choices, Visibility.INTERNAL.value
FINE, SOON, OVER, MISSING = "fine", "soon", "over", "missing"


def document_name(text: str) -> str:
    """The name as it is stored: one line without control and direction characters (D28).

    Refuses (`invalid`) an empty or too long one.
    """
    plain = harmless_name(text.replace("/", "-").replace("\\", "-")) if text.strip() else ""
    try:
        return str(DOCUMENT_NAME.parse(plain))
    except FieldProblem as problem:
        raise Refused("invalid", f"{problem.message} {problem.hint}".strip(), "name") from problem


def visibility(text: str) -> str:
    """One of `Visibility`. Refuses (`invalid`) anything else."""
    if text not in Visibility.values:
        raise Refused("invalid", _("Choose who may see the document."), "visibility")
    return text


def valid_until(typed: str, today: date) -> date:
    """The day until which a proof holds, as people type it. Refuses (`invalid`) what is no day, and
    one that is over (`proof_over`)."""
    try:
        day = VALID_UNTIL.parse(typed)
    except FieldProblem as problem:
        said = f"{problem.message} {problem.hint}".strip()
        raise Refused("invalid", said, "valid_until") from problem
    if not isinstance(day, date):
        raise Refused("invalid", _("Until which day does the proof hold?"), "valid_until")
    if day < today:
        raise Refused("proof_over", _("This proof has run out already."), "valid_until")
    return day


def standing(until: date | None, today: date) -> str:
    """How a proof stands: FINE, SOON (four weeks or less), OVER, MISSING."""
    if until is None:
        return MISSING
    if until < today:
        return OVER
    return SOON if until <= today + AHEAD else FINE


def deletable(
    rows: Iterable[Document], proving: Iterable[int]
) -> tuple[list[Document], list[Refusal]]:
    """Which documents can go into the bin; refused: those that are there (`already_deleted`) and
    the present proof for a group the customer is in (`is_proof`)."""
    kept = set(proving)
    done: list[Document] = []
    refused: list[Refusal] = []
    for row in rows:
        if row.archived_at is not None:
            text = _("This document is in the bin already.")
            refused.append(Refusal(row.pk, "already_deleted", text))
        elif row.pk in kept:
            text = _("This is the proof for a group. Take the customer out of the group first.")
            refused.append(Refusal(row.pk, "is_proof", text))
        else:
            done.append(row)
    return done, refused


def restorable_documents(rows: Sequence[Document]) -> tuple[list[Document], list[Refusal]]:
    """Which documents can come out of the bin; refused: those that are not there (`not_deleted`)."""
    text = _("This document is not in the bin.")
    return (
        [row for row in rows if row.archived_at is not None],
        [Refusal(row.pk, "not_deleted", text) for row in rows if row.archived_at is None],
    )
