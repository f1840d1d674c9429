"""An enquiry and its customer: taking it over, attaching it, answering it, letting it go."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation import clock, erasing
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import FIELDS, Outcome, operation
from stammkunde.foundation.refusals import Refusal, Refused
from stammkunde.foundation.writes import change, change_each, lock
from stammkunde.messaging.door import door, language
from stammkunde.messaging.drafting import About, Draft
from stammkunde.messaging.inquiries import texts as inquiry_texts
from stammkunde.messaging.models import (
    Category,
    Inquiry,
    InquirySource,
    InquiryState,
    Message,
    State,
)
from stammkunde.messaging.operations.forgetting import let_go
from stammkunde.messaging.operations.inquiries import record_newsletter
from stammkunde.messaging.operations.queueing import queue_messages
from stammkunde.messaging.queries import inquiries as queries
from stammkunde.messaging.rules import inquiries as rules
from stammkunde.people import operations as people
from stammkunde.people import queries as customers
from stammkunde.people.models import Customer, Kind, Origin
from stammkunde.people.operations import CustomerChange

ANSWER = queries.ANSWER
_ORIGINS = {
    InquirySource.WEBSITE: Origin.CONTACT,
    InquirySource.PORTAL: Origin.CONTACT,
    InquirySource.CALL: Origin.PHONE,
    InquirySource.EMAIL: Origin.CONTACT,
}
_BESIDE = frozenset({"email", "phone"})  # a second one is a further one, nothing is replaced


@dataclass
class Taken:
    """What came of taking over: the new customer, or who may be there already (`refused`).

    entry: that of the new customer, whose undo lets the enquiry go as well.
    """

    customer: Customer | None = None
    refused: list[Refusal] = field(default_factory=list)
    entry: int | None = None


@operation("messaging.take_over_inquiry", needs=ANSWER)
def take_over_inquiry(
    *, actor: Actor, inquiry: int, customer: Mapping[str, Any], seen: Collection[int] = ()
) -> Taken:
    """Make a new customer of an enquiry (R2), with whoever takes part. Needs `people.edit`, too.

    customer: as `people.operations.add_customers` takes it, with its duplicate check; `refused`
    holds what it refused, and nothing was written. Refuses one that has a customer (`has_customer`).
    """
    (row,) = lock(Inquiry, [inquiry])
    if row.customer_id is not None:
        raise Refused("has_customer", _("This enquiry belongs to a customer already."))
    item = {"origin": _ORIGINS[InquirySource(row.source)].value, **customer}
    made = people.add_customers(actor=actor, customers=[item], unless_alike=True, seen=seen)
    if not made.done:
        return Taken(refused=made.refused)
    _belongs(actor, row, made.done[0].pk)
    return Taken(made.done[0], [], made.entry)


@operation("messaging.attach_inquiry", needs=ANSWER, undo=FIELDS)
def attach_inquiry(
    *, actor: Actor, inquiry: int, customer: int, take: Collection[str] = ()
) -> Outcome[Inquiry]:
    """Say whose an enquiry is; messages about it move along.

    take: those of `rules.TAKEN` that the customer shall get from it (needs `people.edit`): address
    fields replace, another e-mail address or phone comes behind those there. Refuses what
    `people` refuses, an unknown field (`unknown`), and the customer it has already (`has_customer`).
    """
    if unknown := set(take) - set(rules.TAKEN):
        raise Refused("unknown", _("This is none of the choices."), min(unknown))
    (row,) = lock(Inquiry, [inquiry])
    if row.customer_id == customer:
        raise Refused("has_customer", _("This enquiry belongs to a customer already."))
    stored = customers.customer(actor, customer)
    if take:
        _hand_over(actor, row, stored, take)
    return Outcome(_belongs(actor, row, customer))


@operation("messaging.answer_inquiry", needs=ANSWER)
def answer_inquiry(
    *,
    actor: Actor,
    inquiry: int,
    subject: str,
    body: str,
    state: str = InquiryState.WAITING,
    confirmed: bool = False,
) -> Outcome[Message]:
    """Answer whoever asked, customer or not; then it waits, or is done (`state`). Sending has no
    undo. Needs `messaging.write`. confirmed: the writer has seen that the customer is locked.

    Refuses an enquiry without an e-mail address (`no_address`), an answer without words
    (`nothing_said`), and another state (`unknown`). What the gate stops stands in the log.
    """
    if state not in {InquiryState.WAITING, InquiryState.DONE}:
        raise Refused("unknown", _("This is none of the choices."), "state")
    (row,) = lock(Inquiry, [inquiry])
    if not row.email:
        raise Refused("no_address", _("There is no e-mail address to answer to."), "body")
    if not body.strip():
        raise Refused("nothing_said", _("An answer needs some words."), "body")
    draft = Draft(
        customer=row.customer_id,
        kind=inquiry_texts.ANSWER,
        category=Category.TRANSACTIONAL,
        subject=subject,
        body=body,
        recipient=row.email,
        recipient_name=rules.called(row),
        extra={"kunde.anrede": inquiry_texts.greeting(row, language())},
        about=About(queries.ABOUT, row.pk, rules.called(row)[:200]),
        confirmed=confirmed,
    )
    outcome = queue_messages(actor=actor, drafts=[draft])
    if any(one.state not in (State.SUPPRESSED, State.FAILED) for one in outcome.done):
        owner = {"owner_id": row.owner_id or actor.id}
        change_each([(row, {**rules.closing(state, row, clock.now()), **owner})])
    return outcome


@operation("messaging.welcome_prospect", needs=ANSWER)
def welcome_prospect(*, actor: Actor, inquiry: int) -> Outcome[Inquiry]:
    """Where the business wants that: a stranger who has confirmed becomes a customer at once.

    Never a second one: whoever has the e-mail address, the number or the participant stays the only
    one, and the office decides (C-04). Refuses where that is off (`not_wanted`) and what is not
    confirmed (`unconfirmed`).
    """
    house = door()
    if not house.as_prospect:
        raise Refused("not_wanted", _("Nobody becomes a customer without the office."))
    (row,) = lock(Inquiry, [inquiry])
    if house.confirms and row.confirmed_at is None:
        raise Refused("unconfirmed", _("The address has not been confirmed."))
    if row.customer_id is not None or not row.is_open:
        return Outcome()
    made = people.add_customers(actor=actor, customers=[item_of(row)], unless_alike=True)
    return Outcome(_belongs(actor, row, made.done[0].pk) if made.done else [], made.refused)


@operation("messaging.remove_inquiries", needs=ANSWER)
def remove_inquiries(*, actor: Actor, inquiries: Sequence[int]) -> Outcome[Inquiry]:
    """Delete spam for ever, with what was written about it. No undo.

    Refused per enquiry: what is not marked as spam (`not_spam`).
    """
    rows, refused = rules.removable(lock(Inquiry, inquiries))
    _erase(rows)
    return Outcome(rows, refused)


@operation("messaging.sweep_inquiries", needs=ANSWER)
def sweep_inquiries(*, actor: Actor, inquiries: Sequence[int]) -> int:
    """Erase enquiries whose time is over (`queries.to_sweep`); how many. Refuses none: what has
    moved meanwhile stays."""
    over = set(queries.to_sweep(actor, clock.now()))
    rows = lock(
        Inquiry, Inquiry.objects.filter(pk__in=over & set(inquiries)).values_list("pk", flat=True)
    )
    _erase(rows)
    return len(rows)


@operation("messaging.erase_inquiries_of", needs=ANSWER)
def erase_inquiries_of(*, actor: Actor, customers: Sequence[int]) -> int:
    """The enquiries of customers who are being erased go with them; how many. Refuses nothing."""
    ids = Inquiry.objects.filter(customer__in=customers).values_list("pk", flat=True)
    rows = lock(Inquiry, ids)
    _erase(rows)
    return len(rows)


@operation("messaging.release_inquiries_of", needs=ANSWER)
def release_inquiries_of(*, actor: Actor, customers: Sequence[int]) -> int:
    """Enquiries stay when adding their customer is undone, and so does what was written about
    them; how many. Refuses nothing."""
    ids = Inquiry.objects.filter(customer__in=customers).values_list("pk", flat=True)
    rows = lock(Inquiry, ids)
    told = Message.objects.filter(about_kind=queries.ABOUT, about_id__in=[row.pk for row in rows])
    change(lock(Message, told.values_list("pk", flat=True)), customer_id=None)
    change(rows, customer_id=None)
    return len(rows)


def item_of(row: Inquiry) -> dict[str, Any]:
    """The enquiry as `people.operations.add_customers` takes it."""
    said = row.said
    kept = {key: said[key] for key in ("title", "street", "postcode", "city") if said.get(key)}
    people_ = [dict(one) for one in rules.participants(row)]
    return {
        "kind": Kind.ORGANISATION.value if row.organisation else Kind.PERSON.value,
        "first_name": rules.first_name(row),
        "last_name": row.last_name or ("" if row.first_name or row.organisation else row.phone),
        "organisation": row.organisation,
        "email": row.email,
        "phone": row.phone,
        "origin": _ORIGINS[InquirySource(row.source)].value,
        "participants": people_,
        **kept,
    }


def _belongs(actor: Actor, row: Inquiry, customer: int) -> list[Inquiry]:
    """Whose it is from now on; messages follow, and what they said about the newsletter counts."""
    begun = row.state == InquiryState.NEW and actor.kind == "staff"
    owner = {"owner_id": row.owner_id or actor.id} if begun else {}
    state = {"state": InquiryState.IN_PROGRESS.value} if begun else {}
    done = change([row], customer_id=customer, **state, **owner)
    told = Message.objects.filter(about_kind=queries.ABOUT, about_id=row.pk)
    change(lock(Message, told.values_list("pk", flat=True)), customer_id=customer)
    record_newsletter(actor, row)
    return done


def _hand_over(actor: Actor, row: Inquiry, stored: Customer, take: Collection[str]) -> None:
    """Give the customer what the office has ticked."""
    said = {**row.said, "email": row.email, "phone": row.phone}
    wanted = {key: said[key] for key in rules.TAKEN if key in take and said.get(key)}
    further = [key for key in wanted if key in _BESIDE and getattr(stored, key)]
    values = {key: text for key, text in wanted.items() if key not in further}
    if values:
        changed = people.change_customers(actor=actor, changes=[CustomerChange(stored.pk, values)])
        for no in changed.refused:
            raise Refused(no.code, no.message, no.field)
    if further:
        points = [{"value": wanted[key]} for key in further]
        people.add_points(actor=actor, customer=stored.pk, points=points)


def _erase(rows: Sequence[Inquiry]) -> None:
    if not rows:
        return
    told = Message.objects.filter(about_kind=queries.ABOUT, customer__isnull=True)
    ids = told.filter(about_id__in=[row.pk for row in rows]).values_list("pk", flat=True)
    let_go(list(ids))
    erasing.erase(rows, clock.now())
