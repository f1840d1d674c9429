"""Catalogues: complete, nothing fuzzy, sorted, without places; placeholders survive translation."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import polib

from tools.catalogues import COMPLETE, SRC, Key, collect, rooms

PLACEHOLDER = re.compile(r"%\([a-zA-Z_]+\)[sd]|%[sd]|\{[a-zA-Z_]*\}")


def problems(src: Path = SRC) -> list[str]:
    """One line per problem in any room's catalogues."""
    found = []
    for path in sorted(src.glob("*/locale/*/LC_MESSAGES/django.po")):
        found += [f"{path.relative_to(src)}: {what}" for what in inside(polib.pofile(str(path)))]
    for room in rooms(src):
        found += [f"{room.name}: {what}" for what in against_source(room)]
    return found


def inside(catalogue: polib.POFile) -> list[str]:
    """What is wrong with one catalogue, whatever the source says."""
    found = []
    entries = [entry for entry in catalogue if not entry.obsolete]
    if any(entry.obsolete for entry in catalogue):
        found.append("enthält veraltete Einträge (./dev fix)")
    if [_key(e) for e in entries] != sorted(_key(e) for e in entries):
        found.append("ist nicht sortiert (./dev fix)")
    found += [
        f"nennt Zeilen im Quelltext: {e.msgid!r} (./dev fix)" for e in entries if e.occurrences
    ]
    found += [f"unsicher (fuzzy): {e.msgid!r}" for e in entries if "fuzzy" in e.flags]
    for entry in entries:
        texts = [entry.msgstr, *entry.msgstr_plural.values()]
        wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(
            PLACEHOLDER.findall(entry.msgid_plural)
        )
        if any(not set(PLACEHOLDER.findall(text)) <= wanted for text in texts):
            found.append(f"fremder Platzhalter in der Übersetzung von {entry.msgid!r}")
    return found


def against_source(room: Path) -> list[str]:
    """Msgids of the source without German text, and entries that nothing uses any more."""
    wanted = set(collect(room))
    path = room / "locale" / COMPLETE / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return ["kein deutscher Katalog"] if wanted else []
    translated = {_key(e) for e in polib.pofile(str(path)) if e.translated()}
    found = [f"ohne deutschen Text: {_shown(key)}" for key in sorted(wanted - translated)]
    for language in sorted(room.glob("locale/*/LC_MESSAGES/django.po")):
        present = {_key(e) for e in polib.pofile(str(language)) if not e.obsolete}
        name = language.parts[-3]
        found += [f"{name}: unbenutzt: {_shown(key)}" for key in sorted(present - wanted)]
    return found


def _key(entry: polib.POEntry) -> Key:
    return (entry.msgid, entry.msgctxt or "")


def _shown(key: Key) -> str:
    return repr(key[0][:70]) + (f" [{key[1]}]" if key[1] else "")


if __name__ == "__main__":
    if found := problems():
        sys.exit("\n".join(found))
