"""The door: who gets in, where they come out, and what a stranger can learn."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stammkunde.accounts import tasks
from stammkunde.accounts.models import SecurityEvent
from stammkunde.accounts.tests import builders
from stammkunde.accounts.tests.builders import LOGIN, PASSWORD, inside, log_in, same_for_all, user
from stammkunde.foundation import clock
from stammkunde.foundation.operations import building

pytestmark = [pytest.mark.db, pytest.mark.urls("stammkunde.accounts.tests.pages")]
LOGOUT = "/accounts/logout/"


def kind_of(browser: Client) -> str:
    answer = browser.get("/")
    return str(answer.json()["kind"]) if answer.status_code == 200 else "visitor"


def test_staff_log_in_with_email_and_password() -> None:
    person = user("office")
    browser = Client()
    answer = log_in(browser, person)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    told = browser.get("/").json()
    assert (told["kind"], told["id"]) == ("staff", person.pk)
    assert "people.edit" in told["words"]


def test_the_email_may_be_written_in_any_case() -> None:
    person = user(email="Erika@Beispiel.Example")
    answer = Client().post(LOGIN, {"login": " ERIKA@beispiel.example ", "password": PASSWORD})
    assert answer.status_code == 302
    assert person.email_folded == "erika@beispiel.example"


def test_login_begins_a_session_under_a_new_key() -> None:
    browser = Client()
    session = browser.session
    session["seen"] = True
    session.save()
    planted = session.session_key
    log_in(browser, user())
    assert browser.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = planted or ""
    assert kind_of(stranger) == "visitor"


def test_a_session_belongs_to_the_staff_audience() -> None:
    browser = inside(user())
    assert browser.session["audience"] == "staff"
    session = browser.session
    session["audience"] = "portal"
    session.save()
    assert kind_of(browser) == "visitor"


def test_logout_ends_the_session_and_a_copied_cookie_with_it() -> None:
    person = user()
    browser = inside(person)
    copied = browser.cookies[settings.SESSION_COOKIE_NAME].value
    answer = browser.post(LOGOUT)
    assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = copied
    assert kind_of(browser) == kind_of(thief) == "visitor"
    assert SecurityEvent.objects.filter(kind="logout", user_id=person.pk).exists()


def test_a_mere_link_logs_nobody_out() -> None:
    browser = inside(user())
    assert browser.get(LOGOUT).status_code == 200
    assert kind_of(browser) == "staff"


def test_login_and_logout_ask_for_the_csrf_token() -> None:
    person = user()
    browser = Client(enforce_csrf_checks=True)
    assert log_in(browser, person).status_code == 403
    page = browser.get(LOGIN).content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    assert log_in(browser, person, csrfmiddlewaretoken=found[1]).status_code == 302
    assert browser.post(LOGOUT).status_code == 403
    assert browser.post("/post/").status_code == 403


def test_a_form_from_another_origin_is_refused() -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get(LOGIN)
    token = browser.cookies[settings.CSRF_COOKIE_NAME].value
    data = {"login": user().email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post(LOGIN, data, headers={"Origin": "https://evil.example"}).status_code == 403


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/customers/?q=berg", "/customers/?q=berg"),
        ("//evil.example", "/"),
        ("https:evil.example", "/"),
        ("https://evil.example/", "/"),
        ("\\evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http://testserver/customers/", "/"),
    ],
)
def test_after_login_it_goes_on_only_inside_the_house(wanted: str, reached: str) -> None:
    person = user()
    page = Client().get(LOGIN, {"next": wanted})
    assert ("evil" in page.content.decode()) is False
    assert log_in(Client(), person, next=wanted)["Location"] == reached
    answer = inside(person).get(LOGIN, {"next": wanted})
    assert answer["Location"] == reached


def test_there_is_no_sign_up_and_no_other_page_of_allauth() -> None:
    for path in ("signup", "email", "password/reset", "confirm-email", "inactive", "login/code"):
        assert Client().get(f"/accounts/{path}/").status_code == 404


def test_whether_an_account_exists_cannot_be_told_from_the_answer() -> None:
    known, closed, keyless = user(), user(is_active=False), user()
    with building():
        keyless.set_unusable_password()
        keyless.save()
    answers = [
        Client().post(LOGIN, {"login": login, "password": password})
        for login, password in [
            (known.email, "falsch"),
            ("nobody0@beispiel.example", "falsch"),
            (closed.email, "falsch"),
            (closed.email, PASSWORD),
            (keyless.email, "falsch"),
        ]
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({same_for_all(answer) for answer in answers}) == 1
    assert {tuple(sorted(answer.cookies)) for answer in answers} == {("csrf",)}


def test_closing_an_account_ends_its_sessions_with_the_next_click() -> None:
    person = user()
    browser = inside(person)
    with building():
        person.is_active = False
        person.save()
    assert kind_of(browser) == "visitor"


def test_a_new_password_ends_all_sessions_with_the_next_click() -> None:
    person = user()
    browser, other = inside(person), inside(person)
    with building():
        person.set_password("Anderes-Fenster-99")
        person.save()
    assert kind_of(browser) == kind_of(other) == "visitor"


def test_lost_roles_end_their_power_with_the_next_click() -> None:
    person = user("office")
    browser = inside(person)
    with building():
        person.roles.clear()
    assert browser.get("/").json()["words"] == []


def test_the_answer_to_a_login_does_not_depend_on_the_host_header() -> None:
    answer = Client().post(LOGIN, {"login": user().email, "password": PASSWORD, "next": "/x/"})
    assert answer["Location"] == "/x/"
    for headers in ({"Host": "evil.example"}, {"Host": "testserver:80@evil.example"}):
        assert Client().get(LOGIN, headers=headers).status_code == 400
    forwarded = Client().get(LOGIN, headers={"X-Forwarded-Host": "evil.example"})
    assert "evil" not in forwarded.content.decode()


def test_what_happens_at_the_door_is_written_down_without_names() -> None:
    person = user()
    browser = inside(person)
    log_in(Client(), person, "falsch")
    browser.post(LOGOUT)
    told = list(SecurityEvent.objects.order_by("pk").values())
    assert [row["kind"] for row in told] == ["login", "login_failed", "logout"]
    assert {row["user_id"] for row in told} == {person.pk}
    assert all(row["address_hash"] and row["request_id"] for row in told)
    for secret in (person.email, person.name, "127.0.0.1", PASSWORD):
        assert secret not in str(told)


def test_nobody_can_change_what_was_written_down() -> None:
    inside(user())
    with pytest.raises(Exception, match="append-only"):
        SecurityEvent.objects.update(user_id=None)


def test_the_login_page_asks_for_login_and_password() -> None:
    page = Client().get(LOGIN)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    text = page.content.decode()
    assert 'name="login"' in text
    assert 'name="password"' in text
    assert 'autocomplete="current-password"' in text


def test_showing_the_login_page_writes_nothing() -> None:
    browser = Client()
    with CaptureQueriesContext(connection) as asked:
        browser.get(LOGIN)
    assert [one["sql"] for one in asked if not one["sql"].startswith("SELECT")] == []
    assert not browser.cookies.get(settings.SESSION_COOKIE_NAME)
    assert builders.LOGIN == settings.LOGIN_URL


def test_what_is_over_is_swept_at_night() -> None:
    inside(user())
    kept = Session.objects.get()
    Session.objects.create(
        session_key="over", session_data="", expire_date=clock.now() - timedelta(seconds=1)
    )
    tasks.sweep_door.func()
    assert list(Session.objects.all()) == [kept]
