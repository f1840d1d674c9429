"""`stammkunde export-customers [FILE] [--encoding] [--delimiter] [--archived]`"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand
from django.utils.formats import number_format

from stammkunde.foundation import actors, sheets
from stammkunde.people.exports import exported

ENCODINGS = {"utf-8-sig": "utf-8-sig", "utf-8": "utf-8", "windows-1252": "cp1252"}
DELIMITERS = {";": ";", ",": ",", "tab": "\t"}


class Command(BaseCommand):
    """The same columns as the import; importing the file again changes nothing."""

    help = "Kundenliste als CSV ausgeben: in eine Datei oder auf die Standardausgabe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="DATEI", nargs="?", default="-")
        parser.add_argument("--encoding", choices=ENCODINGS, default="utf-8-sig")
        parser.add_argument("--delimiter", choices=DELIMITERS, default=";")
        parser.add_argument("--archived", action="store_true", help="auch archivierte Kunden")

    def handle(
        self, *args: Any, file: str, encoding: str, delimiter: str, archived: bool, **options: Any
    ) -> None:
        actor = actors.system(door="command", label="Listenexport")
        rows = exported(actor, archived=archived, progress=self._progress)
        lines = sheets.write(rows, delimiter=DELIMITERS[delimiter])
        try:
            with nullcontext(sys.stdout.buffer) if file == "-" else Path(file).open("wb") as out:
                self._write(out, lines, ENCODINGS[encoding])
        except OSError as problem:
            self.stderr.write(f"{file}: nicht beschreibbar: {problem.strerror}.")
            raise SystemExit(1) from None

    def _write(self, out: BinaryIO, lines: Any, encoding: str) -> None:
        if encoding == "utf-8-sig":
            out.write(b"\xef\xbb\xbf")
            encoding = "utf-8"
        for number, line in enumerate(lines, 1):
            try:
                out.write(line.encode(encoding))
            except UnicodeEncodeError as problem:
                letter = line[problem.start]
                self.stderr.write(
                    f"Zeile {number}: Windows-1252 kennt das Zeichen „{letter}“ nicht. "
                    "Nimm --encoding utf-8-sig, dann geht nichts verloren."
                )
                raise SystemExit(1) from None
        out.flush()

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(
            f"{number_format(done, force_grouping=True)} von "
            f"{number_format(total, force_grouping=True)} Kunden"
        )
