"""What is right for the numbers that other programs gave. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stammkunde.foundation.fields import Field, FieldProblem
from stammkunde.foundation.refusals import Refused

LONGEST_EXTERNAL, LONGEST_SYSTEM = 120, 40
_SYSTEM = Field("system", "", max_length=LONGEST_SYSTEM)
_VALUE = Field("value", "", max_length=LONGEST_EXTERNAL, required=True)


def clean_external(system: str, value: str) -> tuple[str, str]:
    """(name of the program, its number) as they are stored. Refuses (`invalid`) no or too long ones."""
    try:
        return str(_SYSTEM.parse(system)), str(_VALUE.parse(value))
    except FieldProblem as problem:
        text = f"{problem.message} {problem.hint}".strip()
        raise Refused("invalid", text, "external_ids") from problem


def external_taken(value: str) -> Refused:
    """Somebody else is called so in that program (`external_taken`)."""
    text = _("“%(value)s” belongs to another customer already.") % {"value": value[:60]}
    return Refused("external_taken", text, "external_ids")
