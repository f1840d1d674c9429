"""Whom a note names with @ (R1). Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from stammkunde.foundation.folding import fold

_AT = re.compile(r"(?<![\w@.])@(?=\w)")
_WORD = re.compile(r"[\w'’-]+")


def mentioned(text: str, people: Iterable[tuple[int, str]]) -> list[int]:
    """The ids of those whom `text` names: @Emre Koç, @emre where only one is called so.

    people: (id, name). An e-mail address names nobody.
    """
    known = [(pk, _words(name)) for pk, name in people]
    firsts = Counter(words[0] for _pk, words in known if words)
    found: dict[int, None] = {}
    for at in _AT.finditer(text):
        said = _words(text[at.end() : at.end() + 120])
        best = max(
            ((pk, words) for pk, words in known if words and said[: len(words)] == words),
            key=lambda one: len(one[1]),
            default=None,
        )
        if best is None and said and firsts[said[0]] == 1:
            best = next((pk, words) for pk, words in known if words and words[0] == said[0])
        if best is not None:
            found[best[0]] = None
    return list(found)


def plain(text: str) -> str:
    """One line of a text, its blanks in order."""
    return " ".join(text.split())


def _words(text: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(text)]
