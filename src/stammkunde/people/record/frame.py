"""What a customer's page shows, put together for one actor.

Rooms above build their tabs with the same frame: `frame(...)` and `people/record_frame.html`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import FactValue, slots
from stammkunde.people import lifecycle, profiles, queries, rules
from stammkunde.people.models import Customer


@dataclass(frozen=True)
class ShownFact:
    """One fact of the strip."""

    label: Any
    value: FactValue


@dataclass(frozen=True)
class ShownTab:
    """One tab; `count` is None where there is nothing to count."""

    key: str
    label: Any
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True)
class Frame:
    """Head, facts and tabs: the same on every tab of a customer's page."""

    customer: Customer
    name: str
    facts: Sequence[ShownFact]
    tabs: Sequence[ShownTab]
    may_edit: bool
    may_archive: bool
    labels: queries.Labels = queries.Labels()
    status: Any = None
    may_lock: bool = False
    may_renumber: bool = False

    @property
    def elsewhere(self) -> bool:
        """Whether the page shows another tab than Details."""
        return any(tab.current for tab in self.tabs)


def frame(actor: Actor, pk: int, *, tab: str = "details") -> Frame:
    """Head, facts and tabs for the actor; one query of ours, at most one per room that hangs in.

    `Missing` when there is no such customer for this actor, `Forbidden` without `people.see`.
    """
    customer = queries.customer(actor, pk)
    answer = lru_cache(maxsize=None)(lambda ask: ask(actor, pk))
    facts = [
        ShownFact(fact.label, value)
        for fact in slots.of("people.customer.facts", actor)
        if (value := fact.value(answer(fact.summary))) is not None
    ]
    tabs = [
        ShownTab(
            one.key,
            one.label,
            reverse(one.url_name, args=[pk]),
            one.count(answer(one.summary)) if one.count else None,
            one.key == tab,
        )
        for one in slots.of("people.customer.tabs", actor)
    ]
    tabs = [*_own_tabs(actor, pk, tab), *tabs]
    return Frame(
        customer,
        rules.record_name(customer),
        facts,
        tabs,
        actor.may("people.edit"),
        actor.may("people.archive"),
        labels=queries.labels_of(actor, pk),
        status=next((s for s in lifecycle.known_statuses() if s.pk == customer.status_id), None),
        may_lock=actor.may("people.lock"),
        may_renumber=actor.may("people.renumber"),
    )


def _own_tabs(actor: Actor, pk: int, tab: str) -> list[ShownTab]:
    """Who takes part, under the name that the industry profile gives them (users.md 2)."""
    profile, count = profiles.current(), queries.participant_count(actor, pk)
    if not (profile.shown or count):
        return []
    url = reverse("people:participants", args=[pk])
    return [ShownTab("participants", profile.many, url, count, tab == "participants")]
