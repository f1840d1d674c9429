"""Roles are sets of words that owners and managers change, and nobody climbs over their own head."""

from __future__ import annotations

from typing import Any

import pytest

from stammkunde.accounts import operations, permits, queries, roles, rules
from stammkunde.accounts.models import Role, SecurityEvent
from stammkunde.accounts.tests import builders as cast
from stammkunde.foundation import actors
from stammkunde.foundation.refusals import Forbidden, Missing, Refused, Stale
from stammkunde.foundation.rooms import WORDS
from stammkunde.foundation.undo import undo

pytestmark = pytest.mark.db
COMMAND = actors.system(door="command", label="test")


def shipped(key: str) -> Role:
    return Role.objects.get(key=key)


def add(**values: Any) -> Role:
    wanted = {"actor": COMMAND, "name": "Empfang", "words": ["people.see"]}
    return operations.add_role(**{**wanted, **values}).done[0]


def set_words(role: Role, words: Any, actor: Any = COMMAND, **more: Any) -> Any:
    return operations.set_role_words(actor=actor, role=role.pk, words=words, **more)


def test_an_own_role_holds_what_was_ticked_and_is_given_like_any_other() -> None:
    role = add(words=["people.see", "people.export"])
    person = cast.user("field")
    operations.change_roles(actor=COMMAND, users=[person.pk], roles=[role.key])
    assert queries.words_of(person.pk) == {"people.see", "people.export"}


def test_a_change_of_a_role_holds_for_everybody_who_has_it_and_is_written_down() -> None:
    person, role = cast.user("office"), shipped("office")
    set_words(role, {"people.see"})
    assert queries.words_of(person.pk) == {"people.see"}
    assert SecurityEvent.objects.filter(kind="role_changed").count() == 1
    set_words(role, {"people.see"})
    assert SecurityEvent.objects.filter(kind="role_changed").count() == 1


def test_what_the_owner_took_away_stays_away_after_the_next_version() -> None:
    role = shipped("office")
    set_words(role, set(role.words) - {"people.export"})
    roles.ship()
    assert "people.export" not in shipped("office").words


def test_a_shipped_role_is_reset_to_what_it_came_with() -> None:
    role = shipped("office")
    before = sorted(role.words)
    set_words(role, {"people.see"})
    operations.reset_role(actor=COMMAND, role=role.pk)
    assert sorted(shipped("office").words) == before == sorted(permits.shipped("office"))
    with pytest.raises(Refused, match="own_role"):
        operations.reset_role(actor=COMMAND, role=add().pk)


def test_the_owner_may_everything_and_that_cannot_be_changed() -> None:
    for words in (set(), {"people.see"}, set(WORDS)):
        with pytest.raises(Refused, match="owner_role"):
            set_words(shipped("owner"), words)


def test_a_word_that_no_room_knows_is_refused_but_an_old_one_does_no_harm() -> None:
    with pytest.raises(Refused, match="unknown_word"):
        add(words=["people.see", "is_staff"])
    with pytest.raises(Refused, match="unknown_word"):
        set_words(shipped("field"), {"people.fly"})


def test_nobody_gives_or_takes_a_word_that_they_do_not_hold() -> None:
    me, role = cast.small_manager(), shipped("office")
    for words in (set(role.words) | {"people.erase"}, set(role.words) - {"people.export"}):
        with pytest.raises(Refused, match="beyond_own"):
            set_words(role, words, me)
    with pytest.raises(Refused, match="beyond_own"):
        add(actor=me, words=["people.edit"])
    with pytest.raises(Refused, match="beyond_own"):
        set_words(role, {"people.see"})
        operations.reset_role(actor=me, role=role.pk)
    assert add(actor=me, name="Leser", words=["people.see"]).words == ["people.see"]


def test_nobody_takes_words_from_a_role_while_somebody_who_may_more_has_it() -> None:
    me, role, above = cast.small_manager(), add(), cast.user("office")
    operations.change_roles(actor=COMMAND, users=[above.pk], roles=["office", role.key])
    with pytest.raises(Refused, match="beyond_own"):
        set_words(role, set(), me)
    assert set_words(role, {"people.see", "accounts.manage"}, me).done, "giving takes nothing"
    operations.change_roles(actor=COMMAND, users=[above.pk], roles=[role.key])
    assert set_words(role, {"people.see"}, me).done


def test_nobody_changes_a_role_of_their_own_except_the_owner() -> None:
    me = cast.small_manager()
    mine = Role.objects.get(accounts_user=me.id, name="Kleine Verwaltung")
    with pytest.raises(Refused, match="own_account"):
        set_words(mine, {"accounts.manage", "people.see"}, me)
    person = cast.user("owner")
    operations.change_roles(actor=COMMAND, users=[person.pk], roles=["owner", "office"])
    assert set_words(shipped("office"), {"people.see"}, cast.actor_of(person)).done


def test_two_who_change_one_role_learn_of_each_other() -> None:
    role = shipped("office")
    set_words(role, {"people.see"}, version=role.version)
    with pytest.raises(Stale):
        set_words(role, {"people.see", "people.edit"}, version=role.version)
    assert shipped("office").words == ["people.see"]


def test_a_name_is_given_once_however_it_is_written() -> None:
    add()
    for name in ("empfang", " Empfang ", "Büro"):
        with pytest.raises(Refused, match="name_taken"):
            add(name=name)
    for name in ("", "x" * 81):
        with pytest.raises(Refused, match="invalid"):
            add(name=name)


def test_a_role_is_renamed_and_the_old_name_comes_back_by_undo() -> None:
    role = shipped("field")
    outcome = operations.rename_role(actor=COMMAND, role=role.pk, name="Hundetrainer")
    assert rules.label_of("field", shipped("field").name) == "Hundetrainer"
    undo(actor=COMMAND, entry=outcome.entry or 0)
    assert shipped("field").name == ""
    with pytest.raises(Refused, match="invalid"):
        operations.rename_role(actor=COMMAND, role=add().pk, name="")


def test_permissions_have_no_undo_for_that_would_go_round_the_guards() -> None:
    outcome = set_words(shipped("field"), set())
    with pytest.raises(Refused, match="no_undo"):
        undo(actor=COMMAND, entry=outcome.entry or 0)


def test_a_role_that_somebody_has_stays() -> None:
    role = add()
    person = cast.user("field")
    operations.change_roles(actor=COMMAND, users=[person.pk], roles=[role.key])
    for do in (operations.archive_roles, operations.remove_roles):
        assert [no.code for no in do(actor=COMMAND, roles=[role.pk]).refused] == ["in_use"]
    operations.change_roles(actor=COMMAND, users=[person.pk], roles=["field"])
    assert operations.remove_roles(actor=COMMAND, roles=[role.pk]).done == [role.pk]


def test_an_archived_role_is_given_to_nobody_until_it_is_back() -> None:
    role, person = add(), cast.user("field")
    done = operations.archive_roles(actor=COMMAND, roles=[role.pk])
    with pytest.raises(Refused, match="unknown_role"):
        operations.change_roles(actor=COMMAND, users=[person.pk], roles=[role.key])
    undo(actor=COMMAND, entry=done.entry or 0)
    operations.archive_roles(actor=COMMAND, roles=[role.pk])
    operations.restore_roles(actor=COMMAND, roles=[role.pk])
    assert operations.change_roles(actor=COMMAND, users=[person.pk], roles=[role.key]).done


def test_shipped_roles_are_archived_but_never_deleted_and_the_owners_neither() -> None:
    field, owner = shipped("field"), shipped("owner")
    assert operations.archive_roles(actor=COMMAND, roles=[field.pk]).done
    gone = operations.remove_roles(actor=COMMAND, roles=[field.pk])
    kept = operations.archive_roles(actor=COMMAND, roles=[owner.pk])
    assert [no.code for no in gone.refused + kept.refused] == ["shipped_role", "owner_role"]
    roles.ship()
    assert shipped("field").archived_at is not None


@pytest.mark.parametrize("who", ["office", "field", "accounting", "readonly", None])
def test_only_who_manages_accounts_changes_roles(who: str | None) -> None:
    me, role = cast.actor(who), shipped("field")
    for call in (
        lambda: add(actor=me),
        lambda: set_words(role, set(), me),
        lambda: operations.rename_role(actor=me, role=role.pk, name="X"),
        lambda: operations.reset_role(actor=me, role=role.pk),
        lambda: operations.archive_roles(actor=me, roles=[role.pk]),
        lambda: operations.restore_roles(actor=me, roles=[role.pk]),
        lambda: operations.remove_roles(actor=me, roles=[role.pk]),
    ):
        with pytest.raises(Forbidden):
            call()


def test_a_role_that_is_not_there_is_missing() -> None:
    with pytest.raises(Missing):
        operations.reset_role(actor=COMMAND, role=0)


def test_every_permission_stands_in_the_editor_once_under_its_room() -> None:
    parts = permits.parts(["people.see"], ["people.see"])
    words = [one.word for part in parts for one in part.permits]
    assert sorted(words) == sorted(WORDS)
    people = next(part for part in parts if any(one.word == "people.see" for one in part.permits))
    assert [one.word for one in people.held] == ["people.see"]
    assert not people.everything
    assert all(part.everything for part in permits.allowed(WORDS))
