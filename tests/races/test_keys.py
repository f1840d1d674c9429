"""Keys in many hands at once: somebody stays owner, a link lets one in, nobody gets a lost role."""

from __future__ import annotations

from typing import Any

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]
ROUNDS = 6

BEGIN = """
from django.db import connection
from stammkunde.accounts import letters, operations, queries, roles
from stammkunde.accounts.models import Invitation, Role, User
from stammkunde.foundation import actors
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Refused
from tests.races.forks import together
me = actors.system(label="test")
roles.ship()
"""

# Twin: look, think, write; no transaction, nobody waits for anybody.
UNLOCKED = """
import time
from contextlib import nullcontext
from types import SimpleNamespace
from stammkunde.accounts.operations import guards, invitations, roles as role_deeds, users
from stammkunde.foundation import operations as wrapper

def look(model, ids):
    rows = list(model._default_manager.filter(pk__in=list(ids)).order_by("pk"))
    for row in rows:
        row._locked = True
    time.sleep(0.25)
    return rows

wrapper.transaction = SimpleNamespace(atomic=nullcontext)
for module in (guards, invitations, role_deeds, users):
    module.lock = look
"""

OWNERS = """
def chief(number):
    made = dict(email=f"chef{number}@beispiel.example", name=f"Chef {number}", roles=["owner"])
    return operations.add_user(actor=me, password="ein langes Kennwort 7", **made).done[0].pk

def work(item, meet):
    pair, mine = item
    meet()
    outcome = operations.deactivate_users(actor=me, users=[pair[1 - mine]])
    return [no.code for no in outcome.refused]

told = []
for number in range(args):
    pair = [chief(2 * number), chief(2 * number + 1)]
    connection.close()
    told.append(together(work, [(pair, 0), (pair, 1)]))
    told[-1].append(len(queries.active_owners()))
    with building():
        User.objects.update(is_active=False)
say(told)
"""

LINKS = """
def work(item, meet):
    token, password = item
    meet()
    try:
        operations.accept_invitation(
            actor=actors.visitor(), token=token, name="Ida Immer", password=password
        )
    except Refused as no:
        return no.code
    return "in"

told = []
for number in range(args):
    made = dict(email=f"ida{number}@beispiel.example", name="Ida Immer", roles=["field"])
    person = operations.invite_user(actor=me, **made).done[0]
    token = letters.token_of(Invitation.objects.get(user=person).seed)
    connection.close()
    words = ["Kreide-Wolke-Fenster-7", "Wolke-Fenster-Kreide-8"]
    told.append(together(work, [(token, word) for word in words]))
say(told)
"""

ROLES = """
def work(item, meet):
    deed, role, user = item
    meet()
    try:
        if deed == "give":
            operations.change_roles(actor=me, users=[user], roles=[role[1]])
            return "given"
        outcome = operations.remove_roles(actor=me, roles=[role[0]])
        return "gone" if outcome.done else outcome.refused[0].code
    except Refused as no:
        return no.code

told = []
for number in range(args):
    made = dict(email=f"tim{number}@beispiel.example", name="Tim", roles=["field"])
    person = operations.add_user(actor=me, password="ein langes Kennwort 7", **made).done[0]
    row = operations.add_role(actor=me, name=f"Theke {number}", words=["people.see"]).done[0]
    connection.close()
    role = (row.pk, row.key)
    told.append(together(work, [("give", role, person.pk), ("drop", role, person.pk)]))
say(told)
"""


def race(ground: Ground, script: str, twin: str = "") -> list[list[Any]]:
    """Some rounds of two processes; what each was told."""
    told: list[list[Any]] = ground.run(BEGIN + twin + script, ROUNDS)
    return told


def test_two_owners_who_close_each_others_account_leave_one(ground: Ground) -> None:
    for first, second, left in race(ground, OWNERS):
        assert sorted([first, second]) == [[], ["last_owner"]]
        assert left == 1


def test_without_the_lock_two_owners_leave_a_house_without_one(ground: Ground) -> None:
    assert any(left == 0 for _first, _second, left in race(ground, OWNERS, UNLOCKED))


def test_a_link_lets_one_in(ground: Ground) -> None:
    for told in race(ground, LINKS):
        assert sorted(told) == ["in", "invitation_gone"]


def test_without_the_lock_a_link_lets_two_in(ground: Ground) -> None:
    assert ["in", "in"] in race(ground, LINKS, UNLOCKED)


def test_a_role_is_given_or_deleted_but_nobody_has_one_that_is_gone(ground: Ground) -> None:
    for told in race(ground, ROLES):
        assert told in (["given", "in_use"], ["unknown_role", "gone"])
    there = "SELECT id FROM accounts_role"
    lost = f"SELECT count(*) FROM accounts_user_roles WHERE role_id NOT IN ({there})"
    assert ground.sql(lost) == [(0,)]
