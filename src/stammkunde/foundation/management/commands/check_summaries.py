"""stammkunde check-summaries [--fix]"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.formats import number_format

from stammkunde.foundation import summaries

SHOWN = 10


class Command(BaseCommand):
    """Exit codes: 0 all is right (or was put right with --fix), 1 there are differences."""

    help = "Rechnet abgeleitete Daten (Suche, Sortierung, Zusammenfassungen) nach und vergleicht."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What the command takes."""
        parser.add_argument("--fix", action="store_true", help="Abweichungen gleich berichtigen")

    def handle(self, *args: Any, fix: bool, **options: Any) -> None:
        """Say per summary how many rows were compared and what differs."""
        wrong = 0
        for summary in summaries.all_summaries():
            self.stderr.write(f"{summary.key} …")
            drifts = list(summary.drifts())
            size = number_format(summary.size(), force_grouping=True)
            self.stdout.write(f"{summary.key}: {size} Zeilen, {len(drifts)} Abweichungen")
            for drift in drifts[:SHOWN]:
                self.stdout.write(f"  Zeile {drift.row}: {drift.what}")
            if len(drifts) > SHOWN:
                self.stdout.write(f"  … und {len(drifts) - SHOWN} weitere")
            if drifts and fix:
                self.stdout.write(f"  {summaries.mend(summary, drifts)} Zeilen berichtigt")
            wrong += len(drifts)
        if wrong and not fix:
            self.stderr.write("Es gibt Abweichungen. Berichtigen: stammkunde check-summaries --fix")
            raise SystemExit(1)
