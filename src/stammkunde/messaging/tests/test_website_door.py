"""The public door: persons get through, robots get nowhere, nobody learns anything (IMP-11, D36)."""

from __future__ import annotations

import itertools
import json
import random
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stammkunde.foundation.mail import HOUSE
from stammkunde.foundation.models import OutgoingMail, RateCounter
from stammkunde.messaging import operations
from stammkunde.messaging.models import Inquiry, Message
from stammkunde.messaging.reactions import arrived as inquiry_mail
from stammkunde.messaging.tests.ranks import p_value
from stammkunde.messaging.views import registration
from stammkunde.people import operations as people
from stammkunde.people import queries as customers
from stammkunde.people.models import Customer
from tests import cast

pytestmark = pytest.mark.db
SAID = {
    "first_name": "Hanna", "last_name": "Arendt", "email": "hanna@beispiel.example",
    "text": "Geht bei Ihnen mittwochs nach 15 Uhr?", "adult": "1",
}  # fmt: skip
EVIL = "\r\nBcc: opfer@evil.example\r\nX-Evil: 1"


@pytest.fixture(autouse=True)
def door(settings: Any) -> Iterator[None]:
    """The form is in use, and live operation has begun."""
    cast.live()
    operations.change_website(
        actor=cast.system(), values={"enabled": True, "notify": "buero@klanghof.example"}
    )
    yield


def post(browser: Client | None = None, **said: Any) -> Any:
    return (browser or Client()).post(reverse("messaging:register"), SAID | said)


def body_of(answer: Any) -> str:
    return str(answer.content.decode().replace(answer["X-Request-ID"], ""))


def follow(pk: int) -> None:
    """What the worker does with a new enquiry."""
    inquiry_mail.arrived(cast.system(), pk)


def mails(**wanted: Any) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(**wanted).order_by("pk"))


def test_a_form_that_is_off_is_not_there() -> None:
    operations.change_website(actor=cast.system(), values={"enabled": False})
    for answer in (Client().get(reverse("messaging:register")), post()):
        assert answer.status_code == 404
        assert "nicht in Gebrauch" in answer.content.decode()
    assert not Inquiry.objects.exists()


def test_a_person_fills_in_the_page_and_is_thanked() -> None:
    browser = Client()
    page = browser.get(reverse("messaging:register"))
    assert page.status_code == 200
    assert "csrf" not in page.content.decode()
    assert not page.cookies
    answer = post(browser, **{"p0-first_name": "Mila", "p0-birth_date": "04.05.2019"})
    assert answer.status_code == 200
    row = Inquiry.objects.get()
    assert (row.last_name, row.state, row.unconfirmed) == ("Arendt", "new", True)
    assert row.said["participants"] == [
        {"first_name": "Mila", "birth_date": "2019-05-04", "kind": "person"}
    ]


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost() -> None:
    answer = post(last_name="", email="kein at")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert html.count('aria-invalid="true"') == 2
    assert "Geht bei Ihnen mittwochs" in html
    assert not Inquiry.objects.exists()


def test_the_same_twice_is_one_enquiry_and_the_same_answer() -> None:
    first, second = post(), post()
    assert body_of(first) == body_of(second)
    assert Inquiry.objects.count() == 1


def test_a_robot_that_fills_in_everything_lands_in_the_spam_box_and_is_thanked() -> None:
    person = post()
    robot = post(homepage_url="http://spam.example", text="Kaufen Sie Uhren")
    assert (robot.status_code, body_of(robot)) == (person.status_code, body_of(person))
    spam = Inquiry.objects.get(state="spam")
    follow(spam.pk)
    assert not mails()


def test_a_robot_that_sends_at_once_lands_in_the_spam_box() -> None:
    browser = Client()
    html = browser.get(reverse("messaging:register")).content.decode()
    found = re.search(r'name="started" value="([^"]+)"', html)
    assert found is not None
    assert post(browser, started=found[1]).status_code == 200
    assert Inquiry.objects.get().state == "spam"


@pytest.mark.slow
def test_two_hundred_posts_a_minute_are_few_enquiries_and_polite_answers() -> None:
    browser = Client()
    told = [post(browser, text=f"Angebot {number}").status_code for number in range(200)]
    assert told.count(200) == 5
    assert told.count(429) == 195
    assert Inquiry.objects.count() == 5
    again = post(browser, text="Angebot neu")
    assert int(again["Retry-After"]) > 0
    assert "Angebot neu" in again.content.decode()


def test_many_addresses_together_are_limited_too() -> None:
    for number in range(40):
        Client(REMOTE_ADDR=f"203.0.113.{number}").post(
            reverse("messaging:register"), SAID | {"text": f"Angebot {number}"}
        )
    assert Inquiry.objects.count() == 20


def test_a_line_break_in_any_field_begins_no_header() -> None:
    for key in ("first_name", "last_name", "text"):
        RateCounter.objects.all().delete()
        post(**{key: "Ida" + EVIL})
    assert post(email="ida@beispiel.example" + EVIL).status_code == 422
    for row in Inquiry.objects.all():
        follow(row.pk)
    assert mails()
    for mail in mails():
        head = bytes(mail.mime).split(b"\r\n\r\n")[0]
        assert b"Evil" not in head
        assert b"evil.example" not in head
        assert "evil.example" not in mail.recipients


def odd_strings() -> list[str]:
    """Five hundred of what robots and old programs send."""
    signs = [
        "\x00", "\x1b[31m", "\u202e", "\u2028", "\ufeff", "﷽", "😀" * 30, "'; DROP TABLE x;--",
        "<script>alert(1)</script>", "{{ settings }}", "%0d%0aBcc: x", "=HYPERLINK(1)", "\\x00",
        "../../etc/passwd", "${jndi:ldap://x}", "Ä" * 50, "a\u0301" * 20, "\r\n.\r\n", "%s%n",
        "\x85", "NULL", "0x7f", "١٢٣", "\u200b\u200c", "{du:x|sie:", "{{", "[x](javascript:1)",
    ]  # fmt: skip
    chance = random.Random(11)
    more = [
        "".join(chr(chance.choice((chance.randrange(1, 128), chance.randrange(128, 0xD000))))
                for _ in range(chance.randrange(1, 60)))
        for _ in range(500 - len(signs))
    ]  # fmt: skip
    return signs + more


@pytest.mark.slow
def test_five_hundred_odd_strings_do_no_harm() -> None:
    browser, strings = Client(), odd_strings()
    keys = ("last_name", "text", "first_name", "phone", "p0-first_name")
    for number in range(0, len(strings), len(keys)):
        RateCounter.objects.all().delete()
        said = dict(zip(keys, strings[number:], strict=False))
        for key in keys:
            if not said[key].strip():
                del said[key]
        for typed in (said, said | {"phone": ""}):
            answer = post(browser, **typed, email=f"wer{number}@beispiel.example")
            assert answer.status_code in {200, 422}, typed
    for row in Inquiry.objects.order_by("pk")[::5]:
        follow(row.pk)
    desk = cast.logged_in()
    for pk in Inquiry.objects.order_by("pk").values_list("pk", flat=True)[::10]:
        page = desk.get(reverse("messaging:inquiry", args=[pk]))
        assert page.status_code == 200
        assert b"<script>alert" not in page.content
    assert desk.get(reverse("messaging:inquiries")).status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b"17", b'{"last_name": "\\ud800"}', b"\xff\xfe", b"[" * 5000, b'{"email": {}}'],
)
def test_json_that_makes_no_sense_is_a_calm_no(body: bytes) -> None:
    answer = Client().post(reverse("messaging:register"), body, content_type="application/json")
    said = {400: "message", 422: "problems"}[answer.status_code]
    assert answer.json()[said]
    assert not Inquiry.objects.exists()


def test_json_brings_an_enquiry_with_its_participants() -> None:
    said = SAID | {
        "adult": True,
        "participants": [{"first_name": "Jonah", "birth_date": "2015-02-03"}],
    }
    answer = Client().post(
        reverse("messaging:register"), json.dumps(said), content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (200, "thanks")
    assert Inquiry.objects.get().said["participants"][0]["first_name"] == "Jonah"


def test_more_than_64_kilobytes_are_not_read() -> None:
    assert post(text="x" * 70_000).status_code == 413
    assert not Inquiry.objects.exists()


def test_scripts_may_post_from_the_business_s_own_website_only() -> None:
    values = {"website": "https://www.klanghof.example"}
    operations.change_website(actor=cast.system(), values=values)
    url = reverse("messaging:register")
    for origin, fine in (
        ("https://www.klanghof.example", True),
        ("https://www.klanghof.example.evil.example", False),
        ("http://www.klanghof.example", False),
        ("null", False),
    ):
        for answer in (
            Client().options(url, headers={"Origin": origin}),
            Client().post(url, SAID, headers={"Origin": origin}),
        ):
            allowed = answer.headers.get("Access-Control-Allow-Origin")
            assert allowed == (origin if fine else None)
            assert "Access-Control-Allow-Credentials" not in answer.headers
            assert "Origin" in answer["Vary"]


def test_the_address_is_asked_once_the_office_told_once_and_no_robot_answers() -> None:
    post()
    row = Inquiry.objects.get()
    follow(row.pk)
    follow(row.pk)
    told, asked = mails(purpose=HOUSE), mails(purpose="messaging.inquiry_confirm")
    assert [one.recipients for one in told] == ["buero@klanghof.example"]
    assert [one.recipients for one in asked] == ["hanna@beispiel.example"]
    for mail in (*told, *asked):
        assert b"Auto-Submitted: auto-generated" in bytes(mail.mime)
    assert b"Hanna" not in bytes(asked[0].mime)


def test_the_link_in_the_mail_confirms_by_its_button_only() -> None:
    post()
    row = Inquiry.objects.get()
    follow(row.pk)
    text = Message.objects.get(kind="messaging.inquiry_confirm").text
    found = re.search(r"/mail/confirm/\S+/", text)
    assert found is not None
    browser = Client()
    assert browser.get(found[0]).status_code == 200
    assert Inquiry.objects.get().unconfirmed
    assert browser.post(found[0]).status_code == 200
    assert not Inquiry.objects.get().unconfirmed


def test_nobody_can_bury_a_stranger_under_questions() -> None:
    for number in range(6):
        RateCounter.objects.filter(scope__in=["inquiry.place", "inquiry.all"]).delete()
        post(text=f"Frage {number}")
    for row in Inquiry.objects.all():
        follow(row.pk)
    assert len(mails(purpose="messaging.inquiry_confirm")) == 3


def test_a_locked_customer_gets_the_same_answer_no_mail_and_the_office_sees_it() -> None:
    stranger = post(email="fremd@beispiel.example")
    home = cast.customer(email="hanna@beispiel.example")
    people.lock_customers(actor=cast.system(), customers=[home.pk], reason="zahlt nicht")
    answer = post()
    assert (answer.status_code, body_of(answer)) == (200, body_of(stranger))
    row = Inquiry.objects.get(email="hanna@beispiel.example")
    follow(row.pk)
    assert Message.objects.get(customer=home).state == "suppressed"
    desk = cast.logged_in()
    for page in (
        desk.get(reverse("messaging:inquiry", args=[row.pk])),
        desk.get(reverse("messaging:inquiries")),
        desk.get(reverse("backoffice:today")),
    ):
        assert "Gesperrt" in page.content.decode()


def test_whoever_has_confirmed_becomes_a_prospect_where_the_business_wants_that() -> None:
    operations.change_website(actor=cast.system(), values={"as_prospect": True})
    post()
    row = Inquiry.objects.get()
    follow(row.pk)
    assert not Customer.objects.exists()
    operations.confirm_inquiry(actor=cast.visitor(), inquiry=row.pk)
    follow(row.pk)
    assert Customer.objects.get().last_name == "Arendt"
    follow(row.pk)
    assert Customer.objects.count() == 1


def test_somebody_of_the_staff_who_tries_the_form_is_a_stranger_there() -> None:
    desk = cast.logged_in()
    assert desk.post(reverse("messaging:register"), SAID).status_code == 200
    assert Inquiry.objects.get().owner_id is None


def test_a_known_stranger_costs_the_same_questions_as_an_unknown_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cast.customer(email="kunde@beispiel.example")
    known, unknown = questions("kunde@beispiel.example"), questions("fremd@beispiel.example")
    assert known
    assert known == unknown
    look_at_customers(monkeypatch)
    known, unknown = questions("kunde@beispiel.example"), questions("fremd@beispiel.example")
    assert known != unknown


def questions(email: str) -> list[str]:
    """What the door asks the database about somebody, without the values."""
    RateCounter.objects.all().delete()
    with CaptureQueriesContext(connection) as asked:
        assert post(email=email, text=f"Frage {next(_numbers)}").status_code == 200
    return [re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in asked]


_numbers = itertools.count(1)
LUCK = 1e-4  # how seldom the clock may take two equal doors for different ones


@pytest.mark.slow
def test_four_hundred_known_and_unknown_strangers_get_the_same_answer_equally_fast() -> None:
    told, medians, p = measured()
    assert len(told) == 1
    assert abs(medians[0] - medians[1]) < 0.005, medians
    assert p > LUCK, p


@pytest.mark.slow
def test_the_measurement_notices_a_door_that_looks_at_customers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    look_at_customers(monkeypatch)
    assert measured(60)[2] < LUCK


def look_at_customers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The door asks who it is before it answers."""
    receive = operations.receive_inquiry

    def looks(*, actor: Any, values: Any, **more: Any) -> Any:
        found = customers.alike(cast.system(), values)
        for one in found * 3:
            customers.managers_of(cast.system(), one.customer.pk)
        return receive(actor=actor, values=values, **more)

    monkeypatch.setattr(registration.operations, "receive_inquiry", looks)


def measured(each: int = 200) -> tuple[set[tuple[int, int, str]], list[float], float]:
    """Answers, medians of the processor's time, p of the U test; for known and unknown addresses."""
    for number in range(20):
        cast.customer(email=f"kunde{number}@beispiel.example")
    asked = [("known", f"kunde{number % 20}@beispiel.example") for number in range(each)]
    asked += [("unknown", f"fremd{number % 20}@beispiel.example") for number in range(each)]
    random.Random(7).shuffle(asked)
    took: dict[str, list[float]] = defaultdict(list)
    told: set[tuple[int, int, str]] = set()
    browser = Client()
    for number, (kind, email) in enumerate(asked):
        RateCounter.objects.all().delete()
        said = SAID | {"email": email, "text": f"Frage {number}"}
        start = time.process_time()
        answer = browser.post(reverse("messaging:register"), said)
        took[kind].append(time.process_time() - start)
        told.add((answer.status_code, len(answer.content), body_of(answer)))
    medians = [statistics.median(took[kind]) for kind in ("known", "unknown")]
    return told, medians, p_value(took["known"], took["unknown"])
