"""One fold for search and sort, used on write and on query, alike on both databases (F5, D48)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

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
_MANY_BLANKS = re.compile(r" {2,}")
_SHORT, _MOST_CHARACTERS = 80, 5_000  # what is remembered: texts up to so long, so many characters
_PHONE_ONLY = re.compile(r"^[\d\s+/().\-–]+$")
_NO_DIGITS = re.compile(r"\D+")
_ABROAD = re.compile(r"\+\d[\d\s/().\-–]*")  # in the middle of a query: "Müller +49 171 23"
_BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d_])[-/](?=[^\W\d_])")
_DOTTED = re.compile(r"^[^\W\d_](\.[^\W\d_])+$")
_AROUND = '.,;:!?"()[]{}<>/-'
_PAIRS = re.compile(r"[aouäöüæœ]e")
_INITIALS = re.compile(r"(?<![^\s(])([^\W\d_])\.\s?([^\W\d_])\.?(?![^\s)])")


class _Folded(dict[int, str]):
    """What each character becomes by itself: letters, a blank or nothing; worked out once."""

    def __missing__(self, code: int) -> str:
        letters = [
            letter
            for plain in unicodedata.normalize("NFKD", chr(code).lower().translate(_LETTERS))
            if not unicodedata.combining(plain)
            for letter in plain.lower().translate(_LETTERS)
        ]
        found = "".join(
            " " if letter.isspace() or not letter.isprintable() else letter for letter in letters
        )
        if len(self) < _MOST_CHARACTERS:
            self[code] = found
        return found


_CHARACTERS = _Folded()


def fold_pieces(text: str) -> list[tuple[str, int]]:
    """The folded characters, each with the position in `text` that it came from."""
    pieces: list[tuple[str, int]] = []
    for position, char in enumerate(text):
        for letter in _CHARACTERS[ord(char)]:
            last = pieces[-1][0] if pieces else " "
            if letter == "e" and last in _UMLAUT_E:
                continue  # ae, oe, ue are ä, ö, ü
            if letter == " " and last == " ":
                continue
            pieces.append((letter, position))
    return pieces


def fold(text: str) -> str:
    """Müller, Mueller, Muller and MÜLLER all become `muller`; blanks collapse; ß becomes ss."""
    return _known(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    return _UMLAUT_TAIL.sub(r"\1", _plain(text))


_known = lru_cache(maxsize=8_000)(_fold)  # the same names, towns and words again and again


def fold_phone(text: str) -> str:
    """Digits in national form: +49 171…, 0049171… and (0)171… become 0171…; foreign stay 00…."""
    digits = _NO_DIGITS.sub("", text.replace("(0)", ""))
    if not digits:
        return ""
    if text.lstrip().startswith("+"):
        digits = "00" + digits
    if digits.startswith("0049"):
        return "0" + digits[4:].lstrip("0")
    return digits


def words(folded: str) -> list[str]:
    """The words of a folded text as search stores and asks for them.

    Double names fall apart, apostrophes, dots of initials and signs around a word go; addresses and
    numbers such as `k-1001` stay whole.
    """
    apart = _BETWEEN_LETTERS.sub(" ", folded.replace("'", ""))
    found = [word for part in apart.split() if (word := part.strip(_AROUND))]
    return [word.replace(".", "") if _DOTTED.match(word) else word for word in found]


def searchable(text: str) -> str:
    """What a text is found by: its fold, and what else people write for it.

    Annalena finds Anna-Lena, e.V. finds e. V., und finds &; a part of a word may begin with the e
    that the fold took out of Michaela.
    """
    folded = fold(text)
    also = [word.replace("-", "").replace("/", "") for word in folded.split() if "-" in word]
    if _PAIRS.search(text.lower()):
        also += sorted({*_plain(text).split()} - {*folded.split()})
    if "." in folded:
        also += [f"{one}{two} {one} {two}" for one, two in _INITIALS.findall(folded)]
    if "&" in folded or "+" in folded:
        also.append("und")
    return " ".join([folded, *also])


def _plain(text: str) -> str:
    """The fold, but with every e."""
    if text.isascii():  # most words of most lists
        return _BLANKS.sub(" ", text.lower().replace("`", "'")).strip()
    return _MANY_BLANKS.sub(" ", text.translate(_CHARACTERS)).strip()


def terms(query: str) -> list[str]:
    """The folded words that must all be found. A query of digits and signs is one phone number."""
    if _PHONE_ONLY.match(query.strip()) and re.search(r"\d", query):
        return [fold_phone(query)]
    found: list[str] = []
    for word in fold(_ABROAD.sub(lambda run: f" {fold_phone(run[0])} ", query)).split():
        digits = _PHONE_ONLY.match(word) and fold_phone(word)
        found += [digits] if digits else words(word)
    return [one for one in dict.fromkeys(found) if one not in "&+"] or found[:1]


@lru_cache(maxsize=20_000)
def _bare(text: str) -> str:
    """The fold without apostrophes; whoever types sees the same rows letter by letter."""
    return fold(text).replace("'", "")


@lru_cache(maxsize=5_000)
def _bare_pieces(text: str) -> tuple[str, tuple[int, ...]]:
    pieces = [piece for piece in fold_pieces(text) if piece[0] != "'"]
    return "".join(letter for letter, _ in pieces), tuple(at for _, at in pieces)


def mark(text: str, wanted: Iterable[str]) -> list[tuple[str, bool]]:
    """Cut `text` into (piece, is a hit): words of one or two letters hit at word starts only."""
    wanted = list(wanted)
    plain = _bare(text)
    if not any(term and term in plain for term in wanted):  # most cells of a page hold no hit
        return [(text, False)] if text else []
    folded, pieces = _bare_pieces(text)
    hit = [False] * len(text)
    for term in wanted:
        start = folded.find(term)
        while term and start >= 0:
            if len(term) > 2 or start == 0 or not folded[start - 1].isalnum():
                first = pieces[start]
                end = start + len(term)
                last = pieces[end] if end < len(pieces) else len(text)
                hit[first:last] = [True] * (last - first)
            start = folded.find(term, start + 1)
    cut: list[tuple[str, bool]] = []
    for char, is_hit in zip(text, hit, strict=True):
        if cut and cut[-1][1] == is_hit:
            cut[-1] = (cut[-1][0] + char, is_hit)
        else:
            cut.append((char, is_hit))
    return cut
