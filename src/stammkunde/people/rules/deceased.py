"""The day on which somebody died: no birthday, greeting, advertising from then on. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stammkunde.foundation.fields import DATE, Field, FieldProblem
from stammkunde.foundation.refusals import Refused

DECEASED_ON = Field(
    "deceased_on", gettext_lazy("Day of death"), kind=DATE, personal=True, max_length=10
)


def day_of_death(on: Any, today: date, births: Iterable[date | None]) -> date:
    """The day that `on` (a date, or text from a form) means. births: when these people were born.

    Refuses at the field `deceased_on` a missing day (`day_missing`), one that is none (`invalid`),
    one that is still to come (`in_future`) and one before a birth (`before_birth`).
    """
    try:
        day: date | None = DECEASED_ON.parse(on)
    except FieldProblem as problem:
        said = f"{problem.message} {problem.hint}".strip()
        raise Refused("invalid", said, "deceased_on") from problem
    if day is None:
        raise Refused("day_missing", _("On which day?"), "deceased_on")
    if day > today:
        raise Refused("in_future", _("This day is still to come."), "deceased_on")
    if any(born is not None and day < born for born in births):
        raise Refused("before_birth", _("This day is before the birth date."), "deceased_on")
    return day
