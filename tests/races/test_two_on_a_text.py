"""Two colleagues change the same template at once: the second one is told (COM-14)."""

from __future__ import annotations

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]
ROUNDS = 12

WRITE = """
from django.db import IntegrityError
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Stale
from stammkunde.messaging.models import MessageTemplate
from stammkunde.messaging.operations import templates
from tests import cast
from tests.races.forks import together

KEY = "messaging.birthday"

def tried(name, version):
    words = {"body": f"Alles Gute, wünscht {name}"}
    try:
        templates.change_template(actor=cast.owner(), key=KEY, values=words, version=version)
    except Stale:
        return "told"
    except IntegrityError:  # of the twin, where there is no row yet
        return "broken"
    return "done"

def work(item, meet):
    name, rounds = item
    seen = []
    for number in range(rounds):
        meet()
        version = getattr(MessageTemplate.objects.filter(key=KEY).first(), "version", 0)
        meet()
        seen.append(tried(f"{name} {number}", version))
    return seen

say(together(work, [["Ada", args], ["Bob", args]]))
"""

# The twin: nobody waits, and there is time between looking and writing.
UNLOCKED = """
import time
from contextlib import nullcontext
from types import SimpleNamespace
from django.db import connection
from stammkunde.foundation import operations
from stammkunde.messaging.operations import templates

def look(model, ids):
    rows = list(model._default_manager.filter(pk__in=list(ids)).order_by("pk"))
    for row in rows:
        row._locked = True
    time.sleep(0.03)
    return rows

if connection.vendor == "sqlite":  # a transaction there waits for the other one as it begins
    operations.transaction = SimpleNamespace(atomic=nullcontext)
templates.lock = look
"""


def rounds(ground: Ground, twin: str = "") -> list[tuple[str, ...]]:
    """What the two were told, round by round; in the first one there is no row yet."""
    ada, bob = ground.run(twin + WRITE, ROUNDS)
    return [tuple(sorted(pair)) for pair in zip(ada, bob, strict=True)]


def test_of_two_who_saw_the_same_one_is_told(ground: Ground) -> None:
    assert rounds(ground) == [("done", "told")] * ROUNDS


def test_when_nobody_waits_words_are_overwritten(ground: Ground) -> None:
    assert ("done", "done") in rounds(ground, UNLOCKED)[1:]
