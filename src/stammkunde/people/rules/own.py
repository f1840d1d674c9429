"""What is right for own fields and for birth dates of customers (CUS-23, PAR-09). Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.folding import fold
from stammkunde.foundation.refusals import Refused
from stammkunde.people.models import CustomField, OwnKind, OwnOf
from stammkunde.people.rules.participants import age

ADULT = 18
MOST_CHOICES = 60
Choices = list[list[Any]]  # [number, label, whether it is offered]


def own_label(text: str, what: str = "label") -> str:
    """A label without needless blanks. Refuses none, and more than 60 characters (`invalid`)."""
    label = " ".join(text.split())
    if not label or len(label) > 60 or not label.isprintable():
        raise Refused("invalid", _("A name of at most 60 characters is needed."), what)
    return label


def own_slug(label: str, taken: Collection[str]) -> str:
    """What names the field for ever: letters and digits of its first label, and nobody else's."""
    base = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:40].strip("_") or "field"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}_{number}", number + 1
    return slug


def own_kind(of: str, kind: str) -> None:
    """Refuses what is no kind of field or of record (`unknown`)."""
    if of not in OwnOf.values or kind not in OwnKind.values:
        raise Refused("unknown", _("This is none of the choices."), "kind")


def own_choices(
    stored: Sequence[Sequence[Any]], labels: Mapping[int, str], fresh: Sequence[str]
) -> Choices:
    """The choices as they shall be: `labels` by number, "" for no longer offered, and fresh ones.

    A choice that is no longer offered keeps its label and its number: who has it keeps it. A fresh
    one with the label of such a one brings it back. Refuses a label twice (`choice_twice`), too
    many, none offered (`choices_missing`).
    """
    choices: Choices = []
    for number, label, offered in stored:
        said = labels.get(number, label if offered else "").strip()
        choices.append([number, own_label(said, "choices") if said else label, bool(said)])
    for text in fresh:
        if not text.strip():
            continue
        label = own_label(text, "choices")
        known = next((one for one in choices if fold(one[1]) == fold(label)), None)
        if known is None:
            choices.append([max((one[0] for one in choices), default=0) + 1, label, True])
        elif known[2]:
            raise Refused(
                "choice_twice", _("“%(name)s” is there twice.") % {"name": label}, "choices"
            )
        else:
            known[1:] = [label, True]
    offered = [fold(one[1]) for one in choices if one[2]]
    if len(set(offered)) < len(offered):
        raise Refused("choice_twice", _("Two choices have the same name."), "choices")
    if not offered or len(offered) > MOST_CHOICES:
        text = _("A choice needs between 1 and 60 possibilities.")
        raise Refused("choices_missing", text, "choices")
    return choices


def derive_own_field(row: CustomField) -> None:
    """Set the columns that follow from the others."""
    row.label_folded = fold(row.label)[:160]


def parted(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(values of columns, values of own fields)."""
    beside = {key: value for key, value in values.items() if "." in key}
    own = {key: values[key] for key in values if key not in beside} if beside else dict(values)
    return own, beside


def under_age(born: date | None, today: date) -> bool:
    """Whether somebody is not yet 18 on `today`; nobody knows without a birth date."""
    return born is not None and age(born, today) < ADULT
