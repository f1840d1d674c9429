"""Reading enquiries. Every query knows who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from stammkunde.accounts import queries as accounts
from stammkunde.foundation import journal
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.messaging.door import door
from stammkunde.messaging.models import (
    OPEN,
    Inquiry,
    InquirySettings,
    InquiryState,
    Message,
    Wanted,
)
from stammkunde.messaging.search import INQUIRY_SEARCH
from stammkunde.people import queries as people
from stammkunde.people.models import Customer
from stammkunde.people.rules import digits_of

ANSWER = "messaging.inquiries"
SETTINGS = "messaging.settings"
ABOUT = "messaging.inquiry"
KIND = "inquiry"
LATEST = 30
WANTED = Wanted.choices


def inquiries(actor: Actor) -> QuerySet[Inquiry]:
    """All enquiries. Needs `messaging.inquiries`."""
    if not actor.may(ANSWER):
        raise Forbidden(ANSWER)
    return Inquiry.objects.all()


def inquiry(actor: Actor, pk: int) -> Inquiry:
    """One enquiry; `Missing` when there is none."""
    found = inquiries(actor).filter(pk=pk).first()
    if found is None:
        raise Missing(f"inquiry {pk}")
    return found


def is_mine(actor: Actor) -> Q:
    """Open, and this actor sees to it."""
    return Q(state__in=OPEN, owner=actor.id or 0)


def waiting_for_us(actor: Actor) -> int:
    """How many are new: nobody sees to them yet (the badge of the menu)."""
    return inquiries(actor).filter(state=InquiryState.NEW).count()


def latest_open(actor: Actor, limit: int) -> tuple[list[Inquiry], int]:
    """The newest that somebody has to answer, and how many there are: two queries."""
    todo = inquiries(actor).filter(state__in=[InquiryState.NEW, InquiryState.IN_PROGRESS])
    rows = list(todo.order_by("-created_at", "-pk")[:limit])
    return rows, len(rows) if len(rows) < limit else todo.count()


def inquiries_matching(actor: Actor, query: str, limit: int) -> list[Inquiry]:
    """At most `limit` enquiries that the words of `query` find, the newest first."""
    terms = INQUIRY_SEARCH.terms(query)
    rows = inquiries(actor)
    if not terms:
        return []
    return list(rows.filter(INQUIRY_SEARCH.found(terms)).order_by("-created_at", "-pk")[:limit])


@dataclass(frozen=True)
class Colleague:
    """Somebody who may see to an enquiry."""

    id: int
    name: str


def colleagues(actor: Actor) -> list[Colleague]:
    """Who may be given an enquiry, by name: two queries. Needs `messaging.inquiries`."""
    inquiries(actor)
    rows = list(accounts.colleagues())
    words = accounts.words_by_user(row.pk for row in rows)
    return [Colleague(row.pk, row.name) for row in rows if ANSWER in words.get(row.pk, frozenset())]


@dataclass(frozen=True)
class Known:
    """Customers who may be asking. `is_theirs`: the office has said so."""

    customers: Sequence[Customer] = ()
    is_theirs: bool = False

    @property
    def locked(self) -> bool:
        """Whether one of them is locked."""
        return any(one.locked_at for one in self.customers)


def known(actor: Actor, rows: Sequence[Inquiry]) -> dict[int, Known]:
    """Who may be asking, by enquiry: the customer it belongs to, else whoever has the same e-mail
    address or phone. A constant number of queries; nobody for who may not see customers.
    """
    if not actor.may(people.SEE):
        return {}
    theirs = {row.pk: row.customer_id for row in rows if row.customer_id}
    there = people.customers(actor).in_bulk(set(theirs.values())) if theirs else {}
    strangers = [row for row in rows if not row.customer_id]
    mails = {row.email_folded for row in strangers} - {""}
    phones = set(digits_of(row.phone for row in strangers))
    reached = people.reached_by(actor, mails, phones)
    found = {pk: Known([there[one]], True) for pk, one in theirs.items() if one in there}
    for row in strangers:
        hits = {
            one.pk: one
            for sign in (row.email_folded, row.phone_digits)
            for one in reached.get(sign, ())
        }
        if hits:
            found[row.pk] = Known(list(hits.values()))
    return found


def messages_about(actor: Actor, pk: int) -> list[Message]:
    """What was written about an enquiry, the newest first. Needs `messaging.inquiries`."""
    inquiries(actor)
    rows = Message.objects.filter(about_kind=ABOUT, about_id=pk)
    return list(rows.order_by("-created_at", "-pk")[:LATEST])


def history(actor: Actor, pk: int) -> list[journal.TimelineEntry]:
    """What happened to an enquiry, the newest first. The caller has fetched it for this actor."""
    return journal.timeline(actor, KIND, pk, limit=LATEST)


def website_row(actor: Actor) -> InquirySettings:
    """The settings of the website's form. Needs `messaging.settings`."""
    if not actor.may(SETTINGS):
        raise Forbidden(SETTINGS)
    return InquirySettings.objects.filter(pk=1).first() or InquirySettings(pk=1)


def to_sweep(actor: Actor, now: datetime) -> list[int]:
    """Ids of enquiries whose time is over: done, spam, and those that nobody ever confirmed and
    nobody of the office has touched (C-27). Needs `messaging.inquiries`."""
    house = door()

    def before(days: int) -> datetime:
        return now - timedelta(days=days)

    over = Q(state=InquiryState.DONE, closed_at__lt=before(house.done_days))
    over |= Q(state=InquiryState.SPAM, closed_at__lt=before(house.spam_days))
    over |= Q(
        state=InquiryState.NEW, asked_at__lt=before(house.unconfirmed_days),
        confirmed_at__isnull=True, customer__isnull=True, owner__isnull=True,
    )  # fmt: skip
    return list(inquiries(actor).filter(over).order_by("pk").values_list("pk", flat=True))
