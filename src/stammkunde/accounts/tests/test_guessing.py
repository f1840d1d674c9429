"""10,000 guesses at passwords and codes (D37): what is looked at, and whom it keeps out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from stammkunde.accounts import limits, proofs
from stammkunde.accounts.models import SecurityEvent, User
from stammkunde.accounts.tests.builders import SECOND, at_second_step, inside, user, with_app
from stammkunde.foundation import clock, ratelimit
from stammkunde.foundation.ratelimit import TooMany

pytestmark = [pytest.mark.db, pytest.mark.urls("stammkunde.accounts.tests.pages")]
GUESSES = 10_000
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
Look = Callable[[limits.Try], Any]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    """The clock, to be put forward."""
    here = {"now": START}
    monkeypatch.setattr(clock, "now", lambda: here["now"])
    return here


class Memory:
    """The counters in memory instead of in rows: 10,000 guesses in a second.

    That the rows count exactly, also for many processes at once, is shown in tests/races.
    """

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], list[float]] = {}
        self.fresh: dict[tuple[str, str], list[float]] = {}

    @contextmanager
    def atomic(self) -> Iterator[None]:
        self.fresh = {}
        yield
        self.kept |= self.fresh

    def set_rollback(self, _wanted: bool) -> None:
        self.fresh = {}

    def row(self, rule: Any, key: str, _now: Any) -> Any:
        return SimpleNamespace(place=(rule.scope, key), key_hash=key, hits=self._hits(rule, key))

    def write(self, row: Any, hits: list[float], _until: Any) -> None:
        self.fresh[row.place] = hits

    def _hits(self, rule: Any, key: str) -> list[float]:
        return self.kept.get((rule.scope, key), [])


@pytest.fixture
def in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """No database for `ratelimit.take`."""
    memory = Memory()
    monkeypatch.setattr(ratelimit, "transaction", memory)
    monkeypatch.setattr(ratelimit, "_locked_row", memory.row)
    monkeypatch.setattr(ratelimit, "_write", memory.write)


def looked_at(at: Any, take: Look, addresses: int, *, seconds: float) -> list[float]:
    """When, of 10,000 guesses that many seconds apart, one was looked at."""
    seen = []
    for number in range(GUESSES):
        address = f"198.51.{number % addresses}.7"
        try:
            take(limits.Try("erika@beispiel.example", address))
            seen.append(at["now"].timestamp())
        except TooMany:
            pass
        at["now"] += timedelta(seconds=seconds)
    return seen


def most_an_hour(seen: list[float]) -> int:
    """The most within any hour."""
    return max(sum(start <= one < start + 3600 for one in seen) for start in seen)


@pytest.mark.usefixtures("in_memory")
@pytest.mark.parametrize("addresses", [1, 200])
@pytest.mark.parametrize("take", [limits.take_try, limits.take_factor], ids=["password", "code"])
def test_of_10000_guesses_at_most_twenty_an_hour_are_looked_at(
    at: dict[str, datetime], take: Look, addresses: int
) -> None:
    seen = looked_at(at, take, addresses, seconds=1.5)
    hours = GUESSES * 1.5 / 3600
    assert most_an_hour(seen) <= (8 if addresses == 1 else 20)
    assert len(seen) <= 20 * (hours + 1)


def test_without_the_limit_all_of_them_are_looked_at(
    at: dict[str, datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "take", lambda _wanted: [])
    assert len(looked_at(at, limits.take_factor, 200, seconds=1.5)) == GUESSES


def test_at_most_five_codes_are_looked_at_within_one_window(at: dict[str, datetime]) -> None:
    seen = [limits.Try("erika@beispiel.example", f"198.51.{number}.7") for number in range(200)]
    assert sum(_looks(one) for one in seen) == 5


def _looks(attempt: limits.Try) -> bool:
    try:
        limits.take_factor(attempt)
    except TooMany:
        return False
    return True


def test_a_forged_forwarded_for_brings_no_more_tries(at: dict[str, datetime]) -> None:
    person = user()
    with_app(person)
    browser = at_second_step(person)
    told = [
        browser.post(
            SECOND, {"second_code": "000000"}, headers={"X-Forwarded-For": f"192.0.2.{number}"}
        ).status_code
        for number in range(12)
    ]
    assert told == [200] * 5 + [429] * 7
    hits = SecurityEvent.objects.filter(kind="limit_hit", user_id=person.pk).count()
    assert hits == 7


def test_who_knows_the_password_gets_no_more_tries_by_logging_in_again(
    at: dict[str, datetime],
) -> None:
    person = user()
    with_app(person)
    told = [
        at_second_step(person).post(SECOND, {"second_code": "000000"}).status_code for _ in range(8)
    ]
    assert told == [200] * 5 + [429] * 3


def test_the_right_code_is_not_looked_at_either_once_there_were_too_many(
    at: dict[str, datetime],
) -> None:
    person = user()
    phone, _codes = with_app(person)
    browser = at_second_step(person)
    for _ in range(5):
        browser.post(SECOND, {"second_code": "000000"})
    answer = browser.post(SECOND, {"second_code": phone.code()})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) <= 30


def test_the_owner_gets_in_on_a_known_device_while_strangers_guess_codes(
    at: dict[str, datetime],
) -> None:
    person = user()
    phone, _codes = with_app(person)
    home = inside_with_code(person, phone.code())
    for number in range(60):
        _looks(limits.Try(person.email, f"198.51.{number}.7"))
        at["now"] += timedelta(seconds=60)
        assert proofs.by_code(person, phone.code(), _known(person, home)) is not None


def _known(person: User, home: Client) -> limits.Try:
    return limits.Try(person.email, "192.0.2.9", home.cookies["device"].value)


def inside_with_code(person: User, code: str) -> Client:
    """A browser in which somebody with an app has come in."""
    browser = at_second_step(person)
    assert browser.post(SECOND, {"second_code": code}).status_code == 302
    return browser


def test_one_stranger_who_knows_the_password_keeps_the_owner_out_for_15_minutes_at_most(
    at: dict[str, datetime],
) -> None:
    person = user()
    phone, _codes = with_app(person)
    waited = longest = 0
    for _ in range(120):
        _looks(limits.Try(person.email, "198.51.100.7"))
        try:
            came = proofs.by_code(person, phone.code(1), limits.Try(person.email, "192.0.2.77"))
        except TooMany:
            came = None
        waited = 0 if came else waited + 1
        longest = max(longest, waited)
        at["now"] += timedelta(minutes=1)
    assert 0 < longest <= 15


def test_a_passkey_is_never_kept_out_by_guesses(at: dict[str, datetime]) -> None:
    """What cannot be guessed is not counted."""
    person = user()
    inside(person)
    for number in range(30):
        _looks(limits.Try(person.email, f"198.51.{number}.7"))
    assert proofs.by_passkey(None, None, None, limits.Try(person.email, "192.0.2.1")) is None  # type: ignore[arg-type]
    assert not SecurityEvent.objects.filter(kind="limit_hit", user_id=person.pk).exists()
