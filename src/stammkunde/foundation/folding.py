"""One fold for search and sort, used on write and on query, alike on both databases (F5, D48)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LETTERS = str.maketrans(
    {
        "ß": "ss", "ı": "i", "ł": "l", "ø": "o", "æ": "a", "œ": "o", "đ": "d", "ð": "d", "þ": "th",
        "ĸ": "k", "ŧ": "t", "ħ": "h", "ŋ": "n",
        "’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‐": "-",
    }
)  # fmt: skip
_UMLAUT_E = frozenset("aou")
_UMLAUT_TAIL = re.compile(r"([aou])e+")
_BLANKS = re.compile(r"[^!-~]+")
_PHONE_ONLY = re.compile(r"^[\d\s+/().\-–]+$")


def fold_pieces(text: str) -> list[tuple[str, int]]:
    """The folded characters, each with the position in `text` that it came from."""
    pieces: list[tuple[str, int]] = []
    for position, char in enumerate(text):
        for plain in unicodedata.normalize("NFKD", char.lower().translate(_LETTERS)):
            if unicodedata.combining(plain):
                continue
            for letter in plain.lower().translate(_LETTERS):
                last = pieces[-1][0] if pieces else " "
                if letter == "e" and last in _UMLAUT_E:
                    continue  # ae, oe, ue are ä, ö, ü
                letter = " " if letter.isspace() or not letter.isprintable() else letter
                if letter == " " and last == " ":
                    continue
                pieces.append((letter, position))
    return pieces


def fold(text: str) -> str:
    """Müller, Mueller, Muller and MÜLLER all become `muller`; blanks collapse; ß becomes ss."""
    if text.isascii():  # most words of most lists; the same rules, eight times as fast
        plain = _BLANKS.sub(" ", text.lower().replace("`", "'"))
        return _UMLAUT_TAIL.sub(r"\1", plain).strip()
    return "".join(letter for letter, _ in fold_pieces(text)).strip()


def fold_phone(text: str) -> str:
    """Digits in national form: +49 171…, 0049171… and (0)171… become 0171…; foreign stay 00…."""
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", text))
    if not digits:
        return ""
    if text.lstrip().startswith("+"):
        digits = "00" + digits
    if digits.startswith("0049"):
        return "0" + digits[4:].lstrip("0")
    return digits


def terms(query: str) -> list[str]:
    """The folded words that must all be found. A query of digits and signs is one phone number."""
    if _PHONE_ONLY.match(query.strip()) and re.search(r"\d", query):
        return [fold_phone(query)]
    return list(dict.fromkeys(fold(query).split()))


def mark(text: str, wanted: Iterable[str]) -> list[tuple[str, bool]]:
    """Cut `text` into (piece, is a hit): words of one or two letters hit at word starts only."""
    wanted = list(wanted)
    plain = fold(text)
    if not any(term and term in plain for term in wanted):  # most cells of a page hold no hit
        return [(text, False)] if text else []
    pieces = fold_pieces(text)
    folded = "".join(letter for letter, _ in pieces)
    hit = [False] * len(text)
    for term in wanted:
        start = folded.find(term)
        while term and start >= 0:
            if len(term) > 2 or start == 0 or not folded[start - 1].isalnum():
                first = pieces[start][1]
                end = start + len(term)
                last = pieces[end][1] if end < len(pieces) else len(text)
                hit[first:last] = [True] * (last - first)
            start = folded.find(term, start + 1)
    cut: list[tuple[str, bool]] = []
    for char, is_hit in zip(text, hit, strict=True):
        if cut and cut[-1][1] == is_hit:
            cut[-1] = (cut[-1][0] + char, is_hit)
        else:
            cut.append((char, is_hit))
    return cut
