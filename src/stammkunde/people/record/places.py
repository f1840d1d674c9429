"""Where every tab and fact of a customer's page stands: the one place that knows (users.md 2, 4).

A room above hangs its tab into `people.customer.tabs` and its fact into `people.customer.facts`
under one of these keys and need not care: the industry decides the place. A key that is not here
stands by its own `order` among them; places are ten apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from stammkunde.people.models import Business

STEP = 10

# Details stands before all of them and has no key. Words: users.md 4, "Record tabs".
_CONTACTS = "people.contacts"  # Kontakte; "Weitere Personen" where they are no usual part
_PARTICIPANTS = "people.participants"  # Teilnehmer, Hunde
_DOCUMENTS = "people.documents"  # Dokumente
_CREDIT = "billing.credit"  # Kundenguthaben
_INVOICES = "billing.invoices"  # Rechnungen / Buchungen; cleaning and care: Rechnungen
_COST_BEARERS = "billing.cost_bearers"  # Kostenträger
_CONTRACTS = "bookings.contracts"  # Verträge; dog schools: Karten & Verträge
_OFFERS = "quotes.offers"  # Angebote
_SITES = "sites.sites"  # Objekte
_ORDERS = "orders.orders"  # Aufträge
_MESSAGES = "messaging.messages"  # Kommunikation
_SMS = "messaging.sms"  # SMS
_LETTERS = "messaging.letters"  # Briefe
_NOTES = "notes.notes"  # Notizen

_WRITTEN = (_MESSAGES, _SMS, _LETTERS, _DOCUMENTS, _NOTES)
_LEARNING = (_CREDIT, _PARTICIPANTS, _CONTACTS, _CONTRACTS, _OFFERS, _INVOICES, *_WRITTEN)
_WORKING = (
    _CONTACTS, _PARTICIPANTS, _SITES, _ORDERS, _OFFERS, _INVOICES, _COST_BEARERS, _CREDIT,
    *_WRITTEN,
)  # fmt: skip
TABS: dict[str, tuple[str, ...]] = {
    Business.COURSE.value: _LEARNING,
    Business.DOGS.value: _LEARNING,
    Business.CARE.value: _WORKING,
}

# Words: users.md 4, "Facts strip". What people itself knows stands behind the money and the dates.
FACTS: dict[str, tuple[str, ...]] = {
    Business.COURSE.value: (
        "billing.open",  # Offen
        "billing.credit",  # Guthaben
        "billing.vouchers",  # Gutscheine
        "bookings.next_date",  # Nächster Termin
        "bookings.make_ups",  # Nachholtermine
        "bookings.contract",  # Vertrag bis
        "people.birthday",  # Nächster Geburtstag
        "notes.next",  # Nächste Wiedervorlage
        "messaging.last",  # Letzte Nachricht
        "people.managers",  # Kundenbetreuer
    ),
    Business.DOGS.value: (
        "billing.open",
        "billing.credit",
        "billing.vouchers",
        "bookings.next_date",
        "bookings.card",  # Karte: 3 von 10
        "people.vaccination",  # Impfung gültig bis
        "people.liability",  # Haftpflicht bis
        "notes.next",
        "messaging.last",
        "people.managers",
    ),
    Business.CARE.value: (
        "billing.open",
        "orders.monthly",  # Monatsumsatz
        "orders.services",  # Aktive Leistungen
        "billing.budget",  # Budget übrig
        "billing.planned",  # davon verplant
        "sites.next_deployment",  # Nächster Einsatz
        "people.insurer",  # Kasse
        "people.managers",
        "notes.next",
        "messaging.last",
    ),
}


class Placed(Protocol):
    """What has a key and an order of its own."""

    @property
    def key(self) -> str: ...
    @property
    def order(self) -> int: ...


P = TypeVar("P", bound=Placed)


def in_place(entries: Sequence[P], places: Sequence[str]) -> list[P]:
    """The entries in the order of `places`; others by their own order number among them."""
    known = {key: (at + 1) * STEP for at, key in enumerate(places)}
    return sorted(entries, key=lambda one: (known.get(one.key, one.order), one.key))
