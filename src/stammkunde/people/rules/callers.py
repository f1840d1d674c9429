"""What a phone system says about who is calling (R1). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stammkunde.foundation.folding import fold_phone

SHORTEST, LONGEST = 5, 20
SHORTEST_TRUNK = 7  # what is left of a number without its extension
WITHHELD = frozenset(
    ("", "anonym", "anonymous", "private", "privat", "restricted", "unavailable", "unbekannt",
     "unknown", "unterdrückt", "withheld")
)  # fmt: skip
_SCHEME = re.compile(r"^\s*(?:sips?|tel|callto):", re.IGNORECASE)
_PHONE = re.compile(r"^[\d\s+/().\-]+$")


@dataclass(frozen=True)
class Caller:
    """A number as it came in. `problem`: "withheld", "internal", "garbage", or "" for a good one.

    `digits`: ways to read it in national form, the likeliest first. `near`: its main line, should
    it be an extension of a company.
    """

    typed: str
    problem: str = ""
    digits: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


def caller(said: str) -> Caller:
    """Who calls, as the phone system says: `+49171…`, `0049 171…`, `sip:+49171…@host`, `anonymous`.

    The plus of an address is often sent as it is, and arrives as a blank.
    """
    text = _SCHEME.sub("", said[:200]).partition("@")[0].partition(";")[0]
    if text.startswith(" ") and text.strip()[:1].isdigit():
        text = "+" + text.strip()
    text = text.strip().strip('"<>')
    if text.lower() in WITHHELD:
        return Caller("", "withheld")
    if text.startswith(("*", "#")):
        return Caller(text, "internal")
    digits = fold_phone(text)
    if not text.isascii() or not _PHONE.match(text) or not digits or len(digits) > LONGEST:
        return Caller("", "garbage")
    if len(digits) < SHORTEST:
        return Caller(text, "internal")
    read = readings(text, digits)
    return Caller(text, "", read, tuple(dict.fromkeys(one for way in read for one in lines(way))))


def readings(text: str, digits: str) -> tuple[str, ...]:
    """How digits may be meant: as they are, with the 0 of a telephone system in front, without
    the 0 of the area code, without the plus of the country.
    """
    ways = [digits]
    if digits.startswith("00") and not text.startswith("+"):
        ways.append(fold_phone(digits[1:]))
    elif not digits.startswith("0"):
        ways += ["0" + digits[2:]] if digits.startswith("49") and len(digits) > 9 else []
        ways.append("0" + digits)
    return tuple(dict.fromkeys(ways))


def lines(digits: str) -> list[str]:
    """The main lines that `digits` may be an extension of: 030 12345-67 belongs to 030 12345-0."""
    cut = [digits[:-many] for many in range(1, 5) if len(digits) - many >= SHORTEST_TRUNK]
    return [line for trunk in cut for line in (trunk + "0", trunk) if line != digits]
