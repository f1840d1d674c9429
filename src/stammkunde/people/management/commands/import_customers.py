"""`stammkunde import-customers FILE [--json]`"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.formats import number_format

from stammkunde.foundation import actors, sheets
from stammkunde.people.imports import Problem, Report, import_customers

SHOWN = 20


class Command(BaseCommand):
    """Exit code 1 when nothing came in or the file is no list."""

    help = "Kundenliste einlesen: CSV in UTF-8 oder Windows-1252, mit Semikolon oder Komma."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="DATEI", help="die Liste; - liest die Standardeingabe")
        parser.add_argument("--json", action="store_true", help="Bericht als JSON ausgeben")

    def handle(self, *args: Any, file: str, json: bool, **options: Any) -> None:
        actor = actors.system(door="command", label="Listenimport")
        try:
            data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
            report = import_customers(actor, data, progress=self._progress)
        except OSError as problem:
            self._unreadable(file, f"Die Datei ist nicht lesbar: {problem.strerror}.", "", 0, json)
        except sheets.Unreadable as problem:
            self._unreadable(file, problem.message, problem.hint, problem.row, json)
        else:
            self._tell(report, json)
            if report.empty:
                raise SystemExit(1)

    def _tell(self, report: Report, as_json: bool) -> None:
        if as_json:
            self.stdout.write(_json(report))
            return
        numbers = {
            name: number_format(getattr(report, name), force_grouping=True)
            for name in ("rows", "created", "updated", "skipped")
        }
        faulty = number_format(len({one.row for one in report.errors if one.row > 1}))
        self.stdout.write(f"Gelesen als {report.format}.")
        self.stdout.write(
            "{rows} Zeilen: {created} angelegt, {updated} geändert, {skipped} übersprungen"
            " (schon da), {faulty} mit Fehlern.".format(**numbers, faulty=faulty)
        )
        self._list("Nicht übernommen", report.errors)
        self._list("Übernommen, bitte prüfen", report.notes)

    def _list(self, title: str, problems: list[Problem]) -> None:
        if not problems:
            return
        self.stdout.write(f"\n{title}:")
        for one in problems[:SHOWN]:
            where = f"Zeile {one.row}" + (f", Spalte {one.column}" if one.column else "")
            self.stdout.write(f"  {where}: {one.message} {one.hint}".rstrip())
        if len(problems) > SHOWN:
            self.stdout.write(f"  … und {len(problems) - SHOWN} weitere (alle: --json)")

    def _unreadable(self, file: str, message: str, hint: str, row: int, as_json: bool) -> None:
        self.stderr.write(f"{file}: {message} {hint}".rstrip())
        if as_json:
            self.stdout.write(_json(Report(errors=[Problem(row, "", message, hint)])))
        raise SystemExit(1)

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(
            f"{number_format(done, force_grouping=True)} von "
            f"{number_format(total, force_grouping=True)} Zeilen"
        )


def _json(report: Report) -> str:
    said = asdict(report)
    return json.dumps(said, ensure_ascii=False, indent=2, default=str)
