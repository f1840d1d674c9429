"""`stammkunde worker`: jobs, schedule, mail."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from stammkunde.foundation import takeback
from stammkunde.foundation.jobs.worker import Worker


class Command(BaseCommand):
    """Runs until SIGTERM or Ctrl+C, which let the current job finish."""

    help = "Hintergrundarbeiten: Aufträge, Zeitplan, E-Mail-Versand"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="nur was jetzt fällig ist")
        parser.add_argument(
            "--poll", type=float, default=1.0, help="Sekunden zwischen zwei Blicken"
        )
        parser.add_argument("--parent", type=int, help="enden, wenn dieser Prozess endet")

    def handle(self, *args: Any, **options: Any) -> None:
        takeback.at_start(self.stderr.write)
        worker = Worker(poll=options["poll"], parent=options["parent"])
        if options["once"]:
            worker.run_once()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        self.stdout.write("Hintergrundarbeiten laufen (Strg+C beendet).")
        self.stdout.flush()
        worker.run()
