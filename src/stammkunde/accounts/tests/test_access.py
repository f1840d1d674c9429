"""What visitors see, and what every answer carries."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.test import Client

from stammkunde.accounts.tests.builders import inside, user
from stammkunde.accounts.tests.pages import SECRETS
from stammkunde.foundation.web.logs import JsonFormatter

pytestmark = [pytest.mark.db, pytest.mark.urls("stammkunde.accounts.tests.pages")]
HTMX = {"HX-Request": "true"}


def test_a_visitor_is_sent_to_the_login_page_and_comes_back() -> None:
    answer = Client().get("/no/bug/?q=berg&lens=all")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=%2Fno%2Fbug%2F%3Fq%3Dberg%26lens%3Dall"


def test_a_visitors_form_is_not_taken_and_not_repeated_after_login() -> None:
    answer = Client().post("/post/", {"a": "1"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")


@pytest.mark.parametrize(
    ("page", "back"),
    [
        ("http://testserver/customers/?q=x", "?next=%2Fcustomers%2F%3Fq%3Dx"),
        ("http://evil.example//evil.example/", ""),
        ("", ""),
    ],
)
def test_a_fragment_sends_the_whole_page_to_the_login(page: str, back: str) -> None:
    answer = Client().get("/no/bug/", headers={**HTMX, "HX-Current-URL": page})
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer["HX-Redirect"] == f"/accounts/login/{back}"


def test_a_made_up_session_is_a_visitor() -> None:
    browser = Client()
    browser.cookies["session"] = "a" * 32
    assert browser.get("/").status_code == 302


def test_who_is_asking_costs_two_statements_beside_the_session(
    django_assert_num_queries: Any,
) -> None:
    browser = inside(user("owner"))
    browser.get("/")
    with django_assert_num_queries(3):
        browser.get("/")


def test_a_page_for_staff_is_kept_by_no_cache() -> None:
    assert "no-store" in inside(user()).get("/")["Cache-Control"]


def test_the_business_time_zone_holds_in_every_request(settings: Any) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"
    assert inside(user()).get("/").json()["zone"] == "Pacific/Auckland"


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("problem", "status"),
    [
        ("refused", 409),
        ("stale", 409),
        ("invalid", 422),
        ("too-many", 429),
        ("forbidden", 403),
        ("missing", 404),
    ],
)
def test_each_no_has_its_status_with_and_without_htmx(
    problem: str, status: int, headers: dict[str, str]
) -> None:
    answer = inside(user()).get(f"/no/{problem}/", headers=headers)
    assert answer.status_code == status
    text = answer.content.decode()
    if problem == "refused":
        assert "Der Kunde ist archiviert." in text
    assert "people.edit" not in text
    assert ("<html" in text) is not bool(headers)
    if problem == "too-many":
        assert answer["Retry-After"] == "90"


def test_a_bug_tells_the_reader_nothing_but_the_number_of_the_request(
    caplog: pytest.LogCaptureFixture,
) -> None:
    browser = inside(user())
    browser.raise_request_exception = False
    answer = browser.get("/no/bug/?q=Musterfrau")
    text = answer.content.decode()
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in text
    for leak in (
        "Traceback",
        "RuntimeError",
        "DETAIL",
        "Musterfrau",
        "pages.py",
        "settings",
        "SELECT",
    ):
        assert leak not in text
    lines = [JsonFormatter().format(record) for record in caplog.records]
    assert any("RuntimeError" in line and "pages.py" in line for line in lines)
    for line in lines:
        for leak in ("Erika", "Musterfrau", "beispiel.example", "0171"):
            assert leak not in line


@pytest.mark.parametrize("path", ["/nowhere/", "/no/missing/", "/nowhere/Erika/?q=Musterfrau"])
def test_an_error_page_leaks_nothing(path: str, caplog: pytest.LogCaptureFixture) -> None:
    answer = inside(user()).get(path)
    assert answer.status_code == 404
    text = answer.content.decode()
    for leak in ("Traceback", "urlpatterns", "Erika", "Musterfrau", "customer 5"):
        assert leak not in text
    assert all("Erika" not in JsonFormatter().format(record) for record in caplog.records)


def test_the_request_carries_a_number_in_and_out() -> None:
    browser = inside(user())
    given = browser.get("/", headers={"X-Request-ID": "proxy-1234567890"})
    assert given["X-Request-ID"] == given.json()["request_id"] == "proxy-1234567890"
    for bad in ("", "short", "x" * 41, "<script>alert(1)</script>", "a b c d e f g h"):
        made = browser.get("/", headers={"X-Request-ID": bad})["X-Request-ID"]
        assert made != bad
        assert len(made) == 32


def test_the_log_line_says_how_long_and_how_many_but_not_about_whom(
    caplog: pytest.LogCaptureFixture,
) -> None:
    person = user(name="Erika Musterfrau")
    browser = inside(person)
    with caplog.at_level(logging.INFO, "stammkunde.request"):
        browser.get("/no/refused/?q=Musterfrau", headers=HTMX)
    record = [row for row in caplog.records if row.name == "stammkunde.request"][-1]
    line = json.loads(JsonFormatter().format(record))
    assert line["route"] == "no/<str:problem>/"
    assert (line["status"], line["user"], line["fragment"]) == (409, person.pk, True)
    assert line["queries"] == 3
    assert line["ms"] > 0
    assert "Musterfrau" not in json.dumps(line)
    assert SECRETS not in json.dumps(line)
