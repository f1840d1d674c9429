"""What is right for tags and groups. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.fields import Field, FieldProblem
from stammkunde.foundation.folding import fold
from stammkunde.foundation.refusals import Refusal, Refused
from stammkunde.people.models import CustomerGroup, DocumentKind, RecipientGroup, Tag

Named = Tag | CustomerGroup | RecipientGroup | DocumentKind
L = TypeVar("L", bound=Named)
_MOST_PLACES = 10**6
LABEL_NAME = Field("name", pgettext_lazy("people", "Name"), max_length=60, required=True)


def label_key(name: str) -> str:
    """The form in which two names are the same: case, umlauts and blanks do not count."""
    return " ".join(fold(name).split())[:120]


def derive_label(label: Named) -> None:
    """Set the column that follows from the name."""
    label.name_folded = label_key(label.name)


def label_name(text: str) -> str:
    """The name as it is stored. Refuses (`invalid`) an empty or too long one."""
    try:
        name = str(LABEL_NAME.parse(text))
    except FieldProblem as problem:
        raise Refused("invalid", f"{problem.message} {problem.hint}".strip(), "name") from problem
    if not any(char.isalnum() for char in name):
        raise Refused("invalid", _("A name needs a letter or a digit."), "name")
    return name


def check_order(place: object) -> None:
    """Refuse (`invalid`) what is no place in the order of all: a number from nought."""
    if not isinstance(place, int) or not 0 <= place < _MOST_PLACES:
        raise Refused("invalid", _("A place is a number, e.g. 3."), "order")


def in_use_labels(rows: Iterable[Named]) -> None:
    """Refuses (`archived`) when one of them is in the archive: it is no longer given."""
    for row in rows:
        if row.archived_at is not None:
            text = _("“%(name)s” is in the archive and no longer given.") % {"name": row.name}
            raise Refused("archived", text)


def archivable_labels(rows: Sequence[L]) -> tuple[list[L], list[Refusal]]:
    """Which can go into the archive: those that are not there already (`already_archived`)."""
    text = _("This is in the archive already.")
    return (
        [row for row in rows if row.archived_at is None],
        [Refusal(row.pk, "already_archived", text) for row in rows if row.archived_at],
    )


def restorable_labels(rows: Sequence[L]) -> tuple[list[L], list[Refusal]]:
    """Which can come back: those in the archive (`not_archived`) that were not merged (`merged`)."""
    done: list[L] = []
    refused: list[Refusal] = []
    for row in rows:
        if row.archived_at is None:
            refused.append(Refusal(row.pk, "not_archived", _("This is not in the archive.")))
        elif getattr(row, "merged_into_id", None):
            refused.append(Refusal(row.pk, "merged", _("This tag was merged into another one.")))
        else:
            done.append(row)
    return done, refused
