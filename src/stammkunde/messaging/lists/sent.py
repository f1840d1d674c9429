"""The lists of what was sent: e-mails of all customers, text messages of all customers (COM-03)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from stammkunde.foundation import actors, clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import business
from stammkunde.foundation.lists import (
    BADGE,
    LINK,
    Action,
    Badge,
    Between,
    Bulk,
    Choice,
    Col,
    Deed,
    Lens,
    ListPage,
    Stored,
)
from stammkunde.foundation.lists.asks import Params
from stammkunde.foundation.mail import PURPOSES, label_of
from stammkunde.foundation.outlook import Outlook
from stammkunde.foundation.templatetags.house import daytime
from stammkunde.messaging import operations, queries
from stammkunde.messaging.log.shown import beginning
from stammkunde.messaging.models import Category, Channel, Message, State
from stammkunde.messaging.queries.authors import authors
from stammkunde.messaging.queries.log import sent_mails, sent_texts
from stammkunde.messaging.rules import numbers, states
from stammkunde.messaging.search import MESSAGE_SEARCH
from stammkunde.people import rules as people

EXPORT = "people.export"
TROUBLE = "trouble"
_PROBLEM = Q(state__in=states.PROBLEMS, looked_at__isnull=True)
_STATE = pgettext_lazy("messaging", "State")


def _subject(row: Message) -> str:
    return row.subject or str(label_of(row.kind))


def _customer(row: Message) -> str:
    return people.list_name(row.customer) if row.customer else row.recipient_name


def _customer_url(row: Message) -> str:
    return reverse("people:record", args=[row.customer_id]) if row.customer_id else ""


def badge(row: Message) -> Badge:
    """Where the message stands, as a badge."""
    held = states.is_held(row.state, row.channel, trial=business().trial)
    seen = row.seen_at is not None
    found = states.said(row.state, row.reason, channel=row.channel, held=held, seen=seen)
    return Badge(found.label, found.tone)


def _planned(actor: Actor) -> Q:
    return Q(state=State.QUEUED, send_at__gt=clock.now())


def _kinds() -> list[tuple[Any, str]]:
    found = [(key, str(one.label)) for key, one in PURPOSES.items() if key]
    return sorted(found, key=lambda one: one[1].casefold())


def _can_resend(row: Message) -> bool:
    return states.can_resend(row.state)


def _in_trouble(row: Message) -> bool:
    return row.state in states.PROBLEMS and row.looked_at is None


def _look(actor: Actor, ids: Sequence[int], params: Params) -> Outlook:
    many = queries.messages(actor).filter(_PROBLEM, pk__in=list(ids)).count()
    return Outlook(change=many, same=len(ids) - many)


DEEDS = [
    Deed(
        "resend",
        pgettext_lazy("messaging: deed", "Send again"),
        "refresh",
        lambda row: reverse("messaging:message", args=[row.pk]) + "#resend",
        when=_can_resend,
        word="messaging.write",
        outward=True,
    ),
    Deed(
        "look",
        pgettext_lazy("messaging: deed", "Mark as dealt with"),
        "check",
        "messaging:look",
        when=_in_trouble,
        word="messaging.write",
        post=True,
    ),
    Deed(
        "customer",
        pgettext_lazy("messaging: deed", "Open customer"),
        "user",
        _customer_url,
        cut=True,
        outward=True,
    ),
]
BULK = [
    Bulk(
        "look",
        pgettext_lazy("messaging: deed", "Mark as dealt with"),
        do=lambda actor, ids, params: operations.look_at_messages(actor=actor, messages=ids),
        look=_look,
        said=lambda many, params: (
            ngettext("%(count)s message is dealt with.", "%(count)s messages are dealt with.", many)
            % {"count": many}
        ),
        button=lambda many, params: (
            ngettext("Mark %(count)s as dealt with", "Mark %(count)s as dealt with", many)
            % {"count": many}
        ),
        icon="check",
        word="messaging.write",
    ),
]
_DATE = Col(
    "send_at",
    pgettext_lazy("messaging", "Date"),
    value=lambda row: daytime(row.send_at),
    sort=True,
    width="m",
)
_STATE_COLUMN = Col("state", _STATE, kind=BADGE, value=badge, width="xl")
_CUSTOMER = Col(
    "customer", pgettext_lazy("messaging", "Customer"), kind=LINK, value=_customer,
    url=_customer_url, width="m",
)  # fmt: skip
_KIND = Col(
    "kind", pgettext_lazy("messaging", "Kind"), value=lambda row: str(label_of(row.kind)),
    width="m", leaves=2,
)  # fmt: skip
_AUTHOR = Col(
    "author", pgettext_lazy("messaging", "Author"), leaves=2,
    value=lambda row: row.author.name if row.author else "", width="m",
)  # fmt: skip
_FILTERS = [
    Between("send_at", pgettext_lazy("messaging", "Date"), instant=True, always=True),
    Choice("state", _STATE, choices=State.choices),
    Choice(
        "kind", pgettext_lazy("messaging", "Kind"), choices=Stored(_kinds), scans=True,
    ),
    Choice(
        "author",
        pgettext_lazy("messaging", "Author"),
        choices=Stored(lambda: authors(actors.system())),
    ),
]  # fmt: skip
_LENSES = [
    Lens("all", pgettext_lazy("messaging: lens", "All"), said=_("everything that was to be sent")),
    Lens(
        TROUBLE,
        _("Needs somebody"),
        where=_PROBLEM,
        said=_("messages that did not arrive, and that nobody has dealt with yet"),
        empty=_("Everything arrived, as far as we know."),
    ),
    Lens(
        "bounced",
        pgettext_lazy("messaging: lens", "Undeliverable"),
        where=Q(state__in=[State.HARD.value, State.SOFT.value]),
        said=_("messages that came back"),
        empty=_("Nothing came back."),
    ),
    Lens(
        "failed",
        pgettext_lazy("messaging: lens", "Failed"),
        where=Q(state=State.FAILED),
        said=_("messages that the server did not accept"),
        empty=_("Nothing has failed."),
    ),
    Lens(
        "unclear",
        pgettext_lazy("messaging: lens", "Unclear"),
        where=Q(state=State.UNCLEAR),
        said=_("messages that may have gone out or not"),
        empty=_("Nothing is unclear."),
    ),
    Lens(
        "stopped",
        _("Not sent"),
        where=Q(state__in=[State.SUPPRESSED.value, State.CANCELLED.value]),
        said=_("messages that were held back on purpose"),
        empty=_("Nobody was left out."),
    ),
    Lens(
        "planned",
        pgettext_lazy("messaging: lens", "Planned"),
        where=_planned,
        said=_("messages whose time is still to come"),
        empty=_("Nothing is planned."),
    ),
]


class SentList(ListPage):
    """E-mails and portal messages across all customers (COM-03)."""

    key = "messaging.sent"
    home = "messaging:sent"
    title = _("Sent e-mails")
    template = "messaging/list.html"
    word = queries.SEE
    source = sent_mails
    record = "messaging:message"
    search = MESSAGE_SEARCH
    search_label = _("Recipient, subject, customer …")
    sort = "-send_at"
    empty = _("Nothing sent yet.")
    columns = [
        Col(
            "subject", pgettext_lazy("messaging", "Subject"), kind=LINK, value=_subject, fixed=True
        ),
        _CUSTOMER,
        Col("recipient", pgettext_lazy("messaging", "Recipient"), width="l", leaves=2),
        _KIND,
        _STATE_COLUMN,
        _DATE,
        _AUTHOR,
        Col(
            "category",
            pgettext_lazy("messaging", "Category"),
            value=lambda row: row.get_category_display(),
            width="m",
            default=False,
        ),
        Col(
            "channel",
            pgettext_lazy("messaging", "Channel"),
            value=lambda row: row.get_channel_display(),
            width="m",
            default=False,
        ),
        Col("about", pgettext_lazy("messaging", "About"), path="about_label", default=False),
    ]
    filters = [
        *_FILTERS,
        Choice(
            "category", pgettext_lazy("messaging", "Category"), choices=Category.choices, scans=True
        ),
        Choice(
            "channel",
            pgettext_lazy("messaging", "Channel"),
            choices=[
                (Channel.EMAIL.value, Channel.EMAIL.label),
                (Channel.PORTAL.value, Channel.PORTAL.label),
            ],
        ),
    ]
    lenses = [
        *_LENSES,
        Lens(
            "automatic",
            pgettext_lazy("messaging: lens", "Automatic"),
            where=Q(automatic=True),
            said=_("messages that the house sent by itself"),
            empty=_("Nothing was sent automatically."),
        ),
    ]
    deeds = DEEDS
    bulk = BULK
    exports = EXPORT
    actions = [Action(_("Write message"), "messaging:write", icon="pencil", word="messaging.write")]

    @classmethod
    def named(cls, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
        """Messages by subject."""
        return {row.pk: _subject(row) for row in cls.source(actor).filter(pk__in=list(ids))}


class SmsList(ListPage):
    """Text messages across all customers (COM-10)."""

    key = "messaging.sms"
    home = "messaging:sms"
    title = pgettext_lazy("messaging", "SMS")
    template = "messaging/list.html"
    word = queries.SEE
    source = sent_texts
    record = "messaging:message"
    search = MESSAGE_SEARCH
    search_label = _("Recipient, number, customer …")
    sort = "-send_at"
    empty = _("No text message yet. You write one from a customer's page.")
    columns = [
        Col(
            "customer",
            pgettext_lazy("messaging", "Customer"),
            kind=LINK,
            value=lambda row: _customer(row) or numbers.shown(row.recipient) or "–",
            fixed=True,
        ),
        Col(
            "recipient",
            pgettext_lazy("messaging", "Number"),
            value=lambda row: numbers.shown(row.recipient),
            width="phone",
        ),
        Col(
            "text",
            pgettext_lazy("messaging", "Text"),
            value=lambda row: beginning(row.text, 80),
            width="xl",
        ),
        _STATE_COLUMN,
        _DATE,
        _AUTHOR,
    ]
    filters = [*_FILTERS]
    lenses = [*_LENSES]
    deeds = DEEDS
    bulk = BULK
    exports = EXPORT

    @classmethod
    def named(cls, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
        """Text messages by whom they went to."""
        return {row.pk: _customer(row) for row in cls.source(actor).filter(pk__in=list(ids))}
