"""What is right for statuses and customer numbers (CLS-01 to CLS-09; 2.1). Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.emoji import is_emoji
from stammkunde.foundation.folding import fold
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.tones import KNOWN
from stammkunde.people.models import CustomerStatus, NameOrder, NumberMode, UniqueEmail

LONGEST_NUMBER = 40


@dataclass(frozen=True)
class Settings:
    """The settings of the room, frozen for the request that reads them."""

    number_mode: str = NumberMode.ON_STATUS
    number_prefix: str = ""
    number_digits: int = 4
    title_shown: bool = True
    number_start: int = 1
    unique_email: str = UniqueEmail.WARN
    auto_self_participant: bool = False
    name_order: str = NameOrder.LAST_FIRST
    birth_dates_of_company_contacts: bool = False
    adult_check: bool = True
    formal: bool = True


def number_key(number: str) -> str:
    """What makes two numbers the same, and sorts K-9 before K-10: `K-0009`, `k-9` and `K-9` agree."""
    digits = re.sub(r"\d+", lambda found: found[0].lstrip("0").zfill(12), fold(number))
    return re.sub(r"\s", "", digits)[:160]


def number_text(number: str) -> str:
    """What a search finds a number by: `K-0042` by k-0042, k0042, k-42, k42, 0042 and 42."""
    if not number:
        return ""
    written = fold(number)
    short = re.sub(r"(?<![0-9])0+(?=[0-9])", "", written)
    digits = re.sub(r"[^0-9]", "", number)
    ways = [written, short, *(re.sub(r"[\s./-]", "", way) for way in (written, short))]
    return " ".join(dict.fromkeys([*ways, digits, digits.lstrip("0")])).strip()


def written_number(business: Settings, counted: int) -> str:
    """The customer number for a counted one: prefix and at least so many digits (CUS-13)."""
    return f"{business.number_prefix}{counted:0{business.number_digits}d}"


def clean_number(text: str) -> str:
    """A typed number without outer blanks. Refuses what is too long or has no digit or letter."""
    number = " ".join(text.split())
    if len(number) > LONGEST_NUMBER or not any(char.isalnum() for char in number):
        raise Refused("number_invalid", _("This is no customer number."), "number")
    if not number.isprintable():
        raise Refused("number_invalid", _("This is no customer number."), "number")
    return number


def asks_for_number(business: Settings, status: CustomerStatus) -> bool:
    """Whether a customer in this status must have a number."""
    return status.with_number or business.number_mode == NumberMode.ON_CREATE


def check_step(business: Settings, number: str, status: CustomerStatus) -> None:
    """Refuse a status without number for somebody who has one (CLS-07), and an archived one."""
    if status.archived_at is not None:
        text = _("“%(status)s” is archived and cannot be chosen any more.")
        raise Refused("status_archived", text % {"status": status}, "status")
    if number and not status.with_number and business.number_mode != NumberMode.ON_CREATE:
        text = _("Who has a customer number can only get a status with number.")
        raise Refused("status_without_number", text, "status")


def clean_status(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a status as they are stored. Refuses no name and an unknown tone."""
    cleaned = {key: values[key] for key in ("with_number", "is_default") if key in values}
    if "name" in values:
        name = " ".join(str(values["name"]).split())
        if not name or len(name) > 60:
            text = _("A status needs a name of at most 60 characters.")
            raise Refused("name_missing", text, "name")
        cleaned["name"] = name
    if "tone" in values:
        if values["tone"] not in KNOWN:
            raise Refused("tone_unknown", _("This is none of the twelve tones."), "tone")
        cleaned["tone"] = values["tone"]
    return cleaned


def check_statuses(rows: Sequence[CustomerStatus], numbered: Collection[int]) -> None:
    """Refuse what would break the life cycle.

    rows: all statuses as they would be. numbered: ids of those that customers with number have.
    """
    names = [fold(str(row)) for row in rows]
    if len(set(names)) < len(names):
        raise Refused("name_taken", _("There is a status with this name already."), "name")
    defaults = [row for row in rows if row.is_default]
    if not defaults:
        text = _("New customers need a default status: choose another one as default first.")
        raise Refused("default_missing", text, "is_default")
    if any(row.with_number or row.archived_at is not None for row in defaults):
        text = _("The default status for new customers has no number and is not archived.")
        raise Refused("default_with_number", text, "is_default")
    if any(row.pk in numbered and not row.with_number for row in rows):
        text = _("Customers with this status have numbers already.")
        raise Refused("numbers_given", text, "with_number")


def is_marker(text: str) -> bool:
    """Whether the text is one emoji: a sign that no word is made of (CLS-18)."""
    return is_emoji(text)
