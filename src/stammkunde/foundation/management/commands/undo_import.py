"""`stammkunde undo-import BATCH [--json]`"""

from __future__ import annotations

import json as notation
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from stammkunde.foundation import actors, batches, stopping, takeback
from stammkunde.foundation.backup.troubles import german
from stammkunde.foundation.models import BatchState, ImportBatch
from stammkunde.foundation.refusals import Missing, Refused

SHOWN = 50


class Command(BaseCommand):
    """What somebody touched since stays and is listed. Exit code 1 when there is no such import."""

    help = "Einen Import zurücknehmen; was seitdem jemand geändert hat, bleibt"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", metavar="NUMMER", type=int, help="siehe stammkunde imports")
        parser.add_argument("--json", action="store_true", help="Bericht als JSON ausgeben")

    def handle(self, *args: Any, batch: int, json: bool, **options: Any) -> None:
        actor = actors.system(door="command", label="Import zurücknehmen")
        with stopping.stoppable() as self.stop:
            try:
                with batches.exclusive(self._wait):
                    takeback.recover()
                    row, stayed = takeback.undo(actor, batch, progress=self._progress)
            except Missing:
                raise CommandError(
                    f"Einen Import {batch} gibt es nicht. Alle zeigt: stammkunde imports"
                ) from None
            except Refused:
                row = ImportBatch.objects.get(pk=batch)
                self._tell(row, takeback.stayed_of(row), json, again=True)
            except stopping.Stopped:
                raise CommandError(f"Angehalten. {AGAIN}") from None
            except DatabaseError as problem:
                raise CommandError(f"Abgebrochen: {german(problem)}. {AGAIN}") from problem
            else:
                self._tell(row, stayed, json)

    def _tell(
        self, row: ImportBatch, stayed: list[takeback.Stayed], as_json: bool, *, again: bool = False
    ) -> None:
        if as_json:
            said = {"batch": row.pk, "state": row.state, "stayed": [asdict(one) for one in stayed]}
            self.stdout.write(notation.dumps(said, ensure_ascii=False, indent=2))
            return
        done = "zurückgenommen" if row.state == BatchState.UNDONE else "nie ganz hereingekommen"
        self.stdout.write(f"Import {row.pk} ist {'schon ' if again else ''}{done}.")
        if not stayed:
            return
        self.stdout.write(f"\nGeblieben sind {len(stayed)}:")
        for one in stayed[:SHOWN]:
            self.stdout.write(f"  {one.name}: {one.why}")
        if len(stayed) > SHOWN:
            self.stdout.write(f"  … und {len(stayed) - SHOWN} weitere (alle: --json)")

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"{done} von {total} Schritten")
        self.stop.check()

    def _wait(self) -> None:
        self.stderr.write("Gerade läuft ein Import; das Zurücknehmen wartet, bis er fertig ist.")


AGAIN = "Derselbe Befehl macht weiter, ebenso der nächste Start von Stammkunde."
