"""Collect what the rooms say and keep their catalogues complete, sorted and free of remains."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

SRC = Path(__file__).resolve().parents[1] / "src" / "stammkunde"
COMPLETE, VARIANTS = "de", ("de_Informal", "en")  # variants hold only what differs
SKIPPED = {"tests", "locale", "static", "migrations"}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
Key = tuple[str, str]  # msgid, context


def rooms(src: Path = SRC) -> list[Path]:
    """The folders with a catalogue of their own; foundation also carries the settings' texts."""
    return sorted(p for p in src.iterdir() if (p / "__init__.py").exists() and p.name != "settings")


def collect(room: Path) -> dict[Key, str]:
    """Every msgid that the room's Python and templates use -> its plural ('' without one)."""
    found: dict[Key, str] = {}
    folders = [room, room.parent / "settings"] if room.name == "foundation" else [room]
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.suffix in {".py", ".html", ".txt"}):
            if SKIPPED.isdisjoint(path.relative_to(folder).parts):
                found |= dict(_messages(path))
    return found


def _messages(path: Path) -> Iterator[tuple[Key, str]]:
    """What one file says. Templates become Python first, as Django's own collector does it."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    source = io.BytesIO(text.encode())
    for _line, message, _comments, context in extract("python", source, keywords=KEYWORDS):
        parts = message if isinstance(message, tuple) else (message,)
        if parts and parts[0]:
            yield (parts[0], context or ""), parts[1] if len(parts) > 1 else ""


def update(names: list[str], src: Path = SRC) -> int:
    """Add what is new to `de`, drop what is unused from all, sort; returns missing German texts.

    Only the named rooms, all without names.
    """
    missing = 0
    for room in rooms(src):
        if names and room.name not in names:
            continue
        wanted = collect(room)
        for language in (COMPLETE, *VARIANTS):
            path = room / "locale" / language / "LC_MESSAGES" / "django.po"
            old = (
                {(e.msgid, e.msgctxt or ""): e for e in polib.pofile(str(path))}
                if path.exists()
                else {}
            )
            keep = set(wanted) if language == COMPLETE else set(wanted) & set(old)
            if not keep and not path.exists():
                continue
            new = polib.POFile(wrapwidth=100)
            new.metadata = {"Language": language, **HEADER}
            for key in sorted(keep):
                new.append(_entry(key, wanted[key], old.get(key)))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{new}", "utf-8")
            missing += sum(not e.translated() for e in new) if language == COMPLETE else 0
    return missing


def _entry(key: Key, plural: str, old: polib.POEntry | None) -> polib.POEntry:
    """The old translation where it still fits, without places and old remarks."""
    entry = polib.POEntry(msgid=key[0], msgctxt=key[1] or None)
    if plural:
        entry.msgid_plural = plural
        entry.msgstr_plural = (old and old.msgstr_plural) or {0: "", 1: ""}
    else:
        entry.msgstr = old.msgstr if old else ""
    if old:
        entry.tcomment, entry.comment = old.tcomment, old.comment
        entry.flags = [flag for flag in old.flags if flag == "fuzzy"]
    return entry


if __name__ == "__main__":
    print(f"{update(sys.argv[1:])} Texte noch ohne Deutsch")
