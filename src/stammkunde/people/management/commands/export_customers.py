"""`stammkunde export-customers [FILE]`: the list of customers as CSV or XLSX (IMP-09)."""

from __future__ import annotations

import errno
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand
from django.utils.formats import number_format

from stammkunde.foundation import actors, sheets
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.folding import fold
from stammkunde.foundation.lists.export import CSV, XLSX, record_export
from stammkunde.foundation.lists.source import Source
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.longwork import long_work
from stammkunde.foundation.refusals import Refused
from stammkunde.people import queries
from stammkunde.people.exports import exported
from stammkunde.people.lists import CustomerList

ENCODINGS = {"utf-8-sig": "utf-8-sig", "utf-8": "utf-8", "windows-1252": "cp1252"}
DELIMITERS = {";": ";", ",": ",", "tab": "\t"}
ALL, ARCHIVE = "all", "archive"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Failed(Exception):
    """Why there is no file, in a sentence."""


class Command(BaseCommand):
    """The same columns as the import; importing the file again changes nothing."""

    help = "Kundenliste ausgeben: als CSV oder XLSX, in eine Datei oder auf die Standardausgabe."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="DATEI", nargs="?", default="-")
        parser.add_argument(
            "--format", choices=(CSV, XLSX), help="sonst nach der Endung der Datei, im Zweifel csv"
        )
        parser.add_argument("--lens", default="", metavar="LINSE", help="nur Kunden dieser Linse")
        parser.add_argument("--search", default="", metavar="WORTE", help="nur Treffer der Suche")
        parser.add_argument("--archived", action="store_true", help="auch archivierte Kunden")
        parser.add_argument("--encoding", choices=ENCODINGS, default="utf-8-sig", help="nur CSV")
        parser.add_argument("--delimiter", choices=DELIMITERS, default=";", help="nur CSV")

    @long_work()
    def handle(
        self, *args: Any, file: str, encoding: str, delimiter: str, archived: bool, **options: Any
    ) -> None:
        actor = actors.system(door="command", label="Listenexport")
        kind = options["format"] or (XLSX if file.lower().endswith(".xlsx") else CSV)
        try:
            ids = _chosen(actor, options["lens"], options["search"], archived=archived)
            rows = exported(actor, archived=archived, ids=ids, progress=self._progress)
            self._record(actor, kind, options, ids, archived=archived)
            if kind == XLSX:
                pieces = sheets.write_xlsx(rows, title=str(CustomerList.title))
            else:
                pieces = _encoded(sheets.write(rows, delimiter=DELIMITERS[delimiter]), encoding)
            _write(file, pieces)
        except Refused as no:
            self._fail(str(no.message))
        except sheets.TooLong:
            self._fail("So viele Kunden fasst keine XLSX-Datei. Nimm --format csv.")
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self._fail("Die Ausgabe wurde abgebrochen: niemand liest mehr mit.")
        except OSError as problem:
            full = problem.errno in _FULL
            why = "der Platz reicht nicht" if full else f"nicht beschreibbar: {problem.strerror}"
            self._fail(f"{'Standardausgabe' if file == '-' else file}: {why}.")
        except Failed as problem:
            self._fail(str(problem))

    def _record(
        self,
        actor: Actor,
        kind: str,
        options: dict[str, Any],
        ids: Sequence[int] | None,
        *,
        archived: bool,
    ) -> None:
        said = [*[options["lens"]] * bool(options["lens"]), *["Suche"] * bool(options["search"])]
        said += ["mit Archiv"] * archived
        everybody = queries.customers(actor) if archived else queries.in_use(actor)
        count = everybody.count() if ids is None else len(ids)
        record_export(
            actor=actor, list=CustomerList.key, format=kind, rows=count, filters=said, columns=[]
        )

    def _fail(self, why: str) -> None:
        self.stderr.write(why)
        raise SystemExit(1) from None

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(
            f"{number_format(done, force_grouping=True)} von "
            f"{number_format(total, force_grouping=True)} Kunden"
        )


def _chosen(actor: Actor, lens: str, search: str, *, archived: bool) -> list[int] | None:
    """The customers that lens and search name, in the order of the page; None for everybody."""
    if not lens and not search:
        return None
    wanted = [_key_of(actor, lens)] if lens else [ALL]
    wanted += [ARCHIVE] if archived and ARCHIVE not in wanted else []
    ids: dict[int, None] = {}
    for key in wanted:
        ids |= dict.fromkeys(Source(parse(CustomerList, actor, {"lens": key, "q": search})).ids())
    return list(ids)


def _key_of(actor: Actor, said: str) -> str:
    """The key of a lens; its name will do."""
    lenses = CustomerList.lenses_for(actor)
    for one in lenses:
        if fold(said) in {fold(one.key), fold(str(one.label))}:
            return one.key
    names = ", ".join(f"{one.key} ({one.label})" for one in lenses)
    raise Failed(f"Eine Linse „{said}“ gibt es nicht. Es gibt: {names}.")


def _encoded(pieces: Iterable[str], encoding: str) -> Iterator[bytes]:
    if encoding == "utf-8-sig":
        yield b"\xef\xbb\xbf"
    line = 1
    for piece in pieces:
        try:
            yield piece.encode("utf-8" if encoding == "utf-8-sig" else ENCODINGS[encoding])
        except UnicodeEncodeError as problem:
            line += piece.count("\r\n", 0, problem.start)
            raise Failed(
                f"Zeile {line}: Windows-1252 kennt das Zeichen „{piece[problem.start]}“ nicht. "
                "Nimm --encoding utf-8-sig, dann geht nichts verloren."
            ) from None
        line += piece.count("\r\n")


def _write(file: str, pieces: Iterable[bytes]) -> None:
    """To the standard output, or beside the file, which gets its name once it is whole."""
    if file == "-":
        _through(sys.stdout.buffer, pieces)
        return
    target = Path(file).resolve()
    if target.exists() and not target.is_file():  # a device, a pipe; a folder says so itself
        with target.open("wb") as out:
            _through(out, pieces)
        return
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("wb") as out:
            _through(out, pieces)
            os.fsync(out.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _through(out: BinaryIO, pieces: Iterable[bytes]) -> None:
    out.writelines(pieces)
    out.flush()
