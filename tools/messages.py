"""Compile the catalogues: django.po -> django.mo. The package build uses it, too: only Babel."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SRC = Path(__file__).resolve().parents[1] / "src" / "stammkunde"


def compile_all(src: Path = SRC) -> int:
    """Write django.mo beside every django.po under src; returns how many."""
    catalogues = sorted(src.glob("*/locale/*/LC_MESSAGES/django.po"))
    for po in catalogues:
        with po.open("rb") as file:
            catalogue = read_po(file)
        with po.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)
    return len(catalogues)


if __name__ == "__main__":
    print(f"{compile_all()} Kataloge übersetzt")
