"""What is right for the data of the business. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stammkunde.foundation.models import BusinessData
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.tones import KNOWN

_WEBSITE = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?", re.IGNORECASE)
_VAT = re.compile(r"[A-Z]{2}[0-9A-Z+*.]{2,13}")
MOST_YEARS = 50


@dataclass(frozen=True)
class Retention:
    """A class of records that are kept: its column, name, the law's least years, what it holds."""

    column: str
    label: Any
    least: int
    holds: Any
    why: Any


RETENTION = (
    Retention(
        "keep_documents",
        gettext_lazy("Vouchers and invoices"),
        8,
        gettext_lazy("Invoices, cancellations, receipts, statements of account."),
        gettext_lazy("§ 147 AO, § 14b UStG; eight years since 2025, ten before."),
    ),
    Retention(
        "keep_books",
        gettext_lazy("Books and annual accounts"),
        10,
        gettext_lazy("Journals, accounts, lists of open items at the end of a year."),
        gettext_lazy("§ 147 AO, § 257 HGB; ten years."),
    ),
    Retention(
        "keep_letters",
        gettext_lazy("Business letters"),
        6,
        gettext_lazy("What is written about a business that came about, and contracts."),
        gettext_lazy("§ 147 AO, § 257 HGB; six years."),
    ),
    Retention(
        "keep_refunds",
        gettext_lazy("Proof of refunds"),
        8,
        gettext_lazy("Who got how much back, when and why."),
        gettext_lazy("A voucher as well, so eight years; ten are usual and the default."),
    ),
)


def clean_business(values: Mapping[str, Any]) -> dict[str, str]:
    """The texts as they are stored, blanks folded, control characters gone.

    Refuses what is too long (`too_long`), an e-mail that is none (`email_invalid`), a website that
    is none (`website_invalid`), a VAT id that does not look like one (`vat_id_invalid`), a tone
    that is none (`unknown`).
    """
    cleaned: dict[str, str] = {}
    for name, value in values.items():
        text = " ".join("".join(one if one.isprintable() else " " for one in str(value)).split())
        column: Any = BusinessData._meta.get_field(name)
        most = column.max_length
        if len(text) > most:
            raise Refused("too_long", _("At most %(most)d characters.") % {"most": most}, name)
        cleaned[name] = text
    if cleaned.get("email"):
        try:
            validate_email(cleaned["email"])
        except ValidationError as problem:
            text = _("This is not a complete e-mail address.")
            raise Refused("email_invalid", text, "email") from problem
    if cleaned.get("website") and not _WEBSITE.fullmatch(cleaned["website"]):
        text = _("This is no address of a website.")
        raise Refused("website_invalid", text, "website")
    if cleaned.get("vat_id"):
        cleaned["vat_id"] = cleaned["vat_id"].replace(" ", "").upper()
        if not _VAT.fullmatch(cleaned["vat_id"]):
            text = _("A VAT id begins with two letters, such as DE123456789.")
            raise Refused("vat_id_invalid", text, "vat_id")
    if "tone" in cleaned and cleaned["tone"] not in KNOWN:
        raise Refused("unknown", _("This is none of the choices."), "tone")
    return cleaned


def clean_retention(values: Mapping[str, Any]) -> dict[str, int]:
    """Years by column. Refuses less than the law asks for (`below_law`) and more than 50 years
    (`too_long`): data that nobody needs must go."""
    cleaned: dict[str, int] = {}
    for one in RETENTION:
        if one.column not in values:
            continue
        years = int(values[one.column])
        if years < one.least:
            text = _("%(class)s: the law asks for at least %(years)d years.")
            said = {"class": one.label, "years": one.least}
            raise Refused("below_law", text % said, one.column)
        if years > MOST_YEARS:
            text = _("At most %(years)d years: data that nobody needs must go.")
            raise Refused("too_long", text % {"years": MOST_YEARS}, one.column)
        cleaned[one.column] = years
    return cleaned
