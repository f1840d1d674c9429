"""Whole numbers as forms and addresses send them: anybody may send anything."""

from __future__ import annotations

from collections.abc import Iterable

_MOST = 18  # digits: every key fits, and nothing overflows a column


def whole(text: object) -> int | None:
    """The number that `text` spells with plain digits; None for all else, and for absurd lengths."""
    said = str(text or "").strip()
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= _MOST else None


def wholes(texts: Iterable[object]) -> list[int]:
    """The numbers among several texts, in their order."""
    return [one for text in texts if (one := whole(text)) is not None]
