"""Rules about what people read: labels with context, nobody addressed in the wrong form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polib

from tools.catalogues import SKIPPED, _messages, collect, rooms

ONE_WORD = re.compile(r"^[A-Za-z][A-Za-z-]*$")
FORMAL = re.compile(r"\b(Sie|Ihnen|Ihr(?:e[nmrs]?)?)\b")
FAMILIAR = re.compile(r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]ein\w*)\b")
LANGUAGES = {
    "Deutsch (Sie)",
    "Deutsch (Du)",
    "Sie",
    "Du",
}  # these name the forms, they do not use them
# What names a form, says both, or speaks of a third person ("Sie ist ein Entwurf").
NAMED = re.compile(
    r"„[^“]*“|\b(?:Sie|Du)-\w+|\{(?:du|sie):[^}]*\}|\bDu (?:fehlt|nicht angepasst)\b"
    r"|\bSie (?:ist|wird|war|hat|kann|steht|sieht|lässt|geht|gilt|bleibt|kommt|darf|soll|muss)\b"
)
# Words to customers: the whole portal, and elsewhere what says so by its place or its context.
TO_CUSTOMERS = "to customers"
CUSTOMERS_ROOM = "portal"
DOORS = {"views", "urls", "hung", "rules", "operations", "queries"}
CUSTOMERS, STAFF = "customers", "staff"
ADDRESSING_NOBODY = {"rules", "operations", "models", "queries", "fields", "imports", "refusals"}


def to_customers(path: Path) -> bool:
    """Whether customers read what a file says: `texts.py` or a folder `texts/` of an area, pages
    under `templates/<room>/public/`. `path` is relative to the room.
    """
    *folders, name = path.parts
    if "templates" in folders:
        return "public" in folders
    return "texts" in folders or (name == "texts.py" and not DOORS.intersection(folders))


def readers(room: Path) -> dict[tuple[str, str], set[str]]:
    """Who reads each msgid of a room: `CUSTOMERS`, `STAFF`, or both."""
    found: dict[tuple[str, str], set[str]] = {}
    for path in sorted(one for one in room.rglob("*") if one.suffix in {".py", ".html", ".txt"}):
        inside = path.relative_to(room)
        if not SKIPPED.isdisjoint(inside.parts):
            continue
        outside = room.name == CUSTOMERS_ROOM or to_customers(inside)
        for key, _plural in _messages(path):
            said_so = outside or key[1].startswith(TO_CUSTOMERS)
            found.setdefault(key, set()).add(CUSTOMERS if said_so else STAFF)
    return found


def bare_words(src: Path) -> list[str]:
    """One-word labels without context: "Open" is a verb here and an adjective there (ADR 3)."""
    return [
        f"{room.name}: {msgid!r} needs a context (pgettext)"
        for room in rooms(src)
        for msgid, context in sorted(collect(room))
        if not context and ONE_WORD.match(msgid)
    ]


def address(src: Path) -> list[str]:
    """Sie for the staff, du for customers who are Sie, Sie in the du catalogue, anybody addressed by
    a rule (frontend 6.2.10).
    """
    found = []
    for room in rooms(src):
        who, neutral = readers(room), _neutral(room)
        for language, entry in _texts(room):
            key = (entry.msgid, entry.msgctxt or "")
            for text in {entry.msgstr, *entry.msgstr_plural.values()} - LANGUAGES:
                if problem := _wrong_form(language, who.get(key, set()), text):
                    found.append(f"{room.name}/{language}: {problem}: {text!r}")
                elif language == "de" and key in neutral and CUSTOMERS not in who.get(key, ()):
                    if FAMILIAR.search(text) or FORMAL.search(NAMED.sub("", text)):
                        found.append(f"{room.name}: a rule addresses somebody: {text!r}")
    return found


def _wrong_form(language: str, who: set[str], text: str) -> str:
    """What is wrong with a German text for those who read it."""
    said = NAMED.sub("", text)
    formal, familiar = bool(FORMAL.search(said)), bool(FAMILIAR.search(said))
    if language == "de_Informal":
        if CUSTOMERS not in who:
            return "a du text that no customer reads"
        return "Sie in the du catalogue" if formal else ""
    if language != "de":
        return ""
    if who == {CUSTOMERS}:
        return "du for customers" if familiar else ""
    if CUSTOMERS in who:
        return (
            "one text for staff and customers addresses one of them" if formal or familiar else ""
        )
    return "Sie for the staff" if formal else ""


def without_du(src: Path) -> list[str]:
    """Customer-facing Sie texts that have no du text."""
    found = []
    for room in rooms(src):
        who, texts = readers(room), list(_texts(room))
        informal = {
            (entry.msgid, entry.msgctxt or "")
            for language, entry in texts
            if language == "de_Informal" and entry.translated()
        }
        for language, entry in texts:
            key = (entry.msgid, entry.msgctxt or "")
            said = " ".join([entry.msgstr, *entry.msgstr_plural.values()])
            if language != "de" or CUSTOMERS not in who.get(key, ()) or key in informal:
                continue
            if said not in LANGUAGES and FORMAL.search(NAMED.sub("", said)):
                found.append(f"{room.name}: no du text for {entry.msgid!r}")
    return found


def _texts(room: Path) -> Iterator[tuple[str, polib.POEntry]]:
    for path in sorted(room.glob("locale/*/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                yield path.parts[-3], entry


def _neutral(room: Path) -> set[tuple[str, str]]:
    """What the parts of a room say that address nobody."""
    found: set[tuple[str, str]] = set()
    for path in room.rglob("*.py"):
        parts = path.relative_to(room).with_suffix("").parts
        if parts[0] in ADDRESSING_NOBODY:
            found |= {key for key, _plural in _messages(path)}
    return found
