"""Providers' webhooks: only with the secret, and the same as what a bounce says."""

from __future__ import annotations

import base64
import json

import pytest

from stammkunde.foundation.mail import purposes
from stammkunde.foundation.models import MailState, OutgoingMail
from stammkunde.messaging.drafting import Draft
from stammkunde.messaging.marks import address_states
from stammkunde.messaging.models import Message, State
from stammkunde.messaging.operations import queue_messages
from tests import cast

pytestmark = pytest.mark.db
ADA, KIND, NUMBER = "ada@post.example", "toy.greeting", "883953f4-6105-42a2-a16a-77a8eac79483"


@pytest.fixture(autouse=True)
def provider(settings):
    settings.MAIL_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "haus:geheim"}
    purposes.PURPOSES[KIND] = purposes.Purpose(KIND, "Grüße")
    yield
    del purposes.PURPOSES[KIND]


@pytest.fixture
def message():
    row = cast.customer(email=ADA)
    draft = Draft(customer=row.pk, kind=KIND, subject="Hallo", body="Hallo")
    (made,) = queue_messages(actor=cast.system(), drafts=[draft]).done
    Message.objects.filter(pk=made.pk).update(state=State.SENT)
    OutgoingMail.objects.filter(pk=made.transport).update(
        state=MailState.ACCEPTED, provider="postmark", provider_id=NUMBER
    )
    return made


def post(client, data, *, secret="haus:geheim", provider="postmark"):
    head = (
        {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
    )
    body = data if isinstance(data, str) else json.dumps(data)
    return client.post(
        f"/hooks/mail/{provider}/", body, content_type="application/json", headers=head
    )


def event(kind, **more):
    at = {"Bounce": "BouncedAt", "Delivery": "DeliveredAt", "SpamComplaint": "BouncedAt"}.get(
        kind, "ReceivedAt"
    )
    return {"RecordType": kind, "MessageID": NUMBER, "Recipient": ADA, "Email": ADA,
            at: "2026-03-02T08:00:00Z"} | more  # fmt: skip


def state(message):
    return Message.objects.get(pk=message.pk).state


@pytest.mark.parametrize(
    ("news", "expected", "mark"),
    [
        (event("Delivery", Details="250 ok"), State.DELIVERED, None),
        (
            event("Bounce", Type="HardBounce", TypeCode=1, Description="unknown user"),
            State.HARD,
            "hard",
        ),
        (
            event("Bounce", Type="SoftBounce", TypeCode=4096, Details="452 4.2.2 mailbox full"),
            State.SOFT,
            "soft",
        ),
        (event("SpamComplaint", Type="SpamComplaint"), State.DELIVERED, "complaint"),
        (event("Open", FirstOpen=True), State.SENT, None),
        (event("Click", OriginalLink="https://x.example"), State.SENT, None),
        (event("Bounce", Type="AutoResponder", TypeCode=32), State.SENT, None),
    ],
    ids=["delivered", "hard", "full", "complaint", "opened", "clicked", "away"],
)
def test_a_provider_s_word_becomes_the_state_of_the_message(client, message, news, expected, mark):
    assert post(client, news).status_code == 200
    assert state(message) == expected
    assert address_states([ADA]).get(ADA) == mark


@pytest.mark.parametrize("secret", ["haus:falsch", ""])
def test_without_the_secret_nobody_is_heard(client, message, secret):
    assert post(client, event("Delivery"), secret=secret).status_code == 400
    assert state(message) == State.SENT


def test_without_a_secret_in_the_settings_the_door_is_not_there(client, message, settings):
    settings.ANYMAIL = {}
    assert post(client, event("Delivery")).status_code == 404
    assert state(message) == State.SENT


def test_other_providers_than_ours_have_no_door(client, message):
    for other in ("mailgun", "base", "nobody", "postmark-x"):
        assert post(client, event("Delivery"), provider=other).status_code == 404


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '{"RecordType": 7}', '{"a": "' + "x" * 9000 + '"}']
)
def test_nonsense_is_no_error_of_ours(client, body):
    assert post(client, body).status_code in {200, 400}


def test_the_same_news_twice_changes_nothing(client, message):
    for _ in range(2):
        post(client, event("Bounce", Type="HardBounce", TypeCode=1, Description="unknown user"))
    assert state(message) == State.HARD


def test_somebody_may_look_whether_the_door_is_there(client):
    assert client.head("/hooks/mail/postmark/").status_code == 200
    assert client.get("/hooks/mail/postmark/").status_code == 405
