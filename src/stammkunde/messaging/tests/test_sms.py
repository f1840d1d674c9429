"""Text messages: gateways on loopback, the crash rule, reports, the tab (COM-10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import override_settings

from stammkunde.foundation import clock, ratelimit
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Refused
from stammkunde.messaging import operations
from stammkunde.messaging.channels import sms
from stammkunde.messaging.channels.sms import gateways, sending
from stammkunde.messaging.models import Message, OutgoingSms, SmsState
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


def test_a_text_message_goes_out_once_with_number_sender_and_reference(fake: Fake):
    cast.live()
    row = texted("Bis morgen!")
    assert row.state == "queued"
    assert sms.send_due() == 1
    assert sms.send_due() == 0
    ((path, headers, body),) = fake.asked
    assert path == "/api/sms"
    assert headers["X-Api-Key"] == "GEHEIM"
    assert (body["to"], body["text"], body["from"]) == ("+491713920018", "Bis morgen!", "Nordquell")
    assert str(row.pk) in body["foreign_id"]
    assert again(row).state == "sent"
    assert carrier(row).provider_id
    assert carrier(row).text == "", "nobody needs it any more"


def test_in_trial_operation_nothing_leaves_and_it_goes_with_live_operation(fake: Fake):
    row = texted()
    assert sms.send_due() == 0
    assert fake.asked == []
    assert again(row).state == "queued"
    cast.live()
    assert sms.send_due() == 1


def test_without_a_gateway_nothing_is_lost():
    cast.live()
    row = texted()
    with override_settings(SMS_URL=""):
        assert sms.send_due() == 0
    assert again(row).state == "queued"


def test_what_is_planned_waits_for_its_time(fake: Fake):
    cast.live()
    row = texted(send_at=clock.now() + timedelta(hours=2))
    assert sms.send_due() == 0
    with building():
        OutgoingSms.objects.update(not_before=clock.now())
    assert sms.send_due() == 1
    assert again(row).state == "sent"


def test_who_was_locked_or_died_meanwhile_gets_nothing(fake: Fake):
    petra, emil = cast.customer(phone=NUMBER), cast.customer(phone=NUMBER)
    rows = [texted(customer=petra, automatic=True), texted(customer=emil)]
    people.lock_customers(actor=cast.owner(), customers=[petra.pk], reason="Streit")
    people.mark_deceased(actor=cast.owner(), customer=emil.pk, on="01.11.2026")
    cast.live()
    sms.send_due()
    assert fake.asked == []
    assert [(again(row).state, again(row).reason) for row in rows] == [
        ("suppressed", "locked"), ("suppressed", "deceased"),
    ]  # fmt: skip


def test_the_gate_holds_advertising_without_consent_back(fake: Fake):
    cast.live()
    row = texted(category="advertising")
    assert (row.state, row.reason) == ("suppressed", "no_consent")
    sms.send_due()
    assert fake.asked == []


def test_a_number_that_is_none_and_a_text_too_long_say_so(fake: Fake):
    odd = texted(customer=cast.customer(phone="110"))
    long = texted("x" * 1_000)
    assert (again(odd).state, again(odd).answer) == ("failed", "invalid number")
    assert again(long).state == "failed"
    assert not OutgoingSms.objects.exists()


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        ((200, {"success": "500"}), "failed", "insufficient credit"),
        ((200, {"success": "202"}), "failed", "invalid number"),
        ((200, {"success": "600"}), "queued", "gateway busy"),
        ((200, {"success": "100", "messages": [{"success": False, "error_text": "blocked"}]}),
         "failed", "blocked"),
        ((401, {"message": "no"}), "queued", "authentication failed"),
        ((429, "slow down"), "queued", "slow down"),
        ((500, "oops"), "unclear", "oops"),
        ((0, None), "unclear", "ConnectionError"),
        ((200, "gibberish"), "unclear", "gibberish"),
        ((200, None), "unclear", ""),
    ],
)  # fmt: skip
def test_each_answer_of_the_gateway_becomes_an_honest_state(fake: Fake, answer, state, words):
    cast.live()
    fake.answer = lambda body: answer
    row = texted()
    sms.send_due()
    assert again(row).state == state
    assert words in again(row).answer


def test_a_gateway_that_cannot_be_reached_costs_nothing_but_time():
    cast.live()
    row = texted()
    with override_settings(SMS_URL="seven://K@?api=http://127.0.0.1:9"):
        sms.send_due()
    assert again(row).state == "queued"
    assert carrier(row).not_before > clock.now()


def test_an_attempt_too_many_ends_it(fake: Fake):
    cast.live()
    fake.answer = lambda body: (200, {"success": "600"})
    row = texted()
    for _ in range(sending.TRIES):
        with building():
            OutgoingSms.objects.update(not_before=clock.now())
        sms.send_due()
    assert again(row).state == "failed"
    assert len(fake.asked) == sending.TRIES


# The crash rule


def test_before_a_byte_goes_out_the_row_says_that_it_is_being_sent(fake: Fake):
    cast.live()
    row = texted()
    seen = []

    def look(body):
        seen.append((carrier(row).state, again(row).state))
        return saying.accepted(body)

    out = sms.gateway()
    assert out is not None
    claimed = sending.claim()
    assert claimed is not None
    look({})
    assert seen == [("sending", "sending")]
    assert sending.claim() is None, "nobody else takes it"


def test_who_went_silent_leaves_it_unclear_and_it_is_never_sent_again_by_itself(fake: Fake):
    cast.live()
    row = texted()
    assert sending.claim() is not None
    with building():
        OutgoingSms.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    sms.send_due()
    assert fake.asked == []
    assert again(row).state == "unclear"
    sms.send_due()
    assert fake.asked == []


def test_without_the_lease_the_same_crash_sends_it_twice(fake: Fake):
    """The twin: a round that takes up what somebody else is sending doubles it."""
    cast.live()
    row = texted()
    claimed = sending.claim()
    assert claimed is not None
    out = sms.gateway()
    assert out is not None
    out.deliver(claimed.number, claimed.text, "1")  # and then the worker is killed
    with building():
        OutgoingSms.objects.filter(pk=claimed.pk).update(state=SmsState.QUEUED)  # guard off
        Message.objects.filter(pk=row.pk).update(state="queued")
    sms.send_due()
    assert len(fake.asked) == 2


def test_a_late_answer_still_counts_for_an_unclear_one(fake: Fake):
    cast.live()
    row = texted()
    claimed = sending.claim()
    assert claimed is not None
    with building():
        OutgoingSms.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    sms.expire()
    assert again(row).state == "unclear"
    assert sending.settle(claimed, gateways.Answer(gateways.End.ACCEPTED, id="77"), "seven")
    assert again(row).state == "sent"


@pytest.mark.parametrize(
    ("end", "state", "sent"), [("arrived", "delivered", 0), ("drop", "cancelled", 0),
                               ("anyway", "sent", 1)]
)  # fmt: skip
def test_an_unclear_text_message_has_three_ways_out(fake: Fake, end: str, state: str, sent: int):
    cast.live()
    row = texted()
    assert sending.claim() is not None
    with building():
        OutgoingSms.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    sms.expire()
    client = cast.logged_in()
    client.post(f"/communication/messages/{row.pk}/settle/", {"do": end})
    sms.send_due()
    assert len(fake.asked) == sent
    assert again(row).state == state
    with pytest.raises(Refused) as no:
        operations.settle_sms(actor=cast.owner(), message=row.pk, end=end)
    assert no.value.code == "not_unclear"


def test_the_gateway_is_not_asked_faster_than_it_takes():
    cast.live()
    with saying.fake_gateway() as slow:
        url = f"seven://K@?rate=2&api={slow.url}"
        for _ in range(3):
            texted()
        with override_settings(SMS_URL=url):
            assert sms.send_due(seconds=1) == 2
        assert len(slow.asked) == 2
        with pytest.raises(ratelimit.TooMany):
            ratelimit.hit("messaging.sms", "seven", 2, timedelta(minutes=1))


def test_sipgate_is_spoken_to_in_its_own_way():
    cast.live()
    with saying.fake_gateway() as gateway:
        gateway.answer = lambda body: (204, None)
        with override_settings(SMS_URL=f"sipgate://token-1:GEHEIM@/s0?api={gateway.url}"):
            row = texted()
            assert sms.send_due() == 1
        ((path, headers, body),) = gateway.asked
    assert path == "/v2/sessions/sms"
    assert headers["Authorization"].startswith("Basic ")
    assert body == {"smsId": "s0", "recipient": "+491713920018", "message": "Bis morgen!"}
    assert again(row).state == "sent"


@pytest.mark.parametrize(
    "url", ["http://x", "seven://", "seven://K@?rate=0", "seven://K@?from=ein-viel-zu-langer-Name",
            "sipgate://nur-token@/s0", "sipgate://a:b@"]
)  # fmt: skip
def test_a_nonsense_address_of_a_gateway_is_named(url: str):
    with pytest.raises(ValueError, match="SMS_URL"):
        gateways.gateway_of(url)
