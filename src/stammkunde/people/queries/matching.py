"""Whom the rows of a list may mean (IMP-04): one question for many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people.models import IN_USE, LABELS, ContactPoint, Customer, NumberAlias
from stammkunde.people.queries.customers import SEE, customer_rows


def by_number(actor: Actor, keys: Iterable[str]) -> dict[str, int]:
    """Number key -> customer, present numbers before former ones; erased customers, too: their
    numbers are never given again."""
    wanted = {one for one in keys if one}
    rows = customer_rows(actor)
    former = NumberAlias.objects.filter(Among("number_key", wanted), customer__in=rows)
    found = dict(former.values_list("number_key", "customer"))
    return found | dict(
        rows.filter(Among("number_key", wanted)).order_by().values_list("number_key", "pk")
    )


def by_email(actor: Actor, emails: Iterable[str]) -> dict[str, set[int]]:
    """Folded e-mail address -> customers who have it, first or further, archived ones included."""
    wanted = {one for one in emails if one}
    found: dict[str, set[int]] = defaultdict(set)
    rows = customer_rows(actor).order_by()
    same = rows.filter(Among("email_folded", wanted))  # each half of it has an index
    for pairs in (
        same.filter(IN_USE).values_list("email_folded", "pk"),
        same.filter(~IN_USE).values_list("email_folded", "pk"),
        _further(rows, wanted),
    ):
        for email, pk in pairs:
            found[email].add(pk)
    return dict(found)


def _further(rows: QuerySet[Customer], wanted: set[str]) -> list[tuple[str, int]]:
    """Further addresses first, then whose they are: the other way round SQLite reads all customers."""
    points = ContactPoint.objects.filter(Among("folded", wanted), kind="email").order_by()
    pairs = list(points.values_list("folded", "customer"))
    there = rows.filter(pk__in={pk for _email, pk in pairs}).values_list("pk", flat=True)
    seen = set(there) if pairs else set()
    return [(email, pk) for email, pk in pairs if pk in seen]


def labels_by_key(actor: Actor, kind: str, keys: Iterable[str]) -> dict[str, int]:
    """Folded name -> tag or group of this kind, those in the archive, too. Needs `people.see`."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    model: Any = LABELS[kind]
    found = model._default_manager.filter(name_folded__in=set(keys))
    return dict(found.values_list("name_folded", "pk"))
