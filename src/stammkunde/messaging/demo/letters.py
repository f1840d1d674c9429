"""Invented letters: some wait to be printed, one went another way."""

from __future__ import annotations

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Refused
from stammkunde.messaging import operations
from stammkunde.messaging.queries import letters as queries
from stammkunde.people import queries as people

_TEXT = """{{ kunde.anrede }},

vielen Dank für das Vertrauen im vergangenen Jahr. Zum **Jahreswechsel** gibt es zwei Neuigkeiten:

- Das Büro ist vom 23. Dezember bis zum 6. Januar geschlossen.
- Ab Januar beginnen die Termine eine Viertelstunde früher.

Bei Fragen hilft das Büro gern weiter.
"""
_HOW_MANY = 6


def load(actor: Actor, business: str) -> None:
    """Some letters in the print queue; nothing when there are letters already."""
    if queries.letters(actor).exists():
        return
    found = people.in_use(actor).filter(locked_at=None, deceased_on=None).exclude(city="")
    ids = list(found.order_by("pk").values_list("pk", flat=True)[:_HOW_MANY])
    for pk in ids:
        try:
            operations.write_letter(
                actor=actor, customer=pk, subject="Neues zum Jahreswechsel", text=_TEXT
            )
        except Refused:  # no postal address after all
            continue
    for pk in ids[:1]:
        operations.note_letter(actor=actor, customer=pk, subject="Vertrag im Original, per Post")
