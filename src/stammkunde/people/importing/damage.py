"""What spreadsheet programs do to cells, recognised and never guessed right (D22). Pure.

Functions refuse with `FieldProblem`: what happened, what to do. A `doubt` is no refusal: the cell
comes in as it stands, and somebody should look at it.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from stammkunde.foundation import sheets
from stammkunde.foundation.fields import FieldProblem


class Doubt(NamedTuple):
    """What is doubtful, what to do; which kind of question it is, what may be meant."""

    message: str
    hint: str
    code: str = ""
    proposals: tuple[str, ...] = ()


class Asked(FieldProblem):
    """A cell of which only somebody can say what it means: `proposals`, never a guess."""

    def __init__(self, message: str, hint: str, code: str, *proposals: str) -> None:
        super().__init__(message, hint)
        self.code, self.proposals = code, proposals


ZERO, ANOTHER = "zero", "another"
# A doubt that may be right as it stands: a postcode abroad, a number without its zero.
AS_IS = frozenset({ZERO, "phone_zero", "phone_plus", "long_digits", ANOTHER})
# Questions; every other problem is a mistake.
ASKED = AS_IS | {
    *("narrow", "rounded", "misread", "point_zero", "became_date", "day_month", "serial"),
    *("no_year", "no_day", "century", "doubtful"),
}
DATE_MARK, ROUNDED_MARK, UNKNOWN_MARK = sheets.DATE, sheets.CUT, sheets.NO_VALUE

_ROUNDED = re.compile(r"^[+-]?\d([.,]\d+)?E\+\d{1,3}$", re.IGNORECASE)
_BROKEN = re.compile(r"^#(NAME\?|REF!|VALUE!|DIV/0!|N/A|NULL!|NUM!|WERT!|BEZUG!|NV|ZAHL!|SPILL!)$")
_NARROW = re.compile(r"^#{3,}$")
_POINT_ZERO = re.compile(r"^\d+[.,]0$")
_MISREAD = re.compile("[ÃÂâÅÄ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_FIRST_DAY = date(1899, 12, 30)  # what Excel counts days from
_OLDEST, _NEWEST = 1_000, 80_000  # 1902 to 2119

_MONTHS = {
    said: number
    for number, many in enumerate(
        ("jan januar january jänner jän", "feb februar february", "mrz mär mar märz march maerz",
         "apr april", "mai may", "jun juni june", "jul juli july", "aug august",
         "sep sept september", "okt oct oktober october", "nov november",
         "dez dec dezember december"), 1,
    )
    for said in many.split()
}  # fmt: skip
_DAY_MONTH = re.compile(r"^(\d{1,2})\.?[\s-]?([A-Za-zäÄ]{3,9})\.?(?:[\s-](\d{2,4}))?$")
_NO_YEAR = re.compile(
    r"^(?:\d{1,2}\.?[\s-]?([A-Za-zäÄ]{3,9})|([A-Za-zäÄ]{3,9})\.?[\s-]\d{1,2})\.?$"
)
_MONTH_DAY = re.compile(r"^([A-Za-zäÄ]{3,9})\.?[\s-](\d{1,2})$")
_NUMBERS = re.compile(r"^(\d{1,4})\s*([./-])\s*(\d{1,4})\s*(?:\2\s*(\d{1,4})?)?$")
_ISO = re.compile(r"^\d{4}-(\d{2})-(\d{2})( 00:00:00)?$")
_CLOCK = re.compile(r"[T\s]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*Z?$")
_NO_DATE = re.compile(r"^(0{1,4}[./-]0{1,2}[./-]0{1,4}|-+|–)$")


def sound(text: str, *, figures: bool = False) -> None:
    """Refuse what no column can hold: lost or misread letters, errors of a formula.

    figures: of numbers and days, where a spreadsheet also rounds or writes ####.
    """
    if not text.isascii():
        _letters(text)
    elif text[0] == "#" and _BROKEN.match(text.upper()):
        raise FieldProblem(
            _("“%(value)s” is an error of the spreadsheet program.") % {"value": text},
            _("Correct the formula, or write the text itself into the cell."),
        )
    elif figures and text[0] == "#" and _NARROW.match(text):
        raise Asked(
            _("The spreadsheet wrote only ##### here."),
            _("Make the column wider and save the list again."),
            "narrow",
        )
    elif figures and "+" in text and _ROUNDED.match(text):
        raise rounded(text)


def rounded(text: str) -> FieldProblem:
    """What to say of a number that lost its last digits."""
    return Asked(
        _("The spreadsheet rounded this number: “%(value)s”.") % {"value": text[:40]},
        _("The last digits are lost. Format the column as text and type the number again."),
        "rounded",
    )


def _letters(text: str) -> None:
    if "\ufffd" in text:
        raise FieldProblem(_("A letter of this cell was lost before."), _("Write the cell again."))
    if _MISREAD.search(text):
        try:
            meant = text.encode("cp1252").decode("utf-8")
        except UnicodeError:
            return
        raise Asked(
            _("The letters of this cell were read wrongly: “%(value)s”.") % {"value": text[:60]},
            _("“%(meant)s” is meant. Save the list again as CSV UTF-8 from where it came.")
            % {"meant": meant[:60]},
            "misread",
            meant,
        )


def whole(text: str) -> None:
    """Refuse a number with “.0” in a column of numbers that nobody calculates with."""
    if _POINT_ZERO.match(text):
        raise Asked(
            _("“%(value)s” is no number as people write it.") % {"value": text[:40]},
            _("A program added “.0”. Format the column as text: %(meant)s.") % {"meant": text[:-2]},
            "point_zero",
            text[:-2],
        )


def no_date(text: str) -> None:
    """Refuse the date that a spreadsheet made of a house number or a reference such as 3/4."""
    spoken = _NO_YEAR.match(text)
    if (spoken and (spoken[1] or spoken[2]).lower() in _MONTHS) or re.match(
        r"^\d{4}-\d{2}-\d{2}( 00:00:00)?$", text
    ):
        raise became_date(text)


def became_date(text: str) -> FieldProblem:
    """What to say of a date in a column of text."""
    return Asked(
        _("The spreadsheet made a date of this cell: “%(value)s”.") % {"value": text[:40]},
        _("Format the column as text and type the cell again, e.g. 3/4."),
        "became_date",
        *_before(text),
    )


def _before(text: str) -> tuple[str, ...]:
    """What may have stood there before it became a date: 3/4 or 3-4."""
    iso, spoken = _ISO.match(text), _DAY_MONTH.match(text)
    if iso:
        first, second = int(iso[2]), int(iso[1])
    elif spoken and spoken[2].lower() in _MONTHS and not spoken[3]:
        first, second = int(spoken[1]), _MONTHS[spoken[2].lower()]
    else:
        return ()
    return f"{first}/{second}", f"{first}-{second}"


def day(text: str) -> date | None:
    """The day that a cell means beyond doubt, None for none; refuses what may mean several."""
    said = _CLOCK.sub("", text) if ":" in text else text
    if _NO_DATE.match(said):
        return None
    if said.isascii() and said.isdigit():
        raise _counted(said)
    numbers = _NUMBERS.match(said)
    if numbers:
        return _of_numbers(said, *numbers.groups())
    spoken = _DAY_MONTH.match(said)
    month = _MONTHS.get(spoken[2].lower()) if spoken else None
    if spoken and month:
        if not spoken[3]:
            raise _no_year(said)
        if len(spoken[3]) != 4:
            raise _century(said, int(spoken[1]), month, int(spoken[3]))
        return _made(said, int(spoken[3]), month, int(spoken[1]))
    named = _MONTH_DAY.match(said)
    if named and named[1].lower() in _MONTHS:
        raise _no_year(said)
    raise FieldProblem(_("“%(value)s” is not a date.") % {"value": said[:60]}, _write())


def _of_numbers(said: str, one: str, sign: str, two: str, three: str | None) -> date:
    if not three:
        raise _no_year(said) if len(one + two) <= 4 else _no_day(said)
    if len(one) == 4 and len(two) <= 2 and len(three) <= 2:  # 2026-12-31
        return _made(said, int(one), int(two), int(three))
    if len(one) > 2 or len(two) > 2 or len(three) == 3:
        raise FieldProblem(_("“%(value)s” is not a date.") % {"value": said}, _write())
    first, second = int(one), int(two)
    if len(three) < 4:
        raise _century(said, first, second, int(three))
    if sign == ".":
        return _made(said, int(three), second, first)
    if first != second and first <= 12 and second <= 12:
        one, two = f"{first:02}.{second:02}.{three}", f"{second:02}.{first:02}.{three}"
        raise Asked(
            _("In “%(value)s” day and month cannot be told apart.") % {"value": said},
            _("Write it as %(one)s or %(two)s.") % {"one": one, "two": two},
            "day_month",
            one,
            two,
        )
    month, when = (first, second) if second > 12 else (second, first)
    return _made(said, int(three), month, when)


def _made(said: str, year: int, month: int, when: int) -> date:
    try:
        return date(year, month, when)
    except ValueError:
        raise FieldProblem(
            _("There is no day “%(value)s”.") % {"value": said[:40]}, _write()
        ) from None


def _counted(said: str) -> FieldProblem:
    number = int(said[:9])
    if len(said) == 4 and 1900 <= number <= 2100:
        return _no_day(said)
    if _OLDEST <= number <= _NEWEST:
        meant = _FIRST_DAY + timedelta(days=number)
        shown = meant.strftime("%d.%m.%Y")
        return Asked(
            _("“%(value)s” is how Excel counts days.") % {"value": said},
            _("Format the column as a date. %(meant)s may be meant.") % {"meant": shown},
            "serial",
            shown,
        )
    return FieldProblem(_("“%(value)s” is not a date.") % {"value": said[:40]}, _write())


def _no_year(said: str) -> FieldProblem:
    return Asked(_("In “%(value)s” the year is missing.") % {"value": said}, _write(), "no_year")


def _no_day(said: str) -> FieldProblem:
    return Asked(_("In “%(value)s” the day is missing.") % {"value": said}, _write(), "no_day")


def _century(said: str, when: int, month: int, year: int) -> FieldProblem:
    one, two = f"{when:02}.{month:02}.20{year:02}", f"{when:02}.{month:02}.19{year:02}"
    return Asked(
        _("In “%(value)s” the century is missing.") % {"value": said},
        _("Write it as %(one)s or %(two)s.") % {"one": one, "two": two},
        "century",
        *(one_of for one_of in (one, two) if _is_day(one_of)),
    )


def _is_day(said: str) -> bool:
    try:
        date(int(said[6:]), int(said[3:5]), int(said[:2]))
    except ValueError:
        return False
    return True


def _write() -> str:
    return _("Write it as 31.12.2026.")


def postcode_doubt(text: str) -> Doubt | None:
    """Four digits: Austria or Switzerland, or a spreadsheet ate the zero."""
    if len(text) != 4 or not text.isdigit():
        return None
    return Doubt(
        _("This postcode has only four digits."),
        _("For Germany write 0%(postcode)s.") % {"postcode": text},
        ZERO,
        (f"0{text}",),
    )


def phone_doubt(text: str) -> Doubt | None:
    """A number that lost its first zero, or the + before its country."""
    if not text.isdigit() or text[0] == "0" or len(text) < 9:
        return None
    if text.startswith(("49", "43", "41")) and len(text) >= 11:
        return Doubt(
            _("This phone number seems to lack its +."),
            _("Write +%(number)s, if it begins with a country.") % {"number": text},
            "phone_plus",
            (f"+{text}",),
        )
    return Doubt(
        _("This phone number seems to lack its first zero."),
        _("Write 0%(number)s, if the spreadsheet ate it.") % {"number": text},
        "phone_zero",
        (f"0{text}",),
    )


def long_doubt(text: str) -> Doubt | None:
    """More than fifteen digits with zeros from there on: Excel keeps fifteen."""
    if len(text) < 16 or not text.isdigit() or text[15:].strip("0"):
        return None
    return Doubt(
        _("Spreadsheets keep fifteen digits; this number ends in zeros behind them."),
        _("Compare it with the original; format the column as text."),
        "long_digits",
    )
