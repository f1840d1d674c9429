"""What came back: the message and its address are marked, whoever said it (ADR 34)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from stammkunde.foundation import clock, erasing
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.foundation.mail import outbox
from stammkunde.foundation.models import OutgoingMail
from stammkunde.foundation.operations import Outcome, emit, operation
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.writes import Keeper, add, change, keep, lock
from stammkunde.messaging.bounces.news import News, What
from stammkunde.messaging.events import MessageBounced
from stammkunde.messaging.models import AddressKind, AddressState, Channel, Message, State
from stammkunde.people import queries as people
from stammkunde.people.rules import folded_email

SETTINGS, WRITE = "messaging.settings", "messaging.write"
BACK_THEN = timedelta(days=14)  # a mail server gives up long before
_STATES = {
    What.DELIVERED: State.DELIVERED,
    What.COMPLAINT: State.DELIVERED,
    What.LATER: State.SOFT,
    What.REFUSED: State.HARD,
    What.DEAD: State.HARD,
}
_KINDS = {
    What.LATER: AddressKind.SOFT,
    What.DEAD: AddressKind.HARD,
    What.COMPLAINT: AddressKind.COMPLAINT,
}
_WORSE = [AddressKind.SOFT, AddressKind.COMPLAINT, AddressKind.HARD]
# What each may still become: a late "accepted" or a second delay never hides that it failed.
_FROM = {
    State.SOFT: (State.SENDING, State.SENT, State.UNCLEAR, State.SOFT),
    State.HARD: (
        State.SENDING, State.SENT, State.UNCLEAR, State.SOFT, State.DELIVERED, State.FAILED,
    ),
    State.DELIVERED: (State.SENDING, State.SENT, State.UNCLEAR, State.SOFT),
}  # fmt: skip


def _told(row: AddressState) -> list[tuple[str, int]]:
    return [("customer", pk) for pk in getattr(row, "of", ())]


keep(AddressState, Keeper(kind="address", subjects=_told))


@operation("messaging.record_deliveries", needs=SETTINGS)
def record_deliveries(*, actor: Actor, news: Sequence[News]) -> Outcome[Message]:
    """Note what became of messages, by a bounce or a provider's word; at most 500 at once.

    The message is found by its Message-ID or the provider's id, else by address and time (two
    weeks). A final no to an address marks it for everybody who has it, a passing one is a hint; a
    policy's no concerns the message alone; a delivery clears the mark. News about addresses that
    nobody here has is not kept. The same news twice changes nothing. No undo: it happened.
    """
    done: list[Message] = []
    for one in news:
        row = _message(one)
        if row is not None:
            done += _settle(row, one)
        _mark(actor, one, row)
    if failed := tuple(row.pk for row in done if row.state in {State.SOFT, State.HARD}):
        emit(MessageBounced(failed))
    return Outcome(done)


@operation("messaging.clear_address", needs=WRITE)
def clear_address(*, actor: Actor, address: str) -> Outcome[AddressState]:
    """An address takes mail again, says somebody who knows (*Adresse stimmt wieder*).

    Refused: an address that is not marked (`not_marked`). The next bounce marks it anew; no undo.
    """
    folded = folded_email(address.replace("\x00", ""))
    found = AddressState.objects.filter(address=folded, cleared_at__isnull=True)
    rows = lock(AddressState, found.values_list("pk", flat=True))
    if not rows:
        raise Refused("not_marked", _("This address is not marked as undeliverable."))
    _whose(actor, rows)
    return Outcome(change(rows, cleared_at=clock.now()))


@operation("messaging.forget_addresses", needs="people.erase")
def forget_addresses(*, actor: Actor, customers: Collection[int]) -> Outcome[AddressState]:
    """Drop what is known of the addresses of customers who are being erased, for ever: no undo.

    Former addresses count as far as the log knows that they were written to. An address that
    somebody else has, too, keeps its mark.
    """
    gone = set(customers)
    known = people.addressees(actor, gone)
    folded = {mail for one in known.values() for _typed, mail in one.emails}
    written = Message.objects.filter(Among("customer", gone), channel=Channel.EMAIL)
    folded |= {folded_email(one) for one in written.values_list("recipient", flat=True)} - {""}
    others = people.reached_by(actor, folded, ())
    free = [mail for mail in folded if {row.pk for row in others.get(mail, ())} <= gone]
    rows = lock(
        AddressState, AddressState.objects.filter(address__in=free).values_list("pk", flat=True)
    )
    if rows:
        erasing.erase(rows, clock.now())
    return Outcome(rows)


def _message(news: News) -> Message | None:
    """Our message that the news is about, locked."""
    mails = OutgoingMail.objects.none()
    if news.provider_id:
        mails = OutgoingMail.objects.filter(provider=news.provider, provider_id=news.provider_id)
    if not mails and news.message_ids:
        mails = OutgoingMail.objects.filter(message_id__in=news.message_ids)
    rows = Message.objects.filter(channel=Channel.EMAIL)
    named = set(mails.values_list("pk", flat=True)[:10])
    if named:
        rows = rows.filter(transport__in=named)
    elif news.address:
        span = Q(send_at__range=(news.at - BACK_THEN, news.at + timedelta(hours=1)))
        same = Q()
        for address in {news.address, *news.also}:
            same |= Q(recipient__iexact=address)
        rows = rows.filter(span, same, state__in=(State.SENT, State.UNCLEAR, State.SOFT))
    else:
        return None
    found = rows.order_by("-send_at", "-pk").values_list("pk", flat=True)[:1]
    locked = lock(Message, list(found))
    return locked[0] if locked else None


def _settle(row: Message, news: News) -> list[Message]:
    state = _STATES[news.what]
    if row.state not in _FROM[state]:
        return []
    if row.state == State.UNCLEAR and row.transport is not None:
        outbox.arrived([row.transport])
    values = {"state": state, "state_at": clock.now(), "code": news.code[:20]}
    if state != State.DELIVERED or news.what == What.COMPLAINT:
        values["answer"] = news.reason[:2000]
    else:
        values |= {"answer": "", "code": ""}
    if row.sent_at is None and row.state != State.FAILED:
        values["sent_at"] = news.at
    return change([row], **values)


def _mark(actor: Actor, news: News, message: Message | None) -> None:
    """Keep what the news says of the address: the one that we wrote to, before any forwarding."""
    typed = message.recipient if message is not None and message.recipient else news.address
    folded = folded_email(typed)
    found = AddressState.objects.filter(address=folded).values_list("pk", flat=True)
    rows = lock(AddressState, found)
    if news.what == What.DELIVERED:
        marked = [row for row in rows if row.cleared_at is None and row.last_at <= news.at]
        _whose(actor, marked)
        change(marked, cleared_at=clock.now())
        return
    if news.what not in _KINDS or not folded:
        return
    kind = _KINDS[news.what]
    values = {"code": news.code[:20], "reason": news.reason[:500], "last_at": news.at}
    if not rows:
        row = AddressState(address=folded, kind=kind, since=news.at, **values)
        _whose(actor, [row])
        if message is None and not row.of:  # type: ignore[attr-defined]
            return
        rows = _added_or_met(row)
    if not rows:
        return
    [row] = rows
    _whose(actor, rows)
    if row.cleared_at is not None:
        if row.cleared_at < news.at:
            change(rows, kind=kind, since=news.at, count=1, cleared_at=None, **values)
        return
    if (row.last_at, row.reason) == (news.at, values["reason"]):
        return
    if _WORSE.index(AddressKind(row.kind)) <= _WORSE.index(kind):
        values["kind"] = kind
    else:
        values = {"last_at": news.at}
    change(rows, count=row.count + 1, **values)


def _added_or_met(row: AddressState) -> list[AddressState]:
    """Nothing where the row was added; where somebody else heard of the address a moment earlier,
    theirs: the news may be told inside a transaction that must not break (`carrying.heard`)."""
    try:
        with transaction.atomic():
            add([row])
    except IntegrityError:
        there = AddressState.objects.filter(address=row.address).values_list("pk", flat=True)
        return lock(AddressState, there)
    return []


def _whose(actor: Actor, rows: Sequence[AddressState]) -> None:
    """Whose timelines tell of it: everybody who has the address."""
    reached = people.reached_by(actor, [row.address for row in rows], ()) if rows else {}
    for row in rows:
        row.of = [one.pk for one in reached.get(row.address, ())]  # type: ignore[attr-defined]
