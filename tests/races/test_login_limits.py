"""Many processes try one account at the same moment: the limit counts every one of them (D37)."""

from __future__ import annotations

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]
PROCESSES = 6

TRY = """
from stammkunde.accounts import limits
from stammkunde.foundation.ratelimit import TooMany
looked_at = 0
line()
for number in range(5):
    try:
        limits.take_try(limits.Try("erika@beispiel.example", f"198.51.100.{args}"))
        looked_at += 1
    except TooMany:
        pass
say(looked_at)
"""

# The twin: read, think, write; no transaction, no lock.
UNGUARDED = """
import time
from contextlib import nullcontext
from types import SimpleNamespace
from stammkunde.foundation import ratelimit
from stammkunde.foundation.models import RateCounter

def unlocked(rule, key_hash, now):
    wanted = {"scope": rule.scope, "key_hash": key_hash}
    row, _ = RateCounter.objects.get_or_create(**wanted, defaults={"expires_at": now})
    time.sleep(0.05)
    return row

ratelimit.transaction = SimpleNamespace(atomic=nullcontext, set_rollback=lambda _: None)
ratelimit._locked_row = unlocked
"""


def looked_at(ground: Ground, script: str) -> int:
    return sum(said[-1] for said in ground.race(script, list(range(PROCESSES))))


def test_tries_from_many_processes_at_once_count_exactly(ground: Ground) -> None:
    assert looked_at(ground, TRY) == 5


def test_without_the_lock_more_tries_slip_through(ground: Ground) -> None:
    assert looked_at(ground, UNGUARDED + TRY) > 5
