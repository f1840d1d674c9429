"""Invented messages for the demo data: one in every state, and nothing that would ever leave.

Written on the one path, as in real life; then what a mail server, a gateway or a bounce would have
said is put in its place. Three wait in trial operation, so that there is something to see there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth import get_user_model

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import MailState, OutgoingMail
from stammkunde.foundation.rooms import WORDS, slots
from stammkunde.messaging.bounces.news import News, What
from stammkunde.messaging.drafting import Draft
from stammkunde.messaging.models import Channel, Message, OutgoingSms, SmsState, State
from stammkunde.messaging.operations import note_sms, queue_messages, record_deliveries
from stammkunde.people import demo as people_demo
from stammkunde.people import queries as people

KIND = "messaging.message"
SLOT = people_demo.SLOT


@dataclass(frozen=True)
class Said:
    """One invented message and what became of it; `state` "" leaves it waiting."""

    subject: str
    body: str
    state: str = ""
    code: str = ""
    answer: str = ""
    automatic: bool = False
    category: str = "organisational"
    channel: str = Channel.EMAIL


_HELLO = "{{ kunde.anrede }},\n\n"
SAID = (
    Said("Beginn am Montag", _HELLO + "der Kurs beginnt am **Montag um 16:30**. Bitte zehn Minuten "
         "früher da sein.", State.DELIVERED),
    Said("Deine Frage zum Termin", _HELLO + "ja, das geht. Bis Dienstag!", State.SENT),
    Said("Unterlagen", _HELLO + "anbei wie besprochen.", State.HARD, "5.1.1",
         "550 5.1.1 <…>: Recipient address rejected: User unknown"),
    Said("Treffpunkt geändert", _HELLO + "wir treffen uns diesmal am Seiteneingang.", State.SOFT,
         "4.2.2", "452 4.2.2 The email account that you tried to reach is over quota"),
    Said("Ferienplan", _HELLO + "hier ist der Plan für die Ferien.", State.FAILED, "5.7.1",
         "554 5.7.1 Message rejected as spam by content scanning"),
    Said("Parkplatz", _HELLO + "bitte den hinteren Parkplatz nehmen.", State.UNCLEAR, "",
         "no answer noted"),
    Said("Erinnerung: morgen 16:30", _HELLO + "wir freuen uns auf morgen.", State.SENT,
         automatic=True, category="transactional"),
    Said("Neues im Winter", _HELLO + "das haben wir vor.", category="advertising"),
    Said("Absage wegen Krankheit", _HELLO + "der Termin am Donnerstag entfällt leider."),
    Said("Rückfrage zur Anmeldung", _HELLO + "uns fehlt noch eine Telefonnummer."),
    Said("", "Bin in 10 Minuten da!", State.DELIVERED, channel=Channel.SMS),
    Said("", "Heute bitte Handtuch mitbringen.", State.SENT, channel=Channel.SMS),
    Said("", "Der Kurs fällt heute aus.", State.HARD, "", "NOTDELIVERED", channel=Channel.SMS),
)  # fmt: skip


def hang() -> None:
    """Called once, from the name plate."""
    slots.hang(SLOT, people_demo.Besides("messaging.log", load, order=20))


def load(actor: Actor, business: str) -> None:
    """Messages of the first customers who can be reached; once, whatever is there already."""
    if Message.objects.filter(channel__in=[Channel.EMAIL, Channel.SMS]).exists():
        return
    reachable = people.in_use(actor).exclude(email="").exclude(phone="").filter(locked_at=None)
    found = list(reachable.filter(deceased_on=None).order_by("pk").values_list("pk", flat=True)[:8])
    if not found:
        return
    writer = _writer(actor)
    for place, said in enumerate(SAID):
        _say(writer, found[(place * 3) % len(found)], said)
    note_sms(actor=writer, customer=found[0], text="Danke, bis morgen!", received=True)


def _writer(actor: Actor) -> Actor:
    """Somebody of the office, so that messages have an author."""
    user = get_user_model().objects.filter(email_folded__startswith="buero@").first()
    if user is None:
        return actor
    return replace(actor, kind="staff", id=user.pk, label=user.name, words=frozenset(WORDS))


def _say(actor: Actor, customer: int, said: Said) -> None:
    draft = Draft(
        customer=customer,
        kind=KIND,
        subject=said.subject or "SMS",
        body=said.body,
        automatic=said.automatic,
        category=said.category,
        channel=said.channel,
    )
    for row in queue_messages(actor=actor, drafts=[draft]).done:
        if said.state and row.state == State.QUEUED:
            _settle(row, said)
            if said.state == State.HARD and said.channel == Channel.EMAIL:
                news = News(What.DEAD, row.recipient, clock.now(), said.code, said.answer)
                record_deliveries(actor=actor, news=[news])


def _settle(row: Message, said: Said) -> None:
    at = clock.now()
    values: dict[str, Any] = {"state": said.state, "state_at": at}
    values |= {"answer": said.answer, "code": said.code}
    if said.state in {State.SENT, State.DELIVERED, State.HARD, State.SOFT}:
        values["sent_at"] = at
    Message.objects.filter(pk=row.pk).update(**values)
    if said.channel == Channel.SMS:
        OutgoingSms.objects.filter(message=row).update(state=SmsState.ENDED, text="", ended_at=at)
        return
    ends = {State.FAILED: MailState.FAILED, State.UNCLEAR: MailState.UNCLEAR}
    state = ends.get(State(said.state), MailState.ACCEPTED)
    OutgoingMail.objects.filter(pk=row.transport or 0).update(state=state, ended_at=at)
