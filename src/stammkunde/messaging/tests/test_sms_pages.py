"""Text messages: delivery reports, the tab, noted by hand (COM-10)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import override_settings

from stammkunde.foundation import clock
from stammkunde.foundation.models import JournalChange
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.messaging import doctoring, operations, tasks
from stammkunde.messaging.channels import sms
from stammkunde.messaging.models import Message, OutgoingSms
from stammkunde.messaging.tests import saying
from stammkunde.messaging.tests.saying import Fake
from stammkunde.people import operations as people
from tests import cast

pytestmark = pytest.mark.db
NUMBER = "0171 3920018"


@pytest.fixture
def fake() -> Iterator[Fake]:
    with saying.fake_gateway() as gateway:
        url = f"seven://GEHEIM@?from=Nordquell&api={gateway.url}"
        with override_settings(SMS_URL=url):
            yield gateway


def texted(text: str = "Bis morgen!", **more) -> Message:
    customer = more.pop("customer", None) or cast.customer(phone=NUMBER)
    return saying.written(customer, channel="sms", subject="", body=text, **more)


def again(row: Message) -> Message:
    return Message.objects.get(pk=row.pk)


def carrier(row: Message) -> OutgoingSms:
    return OutgoingSms.objects.get(message=row)


# Reports


def report(client, fake: Fake, row: Message, status: str, **more):
    way = sms.gateway()
    assert way is not None
    data = {
        "webhook_event": "dlr",
        "data": {"msg_id": carrier(row).provider_id, "status": status, "timestamp": "0"},
    }
    url = f"/hooks/sms/{more.get('provider', 'seven')}/{more.get('secret', way.secret)}/"
    return client.post(url, json.dumps(data), content_type="application/json")


@pytest.mark.parametrize(
    ("status", "state"),
    [("DELIVERED", "delivered"), ("NOTDELIVERED", "hard"), ("EXPIRED", "hard"),
     ("TRANSMITTED", "sent"), ("NEVERHEARD", "sent")],
)  # fmt: skip
def test_a_delivery_report_says_what_became_of_it(fake: Fake, client, status: str, state: str):
    cast.live()
    row = texted()
    sms.send_due()
    assert report(client, fake, row, status).status_code == 204
    assert again(row).state == state


def test_reports_that_come_twice_or_late_change_nothing_any_more(fake: Fake, client):
    cast.live()
    row = texted()
    sms.send_due()
    for status in ("DELIVERED", "TRANSMITTED", "NOTDELIVERED", "DELIVERED"):
        report(client, fake, row, status)
    assert again(row).state == "delivered"


def test_without_the_secret_there_is_no_door(fake: Fake, client):
    cast.live()
    row = texted()
    sms.send_due()
    assert report(client, fake, row, "DELIVERED", secret="0" * 40).status_code == 404
    assert report(client, fake, row, "DELIVERED", provider="sipgate").status_code == 404
    assert again(row).state == "sent"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '{"data": 5}',
        '{"webhook_event": "dlr"}',
        '{"webhook_event": "dlr", "data": {"status": []}}',
        "null",
    ],
)
def test_odd_reports_harm_nothing(fake: Fake, client, body: str):
    way = sms.gateway()
    assert way is not None
    url = f"/hooks/sms/seven/{way.secret}/"
    assert client.post(url, body, content_type="application/json").status_code in {204, 400}


# The tab


def test_the_tab_sends_counts_and_holds_in_trial_operation(fake: Fake):
    petra = cast.customer(phone=NUMBER)
    client = cast.logged_in()
    url = f"/customers/{petra.pk}/sms/"
    assert "+49 171 3920018" in client.get(url).content.decode()
    answer = client.post(url, {"do": "send", "number": "+491713920018", "text": "Bis gleich"})
    assert answer.status_code == 302, answer.content.decode()
    (row,) = Message.objects.all()
    assert (row.channel, row.text, row.state) == ("sms", "Bis gleich", "queued")
    body = client.get(url).content.decode()
    assert "Angehalten (Probebetrieb)" in body
    assert "SMS (1)" in body


def test_a_refused_text_stays_in_the_form_with_its_count(fake: Fake):
    petra = cast.customer(phone=NUMBER)
    people.lock_customers(actor=cast.owner(), customers=[petra.pk], reason="Streit")
    answer = cast.logged_in().post(
        f"/customers/{petra.pk}/sms/",
        {"do": "send", "number": "+491713920018", "text": "„Hallo“ " + "x" * 100},
    )
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "xxx" in body
    assert "2 SMS" in body
    assert "70 Zeichen" in body
    assert not Message.objects.exists()


def test_without_a_gateway_what_was_said_is_noted_by_hand():
    petra = cast.customer(phone=NUMBER)
    client = cast.logged_in()
    url = f"/customers/{petra.pk}/sms/"
    assert "kein SMS-Dienst" in client.get(url).content.decode()
    client.post(url, {"do": "note", "number": NUMBER, "text": "Kommt Montag", "received": "1"})
    (row,) = Message.objects.all()
    assert (row.state, row.direction, row.recipient) == ("noted", "in", "+491713920018")
    assert "Von Hand notiert" in client.get(url).content.decode()
    assert not OutgoingSms.objects.exists()
    assert "Kommt Montag" in client.get(f"/customers/{petra.pk}/").content.decode()


@pytest.mark.parametrize(
    ("values", "code"),
    [({"text": " "}, "text"), ({"text": "x" * 1_000}, "text"),
     ({"text": "x", "number": "110"}, "number"),
     ({"text": "{{ kunde.gibtsnicht }}"}, "placeholder_unknown")],
)  # fmt: skip
def test_what_cannot_be_sent_is_refused_and_nothing_is_written(values: dict, code: str):
    petra = cast.customer(phone=NUMBER)
    with pytest.raises(Refused) as no:
        operations.write_sms(actor=cast.owner(), customer=petra.pk, **values)
    assert no.value.code == code
    assert not Message.objects.exists()


def test_placeholders_of_a_text_message_are_filled(fake: Fake):
    cast.live()
    petra = cast.customer(phone=NUMBER, first_name="Petra")
    operations.write_sms(actor=cast.owner(), customer=petra.pk, text="Hallo {{ kunde.vorname }}!")
    sms.send_due()
    assert fake.asked[0][2]["text"] == "Hallo Petra!"


@pytest.mark.parametrize(("values", "code"), [({"text": " "}, "text"),
                                              ({"text": "x" * 2_001}, "text")])  # fmt: skip
def test_nothing_is_noted_without_words(values: dict, code: str):
    with pytest.raises(Refused) as no:
        operations.note_sms(actor=cast.owner(), customer=cast.customer().pk, **values)
    assert no.value.code == code


def test_what_is_noted_lies_in_the_past():
    with pytest.raises(Refused) as no:
        operations.note_sms(
            actor=cast.owner(), customer=cast.customer().pk, text="x",
            at=clock.now() + timedelta(days=1),
        )  # fmt: skip
    assert no.value.code == "future"


def test_text_messages_need_their_words():
    petra = cast.customer(phone=NUMBER)
    with pytest.raises(Forbidden):
        operations.note_sms(actor=cast.actor("people.see"), customer=petra.pk, text="x")
    with pytest.raises(Forbidden):
        operations.write_sms(actor=cast.actor("people.see"), customer=petra.pk, text="x")
    with pytest.raises(Forbidden):
        operations.settle_sms(actor=cast.actor("people.see"), message=1, end="drop")


def test_the_journal_keeps_neither_number_nor_text_of_the_transport(fake: Fake):
    cast.live()
    row = texted("Ein sehr eigenes Wort")
    tasks.log.send_sms.call()
    said = [f"{one.old}{one.new}" for one in JournalChange.objects.all()]
    assert row.recipient
    assert said
    assert not [one for one in said if "eigenes" in one or row.recipient in one or NUMBER in one]


def test_doctor_says_how_text_messages_go_and_where_reports_arrive(fake: Fake):
    found = {one.key: one.text for one in doctoring.check()}
    assert "seven.io" in found["sms"]
    assert "/hooks/sms/seven/" in found["sms_reports"]
    assert "GEHEIM" not in " ".join(found.values())
    with override_settings(SMS_URL=""):
        assert "von Hand" in next(iter(doctoring.check())).text
    with override_settings(SMS_URL="seven://"):
        assert next(iter(doctoring.check())).state.value == "bad"


def test_the_tab_has_the_banner_of_trial_operation_and_what_noting_means_before_its_button():
    customer = cast.customer(phone=NUMBER)
    said = cast.logged_in().get(f"/customers/{customer.pk}/sms/").content.decode()
    assert "<strong>Probebetrieb:</strong>" in said
    assert said.index('name="received"') < said.index('value="note"')
