"""`stammkunde import-template [FILE] [--kind] [--format]`: an empty list to fill in."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from stammkunde.foundation import sheets
from stammkunde.people.importing import templates

CSV, XLSX = "csv", "xlsx"


class Command(BaseCommand):
    """The headings that `import-customers` reads; exit code 1 when the file cannot be written."""

    help = "Vorlage für den Import schreiben: " + "; ".join(
        f"{kind}: {said}" for kind, said in templates.KINDS.items()
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What the command takes."""
        parser.add_argument("file", metavar="DATEI", nargs="?", default="-")
        parser.add_argument("--kind", choices=templates.KINDS, default=templates.OWN)
        parser.add_argument("--format", choices=(CSV, XLSX), help="sonst nach der Endung der Datei")

    def handle(self, *args: Any, file: str, kind: str, **options: Any) -> None:
        """Write the template."""
        rows = [templates.template(kind)]
        if (options["format"] or (XLSX if file.lower().endswith(".xlsx") else CSV)) == XLSX:
            data = b"".join(sheets.write_xlsx(rows, title="Kunden"))
        else:
            data = "".join(sheets.write(rows)).encode("utf-8-sig")
        if file == "-":
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            return
        try:
            Path(file).write_bytes(data)
        except OSError as problem:
            self.stderr.write(f"{file}: nicht beschreibbar: {problem.strerror}.")
            raise SystemExit(1) from None
