"""A forgotten password: where the link leads, what a stranger learns, what it opens (D35, D36, D38)."""

from __future__ import annotations

import random
import re
import statistics
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from stammkunde.accounts import links, operations, tasks
from stammkunde.accounts.models import SecurityEvent
from stammkunde.accounts.operations import own
from stammkunde.accounts.tests.builders import (
    PASSWORD,
    SECOND,
    actor,
    inside,
    log_in,
    question,
    same_for_all,
    user,
    with_app,
    with_passkey,
)
from stammkunde.foundation.actors import visitor
from stammkunde.foundation.models import OutgoingMail, RateCounter
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Refused

pytestmark = [pytest.mark.db, pytest.mark.urls("stammkunde.accounts.tests.pages")]
RESET = "/accounts/reset/"
FRESH = "Ganz-anderes-Fenster-99"
ROUNDS = 200


def path_of(person: Any) -> str:
    """The path of a link that was just mailed to this person."""
    OutgoingMail.objects.all().delete()
    tasks.mail_reset_link.func(user=person.pk)
    return link_in_mail().partition("//")[2].partition("/")[2].join(["/", ""])


def link_in_mail() -> str:
    text = bytes(OutgoingMail.objects.latest("pk").mime).decode()
    found = re.search(r"https?://\S+", text)
    assert found
    return found[0]


def ask(email: str, **more: Any) -> Any:
    """Ask for a link, from an address of one's own."""
    place = f"198.51.{random.randrange(250)}.{random.randrange(250)}"
    return Client(REMOTE_ADDR=place).post(RESET, {"email": email}, **more)


@pytest.mark.slow
def test_known_and_unknown_accounts_get_the_same_answer_200_times() -> None:
    known = [user().email for _ in range(5)] + [user(is_active=False).email]
    answers = []
    for number in range(ROUNDS):
        RateCounter.objects.all().delete()
        answers += [ask(known[number % 6]), ask(f"nobody{number}@beispiel.example")]
    assert len(answers) == 2 * ROUNDS
    assert {(one.status_code, one["Location"], len(one.content)) for one in answers} == {
        (302, "/accounts/reset/sent/", 0)
    }
    assert {tuple(sorted(one.cookies)) for one in answers} == {()}


@pytest.mark.slow
def test_login_says_the_same_for_known_and_unknown_accounts_200_times() -> None:
    with_factor, plain = user(), user()
    with_app(with_factor)
    pages = []
    for number in range(ROUNDS):
        RateCounter.objects.all().delete()
        known = (with_factor, plain)[number % 2].email
        for email in (known, f"nobody{number}@beispiel.example"):
            answer = Client().post("/accounts/login/", {"login": email, "password": "falsch"})
            pages.append((answer.status_code, len(same_for_all(answer)), same_for_all(answer)))
    assert len(pages) == 2 * ROUNDS
    assert len(set(pages)) == 1


@pytest.mark.slow
def test_a_wish_for_a_link_takes_as_long_for_known_as_for_unknown_accounts() -> None:
    """Medians of the processor's time, in turns: a busy machine does not blur them."""
    known = user()
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(60):
        pair = [("known", known.email), ("unknown", f"nobody{number}@beispiel.example")]
        for kind, email in random.sample(pair, 2):
            RateCounter.objects.all().delete()
            start = time.process_time()
            ask(email)
            took[kind].append(time.process_time() - start)
    medians = {kind: statistics.median(times) for kind, times in took.items()}
    assert abs(medians["known"] - medians["unknown"]) < 0.005, medians


def test_the_limit_says_the_same_for_accounts_that_do_not_exist() -> None:
    person = user()
    pages = []
    for email in (person.email, "nobody0@beispiel.example"):
        told = [ask(email) for _ in range(4)]
        assert [one.status_code for one in told] == [302, 302, 302, 429]
        pages.append((same_for_all(told[-1]), told[-1]["Retry-After"]))
    assert pages[0][0] == pages[1][0]


def test_only_who_may_come_in_gets_a_mail() -> None:
    person, closed = user(), user(is_active=False)
    for pk in (person.pk, closed.pk, 0, 999_999):
        tasks.mail_reset_link.func(user=pk)
    assert list(OutgoingMail.objects.values_list("recipients", flat=True)) == [person.email]
    assert OutgoingMail.objects.get().purpose == "house"
    assert SecurityEvent.objects.filter(kind="reset_asked", user_id=person.pk).count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "testserver:80@evil.example"},
        {"Host": "testserver:evil"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
        {"Forwarded": "host=evil.example"},
        {"X-Original-URL": "https://evil.example/accounts/reset/"},
    ],
)
def test_the_link_leads_to_the_house_whatever_the_request_says(
    headers: dict[str, str], settings: Any
) -> None:
    settings.BASE_URL = "https://kunden.lindenhof.example"
    settings.ALLOWED_HOSTS = ["testserver"]
    person = user()
    ask(person.email, headers=headers)
    tasks.mail_reset_link.func(user=person.pk)
    assert link_in_mail().startswith("https://kunden.lindenhof.example/accounts/reset/")
    assert "evil" not in bytes(OutgoingMail.objects.get().mime).decode()


def test_an_absolute_request_line_changes_nothing(settings: Any) -> None:
    settings.BASE_URL = "https://kunden.lindenhof.example"
    person = user()
    answer = Client().post(RESET, {"email": person.email}, PATH_INFO="http://evil.example" + RESET)
    assert "evil" not in answer.get("Location", "")
    assert links.reset_link(person).startswith("https://kunden.lindenhof.example/")


def test_the_link_sets_a_password_once_and_logs_nobody_in() -> None:
    person = user()
    old = inside(person)
    path = path_of(person)
    browser = Client()
    assert browser.get(path).status_code == 200
    assert browser.post(path, {"password": FRESH})["Location"] == "/accounts/login/"
    assert browser.get("/").status_code == 302, "nobody is logged in by that"
    assert old.get("/").status_code == 302, "the old sessions are dead"
    assert log_in(Client(), person, PASSWORD).status_code == 200
    assert log_in(Client(), person, FRESH).status_code == 302
    assert browser.get(path).status_code == 410
    assert browser.post(path, {"password": "Noch-ein-Fenster-77"}).status_code == 410


def test_the_link_asks_for_the_second_factor_and_so_does_the_login_after_it() -> None:
    person = user()
    phone, codes = with_app(person)
    path = path_of(person)
    for more in ({}, {"second_code": "000000"}, {"second_password": PASSWORD}):
        assert Client().post(path, {"password": FRESH, **more}).status_code == 422
    assert log_in(Client(), person)["Location"] == SECOND, "the old password still holds"
    answer = Client().post(path, {"password": FRESH, "second_code": codes[0]})
    assert answer["Location"] == "/accounts/login/"
    assert log_in(Client(), person, FRESH)["Location"] == SECOND
    assert phone.code()


def test_a_passkey_is_the_second_factor_of_a_reset_but_not_somebody_elses() -> None:
    person = user()
    key, foreign = with_passkey(inside(person)), with_passkey(inside(user()))
    path = path_of(person)
    for shown, status in ((foreign, 422), (key, 302)):
        browser = Client()
        said = {"password": FRESH, "second_passkey": shown.show(question(browser))}
        assert browser.post(path, said).status_code == status


def test_a_weak_password_uses_up_no_code() -> None:
    person = user()
    phone, _codes = with_app(person)
    path = path_of(person)
    said = {"second_code": phone.code()}
    assert Client().post(path, {"password": "kurz", **said}).status_code == 422
    assert Client().post(path, {"password": FRESH, **said}).status_code == 302


def test_guessing_the_code_of_a_reset_is_counted_as_at_the_login() -> None:
    person = user()
    with_app(person)
    path = path_of(person)
    said = {"password": FRESH, "second_code": "000000"}
    told = [Client().post(path, said).status_code for _ in range(7)]
    assert told == [422] * 5 + [429] * 2
    answer = Client()
    log_in(answer, person)
    assert answer.post(SECOND, {"second_code": "000000"}).status_code == 429


@pytest.mark.parametrize("change", ["password", "email", "login", "closed", "hour"])
def test_the_link_is_void_after(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    person = user()
    path = path_of(person)
    with building():
        if change == "password":
            person.set_password("Anderes-Fenster-98")
        elif change == "email":
            person.email = "woanders@beispiel.example"
        elif change == "closed":
            person.is_active = False
        person.save()
    if change == "login":
        inside(person)
    if change == "hour":
        generator = type(links.default_token_generator)
        later = links.default_token_generator._now() + timedelta(minutes=61)
        monkeypatch.setattr(generator, "_now", lambda _self: later)
    assert Client().get(path).status_code == 410


@pytest.mark.parametrize("key", ["x", "1-", "-", "zz-abc-def", "1-abc-0", "1" * 60 + "-a-b", "ä-b"])
def test_a_made_up_link_is_over(key: str) -> None:
    user()
    answer = Client().get(f"/accounts/reset/{key}/")
    assert answer.status_code == 410
    assert "no-store" in answer["Cache-Control"]


def test_asking_with_something_that_is_no_address_says_so() -> None:
    assert Client().post(RESET, {"email": "keine"}).status_code == 422
    assert Client().post(RESET, {}).status_code == 422


def test_a_colleague_who_may_has_the_link_sent() -> None:
    person, boss = user(), actor("owner")
    outcome = operations.send_reset(actor=boss, users=[person.pk])
    assert outcome.done == [person]
    assert OutgoingMail.objects.get().recipients == person.email


def test_a_link_that_is_used_twice_at_the_same_moment_sets_one_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = user()
    number, token = links.read_key(path_of(person).rstrip("/").rpartition("/")[2])
    lock = own.lock

    def slow(model: Any, ids: Any) -> Any:
        with building():  # the other request is through while this one waits for the row
            person.set_password(FRESH)
            person.save()
        return lock(model, ids)

    monkeypatch.setattr(own, "lock", slow)
    with pytest.raises(Refused, match="link_over"):
        operations.reset_password(
            actor=visitor(), user=number, token=token, password="Drittes-Fenster-97"
        )
