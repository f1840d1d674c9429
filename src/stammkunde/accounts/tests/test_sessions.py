"""A session lives as long as its row: what ends one ends it with the next click (D39)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from stammkunde.accounts import operations, queries, sessions, tasks
from stammkunde.accounts.models import SecurityEvent, StaffSession, User
from stammkunde.accounts.tests.builders import (
    PASSWORD,
    actor,
    actor_of,
    inside,
    log_in,
    user,
    with_app,
    with_passkey,
)
from stammkunde.foundation import clock
from stammkunde.foundation.models import OutgoingMail
from stammkunde.foundation.operations import building

pytestmark = [pytest.mark.db, pytest.mark.urls("stammkunde.accounts.tests.pages")]
FRESH = "Ganz-anderes-Fenster-99"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


def kind(browser: Client) -> str:
    answer = browser.get("/")
    return str(answer.json()["kind"]) if answer.status_code == 200 else "visitor"


def test_a_session_that_is_not_in_the_registry_is_dead() -> None:
    browser = inside(user())
    StaffSession.objects.all().delete()
    assert kind(browser) == "visitor"
    assert browser.get("/accounts/login/").status_code == 200, "and the login page shows itself"


def test_the_registry_holds_no_key_that_opens_anything() -> None:
    browser = inside(user())
    row = StaffSession.objects.values().get()
    assert browser.session.session_key not in str(row)


def test_each_login_begins_another_session_of_ones_own() -> None:
    person = user()
    first, second = inside(person), inside(person)
    assert first.session.session_key != second.session.session_key
    assert len(sessions.of(person.pk)) == 2


def _by_password(person: User, own: Client) -> None:
    assert own.post("/account/password/", {"password": FRESH}).status_code == 302


def _by_email(person: User, own: Client) -> None:
    answer = own.post("/account/email/", {"email": f"neu{person.pk}@beispiel.example"})
    assert answer.status_code == 302


def _by_others(person: User, own: Client) -> None:
    own.post("/account/sessions/", {"do": "others"})


def _by_app(person: User, own: Client) -> None:
    row = StaffSession.objects.filter(user=person).latest("pk")
    phone, _codes = with_app(user())
    operations.add_app(
        actor=actor_of(person), secret=phone.secret, code=phone.code(), session=row.pk
    )


def _by_passkey(person: User, own: Client) -> None:
    with_passkey(own)


@pytest.mark.parametrize("end", [_by_password, _by_email, _by_others, _by_app, _by_passkey])
def test_what_matters_ends_all_other_sessions_but_not_this_one(
    end: Callable[[User, Client], None],
) -> None:
    person, bystander = user(), user()
    others, unconcerned = [inside(person), inside(person)], inside(bystander)
    own = inside(person)
    end(person, own)
    assert [kind(one) for one in others] == ["visitor", "visitor"]
    assert kind(own) == "staff"
    assert kind(unconcerned) == "staff"


def _closed(person: User) -> None:
    operations.deactivate_users(actor=actor("owner"), users=[person.pk])


def _ended(person: User) -> None:
    operations.end_sessions(actor=actor("owner"), users=[person.pk])


def _factors_reset(person: User) -> None:
    operations.reset_factors(actor=actor("owner"), users=[person.pk])


def _all_ended(person: User) -> None:
    operations.end_own_sessions(actor=actor_of(person))


@pytest.mark.parametrize("end", [_closed, _ended, _factors_reset, _all_ended])
def test_what_others_do_to_an_account_ends_all_its_sessions(end: Callable[[User], None]) -> None:
    user("owner")
    person = user()
    browsers = [inside(person), inside(person)]
    end(person)
    for browser in browsers:
        assert kind(browser) == "visitor"
        assert browser.post("/post/", {"a": "1"}).status_code == 302
        fragment = browser.get("/", headers={"HX-Request": "true"})
        assert fragment["HX-Redirect"].startswith("/accounts/login/")


def test_an_account_that_comes_back_finds_no_old_session_alive() -> None:
    user("owner")
    person, boss = user(), actor("owner")
    browser = inside(person)
    operations.deactivate_users(actor=boss, users=[person.pk])
    operations.bring_back_users(actor=boss, users=[person.pk])
    assert kind(browser) == "visitor"
    assert kind(inside(person)) == "staff"


def test_another_role_keeps_the_session_and_changes_its_power_at_once() -> None:
    person = user("office")
    browser = inside(person)
    assert "people.edit" in browser.get("/").json()["words"]
    operations.change_roles(actor=actor("owner"), users=[person.pk], roles=["readonly"])
    told = browser.get("/").json()
    assert (told["kind"], "people.edit" in told["words"]) == ("staff", False)


def test_a_changed_password_keeps_this_browser_under_a_new_key() -> None:
    person = user()
    own = inside(person)
    copied = own.cookies[settings.SESSION_COOKIE_NAME].value
    own.post("/account/password/", {"password": FRESH})
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = copied
    assert (kind(thief), kind(own)) == ("visitor", "staff")
    assert log_in(Client(), person, PASSWORD).status_code == 200
    assert log_in(Client(), person, FRESH).status_code == 302


def test_end_all_ends_this_one_too_and_one_ends_just_that() -> None:
    person = user()
    own, other = inside(person), inside(person)
    rows = {row.pk for row in sessions.of(person.pk)}
    mine = StaffSession.objects.filter(user=person).earliest("pk").pk
    own.post("/account/sessions/", {"session": str((rows - {mine}).pop())})
    assert (kind(own), kind(other)) == ("staff", "visitor")
    again = inside(person)
    assert own.post("/account/sessions/", {"do": "all"})["Location"] == "/accounts/login/"
    assert (kind(own), kind(again)) == ("visitor", "visitor")
    assert SecurityEvent.objects.filter(kind="sessions_ended", user_id=person.pk).count() == 2


def test_nobody_ends_the_session_of_somebody_else() -> None:
    person, stranger = user(), user()
    browser = inside(person)
    row = sessions.of(person.pk)[0]
    inside(stranger).post("/account/sessions/", {"session": str(row.pk)})
    assert kind(browser) == "staff"


def test_logging_out_removes_the_session_from_the_list() -> None:
    person = user()
    browser = inside(person)
    browser.post("/accounts/logout/")
    assert sessions.of(person.pk) == []


def test_a_session_ends_after_twelve_hours_without_work(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = inside(user())
    at = clock.now()
    for hours, there in ((11.9, "staff"), (23.7, "staff"), (35.8, "visitor")):
        moment = at + timedelta(hours=hours)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        Session.objects.update(expire_date=moment + timedelta(hours=1))
        assert kind(browser) == there, hours


def test_being_seen_is_noted_every_five_minutes_at_most_and_lengthens_the_session(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = user()
    browser = inside(person)
    begun = sessions.of(person.pk)[0].seen_at
    kind(browser)
    assert sessions.of(person.pk)[0].seen_at == begun
    later = begun + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    kept = Session.objects.get(pk=browser.session.session_key).expire_date
    browser.get("/")
    assert sessions.of(person.pk)[0].seen_at == later
    assert Session.objects.get(pk=browser.session.session_key).expire_date > kept
    assert queries.last_seen([person.pk]) == {person.pk: later}


def test_what_an_open_page_asks_by_itself_keeps_no_session_alive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = user()
    browser = inside(person)
    begun = sessions.of(person.pk)[0].seen_at
    monkeypatch.setattr(clock, "now", lambda: begun + timedelta(hours=1))
    assert browser.get("/beat/").status_code == 200
    assert sessions.of(person.pk)[0].seen_at == begun


def test_the_list_says_which_device_it_is() -> None:
    person = user()
    browser = Client(headers={"User-Agent": WINDOWS})
    log_in(browser, person)
    page = browser.get("/account/").content.decode()
    assert "Firefox, Windows" in page
    assert "dieses Gerät" in page


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (WINDOWS, "Firefox, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17 Safari/605.1.15", "Safari, Mac"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU OS 17_5 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("curl/8.5 <script>alert(1)</script>", ""),
    ],
)
def test_a_browser_in_words(agent: str, words: str) -> None:
    assert sessions.device_of(agent) == words


def test_sessions_that_are_over_are_swept_at_night(monkeypatch: pytest.MonkeyPatch) -> None:
    inside(user())
    later = clock.now() + timedelta(hours=13)
    monkeypatch.setattr(clock, "now", lambda: later)
    tasks.sweep_door.func()
    assert not StaffSession.objects.exists()


def test_changing_password_and_email_is_mailed_to_the_person() -> None:
    person = user(email="alt@beispiel.example")
    browser = inside(person)
    _by_password(person, browser)
    browser.post("/account/email/", {"email": "neu@beispiel.example"})
    told: list[Any] = list(OutgoingMail.objects.order_by("pk").values_list("recipients", flat=True))
    assert told == ["alt@beispiel.example", "alt@beispiel.example", "neu@beispiel.example"]


def test_a_stolen_role_in_the_session_changes_nothing() -> None:
    browser = inside(user("readonly"))
    stored = browser.session
    stored["words"], stored["role"], stored["audience"] = ["people.erase"], "owner", "staff"
    stored.save()
    assert "people.erase" not in browser.get("/").json()["words"]


def test_a_session_of_another_user_is_not_taken_over_by_its_number() -> None:
    mine, victim = user(), user("owner")
    browser = inside(mine)
    stored = browser.session
    stored["_auth_user_id"] = str(victim.pk)
    stored.save()
    assert kind(browser) == "visitor"
    with building():
        assert StaffSession.objects.get().user_id == mine.pk


def test_a_login_by_password_that_overlaps_with_setting_up_a_factor_is_dead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person, begin = user(), sessions.begin

    def late(*args: Any, **more: Any) -> StaffSession:
        with_app(person)  # it ends all sessions, and this one is not there yet
        return begin(*args, **more)

    monkeypatch.setattr(sessions, "begin", late)
    browser = Client()
    log_in(browser, person)
    assert StaffSession.objects.filter(user=person, factor="").exists()
    assert kind(browser) == "visitor"
    assert browser.get("/account/passkey/")["Location"].startswith("/accounts/login/")
