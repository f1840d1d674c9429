"""Whether a text is one emoji: a sign before a name, of a customer or of a lens."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"
_FLAGS = range(0x1F1E6, 0x1F200)
_KINDS = frozenset({"So", "Sm", "Sk", "Mn", "Me", "Cf", "Po"})


def is_emoji(text: str) -> bool:
    """Whether the text is one sign that no word is made of; a family or a flag is one, too."""
    if not text or text.isascii() or any(char.isspace() for char in text):
        return False
    kinds = [unicodedata.category(char) for char in text]
    signs = sum(kind in {"So", "Sm"} for kind in kinds)
    most = 4 if _JOINER in text or ord(text[0]) in _FLAGS else 1
    return _KINDS.issuperset(kinds) and 1 <= signs <= most
