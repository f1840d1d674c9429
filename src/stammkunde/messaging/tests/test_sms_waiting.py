"""Text messages that wait: trial operation holds them like mail, and planned ones can be stopped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.db.models import Exists
from django.test import override_settings
from django.urls import reverse

from stammkunde.foundation import clock
from stammkunde.foundation.business import business, holding, trial
from stammkunde.foundation.models import BusinessData
from stammkunde.foundation.refusals import Refused
from stammkunde.messaging import operations, tasks
from stammkunde.messaging.channels import sms
from stammkunde.messaging.channels.sms import sending, waiting
from stammkunde.messaging.channels.sms.gateways import Answer, End
from stammkunde.messaging.models import Message, OutgoingSms
from stammkunde.messaging.rules import states
from stammkunde.messaging.tests import saying
from stammkunde.messaging.tests.saying import Fake
from tests import cast

pytestmark = pytest.mark.db
KIND = "sms/messaging.message"
NUMBER = "0171 3920018"


@pytest.fixture
def fake() -> Iterator[Fake]:
    with saying.fake_gateway() as gateway:
        url = f"seven://GEHEIM@?from=Nordquell&api={gateway.url}"
        with override_settings(SMS_URL=url):
            yield gateway


def texted(text: str = "Bis morgen!", **more: Any) -> Message:
    customer = cast.customer(phone=NUMBER)
    return saying.written(customer, channel="sms", subject="", body=text, **more)


def mailed() -> Message:
    return saying.written(cast.customer(email="petra@example.test"))


def again(row: Message) -> Message:
    return Message.objects.get(pk=row.pk)


# Trial operation


def test_the_banner_counts_text_messages_like_mails_and_letters_are_paper():
    texted()
    mailed()
    saying.written(cast.customer(), channel="letter")
    assert trial.held_count() == 2
    page = cast.logged_in().get("/more/").content.decode()
    assert "2 Nachrichten sind angehalten." in page


def test_the_count_is_one_query_however_many_ways_there_are(django_assert_num_queries: Any):
    texted()
    with django_assert_num_queries(1):
        assert trial.held_count() == 1


def test_what_is_held_is_shown_with_number_and_beginning():
    texted("Der Kurs am Montag fällt aus.")
    page = cast.logged_in(cast.user(roles=("owner",))).get("/trial/").content.decode()
    assert "+491713920018" in page
    assert "Der Kurs am Montag fällt aus." in page
    assert "SMS" in page


def test_live_operation_asks_about_text_messages_and_sends_them(fake: Fake):
    row = texted()
    page = cast.logged_in(cast.user(roles=("owner",))).get("/trial/end/").content.decode()
    assert f'name="do.{KIND}"' in page
    assert sms.send_due() == 0
    with pytest.raises(Refused) as no:
        trial.start_live(actor=cast.owner(), decided={}, seen={})
    assert (no.value.code, no.value.field) == ("undecided", KIND)
    trial.start_live(actor=cast.owner(), decided={KIND: "send"}, seen={KIND: 1})
    assert sms.send_due() == 1
    assert again(row).state == "sent"


def test_the_same_by_the_form(fake: Fake):
    row = texted()
    browser = cast.logged_in(cast.user(roles=("owner",)))
    said = {f"do.{KIND}": "discard", f"seen.{KIND}": "1"}
    assert browser.post("/trial/end/", said).status_code == 302
    assert not business().trial
    assert again(row).state == "suppressed"


def test_discarded_ones_never_go_and_lose_their_text_and_mails_stay_as_decided(fake: Fake):
    row, mail = texted(dedupe_key="einmal"), mailed()
    decided = {KIND: "discard", "messaging.message": "send"}
    trial.start_live(actor=cast.owner(), decided=decided, seen={KIND: 1, "messaging.message": 1})
    assert sms.send_due() == 0
    assert fake.asked == []
    assert (again(row).state, again(row).reason) == ("suppressed", "discarded")
    assert OutgoingSms.objects.get().text == ""
    assert again(mail).state == "queued"
    (refused,) = operations.queue_messages(
        actor=cast.system(),
        drafts=[saying.Draft(customer=row.customer_id, kind=saying.KIND, dedupe_key="einmal")],
    ).refused
    assert refused.code == "already_there"


def test_one_more_than_was_seen_is_neither_sent_nor_discarded():
    texted()
    texted()
    for choice in ("send", "discard"):
        with pytest.raises(Refused) as no:
            trial.start_live(actor=cast.owner(), decided={KIND: choice}, seen={KIND: 1})
        assert no.value.code == "more_held"
    assert trial.held_count() == 2


def test_without_the_guard_a_held_text_message_goes_out(fake: Fake, monkeypatch):
    texted()
    monkeypatch.setattr(sending, "live", lambda: Exists(BusinessData.objects.all()))
    assert sms.send_due() == 1


def test_two_ways_of_one_name_are_a_mistake():
    with mock.patch.dict(holding._ways), pytest.raises(ValueError, match="two ways"):
        holding.also(holding.Way("mail", waiting.held, list, lambda most: [], lambda of: 0))


# Stopping what waits


def test_a_planned_text_message_can_be_stopped_and_one_that_went_cannot(fake: Fake):
    cast.live()
    gone = texted()
    sms.send_due()
    planned = texted("Bis in einer Woche!", send_at=clock.now() + timedelta(days=7))
    mail = mailed()
    wanted = [gone.pk, planned.pk, mail.pk]
    outcome = operations.cancel_messages(actor=cast.system(), messages=wanted)
    assert {row.pk for row in outcome.done} == {planned.pk, mail.pk}
    assert [(one.row, one.code) for one in outcome.refused] == [(gone.pk, "not_waiting")]
    assert again(planned).state == "cancelled"
    assert OutgoingSms.objects.get(message=planned).text == ""
    OutgoingSms.objects.filter(message=planned).update(not_before=clock.now())
    assert sms.send_due() == 0
    assert len(fake.asked) == 1


def test_one_that_a_worker_holds_already_is_not_stopped(fake: Fake):
    cast.live()
    row = texted()
    claimed = sending.claim()
    assert claimed is not None
    outcome = operations.cancel_messages(actor=cast.system(), messages=[row.pk])
    assert [one.code for one in outcome.refused] == ["not_waiting"]
    assert again(row).state == "sending"


def test_the_page_of_a_waiting_text_message_offers_to_stop_it():
    row = texted()
    browser, stop = cast.logged_in(), reverse("messaging:stop", args=[row.pk])
    here = reverse("messaging:message", args=[row.pk])
    assert f'action="{stop}"' in browser.get(here).content.decode()
    assert browser.post(stop)["Location"] == here
    assert again(row).state == "cancelled"
    assert f'action="{stop}"' not in browser.get(here).content.decode()
    said = browser.post(stop, follow=True).content.decode()
    assert "wartet nicht mehr" in said


# A portal message


def test_a_portal_message_lies_in_the_portal_until_somebody_has_read_it():
    row = saying.written(cast.customer(), channel="portal")
    browser = cast.logged_in()
    page = browser.get(reverse("messaging:message", args=[row.pk])).content.decode()
    assert "Liegt im Portal bereit" in page
    assert "Zugestellt" not in page
    assert "Liegt im Portal bereit" in browser.get("/communication/sent/").content.decode()
    assert str(states.said("delivered", channel="portal", seen=True)) == "Zugestellt"
    assert str(states.said("delivered")) == "Zugestellt"


def test_an_unclear_one_that_nobody_has_settled_goes_with_its_text_when_its_days_are_over(
    fake: Fake,
) -> None:
    row = texted()
    cast.live()
    claimed = sending.claim()
    assert claimed is not None
    sending.settle(claimed, Answer(End.UNCLEAR, "no answer"), "seven")
    tasks.log.empty_bodies.call()
    assert again(row).state == "unclear"
    with time_machine.travel(clock.now() + timedelta(days=731), tick=False):
        tasks.log.empty_bodies.call()
    carrier = OutgoingSms.objects.get()
    assert (again(row).state, again(row).text) == ("cancelled", "")
    assert (carrier.state, carrier.text, carrier.number) == ("ended", "", "")
