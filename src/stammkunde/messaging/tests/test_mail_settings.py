"""The page *E-Mail-Versand* and the operation behind it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.mail import EmailMessage

from stammkunde.foundation.mail import queue
from stammkunde.foundation.models import MailState, OutgoingMail
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.messaging.house import house, named
from stammkunde.messaging.operations import change_sending
from tests import cast

pytestmark = pytest.mark.db

GOOD = {
    "sender_name": "Hof Grün", "sender_address": "hof@example.test",
    "reply_to": "buero@example.test", "rate": "30",
}  # fmt: skip


def change(**values: Any) -> None:
    change_sending(actor=cast.system(), values=values)


def test_what_is_set_holds_for_what_is_written_from_now_on() -> None:
    change(**GOOD)
    now = house()
    assert now.sender == '"Hof Grün" <hof@example.test>'
    assert (now.reply_to, now.rate) == ("buero@example.test", 30)


def test_left_empty_the_machine_and_the_business_say_it(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Server <post@example.test>"
    assert house().sender == '"Stammkunde" <post@example.test>'
    assert named("", "post@example.test") == "post@example.test"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("sender_name", "x" * 121, "name_invalid"),
        ("sender_name", "Hof <Grün>", "name_invalid"),
        ("sender_name", "Hof\nBcc: x@evil.test", "name_invalid"),
        ("sender_address", "hof", "email_invalid"),
        ("reply_to", "a@b.example\nBcc: x@evil.test", "email_invalid"),
        ("rate", "schnell", "rate_invalid"),
        ("rate", "-1", "rate_invalid"),
        ("rate", "6001", "rate_invalid"),
    ],
)
def test_what_no_mail_server_would_take_is_refused(field: str, value: str, code: str) -> None:
    with pytest.raises(Refused) as no:
        change(**{field: value})
    assert (no.value.code, no.value.field) == (code, field)


def test_who_may_not_change_settings_does_not() -> None:
    with pytest.raises(Forbidden):
        change_sending(actor=cast.actor("messaging.write"), values=GOOD)


def test_the_page_saves_and_says_what_is_wrong() -> None:
    client = cast.logged_in()
    assert client.post("/settings/mail/", GOOD, follow=True).status_code == 200
    assert house().sender_name == "Hof Grün"
    page = client.post("/settings/mail/", GOOD | {"rate": "viel"})
    assert page.status_code == 422
    assert "Eine ganze Zahl zwischen 0 und 6.000." in page.content.decode()
    assert house().rate == 30


def test_the_page_says_how_sending_stands(settings: Any) -> None:
    settings.SMTP_URL = ""
    client = cast.logged_in()
    assert "Kein Mailserver eingerichtet" in client.get("/settings/mail/").content.decode()
    settings.SMTP_URL = "smtp://name:geheim@mail.example.test"
    cast.live()
    row = queue(EmailMessage("Hallo", "Text", "a@example.test", ["b@example.test"]))
    assert row is not None
    OutgoingMail.objects.update(state=MailState.UNCLEAR)
    page = client.get("/settings/mail/").content.decode()
    assert "mail.example.test" in page
    assert "geheim" not in page
    assert 'lens=unclear">1<' in page
