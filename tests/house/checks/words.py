"""Rules about what people read: labels with context, nobody addressed in the wrong form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polib

from tools.catalogues import collect, rooms

ONE_WORD = re.compile(r"^[A-Za-z][A-Za-z-]*$")
FORMAL = re.compile(r"\b(Sie|Ihnen|Ihr(?:e[nmrs]?)?)\b")
LANGUAGES = {
    "Deutsch (Sie)",
    "Deutsch (Du)",
    "Sie",
    "Du",
}  # these name the forms, they do not use them
FAMILIAR = re.compile(r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]ein\w*)\b")
# Rooms whose pages customers see; everything else is read by the staff, whom we call du.
CUSTOMER_FACING = {"portal", "messaging"}
ADDRESSING_NOBODY = {"rules", "operations", "models", "queries", "fields", "imports", "refusals"}


def bare_words(src: Path) -> list[str]:
    """One-word labels without context: "Open" is a verb here and an adjective there (ADR 3)."""
    return [
        f"{room.name}: {msgid!r} needs a context (pgettext)"
        for room in rooms(src)
        for msgid, context in sorted(collect(room))
        if not context and ONE_WORD.match(msgid)
    ]


def address(src: Path) -> list[str]:
    """Sie for the staff, du in neutral texts, Sie in the du catalogue (frontend 6.2.10)."""
    found = []
    for room in rooms(src):
        for language, entry in _texts(room):
            for text in [entry.msgstr, *entry.msgstr_plural.values()]:
                if problem := _wrong_form(room.name, language, text):
                    found.append(f"{room.name}/{language}: {problem}: {text!r}")
    for room in rooms(src):
        neutral = _neutral(room)
        for language, entry in _texts(room):
            if language == "de" and (entry.msgid, entry.msgctxt or "") in neutral:
                for text in {entry.msgstr, *entry.msgstr_plural.values()} - LANGUAGES:
                    if FAMILIAR.search(text) or FORMAL.search(text):
                        found.append(f"{room.name}: a rule addresses somebody: {text!r}")
    return found


def _wrong_form(room: str, language: str, text: str) -> str:
    if text in LANGUAGES:
        return ""
    if language == "de_Informal":
        return "Sie in the du catalogue" if FORMAL.search(text) else ""
    if language != "de":
        return ""
    if room in CUSTOMER_FACING:
        return "du for customers" if FAMILIAR.search(text) else ""
    return "Sie for the staff" if FORMAL.search(text) else ""


def without_du(src: Path) -> list[str]:
    """Customer-facing Sie texts that have no du text."""
    found = []
    for room in rooms(src):
        if room.name not in CUSTOMER_FACING:
            continue
        texts = list(_texts(room))
        informal = {entry.msgid for language, entry in texts if language == "de_Informal"}
        found += [
            f"{room.name}: no du text for {entry.msgid!r}"
            for language, entry in texts
            if language == "de" and FORMAL.search(entry.msgstr) and entry.msgid not in informal
        ]
    return found


def _texts(room: Path) -> Iterator[tuple[str, polib.POEntry]]:
    for path in sorted(room.glob("locale/*/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                yield path.parts[-3], entry


def _neutral(room: Path) -> set[tuple[str, str]]:
    """What the parts of a room say that address nobody."""
    from tools.catalogues import _messages

    found: set[tuple[str, str]] = set()
    for path in room.rglob("*.py"):
        parts = path.relative_to(room).with_suffix("").parts
        if parts[0] in ADDRESSING_NOBODY:
            found |= {key for key, _plural in _messages(path)}
    return found
