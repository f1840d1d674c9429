"""Who might be the same customer as the one that somebody is about to add (C-04)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from stammkunde.foundation.actors import Actor
from stammkunde.people import lifecycle, rules
from stammkunde.people.models import IN_USE, ContactPoint, Customer, Participant, UniqueEmail
from stammkunde.people.queries.callers import with_phone
from stammkunde.people.queries.customers import customers

MOST = 5


@dataclass(frozen=True)
class Alike:
    """A customer who might be meant, and why: keys of `rules.REASONS`."""

    customer: Customer
    reasons: tuple[str, ...]


def alike(
    actor: Actor, values: Mapping[str, Any], *, besides: int = 0, limit: int = MOST
) -> list[Alike]:
    """At most `limit` customers who might be meant, archived ones included and last.

    values: as typed, see `rules.signs`. besides: the customer who is edited. Each sign is one
    question that an index answers. Needs `people.see`.
    """
    rows = customers(actor).exclude(pk=besides)
    with_email = lifecycle.business().unique_email != UniqueEmail.ALLOW
    wanted = rules.signs(values, with_email=with_email)
    found: dict[int, set[str]] = defaultdict(set)
    for reason, ids in _questions(actor, rows, wanted, limit):
        for pk in ids:
            found[pk].add(reason)
    there = rows.filter(pk__in=found).order_by("sort_name", "pk") if found else ()
    hits = [Alike(row, _ordered(found[row.pk] | rules.in_common(wanted, row))) for row in there]
    hits.sort(key=lambda one: (one.customer.archived_at is not None, -len(one.reasons)))
    return hits[:limit]


def _ordered(reasons: set[str]) -> tuple[str, ...]:
    return tuple(reason for reason in rules.REASONS if reason in reasons)


def _questions(
    actor: Actor, rows: QuerySet[Customer], wanted: rules.Signs, limit: int
) -> Iterator[tuple[str, list[int]]]:
    """(reason, ids) for each sign; ids without order beyond that of the index."""
    for reason, signs in ((rules.PHONE, wanted.phones), (rules.EMAIL, wanted.emails)):
        if signs:
            further = ContactPoint.objects.filter(folded__in=signs).values("customer")
            yield reason, _ids(rows.filter(pk__in=further), limit)
    if wanted.phones:
        contacts = with_phone(actor, wanted.phones)
        yield rules.PHONE, list(dict.fromkeys(one.customer_id for one in contacts))
    for digits in sorted(wanted.phones):
        yield rules.PHONE, _ids(rows.filter(phone_digits=digits), limit)
    for email in sorted(wanted.emails):
        same = rows.filter(email_folded=email)
        yield rules.EMAIL, [*_ids(same.filter(IN_USE), limit), *_ids(same.filter(~IN_USE), limit)]
    if wanted.name:
        same = rows.filter(sort_name=wanted.name, postcode=wanted.postcode)
        yield rules.NAME, _ids(same, limit)
    for name, born in sorted(wanted.members):
        members = Participant.objects.filter(IN_USE, sort_name=name, born_key=born)
        homes = rows.filter(pk__in=members.values("customer"))
        yield rules.MEMBER, _ids(homes, limit)


def _ids(rows: QuerySet[Any], limit: int) -> list[int]:
    return list(rows.order_by().values_list("pk", flat=True)[:limit])
