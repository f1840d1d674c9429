"""Messages in a customer's timeline: each is a line with its state (COM-07)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import business
from stammkunde.foundation.journal import TimelineEntry, Told, renders
from stammkunde.foundation.mail import label_of
from stammkunde.messaging.log.shown import beginning, said
from stammkunde.messaging.models import Channel, Message
from stammkunde.messaging.queries.log import in_timeline

WRITTEN = "messaging.queue_messages"
NOTED = "messaging.note_sms"
OPERATIONS = frozenset({WRITTEN, NOTED})
KEY = "messages"
_ICONS = {
    Channel.EMAIL.value: "mail",
    Channel.SMS.value: "message",
    Channel.LETTER.value: "file-text",
    Channel.PORTAL.value: "message",
}
_TONES = {"r": "r", "o": "o", "g": "b", "b": "b", "n": "b"}


def fill(actor: Actor, customer: int, entries: Sequence[TimelineEntry]) -> None:
    """Put the messages of this customer into the entries that wrote them: one query for all, none
    where no entry is one of ours."""
    ours = {one.id: one for one in entries if one.operation in OPERATIONS}
    for entry, row in in_timeline(actor, customer, list(ours)) if ours else ():
        ours[entry].extra.setdefault(KEY, []).append(row)


@renders(WRITTEN, NOTED)
def written(entry: TimelineEntry) -> Told:
    """What was sent, by which way, and how it stands."""
    rows: list[Message] = entry.extra.get(KEY, [])
    if not rows:
        return Told("mail", _("wrote to this customer"), "b")
    row, more = rows[0], len(rows) - 1
    url = reverse("messaging:message", args=[row.pk])
    subject = row.subject or str(label_of(row.kind))
    if row.channel == Channel.SMS:
        subject = beginning(row.text) or str(label_of(row.kind))
    label = row.get_channel_display()
    text: Any = format_html('{}: <a href="{}">{}</a>', label, url, subject)
    if more > 0:
        text = format_html(_("{} and {} more"), text, more)
    badge = said(row, trial=business().trial)
    return Told(_ICONS[row.channel], text, _TONES[badge.tone], badge=badge)
