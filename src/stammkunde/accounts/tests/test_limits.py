"""Guessing passwords: how often, and whom it hurts (D36, D37)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from stammkunde.accounts import limits
from stammkunde.accounts.models import SecurityEvent
from stammkunde.accounts.tests.builders import LOGIN, log_in, same_for_all, user
from stammkunde.foundation import clock
from stammkunde.foundation.models import RateCounter
from stammkunde.foundation.ratelimit import TooMany, give_back

pytestmark = [pytest.mark.db, pytest.mark.urls("stammkunde.accounts.tests.pages")]
MAIL = "erika@beispiel.example"
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class Street:
    """Strangers at the door, and a clock."""

    def __init__(self) -> None:
        self.at = START

    def forward(self, minutes: float) -> None:
        self.at += timedelta(minutes=minutes)

    def guess(self, email: str, address: str = "203.0.113.1", **more: Any) -> int:
        """One wrong try from `address`; the status of the answer."""
        answer = Client(REMOTE_ADDR=address).post(
            LOGIN, {"login": email, "password": "falsch"}, **more
        )
        return int(answer.status_code)

    def looks(self, email: str, address: str, device: str = "") -> bool:
        """Whether a wrong try is looked at at all; the door's own rule, without the page."""
        try:
            limits.take_try(limits.Try(email, address, device))
        except TooMany:
            return False
        return True

    def comes_in(self, email: str, address: str, device: str = "") -> bool:
        """Whether the right password is looked at, and then is no wrong try."""
        try:
            give_back(limits.take_try(limits.Try(email, address, device)))
        except TooMany:
            return False
        return True


@pytest.fixture
def street(monkeypatch: pytest.MonkeyPatch) -> Street:
    street = Street()
    monkeypatch.setattr(clock, "now", lambda: street.at)
    return street


def test_the_sixth_wrong_try_within_five_minutes_is_not_looked_at(street: Street) -> None:
    person = user()
    assert [street.guess(person.email) for _ in range(6)] == [200] * 5 + [429]
    answer = log_in(Client(REMOTE_ADDR="203.0.113.1"), person)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) == 300
    assert SecurityEvent.objects.filter(kind="limit_hit", user_id=person.pk).count() == 2


def test_the_limit_says_the_same_for_accounts_that_do_not_exist(street: Street) -> None:
    person = user()
    for _ in range(5):
        street.guess(person.email)
        street.guess("nobody0@beispiel.example")
    pages = [
        Client(REMOTE_ADDR="203.0.113.1").post(LOGIN, {"login": email, "password": "falsch"})
        for email in (person.email, "nobody0@beispiel.example")
    ]
    assert {page.status_code for page in pages} == {429}
    assert len({page["Retry-After"] for page in pages}) == 1
    assert len({same_for_all(page) for page in pages}) == 1


@pytest.mark.parametrize("addresses", [1, 200])
def test_at_most_twenty_guesses_an_hour_are_looked_at(street: Street, addresses: int) -> None:
    looked_at: list[float] = []
    for number in range(260):
        if street.looks(MAIL, f"198.51.{number % addresses}.7"):
            looked_at.append(street.at.timestamp())
        street.forward(0.5)
    assert len(looked_at) > 20
    for start in looked_at:
        assert len([at for at in looked_at if start <= at < start + 3600]) <= 20


def test_the_wait_grows_for_who_goes_on_guessing(street: Street) -> None:
    waits, last = [], street.at
    for _ in range(75):
        if street.looks(MAIL, "203.0.113.1"):
            waits.append((street.at - last).total_seconds() / 60)
            last = street.at
        street.forward(1)
    long = [wait for wait in waits if wait > 1]
    assert long == sorted(long)
    assert max(long) > 30


@pytest.mark.parametrize("addresses", [1, 200])
def test_who_comes_on_a_known_device_gets_in_while_strangers_guess(
    street: Street, addresses: int
) -> None:
    device = limits.new_device(MAIL)
    for minute in range(120):
        street.looks(MAIL, f"198.51.{minute % addresses}.7")
        assert street.comes_in(MAIL, "192.0.2.9", device)
        street.forward(1)


def test_a_stranger_keeps_the_owner_out_for_fifteen_minutes_at_most(street: Street) -> None:
    waited, longest = 0, 0
    for _ in range(120):
        street.looks(MAIL, "198.51.100.7")
        waited = 0 if street.comes_in(MAIL, "192.0.2.77") else waited + 1
        longest = max(longest, waited)
        street.forward(1)
    assert 0 < longest <= 15


def test_when_many_strangers_give_up_the_owner_waits_fifteen_minutes_at_most(
    street: Street,
) -> None:
    for minute in range(120):
        street.looks(MAIL, f"198.51.{minute}.7")
        street.forward(1)
    waited = 0
    while not street.comes_in(MAIL, "192.0.2.77"):
        waited += 1
        street.forward(1)
    assert waited <= 15


def test_a_success_takes_back_its_own_try_and_nothing_else(street: Street) -> None:
    mine, victim = user(), user()
    address = "203.0.113.1"
    for _ in range(3):
        street.guess(victim.email, address)
        assert log_in(Client(REMOTE_ADDR=address), mine).status_code == 302
    counted = RateCounter.objects.get(scope="login.address")
    assert len(counted.hits) == 3


def test_one_address_cannot_try_its_way_through_all_accounts(street: Street) -> None:
    people = [f"person{number}@beispiel.example" for number in range(31)]
    assert [street.guess(email) for email in people] == [200] * 30 + [429]
    assert street.guess("person99@beispiel.example", "203.0.113.2") == 200


def test_a_forged_forwarded_for_is_ignored(street: Street) -> None:
    people = [f"person{number}@beispiel.example" for number in range(31)]
    told = [
        street.guess(email, headers={"X-Forwarded-For": f"192.0.2.{number}"})
        for number, email in enumerate(people)
    ]
    assert told == [200] * 30 + [429]


def test_behind_a_trusted_proxy_the_entry_that_it_wrote_counts(
    street: Street, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = 1
    for number in range(30):
        forged = f"10.0.0.{number}, 192.0.2.50"
        street.guess(f"p{number}@beispiel.example", headers={"X-Forwarded-For": forged})
    forged = {"X-Forwarded-For": "10.9.9.9, 192.0.2.50"}
    assert street.guess("p99@beispiel.example", headers=forged) == 429
    other = {"X-Forwarded-For": "192.0.2.50, 192.0.2.51"}
    assert street.guess("p99@beispiel.example", headers=other) == 200


def test_a_device_mark_opens_no_other_account(street: Street) -> None:
    mine, victim = user(), user()
    browser = Client(REMOTE_ADDR="203.0.113.1")
    log_in(browser, mine)
    browser.post("/accounts/logout/")
    for _ in range(5):
        log_in(browser, victim, "falsch")
    assert log_in(browser, victim, "falsch").status_code == 429
    assert log_in(browser, mine).status_code == 302


def test_a_device_mark_has_a_limit_of_its_own(street: Street) -> None:
    person = user()
    browser = Client(REMOTE_ADDR="203.0.113.1")
    log_in(browser, person)
    browser.post("/accounts/logout/")
    told = [log_in(browser, person, "falsch").status_code for _ in range(6)]
    assert told == [200] * 5 + [429]


def test_the_device_mark_is_kept_from_scripts_and_bound_to_this_host(settings: Any) -> None:
    settings.HTTPS = True
    browser = Client()
    log_in(browser, user())
    cookie = browser.cookies["__Host-device"]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")


def test_a_device_mark_names_nobody_and_cannot_be_made_up() -> None:
    mark = limits.new_device("erika@beispiel.example")
    mine = limits.Try("Erika@beispiel.example", "", mark)
    assert limits.known_device(mine)
    assert "erika" not in mark.lower()
    for forged in ("", "x", mark[:-2], mark.replace(mark[0], "A", 1)[::-1]):
        assert not limits.known_device(limits.Try(mine.email, "", forged))
