"""What matters most asks once more who is there, and keeps what was posted (reliability 3.5)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client

from stammkunde.accounts import queries
from stammkunde.accounts.models import SecurityEvent, StaffSession
from stammkunde.accounts.tests.builders import (
    PASSWORD,
    at_second_step,
    inside,
    question,
    user,
    with_app,
    with_passkey,
)

pytestmark = [pytest.mark.db, pytest.mark.urls("stammkunde.accounts.tests.pages")]
FACTOR_PAGES = ["app", "codes", "email", "passkey", "password"]
SAID = {"name": "Ä & <b>", "pick": ["1", "2"], "empty": "", "way": "now"}


def old(browser: Client, *, factor_only: bool = False) -> Client:
    """The same browser an hour later."""
    hour = timedelta(hours=1)
    StaffSession.objects.update(factor_at=F("factor_at") - hour)
    if not factor_only:
        StaffSession.objects.update(confirmed_at=F("confirmed_at") - hour)
    return browser


def hidden(answer: Any) -> list[tuple[str, str]]:
    """The hidden fields of a page, without the token."""
    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.content.decode()
    )
    return [(name, unescape(value)) for name, value in found if name != "csrfmiddlewaretoken"]


def as_data(pairs: list[tuple[str, str]], **more: str) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, value in pairs:
        data.setdefault(name, []).append(value)
    return data | more


def test_a_fresh_login_is_asked_nothing() -> None:
    assert inside(user()).post("/fresh/", SAID).json()["pick"] == ["1", "2"]


def test_an_old_one_is_asked_and_everything_posted_arrives_afterwards() -> None:
    browser = old(inside(user()))
    asked = browser.post("/fresh/?q=1", SAID)
    assert (asked.status_code, asked["X-Refused"]) == (403, "confirm")
    kept = hidden(asked)
    assert ("_confirm", "any") in kept
    data = as_data(kept, _confirm_password=PASSWORD)
    told = browser.post("/fresh/?q=1", data).json()
    assert told == {"name": ["Ä & <b>"], "pick": ["1", "2"], "empty": [""], "way": ["now"]}
    assert browser.post("/fresh/", SAID).status_code == 200, "and for 15 minutes nobody asks again"
    assert SecurityEvent.objects.filter(kind="confirmed").count() == 1


def test_the_answer_is_needed_again_after_fifteen_minutes() -> None:
    browser = inside(user())
    StaffSession.objects.update(confirmed_at=F("confirmed_at") - timedelta(minutes=14))
    assert browser.post("/fresh/", SAID).status_code == 200
    StaffSession.objects.update(confirmed_at=F("confirmed_at") - timedelta(minutes=1))
    assert browser.post("/fresh/", SAID).status_code == 403


def test_a_wrong_answer_asks_again_and_loses_nothing() -> None:
    browser = old(inside(user()))
    data = as_data(hidden(browser.post("/fresh/", SAID)), _confirm_password="falsch")
    again = browser.post("/fresh/", data)
    assert again.status_code == 422
    assert set(hidden(again)) == {
        ("_confirm", "any"), ("name", "Ä & <b>"), ("pick", "1"), ("pick", "2"), ("empty", ""),
        ("way", "now"),
    }  # fmt: skip
    assert "falsch" not in again.content.decode()


def test_guessing_the_password_here_is_counted_as_at_the_login() -> None:
    browser = old(inside(user()))
    data = {"_confirm": "any", "_confirm_password": "falsch"}
    told = [browser.post("/fresh/", data).status_code for _ in range(7)]
    assert told == [422] * 5 + [429] * 2
    right = {"_confirm": "any", "_confirm_password": PASSWORD}
    assert browser.post("/fresh/", right).status_code == 429


def test_an_answer_that_comes_unasked_opens_nothing_without_being_right() -> None:
    browser = old(inside(user()))
    for said in ({}, {"_confirm_code": "1"}, {"_confirm_passkey": "{}"}, {"_confirm_password": ""}):
        assert browser.post("/fresh/", {"_confirm": "any", **said}).status_code in {422, 429}


def test_a_page_that_is_opened_is_reached_after_the_answer() -> None:
    browser = old(inside(user()))
    asked = browser.get("/account/password/?x=1")
    assert asked.status_code == 403
    assert ("next", "/account/password/?x=1") in hidden(asked)
    data = as_data(hidden(asked), _confirm_password=PASSWORD)
    assert browser.post("/account/confirm/", data)["Location"] == "/account/password/?x=1"
    assert browser.get("/account/password/").status_code == 200


def test_the_answer_leads_nowhere_else() -> None:
    browser = old(inside(user()))
    for evil in ("//evil.example", "https:evil", "\\evil", "/\\evil.example"):
        data = {"_confirm": "any", "_confirm_password": PASSWORD, "next": evil}
        assert browser.post("/account/confirm/", data)["Location"] == "/"


def test_a_fragment_gets_the_whole_page() -> None:
    browser = old(inside(user()))
    asked = browser.post("/fresh/", SAID, headers={"HX-Request": "true"})
    assert (asked["HX-Retarget"], asked["HX-Push-Url"]) == ("body", "false")
    assert "<html" in asked.content.decode()


def test_the_way_back_is_the_page_one_comes_from() -> None:
    browser = old(inside(user()))
    for referer, back in (
        ("http://testserver/customers/?q=x", "/customers/?q=x"),
        ("http://testserver//evil.example/", "/"),
        ("http://evil.example/x/", "/"),
    ):
        page = browser.post("/fresh/", SAID, headers={"Referer": referer}).content.decode()
        assert f'href="{back}"' in page, referer


@pytest.mark.parametrize("page", FACTOR_PAGES)
def test_pages_about_factors_and_passwords_ask_before_they_show_or_do_anything(page: str) -> None:
    browser = old(inside(user()))
    for method in (browser.get, browser.post):
        assert method(f"/account/{page}/")["X-Refused"] == "confirm"


@pytest.mark.parametrize("page", [*FACTOR_PAGES, "passkey/make", "factors/1"])
def test_who_has_a_factor_shows_it_there_and_the_password_is_not_enough(page: str) -> None:
    person = user()
    phone, _codes = with_app(person)
    browser = at_second_step(person)
    browser.post("/accounts/second/", {"second_code": phone.code()})
    old(browser, factor_only=True)
    asked = browser.post(f"/account/{page}/")
    assert asked["X-Refused"] == "confirm"
    assert "_confirm_password" not in asked.content.decode()
    said = {"_confirm": "factor", "_confirm_password": PASSWORD}
    assert browser.post(f"/account/{page}/", said)["X-Refused"] == "confirm"
    said = {"_confirm": "factor", "_confirm_code": phone.code(1)}
    assert "X-Refused" not in browser.post(f"/account/{page}/", said).headers


def test_a_passkey_answers_but_only_ones_own() -> None:
    person = user()
    browser = inside(person)
    key, foreign = with_passkey(browser), with_passkey(inside(user()))
    old(browser)
    for shown, status in ((foreign, 422), (key, 200)):
        said = {"_confirm": "any", "_confirm_passkey": shown.show(question(browser)), "a": "1"}
        answer = browser.post("/fresh/", said)
        assert answer.status_code == status
    assert answer.json() == {"a": ["1"]}


def test_an_old_session_switches_no_factor_off() -> None:
    """D38: a browser that stood open cannot take the second factor away."""
    person = user()
    phone, _codes = with_app(person)
    browser = at_second_step(person)
    browser.post("/accounts/second/", {"second_code": phone.code()})
    old(browser)
    row = person_factor(person)
    answer = browser.post(f"/account/factors/{row}/", {"do": "remove"})
    assert answer.status_code == 403
    assert person_factor(person) == row
    said = as_data(hidden(answer), _confirm_code=phone.code(1))
    assert browser.post(f"/account/factors/{row}/", said)["Location"] == "/account/"
    assert person_factor(person) is None


def person_factor(person: Any) -> int | None:
    return next((row.pk for row in queries.factors(person.pk) if row.type == "totp"), None)


def test_files_cannot_come_along_and_the_page_says_so() -> None:
    browser = old(inside(user()))
    file = SimpleUploadedFile("a.csv", b"x")
    page = browser.post("/fresh/", {"a": "1", "file": file}).content.decode()
    assert "noch einmal ausgewählt" in page


def test_without_the_guard_nobody_is_asked() -> None:
    browser = old(inside(user()))
    assert browser.post("/post/", SAID).status_code == 200
