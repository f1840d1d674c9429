"""`stammkunde doctor`: is everything in order? Exit code 1 when something is broken."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from stammkunde.foundation import checkup
from stammkunde.foundation.checkup import State

SIGNS = {State.GOOD: "✓ gut    ", State.HINT: "! Hinweis", State.BAD: "✗ Fehler "}


class Command(BaseCommand):
    """A German list, or `--json` for machines."""

    help = "Prüfen, ob alles in Ordnung ist"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="maschinenlesbar")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = checkup.everything()
        healthy = all(finding.state is not State.BAD for finding in findings)
        if options["json"]:
            checks = [
                {
                    "key": found.key,
                    "state": found.state.value,
                    "text": found.text,
                    "hint": found.hint,
                }
                for found in findings
            ]
            self.stdout.write(json.dumps({"ok": healthy, "checks": checks}, ensure_ascii=False))
        else:
            for found in findings:
                self.stdout.write(f"{SIGNS[found.state]}  {found.text}")
                if found.hint:
                    self.stdout.write(f"             {found.hint}")
            self.stdout.write("")
            self.stdout.write("Alles in Ordnung." if healthy else "Bitte die Fehler beheben.")
        if not healthy:
            raise SystemExit(1)
