"""stammkunde create-owner --email E --password-stdin [--name N]"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from stammkunde.accounts import operations, roles
from stammkunde.accounts.rules import OWNER
from stammkunde.foundation import actors
from stammkunde.foundation.refusals import Refused

REFUSED, MISUSED = 1, 2


class Command(BaseCommand):
    """Exit codes: 0 done, 1 refused (said on stderr; nothing was changed), 2 wrong call."""

    help = "Legt ein Inhaberkonto an. Das Passwort kommt über die Standardeingabe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What the command takes."""
        parser.add_argument(
            "--email", required=True, help="E-Mail, mit der sich die Person anmeldet"
        )
        parser.add_argument("--name", default="", help="Name; sonst der Teil vor dem @")
        parser.add_argument(
            "--password-stdin", action="store_true", help="Passwort von der Standardeingabe lesen"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the account, or say in German why not."""
        email = options["email"].strip()
        if not options["password_stdin"]:
            self._stop(
                MISUSED,
                "Das Passwort kommt über die Standardeingabe: "
                f"printf '%s' \"$PASSWORT\" | stammkunde create-owner --email {email} --password-stdin",
            )
        password = sys.stdin.read().removesuffix("\n").removesuffix("\r")
        roles.ship()
        try:
            operations.add_user(
                actor=actors.system(door="command", label="create-owner"),
                email=email,
                name=options["name"].strip() or email.partition("@")[0],
                password=password,
                roles=[OWNER],
            )
        except Refused as no:
            text = str(no.message)
            if no.code == "email_taken":
                text = f"Für {email} gibt es schon ein Konto. Es wurde nichts geändert."
            self._stop(REFUSED, text)
        self.stdout.write(f"Inhaberkonto für {email} angelegt.")

    def _stop(self, code: int, text: str) -> None:
        self.stderr.write(text)
        sys.exit(code)
