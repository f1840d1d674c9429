"""What the room offers the command palette: people, what can be done, where one can go (R1)."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import wholes
from stammkunde.foundation.lists import ListPage
from stammkunde.foundation.lists.own import offered
from stammkunde.foundation.rooms import Go, Hit, Places, Provider, slots
from stammkunde.people import profiles, queries, rules
from stammkunde.people.fields import EDIT
from stammkunde.people.lists import CustomerList, ParticipantList
from stammkunde.people.models import Customer, Kind, ParticipantKind

PALETTE = "backoffice.palette"
_PHONE = re.compile(r"^[\d\s+/().\-–]{6,}$")
_CUSTOMERS = pgettext_lazy("people", "Customers")
_ADD = gettext_lazy("Add customer")
_PARTICIPANTS = profiles.said(lambda profile: profile.many)
_CONTACTS = profiles.said(lambda profile: profile.contacts)


def hang() -> None:
    """Hang everything into the palette; once, at start."""
    for key, label, search, order in (
        ("people.customers", _CUSTOMERS, _by_name, 10),
        ("people.participants", _PARTICIPANTS, _participants, 20),
        ("people.contacts", _CONTACTS, _contacts, 30),
        ("people.others", gettext_lazy("Customers by number, phone, e-mail, place"), _others, 40),
    ):
        slots.hang(PALETTE, Provider(key, label, search, queries.SEE, order))
    slots.hang(PALETTE + ".nobody", Provider("people.new", _ADD, _nobody, EDIT))
    slots.hang(PALETTE + ".recent", Provider("people.recent", _CUSTOMERS, _recent, queries.SEE))
    more = pgettext_lazy("people: words that find it", "new create client customer person")
    slots.hang(
        PALETTE + ".actions",
        Go("people.new", _ADD, "people:new", "plus", EDIT, 10, more, offered=True),
    )
    way_in = pgettext_lazy("people: words that find it", "import upload excel csv list migrate")
    slots.hang(
        PALETTE + ".actions",
        Go(
            "people.import", gettext_lazy("Import customers"), "people:import_start", "upload",
            queries.IMPORT, 20, way_in,
        ),
    )  # fmt: skip
    slots.hang(PALETTE + ".pages", Places("people.lenses", _lenses, queries.SEE))


def _lenses(actor: Actor) -> list[Go]:
    """The lenses of the lists, as far as this industry knows them; the first is the list itself."""
    lists: list[tuple[type[ListPage], str]] = [(CustomerList, "people:list")]
    if profiles.current().shown:
        lists.append((ParticipantList, "people:participant_list"))
    return [
        Go(
            f"{page.key}.{lens.key}", f"{page.title}: {lens.label}", url, "filter",
            query=f"?lens={lens.key}",
        )
        for page, url in lists
        for lens in offered(page, actor).lenses[1:]
    ]  # fmt: skip


def _hit(row: Customer) -> Hit:
    place = f"{row.postcode} {row.city}".strip()
    return Hit(
        label=f"{row.marker} {rules.record_name(row)}".strip(),
        url=reverse("people:record", args=[row.pk]),
        sub=" · ".join(filter(None, (row.number, row.phone, place, row.email))),
        icon="building" if row.kind == Kind.ORGANISATION else "user",
    )


def _by_name(actor: Actor, query: str, limit: int) -> list[Hit]:
    return [_hit(row) for row in queries.customers_by_name(actor, query, limit)]


def _others(actor: Actor, query: str, limit: int) -> list[Hit]:
    return [_hit(row) for row in queries.customers_by_other(actor, query, limit)]


def _participants(actor: Actor, query: str, limit: int) -> list[Hit]:
    return [
        Hit(
            label=rules.participant_name(row),
            url=reverse("people:record", args=[row.customer_id]),
            sub=rules.record_name(row.customer),
            icon="paw" if row.kind == ParticipantKind.ANIMAL else "user",
        )
        for row in queries.best_participants(actor, query, limit)
    ]


def _contacts(actor: Actor, query: str, limit: int) -> list[Hit]:
    return [
        Hit(
            label=rules.contact_name(row),
            url=reverse("people:record", args=[row.customer_id]),
            sub=" · ".join(filter(None, (row.role, rules.record_name(row.customer)))),
            icon="user",
        )
        for row in queries.contacts_matching(actor, query, limit)
    ]


def _nobody(actor: Actor, query: str, limit: int) -> list[Hit]:
    """Nobody was found: what was typed begins the form that adds a customer."""
    if _PHONE.match(query) and len(re.sub(r"\D", "", query)) >= 6:
        start = {"phone": query, "origin": "phone"}
    elif "@" in query:
        start = {"email": query}
    elif any(char.isdigit() for char in query):
        return []
    else:
        first, _blank, last = query.rpartition(" ")
        start = {"first_name": first, "last_name": last}
    said = _("Add customer with %(text)s") % {"text": query}
    known = {key: text for key, text in start.items() if text}
    return [Hit(said, reverse("people:new") + "?" + urlencode(known), icon="plus")]


def _recent(actor: Actor, ids: str, limit: int) -> list[Hit]:
    wanted = wholes(ids.split(","))
    return [_hit(row) for row in queries.customers_by_id(actor, wanted[:limit])]
