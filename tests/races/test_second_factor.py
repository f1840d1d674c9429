"""Many processes show the same code at the same moment: it opens once (D38)."""

from __future__ import annotations

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]
PROCESSES = 4

SHOW = """
from stammkunde.accounts import limits, proofs, totp
from stammkunde.accounts.models import User
from stammkunde.foundation import clock
limits.take_factor = lambda attempt: []
user = User.objects.latest("pk")
secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
typed = totp.code_at(secret, int(clock.now().timestamp()) // 30)
line()
proof = proofs.by_code(user, typed, limits.Try(user.email, "198.51.100.7"))
say(1 if proof else 0)
"""

# The twin: read, think, write; no transaction, no lock.
UNGUARDED = """
import time
from contextlib import nullcontext
from types import SimpleNamespace
from stammkunde.accounts import proofs
proofs.transaction = SimpleNamespace(atomic=nullcontext)

class Plain:
    def __init__(self, rows): self.rows = rows
    def filter(self, **where): return self.rows.filter(**where)

from allauth.mfa.models import Authenticator
manager = Authenticator.objects
Authenticator.objects.select_for_update = lambda **_: Plain(manager.all())
used = proofs._used
def slow(*args):
    time.sleep(0.3)
    return used(*args)
proofs._used = slow
store = proofs._store
def late(*args):
    time.sleep(0.3)
    store(*args)
proofs._store = late
"""

MAKE = """
from django.contrib.auth.hashers import make_password
from allauth.mfa.models import Authenticator
from stammkunde.accounts import sealing
from stammkunde.accounts.models import User
from stammkunde.foundation import clock
from stammkunde.foundation.operations import building
with building():
    user = User(email="erika@beispiel.example", email_folded="erika@beispiel.example", name="Erika",
                created_at=clock.now(), password=make_password(None))
    user.save()
    secret = sealing.seal("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    Authenticator.objects.create(user=user, type="totp", data={"secret": secret, "step": 0})
line()
say(1)
"""


def opened(ground: Ground, script: str) -> int:
    ground.race(MAKE, [0])
    return sum(said[-1] for said in ground.race(script, list(range(PROCESSES))))


def test_one_code_shown_by_many_at_once_opens_once(ground: Ground) -> None:
    assert opened(ground, SHOW) == 1


def test_without_the_lock_it_opens_more_than_once(ground: Ground) -> None:
    assert opened(ground, UNGUARDED + SHOW) > 1
