"""stammkunde reset-factors --email E"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from stammkunde.accounts import operations, queries
from stammkunde.foundation import actors

REFUSED = 1


class Command(BaseCommand):
    """Exit codes: 0 done, 1 there is no such account."""

    help = "Nimmt einem Konto alle zweiten Faktoren, wenn Handy und Notfallcodes weg sind."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What the command takes."""
        parser.add_argument(
            "--email", required=True, help="E-Mail, mit der sich die Person anmeldet"
        )

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        """Take the factors away and say what comes next."""
        user = queries.user_id_by_email(email)
        if user is None:
            self.stderr.write(f"Für {email} gibt es kein Konto. Es wurde nichts geändert.")
            sys.exit(REFUSED)
        actor = actors.system(door="command", label="reset-factors")
        operations.reset_factors(actor=actor, users=[user])
        self.stdout.write(
            f"{email} hat keinen zweiten Faktor mehr; alle Sitzungen sind beendet. Beim nächsten "
            "Anmelden mit dem Passwort wird ein neuer eingerichtet, wenn der Betrieb einen verlangt."
        )
