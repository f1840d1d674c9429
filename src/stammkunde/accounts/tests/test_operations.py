"""Accounts are made, changed and closed by operations, and nobody climbs over their own head."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError

from stammkunde.accounts import operations, queries, roles, rules
from stammkunde.accounts.events import AccessEnded
from stammkunde.accounts.models import Role, SecurityEvent, User
from stammkunde.accounts.tests import builders as cast
from stammkunde.foundation import actors, events
from stammkunde.foundation.models import JournalChange, JournalEntry
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Missing, Refused

pytestmark = pytest.mark.db
COMMAND = actors.system(door="command", label="test")


def add(**values: Any) -> User:
    wanted = {
        "actor": COMMAND,
        "email": "Olga@Beispiel.Example",
        "name": "Olga Ostwald",
        "password": cast.PASSWORD,
        "roles": ["owner"],
    }
    return operations.add_user(**{**wanted, **values}).done[0]


def test_an_account_is_added_with_its_roles() -> None:
    person = add(roles=["office", "accounting"])
    assert person.email == "Olga@Beispiel.Example"
    assert person.check_password(cast.PASSWORD)
    assert queries.words_of(person.pk) >= {"people.see", "people.edit"}
    assert not actors.Actor("staff", person.pk, "", queries.words_of(person.pk)).may(
        "accounts.manage"
    )


def test_the_journal_never_holds_a_password() -> None:
    person = add()
    told = list(JournalChange.objects.filter(table="accounts.user", row=person.pk).values())
    assert told
    assert person.password not in str(told)
    assert cast.PASSWORD not in str(told)


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"email": "keine-adresse"}, "invalid", "email"),
        ({"name": "  "}, "invalid", "name"),
        ({"password": "kurz"}, "weak_password", "password"),
        ({"password": "1q2w3e4r5t6y"}, "weak_password", "password"),
        ({"roles": ["koenig"]}, "unknown_role", "roles"),
    ],
)
def test_what_an_account_may_not_be_is_refused(
    values: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refused) as no:
        add(**values)
    assert (no.value.code, no.value.field) == (code, field)
    assert User.objects.count() == 0


@pytest.mark.parametrize("password", ["kathrinberghoff", "Olga Ostwald 1"])
def test_a_password_like_the_own_name_or_email_is_refused(password: str) -> None:
    with pytest.raises(Refused, match="weak_password"):
        add(email="kathrinberghoff@beispiel.example", password=password)


def test_an_email_is_taken_however_it_is_written() -> None:
    add()
    with pytest.raises(Refused, match="email_taken"):
        add(email=" olga@beispiel.example")


def test_the_database_holds_the_uniqueness_too() -> None:
    cast.user(email="olga@beispiel.example")
    with pytest.raises(IntegrityError):
        cast.user(email="OLGA@beispiel.example")


@pytest.mark.parametrize("role", ["office", "field", "accounting", "readonly", None])
def test_only_who_may_manage_accounts_writes_here(role: str | None) -> None:
    me, other = cast.actor(role), cast.user("field")
    with pytest.raises(Forbidden):
        add(actor=me)
    with pytest.raises(Forbidden):
        operations.change_roles(actor=me, users=[other.pk], roles=["owner"])
    with pytest.raises(Forbidden):
        operations.deactivate_users(actor=me, users=[other.pk])


def test_nobody_hands_out_more_than_they_may_do_themselves() -> None:
    manager = cast.user("readonly")
    with building():
        role = Role.objects.create(key="personal", name="Personal", words=["accounts.manage"])
        manager.roles.add(role)
    other = cast.user("readonly")
    for wanted in (["owner"], ["office"]):
        with pytest.raises(Refused, match="beyond_own"):
            operations.change_roles(actor=cast.actor_of(manager), users=[other.pk], roles=wanted)
    done = operations.change_roles(actor=cast.actor_of(manager), users=[other.pk], roles=[])
    assert done.done == [other]


def test_nobody_changes_their_own_roles_or_closes_their_own_account() -> None:
    owner = cast.user("owner")
    cast.user("owner")
    me = cast.actor_of(owner)
    changed = operations.change_roles(actor=me, users=[owner.pk], roles=["field"])
    closed = operations.deactivate_users(actor=me, users=[owner.pk])
    assert [no.code for no in changed.refused + closed.refused] == ["own_account"] * 2
    assert queries.words_of(owner.pk) == queries.words_of_roles(Role.objects.filter(key="owner"))


def test_roles_are_exactly_the_given_ones_for_many_people() -> None:
    people = [cast.user("office"), cast.user("field")]
    outcome = operations.change_roles(
        actor=cast.actor("owner"), users=[person.pk for person in people], roles=["accounting"]
    )
    assert len(outcome.done) == 2
    for person in people:
        assert [role.key for role in person.roles.all()] == ["accounting"]
    assert SecurityEvent.objects.filter(kind="roles_changed").count() == 2
    assert JournalEntry.objects.filter(operation="accounts.change_roles").count() == 1


def test_the_last_owner_can_neither_be_closed_nor_stop_being_owner() -> None:
    owner = cast.user("owner")
    other = cast.user("office")
    closed = operations.deactivate_users(actor=COMMAND, users=[owner.pk, other.pk])
    changed = operations.change_roles(actor=COMMAND, users=[owner.pk], roles=["office"])
    assert [no.code for no in closed.refused + changed.refused] == ["last_owner"] * 2
    assert closed.done == [other]
    assert queries.active_owners() == [owner.pk]


def test_a_closed_account_is_news_for_the_rooms_above(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[AccessEnded] = []
    monkeypatch.setitem(events.ON, AccessEnded, [heard.append])
    person = cast.user("field")
    operations.deactivate_users(actor=cast.actor("owner"), users=[person.pk])
    operations.deactivate_users(actor=cast.actor("owner"), users=[person.pk])
    assert heard == [AccessEnded(ids=(person.pk,))]
    assert not User.objects.get(pk=person.pk).is_active


def test_an_account_that_is_not_there_is_missing() -> None:
    with pytest.raises(Missing):
        operations.deactivate_users(actor=cast.actor("owner"), users=[0])


def test_shipped_roles_are_there_after_migrate_and_shipping_again_changes_nothing() -> None:
    before = list(Role.objects.values())
    roles.ship()
    assert list(Role.objects.values()) == before
    assert {role["key"] for role in before} >= set(rules.SHIPPED)


def test_a_word_that_no_room_knows_opens_nothing() -> None:
    with building():
        Role.objects.create(key="alt", name="Alt", words=["people.see", "fax.send"])
    assert "fax.send" not in queries.words_of_roles(Role.objects.filter(key="alt"))
