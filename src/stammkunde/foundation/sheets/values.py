"""What a cell of a spreadsheet shows, as text: numbers without noise, dates in ISO (D22)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from stammkunde.foundation.sheets.basics import CUT, DATE, NUMBER

DIGITS = 15  # that a spreadsheet keeps of a number
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_BUILT_IN = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_QUIET = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ZEROS = re.compile(r'(?:\[\$[^\]]*\])?(?:"([^"]*)"|((?:\\.)*))(0{2,15})')
_LAST_DAY = 2_958_465  # 31.12.9999
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))


class Style:
    """How the numbers of a cell are shown: as a date, or with leading zeros, or as they are."""

    def __init__(self, code: str = "", built_in: int = 0) -> None:
        self.dated = built_in in _BUILT_IN or _is_date(code)
        zeros = None if self.dated else _ZEROS.fullmatch(code.partition(";")[0])
        self.zeros = len(zeros[3]) if zeros else 0
        self.before = (zeros[1] or (zeros[2] or "").replace("\\", "")) if zeros else ""
        self.special = self.dated or self.zeros > 0


def number(raw: str, style: Style, since_1904: bool) -> tuple[str, str]:
    """The text of a number cell, and its mark. Decimals get a comma, as people write them."""
    if style.dated and (day := _day(raw, since_1904)):
        return day, DATE
    if style.zeros and raw.isdecimal():
        return style.before + raw.zfill(style.zeros), NUMBER
    if not _WHOLE.fullmatch(raw):
        if not _NUMBER.fullmatch(raw):
            return raw, ""
        raw = _without_noise(raw)
    digits = len(raw) - raw.startswith("-")
    return raw, CUT if digits > DIGITS and "," not in raw else NUMBER


def day(raw: str) -> str:
    """A date that is written out (`t="d"`), without the midnight."""
    return raw.removesuffix("Z").removesuffix("T00:00:00").removesuffix("T00:00:00.000")


def unescaped(text: str) -> str:
    """Text without the format's escapes (`_x000D_`), halves of letters and control characters."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text if text.isprintable() else text.translate(_CONTROLS)


def _is_date(code: str) -> bool:
    shown = _QUIET.sub("", code.partition(";")[0]).lower()
    if not shown or shown in {"general", "standard", "@"}:
        return False
    return any(letter in shown for letter in "ydhs") or "m" in shown or "jj" in shown


def _day(raw: str, since_1904: bool) -> str:
    """A serial date as ISO text; "" where it is none (the day 60 of 1900 never was)."""
    try:
        value = float(raw)
    except ValueError:
        return ""
    if since_1904:
        value += 1_462
    seconds = round(value * 86_400) if 0 <= value <= _LAST_DAY else -1
    days, rest = divmod(seconds, 86_400)
    clock = f"{rest // 3600:02}:{rest % 3600 // 60:02}" + (f":{rest % 60:02}" if rest % 60 else "")
    if days == 0 and not since_1904:
        return clock
    if days < 0 or days == 60:
        return ""
    found = date(1899, 12, 31) + timedelta(days=days - (days > 60))
    return f"{found.isoformat()} {clock}" if rest else found.isoformat()


def _without_noise(raw: str) -> str:
    """As many digits as the spreadsheet keeps, no exponent, a comma for decimals."""
    exact = Decimal(format(float(raw), f".{DIGITS}g"))
    if not exact.is_finite() or exact.adjusted() > 300 or exact.adjusted() < -30:
        return raw
    text = f"{exact:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


PLAIN = Style()
