"""What import-linter cannot see: templates and addresses in strings follow the floors, too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.house.checks.code import python

TEMPLATE_TAG = re.compile(r"""{%-?\s*(extends|include|url)\s+["']([^"']+)["']""")
ADDRESS = re.compile(r"^([a-z_]+):[a-z_]+$")
# Everybody logs in and out; these two names are allauth's.
EVERYWHERE = {"account_login", "account_logout"}


def stairs(src: Path, order: Sequence[str]) -> list[str]:
    """Templates, `reverse()` and other strings that name something of a room upstairs.

    order: the rooms, ground floor first. Rooms that are not in it stand above all.
    """
    found = []
    owners = _owners(src)
    floors = {room: floor for floor, room in enumerate(order)}
    for room, where, what, kind in _named(src):
        owner = _owner(what, kind, owners, floors)
        if owner and floors.get(owner, len(order)) > floors.get(room, len(order)):
            found.append(f"{where}: {room} names {what}, which belongs to {owner}")
    return found


def _owners(src: Path) -> dict[str, str]:
    """Template name -> the room whose folder holds it."""
    names = {}
    for path in src.glob("*/templates/**/*"):
        if path.is_file():
            room, _templates, *rest = path.relative_to(src).parts
            names["/".join(rest)] = room
    return names


def _owner(what: str, kind: str, owners: dict[str, str], floors: dict[str, int]) -> str:
    if kind == "url":
        namespace = what.partition(":")[0] if ":" in what else ""
        return namespace if namespace in floors else ""
    return owners.get(what.partition("#")[0], "")


def _named(src: Path) -> Iterator[tuple[str, str, str, str]]:
    """(room, where, what is named, "url" or "template")."""
    for path in sorted(src.glob("*/templates/**/*")):
        if path.suffix not in {".html", ".txt", ".svg"}:
            continue
        inside = path.relative_to(src)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for tag, what in TEMPLATE_TAG.findall(line):
                kind = "url" if tag == "url" else "template"
                yield inside.parts[0], f"{inside.as_posix()}:{number}", what, kind
    for name, _text, tree in python(src):
        if "/" not in name:
            continue
        room = name.partition("/")[0]
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
                if ADDRESS.match(text):
                    yield room, f"{name}:{node.lineno}", text, "url"
                elif text.endswith(".html"):
                    yield room, f"{name}:{node.lineno}", text, "template"


def unknown_addresses(src: Path, known: set[str]) -> list[str]:
    """`{% url %}` names that no room has: they fail only when somebody opens the page."""
    return [
        f"{where}: there is no address {what}"
        for _room, where, what, kind in _named(src)
        if kind == "url" and ".html" in where and what not in known | EVERYWHERE
    ]
