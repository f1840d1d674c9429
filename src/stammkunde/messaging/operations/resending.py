"""Sending a message once more (COM-04, COM-05), and saying that somebody has looked at one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from email import message_from_bytes, policy

from django.utils.translation import gettext as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import OutgoingMail
from stammkunde.foundation.operations import Outcome, operation
from stammkunde.foundation.refusals import Missing, Refusal, Refused
from stammkunde.foundation.writes import change, lock
from stammkunde.messaging.drafting import About, Draft, File
from stammkunde.messaging.making import Made
from stammkunde.messaging.models import Attachment, Channel, Direction, Message, State
from stammkunde.messaging.operations.consents import ask_for_consent, asked_elsewhere
from stammkunde.messaging.operations.queueing import queue_messages
from stammkunde.messaging.rules import states
from stammkunde.messaging.texts.own import OwnText
from stammkunde.messaging.texts.rendering import Rendered
from stammkunde.messaging.texts.shipping import SHIPPED

WRITE = "messaging.write"


@operation("messaging.resend_message", needs=WRITE)
def resend_message(
    *, actor: Actor, message: int, recipient: str = "", confirmed: bool = False
) -> Outcome[Message]:
    """Send the same text with the same files once more, as a new message (COM-04).

    recipient: another address or number, "" for the same one. confirmed: the person has seen that
    the customer is locked, deceased or undeliverable. Refuses what is still on its way
    (`on_its_way`), a text that was not kept (`no_text`: send the current version), and whatever the
    gate stops (`not_sent.<reason>`). Whoever resends has looked at the first one. A question for
    consent that goes to another address is a new one (`ask_for_consent`), with a link of its own.
    """
    row = _resendable(message)
    if asked_elsewhere(row, recipient):
        return _looked(row, ask_for_consent(actor=actor, customer=_whose(row), recipient=recipient))
    ready = kept_text(row)
    if ready is None:
        text = _("The text of this message was not kept. Send the current version instead.")
        raise Refused("no_text", text)
    files = _files(row)
    same = _same(row, recipient, confirmed=confirmed, language=row.language)
    draft = replace(same, ready=ready, attachments=files)
    return _sent(actor, row, draft)


@operation("messaging.send_current", needs=WRITE)
def send_current(
    *,
    actor: Actor,
    message: int,
    made: Made | None = None,
    recipient: str = "",
    confirmed: bool = False,
) -> Outcome[Message]:
    """Write the message anew from its template and today's data, with files made anew (COM-05).

    made: what `making.made` says of the occasion, fetched before. Works where no text was kept, too.
    Refuses like `resend_message`; `no_text` only where the words were somebody's own and neither
    the message nor its occasion has kept them.
    """
    row = _resendable(message)
    if asked_elsewhere(row, recipient):
        return _looked(row, ask_for_consent(actor=actor, customer=_whose(row), recipient=recipient))
    extra, own = recipe_of(row)
    if made is not None:
        extra, own = extra | dict(made.extra), made.own or own
    if own is None and row.kind not in SHIPPED:
        text = _("These were somebody's own words, and they were not kept. Write a new message.")
        raise Refused("no_text", text)
    files = made.files if made is not None else _files(row)
    others = own.others if own else {}
    draft = replace(
        _same(row, recipient, confirmed=confirmed, language=""),
        subject=own.subject if own else "",
        body=own.body if own else "",
        subjects={key: said.subject for key, said in others.items()},
        bodies={key: said.body for key, said in others.items()},
        extra=extra,
        attachments=files,
    )
    return _sent(actor, row, draft)


@operation("messaging.look_at_messages", needs=WRITE)
def look_at_messages(*, actor: Actor, messages: Sequence[int]) -> Outcome[Message]:
    """Somebody has dealt with messages that failed: they no longer stand on the first page.

    Refused per message: one that is in no trouble (`no_trouble`).
    """
    rows = lock(Message, messages)
    done = [row for row in rows if row.state in states.PROBLEMS and row.looked_at is None]
    text, there = _("Nothing is to be done about this message."), {row.pk for row in done}
    refused = [Refusal(row.pk, "no_trouble", text) for row in rows if row.pk not in there]
    return Outcome(change(done, looked_at=clock.now()), refused)


def kept_text(row: Message) -> Rendered | None:
    """The text as it was sent: from the log, else from the bytes that carried it; None if gone."""
    if row.text or row.html:
        return Rendered(row.subject, row.text, row.html, (), row.text)
    if row.channel != Channel.EMAIL or row.transport is None:
        return None
    mime = OutgoingMail.objects.filter(pk=row.transport).values_list("mime", flat=True).first()
    if not mime:
        return None
    mail = message_from_bytes(bytes(mime), policy=policy.default)
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html", "related"))
    rich = rich.get_body(("html",)) if rich is not None else None
    text = plain.get_content() if plain is not None else ""
    html = rich.get_content() if rich is not None else ""
    return Rendered(str(mail.get("Subject", "")), text, html, (), text) if text or html else None


def recipe_of(row: Message) -> tuple[dict[str, str], OwnText | None]:
    """The placeholders of the occasion and the writer's own words, as far as they were kept."""
    try:
        recipe = json.loads(row.recipe or "{}")
    except ValueError:
        return {}, None
    own = OwnText.of(recipe["own"]) if recipe.get("own") else None
    return dict(recipe.get("extra", {})), own


def _resendable(message: int) -> Message:
    (row,) = lock(Message, [message])
    if row.direction != Direction.OUT or row.channel not in {Channel.EMAIL, Channel.SMS}:
        raise Refused("not_resendable", _("Only e-mails and text messages can be sent once more."))
    if not states.can_resend(row.state):
        raise Refused("on_its_way", _("This message is still on its way, or unclear."))
    return row


def _files(row: Message) -> tuple[File, ...]:
    """The files that went along, as far as they are still there."""
    kept = Attachment.objects.filter(message=row, file__isnull=False).order_by("pk")
    return tuple(File(str(one.file_id), one.name) for one in kept)


def _same(row: Message, recipient: str, *, confirmed: bool, language: str) -> Draft:
    """What a resent message has in common with the first one; by hand, so never automatic."""
    return Draft(
        customer=row.customer_id,
        participant=row.participant_id,
        kind=row.kind,
        category=row.category,
        channel=row.channel,
        recipient=recipient.strip() or row.recipient or None,
        recipient_name=row.recipient_name,
        about=About(row.about_kind, row.about_id, row.about_label) if row.about_kind else None,
        language=language,
        resend_of=row.pk,
        confirmed=confirmed,
    )


def _sent(actor: Actor, first: Message, draft: Draft) -> Outcome[Message]:
    from_now = queue_messages(actor=actor, drafts=[draft])
    for no in from_now.refused:
        raise Refused(no.code, no.message, no.field)
    for row in from_now.done:
        if row.state == State.SUPPRESSED:
            said = states.said(row.state, row.reason)
            raise Refused(f"not_sent.{row.reason}", said.label, "recipient")
        if row.state == State.FAILED:
            raise Refused(
                "not_sent.failed", row.answer or _("This cannot be sent so."), "recipient"
            )
    return _looked(first, from_now)


def _looked(first: Message, outcome: Outcome[Message]) -> Outcome[Message]:
    if first.state in states.PROBLEMS and first.looked_at is None:
        change([first], looked_at=clock.now())
    return outcome


def _whose(row: Message) -> int:
    if row.customer_id is None:
        raise Missing(f"customer of message {row.pk}")
    return row.customer_id
