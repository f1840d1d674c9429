"""Reading a text once: words, placeholders with their fall-back, the switch between du and Sie.

    {{ kunde.vorname | Ersatztext }}    {du:Bring deinen Hund mit|sie:Bringen Sie Ihren Hund mit}

One pass over a bounded text; what a placeholder inserts is never read again.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from stammkunde.messaging.texts.placeholders import named, nearest

MOST_CHARACTERS = 20_000
MOST_SUBJECT = 200
MOST_PLACEHOLDERS = 200
MOST_VALUE = 2_000  # characters that one placeholder may insert
_MOST_PIECES = 4 * MOST_PLACEHOLDERS  # a text that never was checked inserts no more
INFORMAL = "de-informal"

_INNER = r"[^{}|]*(?:\{\{[^{}\n]{0,300}\}\}[^{}|]*)*"
_TOKEN = re.compile(
    r"\{\{(?P<said>[^{}\n]{0,300})\}\}"
    rf"|\{{(?P<one>du|sie):(?P<first>{_INNER})\|(?P<other>du|sie):(?P<second>{_INNER})\}}",
    re.IGNORECASE,
)
_NAME = re.compile(r"[a-zäöüß]+(?:[._][a-zäöüß0-9]+)*", re.IGNORECASE)
# What looks as if somebody meant a placeholder, or a language that this is not.
_LEFT_OVER = re.compile(
    r"\{\{[^\n]{0,40}|[^\n{}]{0,20}\}\}|\{[%#][^\n]{0,40}|\{\w+[.\[(][^\n]{0,40}"
    r"|\{(?:du|sie):[^\n]{0,40}",
    re.IGNORECASE,
)
_OURS = re.compile("[\ue000-\uf8ff]")  # marks of our own (markup); nobody types them


@dataclass(frozen=True)
class Slot:
    """Where a value goes; `fallback` where there is none."""

    name: str
    fallback: str = ""


Piece = str | Slot


@dataclass(frozen=True)
class Problem:
    """Something in a text that cannot work: what stands there, and what was likely meant."""

    code: str  # unknown | broken | too_long | too_many
    said: str = ""
    near: str = ""


@lru_cache(maxsize=512)
def pieces(text: str, language: str) -> tuple[Piece, ...]:
    """The words and slots of `text` as they hold in a language: the du half of each switch for
    `de-informal`, the Sie half otherwise. What is no placeholder stays as it was typed.
    """
    found: list[Piece] = []
    _read(_OURS.sub("", text[:MOST_CHARACTERS]), language == INFORMAL, found)
    return tuple(found)


def _read(text: str, informal: bool, found: list[Piece]) -> None:
    end = 0
    for token in _TOKEN.finditer(text):
        if token.start() > end:
            found.append(text[end : token.start()])
        end = token.end()
        if token["said"] is None:
            halves = {token["one"].lower(): token["first"], token["other"].lower(): token["second"]}
            _read(halves.get("du" if informal else "sie", token["first"]), informal, found)
            continue
        name, _bar, fallback = token["said"].partition("|")
        if _NAME.fullmatch(name.strip()):
            if len(found) < _MOST_PIECES:
                found.append(Slot(named(name), fallback.strip()))
        else:
            found.append(token[0])
    if end < len(text):
        found.append(text[end:])


def problems(text: str, known: Collection[str], *, most: int = MOST_CHARACTERS) -> list[Problem]:
    """What would not work in this text: unknown names with the nearest known one (each once),
    braces that open nothing, too many characters or placeholders. Empty: it can be saved.
    """
    if len(text) > most:
        return [Problem("too_long", str(most))]
    found: dict[str, Problem] = {}
    for language in ("de", INFORMAL):
        count = 0
        for piece in pieces(text, language):
            if isinstance(piece, Slot):
                count += 1
                if piece.name not in known:
                    near = nearest(piece.name, known)
                    found[piece.name] = Problem("unknown", piece.name, near)
                continue
            for rest in _LEFT_OVER.finditer(piece):
                found[rest[0]] = Problem("broken", rest[0].strip())
        if count > MOST_PLACEHOLDERS:
            return [Problem("too_many", str(MOST_PLACEHOLDERS))]
    return list(found.values())


def spoken(text: str, language: str) -> str:
    """A text in one form of address, e.g. as a heading: one half of each switch, placeholders as
    they were typed."""
    return "".join(map(_typed, pieces(text, language)))


def _typed(piece: Piece) -> str:
    if isinstance(piece, str):
        return piece
    inner = f"{piece.name} | {piece.fallback}" if piece.fallback else piece.name
    return f"{{{{ {inner} }}}}"


def names_in(text: str) -> set[str]:
    """The names that a text inserts, in either form."""
    both = (*pieces(text, "de"), *pieces(text, INFORMAL))
    return {piece.name for piece in both if isinstance(piece, Slot)}
