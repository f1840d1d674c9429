"""What a customer's page shows, put together for one actor.

Rooms above build their tabs with the same frame: `frame(...)` and `people/record_frame.html`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext

from stammkunde.foundation import presence
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import FactValue, slots
from stammkunde.people import lifecycle, profiles, queries, rules
from stammkunde.people.models import Customer
from stammkunde.people.record.beside import Shown, glances
from stammkunde.people.record.details import ShownField, shown_field
from stammkunde.people.record.facts import About, own_facts
from stammkunde.people.record.pictures import picture_url
from stammkunde.people.record.places import FACTS, TABS, in_place
from stammkunde.people.record.reaching import asking, write_url


@dataclass(frozen=True)
class ShownFact:
    """One fact of the strip."""

    label: Any
    value: FactValue
    key: str = ""
    order: int = 900


@dataclass(frozen=True)
class ShownTab:
    """One tab; `count` is None where there is nothing to count."""

    key: str
    label: Any
    url: str
    count: int | None = None
    current: bool = False
    order: int = 900


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
    may_erase: bool = False
    managers: Sequence[queries.Manager] = ()
    family: Sequence[queries.Brief] = ()
    note: ShownField | None = None
    glances: Sequence[Shown] = ()
    write: str = ""  # where somebody writes to them
    asking: Sequence[tuple[Any, str]] = ()

    @property
    def picture(self) -> str:
        """Where the picture or logo is read, "" without one (CUS-07)."""
        return picture_url(self.customer)

    @property
    def presence(self) -> bool:
        """Whether the page tells who else is here."""
        return presence.on()

    @property
    def elsewhere(self) -> bool:
        """Whether the page shows another tab than Details."""
        return any(tab.current for tab in self.tabs)


def frame(actor: Actor, pk: int, *, tab: str = "details") -> Frame:
    """Head, facts and tabs for the actor; few queries of ours, at most one per room that hangs in.

    `Missing` when there is no such customer for this actor, `Forbidden` without `people.see`.
    """
    customer = queries.customer(actor, pk)
    family = queries.participants_in_brief(actor, pk)
    taking_part = [one for one in family if not one.archived]
    labels = queries.labels_of(actor, pk)
    managers = labels.managers
    about = About(actor, customer, profiles.industry(), taking_part, managers)
    answer = lru_cache(maxsize=None)(lambda ask: ask(actor, pk))
    return Frame(
        customer,
        rules.record_name(customer),
        _facts(about, answer),
        _tabs(about, answer, tab),
        actor.may("people.edit"),
        actor.may("people.archive"),
        labels=labels,
        status=next((s for s in lifecycle.known_statuses() if s.pk == customer.status_id), None),
        may_lock=actor.may("people.lock"),
        may_renumber=actor.may("people.renumber"),
        may_erase=actor.may("people.erase"),
        managers=managers,
        write=write_url(actor, customer),
        asking=asking(actor, customer),
        family=family,
        note=shown_field(actor, customer, "note"),
        glances=glances(actor, answer),
    )


def _facts(about: About, answer: Callable[[Any], Any]) -> list[ShownFact]:
    """Our own facts and those of the rooms above, each in its place."""
    hung = [
        ShownFact(fact.label, value, fact.key, fact.order)
        for fact in slots.of("people.customer.facts", about.actor)
        if (value := fact.value(answer(fact.summary))) is not None
    ]
    own = [ShownFact(label, value, key) for key, label, value in own_facts(about)]
    return in_place([*own, *hung], FACTS[about.industry])


def _tabs(about: About, answer: Callable[[Any], Any], tab: str) -> list[ShownTab]:
    """Our own tabs and those of the rooms above, each in its place."""
    pk = about.customer.pk
    hung = [
        ShownTab(
            one.key,
            one.label,
            reverse(one.url_name, args=[pk]),
            one.count(answer(one.summary)) if one.count else None,
            one.key == tab,
            one.order,
        )
        for one in slots.of("people.customer.tabs", about.actor)
    ]
    return in_place([*_own_tabs(about, tab), *hung], TABS[about.industry])


def _own_tabs(about: About, tab: str) -> list[ShownTab]:
    """Who takes part and whom to ask for, as the industry profile calls them (users.md 2)."""
    profile, pk = profiles.current(), about.customer.pk
    contacts, wards, documents = queries.kin_counts(about.actor, pk)
    taking_part = len(about.taking_part) + wards
    tabs = [
        ("people.participants", profile.many, taking_part, profile.shown),
        ("people.contacts", profile.contacts, contacts, profile.contacts_shown),
    ]
    if about.actor.may(queries.DOCUMENTS):
        label = pgettext("people: tab", "Documents")
        tabs.append(("people.documents", label, documents, True))
    return [
        ShownTab(key, label, reverse(key.replace(".", ":"), args=[pk]), count, tab in key)
        for key, label, count, always in tabs
        if always or count or tab in key
    ]
