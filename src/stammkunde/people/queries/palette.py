"""Finding people from anywhere (users.md R1): by name first, then by what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.folding import fold
from stammkunde.people import rules
from stammkunde.people.models import IN_USE, Contact, Customer
from stammkunde.people.queries.customers import in_use
from stammkunde.people.search import SEARCH

NAME, CONTACT = "name", "contact"


def customers_by_name(actor: Actor, query: str, limit: int) -> list[Customer]:
    """At most `limit` customers in use whose own name has all the words. Needs `people.see`."""
    return _ranked(actor, query, limit, [NAME])


def customers_by_other(actor: Actor, query: str, limit: int) -> list[Customer]:
    """At most `limit` customers found otherwise, in the order of the search: number and phone,
    e-mail, place ... Those found by who belongs to them come last: they have groups of their own.
    """
    others = [group.key for group in SEARCH.groups if group.key not in {NAME, *_BELONGING}]
    return _ranked(actor, query, limit, [*others, *_BELONGING])


def contacts_matching(actor: Actor, query: str, limit: int) -> list[Contact]:
    """At most `limit` contacts in use whose name or role has one of the words, by their customers."""
    homes = _ranked(actor, query, limit, [CONTACT])
    terms = SEARCH.terms(query)
    rows = Contact.objects.filter(IN_USE, customer__in=homes).select_related("customer")
    found = [
        row for row in rows.order_by("customer", "priority", "pk")
        if any(term in fold(f"{rules.contact_name(row)} {row.role}") for term in terms)
    ]  # fmt: skip
    return found[:limit]


def customers_by_id(actor: Actor, ids: Sequence[int]) -> list[Customer]:
    """Those of `ids` who are still in use, in that order."""
    rows = in_use(actor).in_bulk(list(ids))
    return [rows[pk] for pk in ids if pk in rows]


_BELONGING = ("child", CONTACT)


def _ranked(actor: Actor, query: str, limit: int, keys: Sequence[str]) -> list[Customer]:
    terms = SEARCH.terms(query)
    ranks = {group.key: rank for rank, group in enumerate(SEARCH.groups)}
    found: list[Customer] = []
    for key in keys if terms else ():
        if key not in ranks or len(found) >= limit:
            continue
        rows = in_use(actor).filter(SEARCH.found(terms, ranks[key])).order_by("sort_name", "pk")
        found += rows[: limit - len(found)]
    return found
