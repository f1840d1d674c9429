"""stammkunde demo [--business course|dogs|care] [--customers N]"""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.formats import number_format

from stammkunde.accounts import operations as accounts
from stammkunde.accounts import roles
from stammkunde.foundation import actors
from stammkunde.foundation import business as house
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import changing
from stammkunde.foundation.refusals import Refused
from stammkunde.people import demo, queries

USUAL = 250
PASSWORD = "Stammkunde-Demo-2026"  # noqa: S105 - for demonstrations on one's own machine only
USERS = (
    ("inhaber@demo.example", "Olga Ohnesorg", "owner", "Inhaberin"),
    ("buero@demo.example", "Jana Roth", "office", "Büro"),
    ("trainer@demo.example", "Emre Koç", "field", "Trainer, Außendienst"),
    ("buchhaltung@demo.example", "Silke Soll", "accounting", "Buchhaltung"),
    ("lesen@demo.example", "Lars Leser", "readonly", "nur lesen"),
)
HOUSES = {
    "course": {"name": "Klanghof Musikschule", "legal_name": "Klanghof Musikschule GmbH"},
    "dogs": {"name": "Hundeschule Pfotenwerk", "legal_name": "Olga Ohnesorg, Hundeschule"},
    "care": {"name": "Sonnenschein Reinigung", "legal_name": "Sonnenschein Dienste GmbH"},
}
PLACE = {
    "owner": "Olga Ohnesorg",
    "street": "Beispielweg 7",
    "postcode": "99423",
    "city": "Weimar",
    "email": "post@demo.example",
    "phone": "03643 5550100",
    "tax_number": "162/555/01234",
}


class Command(BaseCommand):
    """Exit codes: 0 loaded, 1 there are customers already and nothing was loaded."""

    help = "Lädt erfundene Beispieldaten und legt Demo-Zugänge an."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What the command takes."""
        parser.add_argument("--business", choices=sorted(demo.BUSINESSES), default="course")
        parser.add_argument(
            "--customers",
            type=int,
            default=None,
            metavar="N",
            help=f"so viele Kunden (sonst {USUAL}); lädt auch in einen gefüllten Bestand",
        )

    def handle(self, *args: Any, business: str, customers: int | None, **options: Any) -> None:
        """Load the customers, then print who can log in."""
        actor = actors.system(door="command", label="Beispieldaten")
        if customers is None and queries.customers(actor).exists():
            self.stderr.write(
                "Es gibt schon Kunden, es wurde nichts geladen. Trotzdem laden: --customers N"
            )
            raise SystemExit(1)
        password, fresh = self._users(actor)  # first: they look after the customers
        self._house(actor, business)
        self._load(actor, business, USUAL if customers is None else max(customers, 0))
        demo.load_besides(actor, business)
        self._tell(password, fresh)

    def _house(self, actor: Actor, business: str) -> None:
        """Whose house this is, unless somebody has said so already. It stays in trial operation."""
        if not house.business().name:
            changing.change_business(actor=actor, values=HOUSES[business] | PLACE)
        changing.finish_set_up(actor=actor)

    def _load(self, actor: Actor, business: str, count: int) -> None:
        for done in demo.load(actor, business, count):
            said = number_format(done, force_grouping=True)
            self.stderr.write(f"{said} von {number_format(count, force_grouping=True)} Kunden")

    def _users(self, actor: Actor) -> tuple[str, list[tuple[str, str]]]:
        password = PASSWORD if settings.ENV.mode != "production" else secrets.token_urlsafe(12)
        roles.ship()
        accounts.change_settings(actor=actor, values={"factor_required": False})
        fresh = []
        for email, name, role, label in USERS:
            try:
                accounts.add_user(
                    actor=actor, email=email, name=name, password=password, roles=[role]
                )
            except Refused as no:
                if no.code != "email_taken":
                    raise
            else:
                fresh.append((email, label))
        return password, fresh

    def _tell(self, password: str, fresh: list[tuple[str, str]]) -> None:
        if not fresh:
            self.stdout.write("Die Demo-Zugänge gab es schon.")
            return
        width = max(len(email) for email, _label in fresh)
        lines = [f"  {email:<{width}}  {label}" for email, label in fresh]
        self.stdout.write(
            "\n".join(["Anmelden kannst du dich als", *lines, f"Passwort für alle: {password}"])
        )
