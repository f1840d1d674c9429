"""What the clock tells a stranger about accounts (D36), with the password hasher of production."""

from __future__ import annotations

import random
import statistics
import time
from collections import defaultdict
from typing import Any

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from django.test import Client

from stammkunde.accounts.tests.builders import LOGIN, PASSWORD, user
from stammkunde.foundation.models import RateCounter
from stammkunde.foundation.operations import building

pytestmark = [
    pytest.mark.db,
    pytest.mark.slow,
    pytest.mark.urls("stammkunde.accounts.tests.pages"),
]
ROUNDS = 9
FAIR = 1.5


def test_known_unknown_and_closed_accounts_take_equally_long(settings: Any) -> None:
    assert _slowest_to_fastest(settings) < FAIR


def test_the_measurement_notices_an_unknown_account_that_is_answered_at_once(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AuthenticationBackend, "_mitigate_timing_attack", lambda *_: None)
    assert _slowest_to_fastest(settings) > FAIR


def _slowest_to_fastest(settings: Any) -> float:
    """The ratio of the medians, in the processor's time: a busy machine does not blur it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    known, closed, keyless = user(), user(is_active=False), user()
    with building():
        keyless.set_unusable_password()
        keyless.save()
    tries = {
        "known": (known.email, "falsches Fenster"),
        "unknown": ("nobody0@beispiel.example", "falsches Fenster"),
        "closed": (closed.email, PASSWORD),
        "keyless": (keyless.email, "falsches Fenster"),
    }
    took: dict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for kind, (email, password) in random.sample(list(tries.items()), len(tries)):
            RateCounter.objects.all().delete()
            start = time.process_time()
            answer = Client().post(LOGIN, {"login": email, "password": password})
            took[kind].append(time.process_time() - start)
            assert answer.status_code == 200
    medians = sorted(statistics.median(times) for times in took.values())
    return medians[-1] / medians[0]
