"""`stammkunde import-customers FILE [--dry-run] [--mode] [--match] [--on-match] [--json]`"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils.formats import number_format

from stammkunde.foundation import actors, batches, sheets, stopping, takeback
from stammkunde.foundation.backup.troubles import german
from stammkunde.foundation.refusals import Refused
from stammkunde.people.importing import (
    Course,
    Mode,
    OnMatch,
    Problem,
    Report,
    faulty_rows,
    import_customers,
)
from stammkunde.people.importing.plan import MATCHES

SHOWN = 20


class Command(BaseCommand):
    """Exit code 1 when nothing came in or the file is no list, 2 for a wrong call."""

    help = "Kundenliste einlesen: CSV oder Excel (XLSX); ohne --mode kommt alles oder nichts."
    requires_system_checks: list[str] = []  # they load every page: a tenth of a second

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="DATEI", help="die Liste; - liest die Standardeingabe")
        parser.add_argument("--dry-run", action="store_true", help="nur prüfen, nichts schreiben")
        parser.add_argument(
            "--mode",
            choices=[one.value for one in Mode],
            default=Mode.ALL_OR_NOTHING.value,
            help="bei Fehlern nichts übernehmen, oder die fehlerfreien Zeilen",
        )
        parser.add_argument(
            "--match",
            type=_match,
            default=MATCHES,
            metavar=",".join(MATCHES),
            help="woran Kunden erkannt werden, der Reihe nach; die eigene ID gilt immer zuerst",
        )
        parser.add_argument(
            "--on-match",
            choices=[one.value for one in OnMatch],
            help="erkannte Kunden auslassen, leere Felder füllen, überschreiben"
            " (ohne Angabe: füllen, bei Zeilen mit eigener ID überschreiben)",
        )
        parser.add_argument("--json", action="store_true", help="Bericht als JSON ausgeben")
        parser.add_argument(
            "--errors", type=Path, metavar="CSV", help="fehlerhafte Zeilen hierhin schreiben"
        )

    def handle(self, *args: Any, file: str, json: bool, **options: Any) -> None:
        course = Course(
            Mode(options["mode"]),
            options["match"],
            OnMatch(options["on_match"]) if options["on_match"] else None,
        )
        with stopping.stoppable() as self.stop:
            try:
                source = sys.stdin.buffer.read() if file == "-" else Path(file)
                report = import_customers(
                    actors.system(door="command", label="Listenimport"),
                    source,
                    course=course,
                    dry_run=options["dry_run"],
                    file="" if file == "-" else Path(file).name,
                    progress=self._progress,
                    waiting=self._wait,
                )
            except sheets.Unreadable as problem:
                found = Problem(problem.row, "", problem.message, problem.hint)
                self._failed(f"{file}: {problem.message} {problem.hint}".rstrip(), found, json)
            except stopping.Stopped:
                self._failed("Abgebrochen. Von dieser Liste ist nichts in der Kundenliste.")
            except takeback.NotYet as problem:
                self._failed(f"Abgebrochen: {german(problem.__cause__ or problem)}. {LATER}")
            except batches.Lost:
                self._failed("Abgebrochen: Die Verbindung zur Datenbank war unterbrochen. " + GONE)
            except Refused as problem:
                self._failed(f"Abgebrochen: {problem.message} {GONE}")
            except OSError as problem:
                text = f"Nicht lesbar: {german(problem)}."
                self._failed(f"{file}: {text}", Problem(0, "", text), json)
            except DatabaseError as problem:
                self._failed(f"Abgebrochen: {german(problem)}. {GONE}")
            else:
                self._tell(report, json)
                written = self._write_errors(options["errors"], source, report)
                if report.empty or not written:
                    raise SystemExit(1)

    def _tell(self, report: Report, as_json: bool) -> None:
        if as_json:
            self.stdout.write(report.as_json())
            return
        names = ("rows", "created", "updated", "faulty", "held_back")
        numbers = {name: _number(getattr(report, name)) for name in names}
        numbers["skipped"] = _number(report.skipped - report.held_back)
        self.stdout.write(f"Gelesen als {report.format}.")
        if report.dry_run:
            self.stdout.write("Nur geprüft, nichts geschrieben:")
        self.stdout.write((STAYED_OUT if report.stayed_out else CAME_IN).format(**numbers))
        if report.held_back:
            self.stdout.write(
                "{held_back} fehlerfreie Zeilen kamen nicht herein, weil andere Fehler haben:"
                " Fehler beheben und noch einmal einlesen,"
                " oder mit --mode valid_rows nur diese übernehmen.".format(**numbers)
            )
        if report.batch:
            self.stdout.write(f"Zurücknehmen: stammkunde undo-import {report.batch}")
        self._list("Nicht übernommen", report.errors)
        self._list("Bitte prüfen", report.notes)

    def _list(self, title: str, problems: list[Problem]) -> None:
        if not problems:
            return
        self.stdout.write(f"\n{title}:")
        for one in problems[:SHOWN]:
            where = f"Zeile {one.row}" + (f", Spalte {one.column}" if one.column else "")
            self.stdout.write(f"  {where}: {one.message} {one.hint}".rstrip())
        if len(problems) > SHOWN:
            self.stdout.write(f"  … und {len(problems) - SHOWN} weitere (alle: --json)")

    def _failed(self, text: str, problem: Problem | None = None, as_json: bool = False) -> None:
        self.stderr.write(text)
        if as_json and problem is not None:
            self.stdout.write(Report(errors=[problem]).as_json())
        raise SystemExit(1)

    def _write_errors(self, target: Path | None, source: bytes | Path, report: Report) -> bool:
        """Whether the faulty rows stand where they should; what came in stays in either way."""
        if target is None:
            return True
        try:
            lines = "".join(sheets.write(faulty_rows(source, report)))
            target.write_bytes(b"\xef\xbb\xbf" + lines.encode())
        except (OSError, sheets.Unreadable) as problem:
            why = german(problem) if isinstance(problem, OSError) else problem.message.rstrip(".")
            self.stderr.write(
                f"{target}: Die fehlerhaften Zeilen ließen sich nicht schreiben: {why}."
            )
            return False
        return True

    def _progress(self, done: int, total: int) -> None:
        said = (
            f"{_number(done)} von {_number(total)} Zeilen" if total else f"{_number(done)} geprüft"
        )
        self.stderr.write(said)
        self.stop.check()

    def _wait(self) -> None:
        self.stderr.write("Gerade läuft ein anderer Import; dieser wartet, bis er fertig ist.")


CAME_IN = (
    "{rows} Zeilen: {created} angelegt, {updated} geändert, {skipped} übersprungen,"
    " {faulty} mit Fehlern."
)
STAYED_OUT = (
    "{rows} Zeilen, keine übernommen: {faulty} mit Fehlern, {held_back} zurückgehalten,"
    " {skipped} übersprungen."
)
GONE = "Von dieser Liste ist nichts in der Kundenliste."
LATER = (
    "Was davon schon geschrieben war, wird zurückgenommen: beim nächsten Start von Stammkunde "
    "oder vor dem nächsten Import."
)


def _match(text: str) -> tuple[str, ...]:
    chosen = tuple(one.strip() for one in text.split(",") if one.strip())
    unknown = [one for one in chosen if one not in MATCHES]
    if unknown:
        raise ArgumentTypeError(f"{unknown[0]} ist unbekannt; möglich: {', '.join(MATCHES)}")
    return chosen


def _number(value: int) -> str:
    return number_format(value, force_grouping=True)
