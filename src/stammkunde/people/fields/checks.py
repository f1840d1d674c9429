"""What fields check beyond their kind: numbers that others gave out. Pure; each returns the text
as it is stored, or raises `FieldProblem`."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from stammkunde.foundation.fields import FieldProblem

# What stands behind the country of a VAT id (Art. 215 of the VAT directive); EL is Greece, XI
# Northern Ireland. Countries without a line here give out other numbers, or none.
_VAT = {
    "AT": r"U\d{8}", "BE": r"[01]\d{9}", "BG": r"\d{9,10}", "CHE": r"\d{9}(MWST|TVA|IVA)?",
    "CY": r"\d{8}[A-Z]", "CZ": r"\d{8,10}", "DE": r"\d{9}", "DK": r"\d{8}", "EE": r"\d{9}",
    "EL": r"\d{9}", "ES": r"[A-Z0-9]\d{7}[A-Z0-9]", "FI": r"\d{8}", "FR": r"[A-Z0-9]{2}\d{9}",
    "GB": r"(\d{9}|\d{12}|(GD|HA)\d{3})", "HR": r"\d{11}", "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}", "IT": r"\d{11}", "LT": r"(\d{9}|\d{12})", "LU": r"\d{8}",
    "LV": r"\d{11}", "MT": r"\d{8}", "NL": r"[A-Z0-9+*]{10}\d{2}", "NO": r"\d{9}(MVA)?",
    "PL": r"\d{10}", "PT": r"\d{9}", "RO": r"\d{2,10}", "SE": r"\d{12}", "SI": r"\d{8}",
    "SK": r"\d{10}", "XI": r"(\d{9}|\d{12}|(GD|HA)\d{3})",
}  # fmt: skip
# State, then district and municipality, as the coordination office for IT standards lays it out.
_LEITWEG = re.compile(r"^(0[1-9]|1[0-6]|99)\d{0,10}(-[A-Za-z0-9]{1,30})?-\d{2}$")
_KVNR = re.compile(r"^[A-Z]\d{9}$")


def vat_id(text: str) -> str:
    """The VAT id without blanks, in capitals: "de 129 273 398" is DE129273398.

    The country decides what follows it; a German one also has a check digit (ISO 7064, MOD 11,10).
    Whether it was really given to somebody only the tax office knows.
    """
    wanted = re.sub(r"[\s.\-/]", "", text).upper()
    country = next((code for code in (wanted[:3], wanted[:2]) if code in _VAT), "")
    if not country or not re.fullmatch(_VAT[country], wanted[len(country) :]):
        raise FieldProblem(
            _("“%(value)s” is not a VAT id.") % {"value": text},
            _("It begins with the country; a German one is DE and nine digits."),
        )
    if country == "DE" and not _mod_11_10(wanted[2:]):
        raise FieldProblem(
            _("The check digit of this VAT id does not fit."), _("Perhaps a typing mistake.")
        )
    return wanted


def buyer_reference(text: str) -> str:
    """Any text; what looks like a Leitweg-ID must have the right check digits (ISO 7064, MOD 97,10).

    04011000-1234512345-06 is the example of its specification.
    """
    wanted = re.sub(r"\s", "", text)
    if not _LEITWEG.match(wanted) or len(wanted.partition("-")[0]) not in {2, 3, 5, 8, 9, 12}:
        return text
    if int("".join(str(int(char, 36)) for char in wanted if char != "-")) % 97 != 1:
        raise FieldProblem(
            _("The check digits of this Leitweg-ID do not fit."), _("Perhaps a typing mistake.")
        )
    return wanted


def insurance_number(text: str) -> str:
    """The number of somebody insured in Germany (KVNR): a letter and nine digits, A123456780.

    Its last digit is the check digit (§ 290 SGB V): the letter counts as its place in the alphabet
    with two digits; these two and the eight digits are multiplied by 1, 2, 1, 2 …, the digits of
    the products are added up, and the last digit of the sum is it.
    """
    wanted = re.sub(r"[\s\-]", "", text).upper()
    if not _KVNR.match(wanted):
        raise FieldProblem(
            _("“%(value)s” is not an insurance number.") % {"value": text},
            _("It is a letter and nine digits, as it stands on the insurance card."),
        )
    digits = f"{ord(wanted[0]) - ord('A') + 1:02}{wanted[1:9]}"
    products = [int(digit) * (1 + place % 2) for place, digit in enumerate(digits)]
    if sum(product // 10 + product % 10 for product in products) % 10 != int(wanted[9]):
        raise FieldProblem(
            _("The check digit of this insurance number does not fit."),
            _("Perhaps a typing mistake."),
        )
    return wanted


def _mod_11_10(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it (ISO 7064, MOD 11,10)."""
    product = 10
    for digit in digits[:-1]:
        total = (int(digit) + product) % 10 or 10
        product = 2 * total % 11
    return (11 - product) % 10 == int(digits[-1])
