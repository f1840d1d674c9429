"""Sixteen writers take numbers (D04, D05): unique and without a gap, whatever is rolled back."""

from __future__ import annotations

import random

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]
WRITERS, EACH = 16, 12

TAKE = """
import random
from stammkunde.foundation import actors, numbers, operations
from stammkunde.foundation.refusals import Refused
from tests.races.forks import together

@operations.operation("toyroom.take_number", needs="")
def take_number(*, actor, count, refuse):
    taken = list(numbers.take("R", count))
    if refuse:
        raise Refused("on_purpose", "Mit Absicht.")
    return taken

def write(seed, meet):
    chance, taken, refused = random.Random(seed), [], 0
    meet()
    while len(taken) < args["each"]:
        count, refuse = chance.choice((1, 1, 3)), chance.random() < 0.1
        try:
            taken += take_number(actor=actors.system(), count=count, refuse=refuse)
        except Refused:
            refused += 1
    return taken, refused

say(together(write, args["seeds"]))
"""

# The twin: read, think, write; no transaction.
READ_THEN_WRITE = """
import time
from contextlib import nullcontext
from types import SimpleNamespace
from stammkunde.foundation import numbers, operations
from stammkunde.foundation.models import NumberRange

def read_then_write(series, count=1):
    row, _ = NumberRange.objects.get_or_create(series=series)
    time.sleep(0.002)
    NumberRange.objects.filter(series=series).update(value=row.value + count)
    return range(row.value + 1, row.value + count + 1)

operations.transaction = SimpleNamespace(atomic=nullcontext)
numbers.take = read_then_write
"""


def taken(ground: Ground, rng: random.Random, twin: str = "") -> tuple[list[int], int, int]:
    """All numbers that came out, how often somebody rolled back, and where the counter stands."""
    seeds = [rng.random() for _ in range(WRITERS)]
    told = ground.run(twin + TAKE, {"seeds": seeds, "each": EACH}, patience=120)
    numbers = sorted(number for mine, _refused in told for number in mine)
    (counter,) = ground.sql("SELECT value FROM foundation_numberrange WHERE series = ?", "R")
    return numbers, sum(refused for _mine, refused in told), counter[0]


def test_sixteen_writers_get_every_number_once_and_leave_no_gap(ground, rng) -> None:
    numbers, refused, counter = taken(ground, rng)
    assert numbers == list(range(1, counter + 1))
    assert len(numbers) >= WRITERS * EACH
    assert refused > 0, "nobody rolled back: choose another seed"


def test_reading_before_writing_gives_numbers_twice(ground, rng) -> None:
    numbers, _refused, _counter = taken(ground, rng, READ_THEN_WRITE)
    assert len(set(numbers)) < len(numbers)
