"""`stammkunde read-bounce DATEI... [--json]`: was ein zurückgekommenes E-Mail sagt."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from stammkunde.messaging.bounces.reading import read
from stammkunde.messaging.bounces.verdict import Kind, Verdict

_SAID = {
    Kind.BOUNCE: "Unzustellbar",
    Kind.AUTO_REPLY: "Automatische Antwort",
    Kind.COMPLAINT: "Beschwerde",
    Kind.ORDINARY: "Gewöhnliche E-Mail",
}
_MOST = 64 * 1024 * 1024


class Command(BaseCommand):
    """Reads files only: no database, no network, nothing is answered."""

    help = "Sagt je Datei, ob die E-Mail eine Unzustellbarkeitsmeldung ist und wen sie nennt."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Files, and how to print."""
        parser.add_argument("files", nargs="+", metavar="DATEI", help="E-Mail als Datei (.eml)")
        parser.add_argument("--json", action="store_true", help="eine JSON-Zeile je Datei")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per file; exit code 2 at the end when a file could not be read."""
        unreadable = 0
        for name in options["files"]:
            try:
                with Path(name).open("rb") as file:
                    raw = file.read(_MOST)
            except (OSError, ValueError) as problem:
                unreadable += 1
                why = getattr(problem, "strerror", None) or problem
                print(f"{name}: Datei nicht lesbar ({why})", file=sys.stderr)
                continue
            verdict = read(raw)
            print(_json(name, verdict) if options["json"] else _text(name, verdict), flush=True)
        if unreadable:
            raise SystemExit(2)


def _json(name: str, verdict: Verdict) -> str:
    recipients = [
        {"address": one.address, "permanent": one.permanent, "status": one.status, "reason": one.reason}
        for one in verdict.recipients
    ]  # fmt: skip
    line = {"file": name, "kind": str(verdict.kind), "recipients": recipients}
    return json.dumps(line, ensure_ascii=True)


def _text(name: str, verdict: Verdict) -> str:
    lines = [f"{name}: {_SAID[verdict.kind]}"]
    for one in verdict.recipients:
        how = "endgültig" if one.permanent else "vorübergehend"
        lines.append(f"  {one.address}: {how} {one.status} {one.reason}".rstrip())
    return (
        "\n".join(lines)
        .encode(sys.stdout.encoding or "utf-8", "replace")
        .decode(sys.stdout.encoding or "utf-8")
    )
