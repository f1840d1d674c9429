"""What is right for bank accounts. Pure."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from stammkunde.foundation.fields import Field, FieldProblem
from stammkunde.foundation.refusals import Refused

_HOLDER = Field("holder", "", max_length=120, required=True)
_SHAPE = re.compile(r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$")
_LENGTHS = {"DE": 22, "AT": 20, "CH": 21, "LI": 21, "LU": 20, "FR": 27, "NL": 18, "BE": 16}


def clean_iban(text: str) -> str:
    """The IBAN without blanks and in capitals (ISO 13616). Refuses (`iban`) what is none."""
    iban = re.sub(r"[\s\-.]", "", text).upper()
    if not _SHAPE.match(iban) or len(iban) != _LENGTHS.get(iban[:2], len(iban)):
        raise Refused("iban", _("This is no IBAN. A German one has 22 characters."), "iban")
    digits = "".join(str(int(char, 36)) for char in iban[4:] + iban[:4])
    if int(digits) % 97 != 1:
        raise Refused("iban", _("The IBAN's check digits do not fit: a typing mistake?"), "iban")
    return iban


def masked_iban(iban: str) -> str:
    """What is shown of an IBAN: country and the last four digits."""
    return f"{iban[:2]}•• … {iban[-4:]}"


def account_holder(text: str) -> str:
    """The holder's name. Refuses (`invalid`) an empty or too long one."""
    try:
        return str(_HOLDER.parse(text))
    except FieldProblem as problem:
        raise Refused("invalid", f"{problem.message} {problem.hint}".strip(), "holder") from problem
