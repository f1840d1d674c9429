"""The list under test, declared as a room declares it, and extended as an upper room does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.folding import fold, fold_phone
from stammkunde.foundation.lists import (
    BADGE,
    DATE,
    EMAIL,
    LINK,
    MONEY,
    PHONE,
    Action,
    Badge,
    Between,
    Choice,
    Col,
    Flag,
    Lens,
    ListPage,
    Prefix,
    SearchGroup,
    SearchIndex,
)
from stammkunde.foundation.tests.listlab.models import IN_USE, Guest

KINDS = (("person", "Person"), ("company", "Company"))


def guests(actor: Actor) -> QuerySet[Guest]:
    """All guests."""
    return Guest.objects.all()


def texts(rows: Sequence[Any]) -> list[tuple[str, ...]]:
    """The folded texts of guests, one per group."""
    return [
        (fold(row.name), fold_phone(row.phone), fold(row.email), fold(f"{row.postcode} {row.city}"))
        for row in rows
    ]


SEARCH = SearchIndex(
    "listlab_guest_search",
    groups=(
        SearchGroup("name", "Hits in the name"),
        SearchGroup("code", "Hits in the phone"),
        SearchGroup("mail", "Hits in the e-mail"),
        SearchGroup("place", "Hits in the place"),
    ),
    texts=texts,
)


class GuestList(ListPage):
    """The list under test."""

    key = "listlab.guests"
    title = "Guests"
    word = "listlab.see"
    people = True
    record = "guest"
    source = guests
    search = SEARCH
    search_label = "Name, phone"
    sort = "name"
    columns = (
        Col("name", "Name", kind=LINK, sort="sort_name", fixed=True),
        Col("kind", "Kind", kind=BADGE, badges={k: Badge(v, "g") for k, v in KINDS}),
        Col("email", "E-mail", kind=EMAIL),
        Col("phone", "Phone", kind=PHONE),
        Col("postcode", "Postcode", sort=("-postcode", "sort_name")),
        Col("city", "Place"),
        Col("arrived_on", "Arrived", kind=DATE, sort=True),
        Col("created_at", "Created", kind=DATE, sort=True, default=False),
    )
    filters = (
        Choice("kind", "Kind", choices=KINDS),
        Prefix("postcode", "Postcode"),
        Prefix("name", "Name", path="sort_name", fold=fold),
        Between("arrived_on", "Arrived"),
        Between("created_at", "Created", instant=True),
        Flag("mail", "Mail", when=~Q(email=""), otherwise=Q(email=""), column="email"),
    )
    lenses = (
        Lens("active", "Active", where=IN_USE),
        Lens("all", "All"),
        Lens("archive", "Archive", where=~IN_USE, sort="-created_at"),
    )
    actions = (Action("Add guest", "guest-add", word="listlab.edit", primary=True),)


GuestList.add(
    Col("tab.open", "Open", kind=MONEY, path="listlab_tab__open", sort=True, word="tab.see")
)
GuestList.add_filter(
    Flag("tab.owes", "Owes", when=Q(listlab_tab__open__gt=0), word="tab.see", column="tab.open")
)
GuestList.add_lens(Lens("owing", "Owing", where=Q(listlab_tab__open__gt=0), word="tab.see"))
