"""The cast: invented people, users and actors for all tests, as keyword functions.

Rows are made through the operations of the product, so that journal, summaries and search know
them; whatever a test does not name gets a value of its own.
"""

from __future__ import annotations

import itertools
from typing import Any

from django.test import Client

from stammkunde.accounts import operations as accounts
from stammkunde.accounts import queries as account_queries
from stammkunde.accounts.models import User
from stammkunde.accounts.rules import SHIPPED
from stammkunde.foundation import actors
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import WORDS
from stammkunde.people import operations as people
from stammkunde.people.models import Contact, Customer, Participant
from stammkunde.people.pictures import Picture

PASSWORD = "ein langes Kennwort für Versuche"
LOGIN_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

_count = itertools.count(1)
_FIRST = ("Ayşe", "Björn", "Claudia", "Dörte", "Emil", "Françoise", "Günther", "Heike", "İlkay")
_LAST = ("Abendroth", "Blümchen", "Müller", "Mueller", "O'Neal", "Weiß", "von der Wiese", "Yılmaz")
_CITIES = (("01067", "Dresden"), ("10437", "Berlin"), ("20095", "Hamburg"), ("80331", "München"))


# Who asks


def actor(*words: str, **more: Any) -> Actor:
    """Somebody of the staff who holds exactly these permission words."""
    values = {"kind": "staff", "id": None, "label": "Kim Beispiel", "door": "office"} | more
    return Actor(words=frozenset(words), **values)


def owner(**more: Any) -> Actor:
    """Somebody who may everything, but is not the system."""
    return actor(*WORDS, **{"label": "Olga Ohnesorg", **more})


def nobody(**more: Any) -> Actor:
    """Somebody of the staff without a single permission."""
    return actor(**{"label": "Nils Niemand", **more})


def visitor() -> Actor:
    """Somebody from the street."""
    return actors.visitor()


def system() -> Actor:
    """The house itself."""
    return actors.system()


# Users


def user(*, roles: tuple[str, ...] = ("owner",), **values: Any) -> User:
    """A user who can log in with `cast.PASSWORD`; `roles` are keys of shipped roles."""
    number = next(_count)
    made = {
        "email": f"person{number}@praxis-beispiel.de",
        "name": f"Robin Rolle {number}",
        "password": PASSWORD,
    } | values
    return accounts.add_user(actor=system(), roles=roles, **made).done[0]


def one_user_per_role() -> dict[str, User]:
    """One person for each shipped role, by role key."""
    return {key: user(roles=(key,), name=f"Rolle {key}") for key in SHIPPED}


def actor_of(made: User, **more: Any) -> Actor:
    """The actor that the product makes of a logged-in user."""
    words = account_queries.words_of(made.pk)
    return actor(*words, **{"id": made.pk, "label": made.name, **more})


def logged_in(made: User | None = None, *, htmx: bool = False, **roles: Any) -> Client:
    """A test client in which `made` (default: a new owner) is logged in."""
    headers = {"HX-Request": "true"} if htmx else {}
    client = Client(headers=headers)
    client.force_login(made or user(**roles), backend=LOGIN_BACKEND)
    session = client.session
    session["audience"] = "staff"
    session.save()
    return client


# Customers


def customer_values(**values: Any) -> dict[str, Any]:
    """The eight fields of an invented person; an organisation when `kind` says so."""
    number = next(_count)
    first, last = _FIRST[number % len(_FIRST)], _LAST[number % len(_LAST)]
    postcode, city = _CITIES[number % len(_CITIES)]
    made = {
        "kind": "person",
        "first_name": first,
        "last_name": f"{last} {number}",
        "organisation": "",
        "email": f"kunde{number}@example.org",
        "phone": f"0171 {5550000 + number}",
        "postcode": postcode,
        "city": city,
    }
    if values.get("kind") == "organisation":
        made |= {"first_name": "", "last_name": "", "organisation": f"Verein {number} e. V."}
    return made | values


def customer(**values: Any) -> Customer:
    """One customer, made by the product's own operation."""
    return customers(values)[0]


def customers(*rows: dict[str, Any]) -> list[Customer]:
    """One customer per dict of values, in one operation."""
    wanted = [customer_values(**row) for row in rows]
    outcome = people.add_customers(actor=system(), customers=wanted)
    assert not outcome.refused, outcome.refused
    return outcome.done


def many_customers(count: int, **values: Any) -> list[Customer]:
    """`count` customers at once."""
    return customers(*[dict(values) for _ in range(count)])


def picture(of: Customer) -> str:
    """Give a customer a picture; returns the key under which it is read."""
    made = Picture(b"RIFF")
    (row,) = people.set_picture(actor=system(), customer=of.pk, picture=made).done
    return str(row.picture_id)


def participant(home: Customer | None = None, **values: Any) -> Participant:
    """Somebody who takes part, made by the product's own operation; `home` by default a new one."""
    return participants(home or customer(), values)[0]


def participants(home: Customer, *rows: dict[str, Any]) -> list[Participant]:
    """One participant of `home` per dict of values, in one operation."""
    wanted = [
        {"customer": home.pk, "first_name": _FIRST[next(_count) % len(_FIRST)], **row}
        for row in rows
    ]
    outcome = people.add_participants(actor=system(), participants=wanted)
    assert not outcome.refused, outcome.refused
    return outcome.done


def contact(of: Customer | None = None, **values: Any) -> Contact:
    """A contact, made by the product's own operation; `of` by default a new organisation."""
    home = of or customer(kind="organisation")
    wanted = {"customer": home.pk, "first_name": _FIRST[next(_count) % len(_FIRST)], **values}
    outcome = people.add_contacts(actor=system(), contacts=[wanted])
    assert not outcome.refused, outcome.refused
    return outcome.done[0]
