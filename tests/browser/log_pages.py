"""Pages about what was said, what came back and congratulations, for axe."""

from __future__ import annotations

from collections.abc import Callable

from stammkunde.foundation import clock
from stammkunde.messaging import operations
from stammkunde.messaging.bounces.news import News, What
from stammkunde.messaging.models import State
from stammkunde.messaging.tests import saying
from tests import cast
from tests.browser.conftest import Office

_WORDS = {"answer": "550 5.1.1 User unknown", "code": "5.1.1"}


def said(office: Office, state: str = State.FAILED, **more: object) -> int:
    """Messages of each colour to somebody, one of each way; the newest stands as named."""
    for one in (State.QUEUED, State.SENT, State.DELIVERED, State.SOFT, State.UNCLEAR):
        saying.message(office.one, state=one, automatic=one == State.SENT)
    saying.message(office.one, channel="portal", state=State.DELIVERED, recipient="")
    number = {"channel": "sms", "recipient": "+491713920018", "subject": ""}
    for one in (State.DELIVERED, State.UNCLEAR):
        saying.message(office.one, state=one, text="Bin in 10 Minuten da!", **number)
    return int(saying.message(office.one, state=state, **(_WORDS | more)).pk)


def planned(office: Office) -> int:
    """A text message that still waits and can be stopped."""
    more = {"channel": "sms", "subject": "", "body": "Bis in einer Woche!"}
    return int(saying.written(office.one, recipient="+491713920018", confirmed=True, **more).pk)


def bounced(office: Office) -> int:
    """Somebody whose address is gone."""
    news = News(What.DEAD, office.one.email, clock.now(), "5.1.1", "550 nobody here")
    operations.record_deliveries(actor=cast.system(), news=[news])
    return int(office.one.pk)


PAGES: dict[str, Callable[[Office], str]] = {
    "communication of a customer": lambda office: (
        f"/customers/{office.one.pk}/communication/?seen={said(office)}"
    ),
    "sent e-mails": lambda office: f"/communication/sent/?seen={said(office)}",
    "failed message": lambda office: f"/communication/messages/{said(office)}/",
    "unclear message": lambda office: f"/communication/messages/{said(office, State.UNCLEAR)}/",
    "message without its text": lambda office: (
        f"/communication/messages/{said(office, State.SENT, text='', recipient='')}/"
    ),
    "message that waits": lambda office: f"/communication/messages/{planned(office)}/",
    "keeping messages": lambda office: "/settings/messages/",
    "text messages of a customer": lambda office: (
        f"/customers/{office.one.pk}/sms/?seen={said(office)}"
    ),
    "text messages": lambda office: f"/communication/sms/?seen={said(office)}",
    "birthdays": lambda office: "/settings/birthdays/",
    "undeliverable": lambda office: (
        f"/customers/?lens=messaging.undeliverable&cols=email&seen={bounced(office)}"
    ),
    "record of somebody undeliverable": lambda office: f"/customers/{bounced(office)}/",
}
NO_PAGES = {
    "messaging:address_clear", "messaging:body", "messaging:inquiry_answer", "messaging:inquiry_do",
    "messaging:look", "messaging:mail_hook", "messaging:resend", "messaging:settle",
    "messaging:sms_hook", "messaging:start",
}  # fmt: skip
