"""An enquiry as pages show it: on the start page, in the list, on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.fields import Field
from stammkunde.foundation.journal import TimelineEntry, Told, renders
from stammkunde.foundation.lists import Badge
from stammkunde.foundation.writes import decode
from stammkunde.messaging.models import Inquiry, InquirySource, InquiryState
from stammkunde.messaging.queries import inquiries as queries
from stammkunde.messaging.rules import inquiries as rules
from stammkunde.people.fields import FIELDS
from stammkunde.people.rules import record_name

ON_TODAY = 5
EXCERPT = 160
TONES = {
    InquiryState.NEW: "b",
    InquiryState.IN_PROGRESS: "o",
    InquiryState.WAITING: "n",
    InquiryState.DONE: "g",
    InquiryState.SPAM: "r",
}
ICONS = {
    InquirySource.WEBSITE: ("mail", "b"),
    InquirySource.PORTAL: ("message", "b"),
    InquirySource.CALL: ("phone", "o"),
    InquirySource.EMAIL: ("mail", "p"),
}


@dataclass(frozen=True)
class Fit:
    """A customer who may be asking: number or name, and the page that offers to attach."""

    text: str
    name: str
    url: str
    locked: bool


@dataclass(frozen=True)
class Shown:
    """An enquiry in words. wish, people, text: what it is about; text is cut to one line."""

    id: int
    name: str
    source: str
    icon: str
    tone: str
    age: str
    late: bool
    state: Badge
    wish: str
    people: str
    text: str
    unconfirmed: bool
    theirs: Fit | None = None
    fits: Sequence[Fit] = ()


@dataclass(frozen=True)
class Waiting:
    """The card of the start page: the newest, and how many there are."""

    shown: Sequence[Shown] = field(default_factory=list)
    count: int = 0
    can_take: bool = False


def badge(row: Inquiry) -> Badge:
    """The state in its colour."""
    return Badge(row.get_state_display(), TONES[InquiryState(row.state)])


def age(row: Inquiry) -> str:
    """How long ago it came in."""
    return rules.age(row.created_at, clock.now(), clock.business_zone())


def late(row: Inquiry) -> bool:
    """Whether it has waited for an answer for more than 24 hours."""
    return rules.is_late(row, clock.now())


def excerpt(text: str, most: int = EXCERPT) -> str:
    """The beginning of a text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"


def shown(row: Inquiry, known: Mapping[int, queries.Known]) -> Shown:
    """One enquiry in words, with whoever may be asking (`queries.known`)."""
    icon, tone = ICONS[InquirySource(row.source)]
    found = known.get(row.pk, queries.Known())
    fits = [_fit(row, one, found.is_theirs) for one in found.customers]
    return Shown(
        id=row.pk,
        name=rules.called(row),
        source=str(row.get_source_display()),
        icon=icon,
        tone=tone,
        age=age(row),
        late=late(row),
        state=badge(row),
        wish=row.wish,
        people=rules.participants_said(row, clock.today()),
        text=excerpt(row.text),
        unconfirmed=row.unconfirmed,
        theirs=fits[0] if found.is_theirs else None,
        fits=() if found.is_theirs else fits,
    )


def waiting(actor: Actor) -> Waiting | None:
    """What the start page shows: the newest that nobody has answered; None when all are."""
    rows, count = queries.latest_open(actor, ON_TODAY)
    if not rows:
        return None
    known = queries.known(actor, rows)
    return Waiting([shown(row, known) for row in rows], count, actor.may("people.edit"))


def said(row: Inquiry) -> list[tuple[Any, str]]:
    """All that was said besides name, ways to reach and text: (label, words)."""
    found = row.said
    labels: dict[str, Field] = {key: FIELDS[key] for key in ("title", "street", "postcode", "city")}
    lines: list[tuple[Any, str]] = []
    if row.wish:
        lines.append((pgettext("messaging: enquiry", "Wish"), row.wish))
    if people := rules.participants_said(row, clock.today()):
        lines.append((pgettext("people", "Participants"), people))
    lines += [(one.label, str(found[key])) for key, one in labels.items() if found.get(key)]
    if found.get("adult"):
        lines.append((_("Of age"), _("confirmed in the form")))
    if row.newsletter:
        text = _("wanted, confirmed") if row.confirmed_at else _("wanted, not confirmed yet")
        lines.append((pgettext("people: consent", "Newsletter"), text))
    return lines


def _fit(row: Inquiry, customer: Any, theirs: bool) -> Fit:
    if theirs:
        url = reverse("people:record", args=[customer.pk])
    else:
        url = reverse("messaging:inquiry_attach", args=[row.pk]) + f"?customer={customer.pk}"
    name = record_name(customer)
    return Fit(customer.number or name, name, url, customer.locked_at is not None)


# How the timeline tells it, of the enquiry and of its customer ------------------------------------


@renders("messaging.receive_inquiry")
def received(entry: TimelineEntry) -> Told:
    """It came in."""
    return Told("mail", _("sent an enquiry"), "b")


@renders("messaging.note_call")
def noted(entry: TimelineEntry) -> Told:
    """Somebody wrote it down."""
    return Told("phone", _("noted an enquiry"), "b")


@renders("messaging.confirm_inquiry")
def confirmed(entry: TimelineEntry) -> Told:
    """The address is theirs."""
    return Told("check", _("confirmed the enquiry by the link in the mail"), "g")


@renders("messaging.take_over_inquiry", "messaging.attach_inquiry", "messaging.welcome_prospect")
def taken(entry: TimelineEntry) -> Told:
    """It belongs to a customer now."""
    return Told("inbox", _("took over an enquiry"), "g")


@renders("messaging.release_inquiries_of")
def released(entry: TimelineEntry) -> Told:
    """The customer it belonged to was undone."""
    return Told("inbox", _("let the enquiry go again"), "o")


@renders("messaging.answer_inquiry")
def answered(entry: TimelineEntry) -> Told:
    """It was answered."""
    return Told("mail", _("answered the enquiry"), "g")


@renders("messaging.assign_inquiries", "messaging.set_inquiry_state")
def moved(entry: TimelineEntry) -> Told:
    """Another state, or somebody else sees to it."""
    state = next((one.new for one in entry.changes if one.field == "state"), None)
    if state is None:
        return Told("user", _("changed who sees to the enquiry"))
    label = InquiryState(decode(Inquiry, "state", state)).label
    return Told(
        "inbox", format_html("{}: <b>{}</b>", pgettext("messaging: enquiry", "enquiry"), label), "b"
    )


@renders("messaging.change_inquiry")
def changed(entry: TimelineEntry) -> Told:
    """What was corrected, or the note of the office."""
    return Told(
        "pencil", format_html("{} {}", pgettext("people: history", "changed:"), _moves(entry))
    )


def _moves(entry: TimelineEntry) -> SafeString:
    labels = {"note": _("Internal note"), "wish": pgettext("messaging: enquiry", "Wish")}
    labels |= {key: FIELDS[key].label for key in ("first_name", "last_name", "organisation",
                                                  "email", "phone")}  # fmt: skip
    moved = [
        (
            labels[one.field],
            *(decode(Inquiry, one.field, said) or "–" for said in (one.old, one.new)),
        )
        for one in entry.changes
        if one.table == "messaging.inquiry" and one.field in labels
    ]
    return format_html_join(", ", "{} <s>{}</s> → {}", moved) or format_html(
        "{}", pgettext("messaging: enquiry", "enquiry")
    )
