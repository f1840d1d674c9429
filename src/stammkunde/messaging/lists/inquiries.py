"""The list of enquiries (users.md R2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from stammkunde.accounts import queries as accounts
from stammkunde.foundation import actors, clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists import (
    BADGE,
    EMAIL,
    LINK,
    PHONE,
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
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.outlook import Outlook
from stammkunde.foundation.refusals import Refusal
from stammkunde.messaging import operations
from stammkunde.messaging.inquiries import shown
from stammkunde.messaging.models import OPEN, Inquiry, InquirySource, InquiryState
from stammkunde.messaging.queries import inquiries as queries
from stammkunde.messaging.rules import inquiries as rules
from stammkunde.messaging.search import INQUIRY_SEARCH
from stammkunde.people import lifecycle
from stammkunde.people import queries as customers
from stammkunde.people.rules import record_name

Ids = Sequence[int]
_NAMED = pgettext_lazy("people", "Name")
_LOCKED = pgettext_lazy("people", "Locked")


def _name(row: Inquiry) -> str:
    return rules.called(row, lifecycle.business().name_order)


def _age(row: Inquiry) -> Badge:
    return Badge(shown.age(row), "o" if shown.late(row) else "n")


def _about(row: Inquiry) -> str:
    people = rules.participants_said(row, clock.today())
    said = ", ".join(filter(None, (row.wish, people)))
    return ": ".join(filter(None, (said, shown.excerpt(row.text, 90))))


def _known(rows: Sequence[Inquiry]) -> Mapping[int, str]:
    """For who may see customers, as the column's word says."""
    found = queries.known(actors.system(), rows)
    return {pk: _fits(one) for pk, one in found.items()}


def _fits(one: queries.Known) -> str:
    first = one.customers[0]
    called = first.number or record_name(first)
    said = called if one.is_theirs else _("Fits %(customer)s?") % {"customer": called}
    return f"{said} · {_LOCKED}" if one.locked else str(said)


def _owners(rows: Sequence[Inquiry]) -> Mapping[int, str]:
    names = accounts.names(row.owner_id for row in rows)
    return {row.pk: names.get(row.owner_id or 0, "") for row in rows}


def _owner_choices() -> list[tuple[Any, str]]:
    return [(row.pk, row.name) for row in accounts.colleagues()]


# Many at once ------------------------------------------------------------------------------------


def _judged(actor: Actor, ids: Ids, state: str) -> Outlook:
    states = dict(queries.inquiries(actor).filter(pk__in=ids).values_list("pk", "state"))
    text = _("This enquiry is in that state already.")
    same = [Refusal(pk, "same_state", text) for pk, now in states.items() if now == state]
    return Outlook(change=len(states) - len(same), refused=same)


def _into(state: InquiryState, key: str, label: Any, icon: str) -> Bulk:
    def look(actor: Actor, ids: Ids, params: Params) -> Outlook:
        return _judged(actor, ids, state)

    def do(actor: Actor, ids: Ids, params: Params) -> Outcome[Any]:
        return operations.set_inquiry_state(actor=actor, inquiries=ids, state=state)

    return Bulk(key, label, do, look, _said, _button, icon=icon, word=queries.ANSWER)


def _said(count: int, params: Params) -> str:
    text = ngettext("%(n)s enquiry was changed.", "%(n)s enquiries were changed.", count)
    return text % {"n": _number(count)}


def _button(count: int, params: Params) -> str:
    text = ngettext("Change %(n)s enquiry", "Change %(n)s enquiries", count)
    return text % {"n": _number(count)}


def _number(count: int) -> str:
    return number_format(count, force_grouping=True)


# The menu of a row -------------------------------------------------------------------------------


def _to(do: str) -> Any:
    return lambda row: reverse("messaging:inquiry_do", args=[row.pk, do])


def _open(row: Inquiry) -> bool:
    return row.state in OPEN


class InquiryList(ListPage):
    """What came in by the website's form, by phone, by e-mail: nobody forgets it (IMP-11)."""

    key = "messaging.inquiries"
    home = "messaging:inquiries"
    title = pgettext_lazy("messaging", "Enquiries")
    word = queries.ANSWER
    people = True
    source = queries.inquiries
    record = "messaging:inquiry"
    search = INQUIRY_SEARCH
    search_label = _("Name, phone, e-mail, wish …")
    sort = "-created"
    empty = _("Everything is answered.")
    columns = [
        Col("name", _NAMED, kind=LINK, value=_name, sort="sort_name", fixed=True),
        Col("about", _("What it is about"), value=_about, width="xl"),
        Col("created", _("Age of it"), kind=BADGE, value=_age, sort="created_at"),
        Col("state", pgettext_lazy("messaging: enquiry", "State"), kind=BADGE, value=shown.badge),
        Col("known", _("Known?"), fetch=_known, word=customers.SEE, width="m"),
        Col("owner", _("Seen to by"), fetch=_owners, width="m", leaves=2),
        Col(
            "source",
            pgettext_lazy("messaging: enquiry", "Way"),
            value=lambda row: str(row.get_source_display()),
            width="m",
            leaves=3,
        ),
        Col("phone", pgettext_lazy("people", "Phone"), kind=PHONE, default=False),
        Col("email", pgettext_lazy("people", "E-mail"), kind=EMAIL, default=False),
    ]
    filters = [
        Between("created", _("Age of it"), path="created_at", instant=True, always=True),
        Choice("state", pgettext_lazy("messaging: enquiry", "State"), choices=InquiryState.choices),
        Choice(
            "source",
            pgettext_lazy("messaging: enquiry", "Way"),
            choices=InquirySource.choices,
            scans=True,
        ),
        Choice("owner", _("Seen to by"), path="owner_id", choices=Stored(_owner_choices)),
    ]
    lenses = [
        Lens(
            "open",
            pgettext_lazy("messaging: lens", "Open"),
            where=Q(state__in=OPEN),
            said=_("enquiries that are not done"),
            empty=_("Everything is answered."),
        ),
        Lens(
            "mine",
            pgettext_lazy("messaging: lens", "Mine"),
            where=queries.is_mine,
            said=_("open enquiries that you see to"),
            empty=_("You see to no enquiry."),
        ),
        Lens(
            "new",
            pgettext_lazy("messaging: lens", "New"),
            where=Q(state=InquiryState.NEW),
            said=_("enquiries that nobody sees to yet"),
            empty=_("Nothing new."),
        ),
        Lens(
            "waiting",
            pgettext_lazy("messaging: lens", "Waiting"),
            where=Q(state=InquiryState.WAITING),
            said=_("enquiries that wait for an answer"),
            empty=_("Nobody is waited for."),
        ),
        Lens(
            "done",
            pgettext_lazy("messaging: lens", "Done"),
            where=Q(state=InquiryState.DONE),
            said=_("enquiries that are done"),
            empty=_("No enquiry is done yet."),
        ),
        Lens(
            "spam",
            pgettext_lazy("messaging: lens", "Spam"),
            where=Q(state=InquiryState.SPAM),
            said=_("enquiries that nobody meant"),
            empty=_("No spam."),
        ),
        Lens("all", pgettext_lazy("messaging: lens", "All"), said=_("all enquiries")),
    ]
    actions = [
        Action(_("Note a call"), "messaging:note_call", "phone", primary=True, key="n"),
    ]
    deeds = [
        Deed("take", _("Take over"), "inbox", "messaging:inquiry_take",
             when=lambda row: row.customer_id is None and _open(row)),
        Deed("answer", pgettext_lazy("messaging: deed", "Answer"), "mail",
             lambda row: reverse("messaging:inquiry", args=[row.pk]) + "#answer" if row.email else "",
             outward=True),
        Deed("mine", _("I see to it"), "user", _to("mine"), when=_open, post=True),
        Deed("done", pgettext_lazy("messaging: deed", "Done"), "check", _to("done"), when=_open,
             post=True),
        Deed("reopen", _("Open again"), "refresh", _to("reopen"),
             when=lambda row: not _open(row), post=True),
        Deed("spam", pgettext_lazy("messaging: deed", "Spam"), "trash", _to("spam"), when=_open,
             post=True, cut=True, bad=True),
    ]  # fmt: skip
    bulk = [
        _into(InquiryState.DONE, "done", pgettext_lazy("messaging: deed", "Done"), "check"),
        _into(InquiryState.SPAM, "spam", pgettext_lazy("messaging: deed", "Spam"), "trash"),
    ]

    @classmethod
    def named(cls, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
        """Enquiries by who asks."""
        rows = queries.inquiries(actor).filter(pk__in=ids)
        return {row.pk: rules.called(row) for row in rows}
