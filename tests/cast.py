"""The cast: invented people, users and actors for all tests, as keyword functions.

Rows are made through the operations of the product, so that journal, summaries and search know
them; whatever a test does not name gets a value of its own.
"""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.test import Client

from stammkunde.accounts import letters, sessions
from stammkunde.accounts import operations as accounts
from stammkunde.accounts import queries as account_queries
from stammkunde.accounts.models import AccountSettings, Role, StaffSession, User
from stammkunde.accounts.rules import SHIPPED
from stammkunde.foundation import actors, clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.mail.sender import Postman
from stammkunde.foundation.models import BusinessData
from stammkunde.foundation.operations import building
from stammkunde.foundation.rooms import WORDS
from stammkunde.foundation.uploads import Checked
from stammkunde.people import operations as people
from stammkunde.people.models import Contact, Customer, Participant
from stammkunde.people.pictures import INTAKE

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
    require_second_factor(False)
    return accounts.add_user(actor=system(), roles=roles, **made).done[0]


def require_second_factor(wanted: bool = True) -> None:
    """Whether everybody needs a second factor; for tests nobody does, unless they say so."""
    with building():
        AccountSettings.objects.update_or_create(pk=1, defaults={"factor_required": wanted})


def at_desk(pk: int, name: str) -> Actor:
    """An owner under this id, as whom a job can act: there from the first call on."""
    made = {"email": f"desk{pk}@praxis-beispiel.de", "name": name, "created_at": clock.now()}
    with building():
        found, fresh = User.objects.get_or_create(
            pk=pk, defaults=made | {"email_folded": made["email"]}
        )
        if fresh:
            found.roles.add(Role.objects.get(key="owner"))
    return owner(id=pk, label=name)


def invited(**values: Any) -> tuple[int, int, str]:
    """Somebody who is invited for a role of the business's own: user, role, token of the link."""
    number = next(_count)
    role = accounts.add_role(actor=system(), name=f"Rolle {number}", words=["people.see"]).done[0]
    made = {"email": f"neu{number}@praxis-beispiel.de", "name": "Ida Immergrün"} | values
    user = accounts.invite_user(actor=system(), roles=[role.key], **made).done[0]
    row = account_queries.invitation_of(system(), user.pk)
    assert row is not None
    return user.pk, role.pk, letters.token_of(row.seed)


def one_user_per_role() -> dict[str, User]:
    """One person for each shipped role, by role key."""
    return {key: user(roles=(key,), name=f"Rolle {key}") for key in SHIPPED}


def actor_of(made: User, **more: Any) -> Actor:
    """The actor that the product makes of a logged-in user."""
    words = account_queries.words_of(made.pk)
    return actor(*words, **{"id": made.pk, "label": made.name, **more})


# The house


def set_up() -> None:
    """The first page of a new business is behind us: the start page is the start page."""
    BusinessData.objects.update_or_create(pk=1, defaults={"set_up_at": clock.now()})


def live(on: bool = True) -> None:
    """Live operation: mail leaves the house. Without it a test is in trial operation."""
    ended = clock.now() if on else None
    BusinessData.objects.update_or_create(pk=1, defaults={"trial_ended_at": ended})


def deliver(url: str | None = None) -> None:
    """The sender works as long as it finds something: by the server at `url`, else by the house's."""
    postman = Postman(url)
    while postman.step():
        pass
    postman.close()


def logged_in(made: User | None = None, *, htmx: bool = False, **roles: Any) -> Client:
    """A test client in which `made` (default: a new owner) is logged in."""
    set_up()
    headers = {"HX-Request": "true"} if htmx else {}
    client = Client(headers=headers)
    person = made or user(**roles)
    client.force_login(person, backend=LOGIN_BACKEND)
    session = client.session
    session["audience"] = "staff"
    session.save()
    sessions.begin(str(session.session_key), person.pk)
    return client


def stale(client: Client) -> Client:
    """The same browser, in which nobody has shown for an hour that it is they."""
    hour = timedelta(hours=1)
    rows = StaffSession.objects.filter(user=client.session["_auth_user_id"])
    rows.update(confirmed_at=F("confirmed_at") - hour, factor_at=F("factor_at") - hour)
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
    made = Checked(INTAKE, "bild.webp", "image/webp", b"RIFF")
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
