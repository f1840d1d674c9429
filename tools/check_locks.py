"""Locks name versions and hashes, never the address of a registry."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ADDRESS = re.compile(r'"resolved"|--index-url|--extra-index-url|--find-links|https?://')
FUNDING = re.compile(r'^\s*"url": "https://[^"]+"')  # npm notes where a project takes donations
LOCKS = ("requirements/*.txt", "requirements/*.in", "frontend/package-lock.json", "frontend/.npmrc")


def problems(root: Path = ROOT) -> list[str]:
    """One line per address in a lock, and per requirement without a hash."""
    found = []
    for path in sorted(p for pattern in LOCKS for p in root.glob(pattern)):
        lines = path.read_text("utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            if ADDRESS.search(line) and not (path.suffix == ".json" and FUNDING.match(line)):
                found.append(f"{path.relative_to(root)}:{number}: {line.strip()[:80]}")
            pinned = path.suffix == ".txt" and line[:1].isalnum()
            if pinned and not (
                number < len(lines) and lines[number].lstrip().startswith("--hash=")
            ):
                found.append(f"{path.relative_to(root)}:{number}: ohne Hash: {line.strip()[:60]}")
    return found


if __name__ == "__main__":
    if found := problems():
        sys.exit("\n".join(found))
