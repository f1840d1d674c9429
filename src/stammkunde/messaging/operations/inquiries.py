"""Writing enquiries: they come in, somebody sees to them, they end (IMP-11; users.md R2)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from stammkunde.foundation import actors, clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.fields import FieldProblem
from stammkunde.foundation.operations import CREATED, FIELDS, Outcome, emit, operation
from stammkunde.foundation.refusals import Refusal, Refused
from stammkunde.foundation.writes import Keeper, add, change, change_each, expect, keep, lock
from stammkunde.messaging.door import door
from stammkunde.messaging.events import InquiryArrived
from stammkunde.messaging.models import Inquiry, InquirySource, InquiryState
from stammkunde.messaging.queries import inquiries as queries
from stammkunde.messaging.rules import inquiries as rules
from stammkunde.messaging.rules import website
from stammkunde.messaging.search import INQUIRY_SEARCH
from stammkunde.people import operations as people
from stammkunde.people.fields import FIELDS as CUSTOMER_FIELDS
from stammkunde.people.models import ConsentSource
from stammkunde.people.rules import NEWSLETTER, folded_email

ANSWER = queries.ANSWER
_OWN = ("first_name", "last_name", "organisation", "email", "phone", "wish", "text")
_APART = frozenset({*_OWN, "newsletter"})
_CHANGED = frozenset({"first_name", "last_name", "organisation", "email", "phone", "wish", "note"})
LONGEST_NOTE = 8000


def _subjects(row: Inquiry) -> list[tuple[str, int]]:
    own = [("inquiry", row.pk)]
    return [*own, ("customer", row.customer_id)] if row.customer_id else own


keep(
    Inquiry,
    Keeper(
        kind="inquiry",
        derive=rules.derive,
        derived=rules.DERIVED,
        subjects=_subjects,
        search=INQUIRY_SEARCH,
        searched=frozenset({*_OWN, "details"}),
    ),
)


@operation("messaging.receive_inquiry", needs="")
def receive_inquiry(
    *,
    actor: Actor,
    values: Mapping[str, Any],
    source: str,
    spam: bool = False,
    at: datetime | None = None,
) -> Outcome[Inquiry]:
    """An enquiry comes in from the street (IMP-11): nobody needs a permission to ask.

    values: as `rules.website.read` gives them. spam: it goes into the spam box, and nobody is told.
    at: when it came in, for what is entered later: nobody is asked or told then.
    The same content again, while it is not done, is the same enquiry: `done` is empty; what a robot
    seemed to send does not stand in the way of a person who sends it once more. Refuses a way in
    that is none (`unknown`), and all while the form is off (`door_closed`).
    """
    if source not in InquirySource.values:
        raise Refused("unknown", _("This is none of the choices."), "source")
    if source == InquirySource.WEBSITE and not door().enabled:
        raise Refused("door_closed", _("The form is not in use."))
    row = _made(values, source, at)
    row.digest = rules.digest({**values, "": f"{source} spam" if spam else source})
    if spam:
        row.state, row.closed_at = InquiryState.SPAM, row.created_at
    elif at is None and row.email and source == InquirySource.WEBSITE and door().confirms:
        row.asked_at = row.created_at
    if Inquiry.objects.filter(digest=row.digest).exists():
        return Outcome()
    try:
        with transaction.atomic():
            done = add([row])
    except IntegrityError:  # the same, a moment earlier
        return Outcome()
    if not spam and at is None:
        emit(InquiryArrived((row.pk,)))
    return Outcome(done)


@operation("messaging.note_call", needs=ANSWER, undo=CREATED)
def note_call(
    *,
    actor: Actor,
    name: str,
    phone: str = "",
    email: str = "",
    text: str = "",
    source: str = InquirySource.CALL,
    mine: bool = False,
    at: datetime | None = None,
) -> Outcome[Inquiry]:
    """Write down who called, or wrote, and is no customer yet (R1). mine: whoever notes it sees to it.
    at: when it was, if not now.

    Refuses what a field cannot take (`invalid`), and nobody at all: neither name nor number nor
    address (`nobody`).
    """
    first, last = rules.split_name(website.harmless(name))
    values = {"first_name": first, "last_name": last, "phone": phone, "email": email}
    cleaned = _cleaned({**values, "text": text})
    if not any(cleaned[key] for key in ("last_name", "phone", "email")):
        raise Refused("nobody", _("Who was it? A name or a number, please."), "name")
    if source not in {InquirySource.CALL, InquirySource.EMAIL}:
        raise Refused("unknown", _("This is none of the choices."), "source")
    row = _made(cleaned, source, at)
    if mine and actor.id is not None:
        row.owner_id, row.state = actor.id, InquiryState.IN_PROGRESS
    return Outcome(add([row]))


@operation("messaging.assign_inquiries", needs=ANSWER, undo=FIELDS)
def assign_inquiries(
    *, actor: Actor, inquiries: Sequence[int], owner: int | None
) -> Outcome[Inquiry]:
    """Say who sees to enquiries, or that nobody does; a new one is in progress then.

    Refuses somebody who may not answer enquiries (`owner_unknown`).
    """
    if owner is not None and owner not in {one.id for one in queries.colleagues(actor)}:
        raise Refused("owner_unknown", _("This person cannot answer enquiries."), "owner")
    pairs: list[tuple[Inquiry, dict[str, Any]]] = []
    for row in lock(Inquiry, inquiries):
        begun = owner is not None and row.state == InquiryState.NEW
        state = {"state": InquiryState.IN_PROGRESS.value} if begun else {}
        pairs.append((row, {"owner_id": owner, **state}))
    return Outcome(change_each(pairs))


@operation("messaging.set_inquiry_state", needs=ANSWER, undo=FIELDS)
def set_inquiry_state(*, actor: Actor, inquiries: Sequence[int], state: str) -> Outcome[Inquiry]:
    """Bring enquiries into a state: done, spam, or open again. Who begins one sees to it.

    Refuses a state that there is not (`unknown`); per enquiry one that is in it (`same_state`).
    """
    if state not in InquiryState.values:
        raise Refused("unknown", _("This is none of the choices."), "state")
    outcome: Outcome[Inquiry] = Outcome()
    pairs: list[tuple[Inquiry, dict[str, Any]]] = []
    now = clock.now()
    for row in lock(Inquiry, inquiries):
        if row.state == state:
            text = _("This enquiry is in that state already.")
            outcome.refused.append(Refusal(row.pk, "same_state", text))
            continue
        mine = state == InquiryState.IN_PROGRESS and row.owner_id is None and actor.id
        owner = {"owner_id": actor.id} if mine else {}
        pairs.append((row, {**rules.closing(state, row, now), **owner}))
    outcome.done = change_each(pairs)
    return outcome


@operation("messaging.change_inquiry", needs=ANSWER, undo=FIELDS)
def change_inquiry(
    *,
    actor: Actor,
    inquiry: int,
    values: Mapping[str, Any],
    expected: Mapping[str, Any] | None = None,
) -> Outcome[Inquiry]:
    """Correct who asks, or write the office's note. `Stale` where an expected value moved.

    Another address was asked nothing and has confirmed nothing: the link to the former one is void.
    Refuses what a field cannot take (`invalid`), and an enquiry of nobody (`nobody`).
    """
    (row,) = lock(Inquiry, [inquiry])
    wanted = _cleaned({key: text for key, text in values.items() if key in _CHANGED})
    expect(row, expected=expected or {}, wanted=wanted)
    after = {key: wanted.get(key, getattr(row, key)) for key in _OWN}
    if not any(after[k] for k in ("first_name", "last_name", "organisation", "email", "phone")):
        raise Refused("nobody", _("Who was it? A name or a number, please."), "last_name")
    if folded_email(after["email"]) != row.email_folded:
        wanted |= {"asked_at": None, "confirmed_at": None}
    return Outcome(change([row], **wanted))


@operation("messaging.confirm_inquiry", needs="")
def confirm_inquiry(*, actor: Actor, inquiry: int) -> Outcome[Inquiry]:
    """The address said that the enquiry is theirs. Whoever has the signed link may say so, twice
    without harm. `Missing` for one that is gone; refuses one that was never asked (`not_asked`)."""
    (row,) = lock(Inquiry, [inquiry])
    if row.asked_at is None:
        raise Refused("not_asked", _("There is nothing to confirm."))
    if row.confirmed_at is not None:
        return Outcome()
    done = change([row], confirmed_at=clock.now())
    record_newsletter(actors.system(door=actor.door), row)
    if row.is_open:
        emit(InquiryArrived((row.pk,)))
    return Outcome(done)


def record_newsletter(actor: Actor, row: Inquiry) -> None:
    """What somebody ticked about the newsletter counts once the address has confirmed and the office
    knows whose it is, whichever comes last; inside an operation."""
    if not row.newsletter or row.confirmed_at is None or row.customer_id is None:
        return
    purpose, channel = NEWSLETTER
    people.record_consents(
        actor=actor,
        customers=[row.customer_id],
        purpose=purpose,
        channel=channel,
        source=ConsentSource.EMAIL,
        given=True,
        on=row.confirmed_at.astimezone(clock.business_zone()).date(),
        proof=_proof(row),
    )


def _proof(row: Inquiry) -> str:
    text = _(
        "Ticked in the website's form on %(asked)s, confirmed on %(confirmed)s by the link that was"
        " sent to %(email)s."
    )
    assert row.confirmed_at is not None
    said = {"asked": _instant(row.created_at), "confirmed": _instant(row.confirmed_at)}
    return text % {**said, "email": row.email}


def _instant(at: datetime) -> str:
    return f"{at.astimezone(clock.business_zone()):%d.%m.%Y %H:%M:%S %Z}"


def _made(values: Mapping[str, Any], source: str, at: datetime | None) -> Inquiry:
    rest = {key: value for key, value in values.items() if key not in _APART and value}
    return Inquiry(
        **{key: values.get(key) or "" for key in _OWN},
        source=source,
        newsletter=bool(values.get("newsletter")),
        details=json.dumps(rest, ensure_ascii=False, sort_keys=True) if rest else "",
        created_at=at or clock.now(),
    )


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Texts as they are stored; refuses the first that its field cannot take."""
    cleaned: dict[str, Any] = {}
    for key, text in values.items():
        lines = key in {"text", "note"}
        said = website.harmless(text, lines=lines)
        most = LONGEST_NOTE if lines else 200
        try:
            cleaned[key] = CUSTOMER_FIELDS[key].parse(said) if key in _FIELDS else said
        except FieldProblem as problem:
            said = f"{problem.message} {problem.hint}".strip()
            raise Refused("invalid", said, key) from problem
        if len(cleaned[key]) > most:
            raise Refused("invalid", _("This is too long."), key)
    return cleaned


_FIELDS: Collection[str] = frozenset({"first_name", "last_name", "organisation", "email", "phone"})
