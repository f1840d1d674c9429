"""From a draft to a message: rendered, addressed, packed; nothing is written here yet."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.mail import EmailMessage

from stammkunde.foundation import files, mail
from stammkunde.foundation.business import business
from stammkunde.foundation.models import OutgoingMail, StoredFile
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.messaging.consents import links
from stammkunde.messaging.drafting import Draft
from stammkunde.messaging.house import House, named
from stammkunde.messaging.models import (
    ABOUT_NOTICE,
    BodyPolicy,
    Category,
    Channel,
    Message,
    Reason,
    State,
)
from stammkunde.messaging.rules.gate import NEVER, may_get
from stammkunde.messaging.texts import message as mail_of
from stammkunde.messaging.texts import values
from stammkunde.messaging.texts.own import OwnText, Words
from stammkunde.messaging.texts.rendering import UNSUBSCRIBE, Rendered, render
from stammkunde.people.queries import Addressee
from stammkunde.people.rules import folded_email


@dataclass
class Prepared:
    """A message and what carries it; `mail` is None for what takes another way, or none at all."""

    draft: Draft
    message: Message
    mail: OutgoingMail | None = None
    source: str = ""
    subject: str = ""
    to: str = ""  # also where the message itself keeps no address


@dataclass
class Desk:
    """What all drafts of one call share, fetched set-wise."""

    at: datetime
    house: House
    author: Any
    addressees: Mapping[int, Addressee]
    states: Mapping[str, str]
    posts: Collection[int]
    language: str
    files: Mapping[str, StoredFile]
    contents: dict[str, bytes] = field(default_factory=dict)


def prepare(desk: Desk, draft: Draft) -> Prepared:
    """Ask the gate, render, pack. What cannot be sent is a message that says so, no error (D15)."""
    addressee = desk.addressees.get(draft.customer) if draft.customer is not None else None
    if draft.customer is not None and addressee is None:
        raise Missing(f"customer {draft.customer}")
    to, folded = _address(draft, addressee)
    language = draft.language or (addressee.language if addressee else desk.language)
    reason = draft.reason or _objection(desk, draft, addressee, to, folded)
    rendered = _rendered(desk, draft, addressee, language)
    message = _message(desk, draft, addressee, to, language, rendered)
    made = Prepared(draft, message, source=rendered.source, subject=rendered.subject, to=to)
    if reason:
        message.state, message.reason = State.SUPPRESSED, reason
    elif draft.channel == Channel.EMAIL:
        try:
            parcel = _parcel(desk, draft, addressee, message, to, rendered)
            made.mail = mail.row_of(parcel, purpose=draft.kind, not_before=message.send_at)
        except Refused as problem:
            message.state, message.answer, message.code = State.FAILED, str(problem.message), ""
    elif draft.channel == Channel.PORTAL:
        message.state, message.sent_at = State.DELIVERED, desk.at
    _forget(desk, message)
    return made


def _address(draft: Draft, addressee: Addressee | None) -> tuple[str, str]:
    """Where it goes, as typed and folded."""
    if draft.recipient is not None:
        return draft.recipient.strip(), folded_email(draft.recipient.strip())
    if addressee is None or draft.channel not in {Channel.EMAIL, Channel.SMS}:
        return "", ""
    known = addressee.emails if draft.channel == Channel.EMAIL else addressee.phones
    return known[0] if known else ("", "")


def _objection(
    desk: Desk, draft: Draft, addressee: Addressee | None, to: str, folded: str
) -> Reason | None:
    if addressee is not None:
        no = may_get(
            addressee,
            channel=draft.channel,
            category=draft.category,
            automatic=draft.automatic or draft.many,
            address_state=desk.states.get(folded, ""),
            confirmed=draft.confirmed,
        )
        if no is not None:
            return no
    elif draft.automatic and draft.channel == Channel.EMAIL and desk.states.get(folded) in NEVER:
        return Reason.BOUNCED
    reachable = {
        Channel.LETTER.value: addressee is not None and addressee.id in desk.posts,
        Channel.PORTAL.value: addressee is not None,
    }.get(draft.channel, bool(to))
    return None if reachable else Reason.NO_ADDRESS


def own_text(draft: Draft) -> OwnText | None:
    """What the writer wrote; None where the template of the kind speaks."""
    if not (draft.body or draft.bodies):
        return None
    others = {
        language: Words(draft.subjects.get(language, draft.subject), body)
        for language, body in draft.bodies.items()
    }
    return OwnText(draft.subject, draft.body, others)


def _rendered(desk: Desk, draft: Draft, addressee: Addressee | None, language: str) -> Rendered:
    if draft.ready is not None:
        return draft.ready
    extra = dict(draft.extra)
    if draft.category == Category.ADVERTISING and addressee and addressee.public_id:
        extra.setdefault(UNSUBSCRIBE, links.unsubscribe_url(addressee.public_id))
    about = values.of(addressee, business(), desk.author, extra, language=language)
    author = desk.author.pk if desk.author else None
    made = render(draft.kind, about, language, own_text(draft), author=author)
    if draft.channel == Channel.SMS:  # no signature: every sign counts
        return replace(made, text=made.source, html="")
    return made


def _message(
    desk: Desk,
    draft: Draft,
    addressee: Addressee | None,
    to: str,
    language: str,
    rendered: Rendered,
) -> Message:
    key = uuid4()
    about = draft.about
    own = own_text(draft)
    return Message(
        public_id=key,
        dedupe_key=draft.dedupe_key or f"message:{key}",
        customer_id=draft.customer,
        participant_id=draft.participant,
        channel=draft.channel,
        category=draft.category,
        kind=draft.kind,
        automatic=draft.automatic,
        confirmed=draft.confirmed,
        language=language,
        recipient=to[:254],
        recipient_name=(draft.recipient_name or (addressee.name if addressee else ""))[:400],
        subject=" ".join(rendered.subject.split())[:300],
        text=rendered.text,
        html=rendered.html,
        recipe=json.dumps(
            {"extra": dict(draft.extra), "own": own.stored() if own else {}}, ensure_ascii=False
        ),
        state=State.QUEUED,
        resend_of_id=draft.resend_of,
        about_kind=about.kind if about else ABOUT_NOTICE if draft.notice else "",
        about_id=about.id if about else draft.notice,
        about_label=(about.label if about else rendered.subject if draft.notice else "")[:200],
        author=desk.author,
        created_at=desk.at,
        send_at=draft.send_at or desk.at,
        state_at=desk.at,
    )


def _parcel(
    desk: Desk,
    draft: Draft,
    addressee: Addressee | None,
    message: Message,
    to: str,
    rendered: Rendered,
) -> EmailMessage:
    """The e-mail itself; line breaks in what becomes a header are refused by `row_of` (D16)."""
    headers: dict[str, str] = {}
    if draft.category == Category.ADVERTISING and addressee and addressee.public_id:
        headers |= links.headers(addressee.public_id)
    if draft.automatic:
        headers["Auto-Submitted"] = "auto-generated"
    parcel = mail_of(
        rendered,
        to=named(message.recipient_name, to),
        sender=desk.house.sender,
        reply_to=desk.house.reply_to,
        headers=headers,
    )
    for file in draft.attachments:
        kind = desk.files[file.key].content_type or "application/octet-stream"
        parcel.attach(files.harmless_name(file.name), _content(desk, file.key), kind)
    return parcel


def _content(desk: Desk, key: str) -> bytes:
    """The bytes of a stored file, read once per call."""
    if key not in desk.contents:
        desk.contents[key] = files.path_of(key).read_bytes()
    return desk.contents[key]


def _forget(desk: Desk, message: Message) -> None:
    """Keep as much of the text as the policy of the category says (C-01)."""
    policy = desk.house.keep.get(message.category, BodyPolicy.FULL)
    message.kept = policy
    if policy != BodyPolicy.FULL:
        message.text = message.html = message.recipe = ""
    if policy == BodyPolicy.NONE:
        message.subject = message.recipient = message.recipient_name = message.about_label = ""
