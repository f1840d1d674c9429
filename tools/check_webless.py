"""Operations, queries, rules and models know nothing of the web: neither Django's nor ours.

import-linter sees our own modules only, Django's parts are one module to it; hence this check.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INSIDE = {
    "operations",
    "queries",
    "rules",
    "models",
    "events",
    "fields",
    "writes",
    "journal",
    "undo",
}
WEB = (
    "django.http",
    "django.shortcuts",
    "django.template",
    "django.urls",
    "django.views",
    "django.middleware",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django_htmx",
    "ninja",
)


def problems(src: Path = ROOT / "src" / "stammkunde") -> list[str]:
    """One line per import of a web module from inside a room."""
    found = []
    for path in sorted(src.rglob("*.py")):
        parts = path.relative_to(src).with_suffix("").parts
        if len(parts) < 2 or parts[1] not in INSIDE:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        found += [
            f"{path.relative_to(src)}:{line}: {name} gehört nicht in {parts[1]}"
            for line, name in _imports(tree)
            if any(name == web or name.startswith(f"{web}.") for web in WEB)
        ]
    return found


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of every import; `from django import http` counts as django.http."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


if __name__ == "__main__":
    if found := problems():
        sys.exit("\n".join(found))
