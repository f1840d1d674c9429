"""`stammkunde imports [--json]`: what came in, and what can be undone."""

from __future__ import annotations

import json as notation
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import localtime

from stammkunde.foundation.models import BatchState, ImportBatch

SHOWN = 50
STATES = {
    BatchState.RUNNING: "läuft",
    BatchState.DONE: "übernommen",
    BatchState.TAKEN_BACK: "nicht übernommen",
    BatchState.UNDOING: "wird zurückgenommen",
    BatchState.UNDONE: "zurückgenommen",
}


class Command(BaseCommand):
    """The newest first, at most fifty."""

    help = "Die letzten Importe auflisten"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="als JSON ausgeben")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        imports = ImportBatch.objects.exclude(kind__startswith="bulk.")  # those change, not bring
        rows = imports.order_by("-pk")[:SHOWN]
        if json:
            said = [
                {
                    "batch": row.pk,
                    "file": row.file,
                    "state": row.state,
                    "begun_at": row.begun_at.isoformat(),
                    "rows": row.rows,
                    "created": row.created,
                    "updated": row.updated,
                    "skipped": row.skipped,
                    "faulty": row.faulty,
                }
                for row in rows
            ]
            self.stdout.write(notation.dumps(said, ensure_ascii=False, indent=2))
            return
        for row in rows:
            state = STATES[BatchState(row.state)]
            self.stdout.write(
                f"{row.pk:>5}  {localtime(row.begun_at):%d.%m.%Y %H:%M}  {state:<20}"
                f"  {_counts(row)}, {row.faulty} mit Fehlern  {row.file}"
            )
        if not rows:
            self.stdout.write("Noch kein Import.")


def _counts(row: ImportBatch) -> str:
    if row.state == BatchState.TAKEN_BACK:
        return f"keine von {row.rows} Zeilen"
    return f"{row.created} angelegt, {row.updated} geändert, {row.skipped} übersprungen"
