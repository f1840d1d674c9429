"""How many text messages a text becomes. Pure; frontend/js/sms.js counts the same while typing.

GSM 03.38: 160 septets in one message, 153 in each of several, signs of the extension table are two.
Any other sign makes it UCS-2: 70 units in one, 67 in each of several. What takes two never lies
across a border.
"""

from __future__ import annotations

from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("^{}\\[~]|€\f")
ONE_GSM, MANY_GSM, ONE_UCS, MANY_UCS = 160, 153, 70, 67
MOST = 6  # a longer text is a letter


@dataclass(frozen=True)
class Counted:
    """A counted text. units: what is used; room: what fits before the next one begins."""

    segments: int
    units: int
    room: int
    unicode: bool
    odd: str = ""  # the signs that made it UCS-2

    @property
    def too_long(self) -> bool:
        """More than may go out at once."""
        return self.segments > MOST


def count(text: str) -> Counted:
    """Count a text; an empty one is none.

    >>> count("Hallo").segments, count("x" * 161).segments, count("€" * 80).units
    (1, 2, 160)
    """
    odd = "".join(dict.fromkeys(sign for sign in text if sign not in BASIC | EXTENSION))
    if odd:
        sizes = [2 if ord(sign) > 0xFFFF else 1 for sign in text]
        one, many = ONE_UCS, MANY_UCS
    else:
        sizes = [2 if sign in EXTENSION else 1 for sign in text]
        one, many = ONE_GSM, MANY_GSM
    units = sum(sizes)
    if units <= one:
        return Counted(1 if text else 0, units, one - units, bool(odd), odd)
    segments, used = 1, 0
    for size in sizes:
        if used + size > many:
            segments, used = segments + 1, 0
        used += size
    return Counted(segments, units, many - used, bool(odd), odd)
