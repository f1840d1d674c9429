"""Who asks."""

from __future__ import annotations

import dataclasses

import pytest

from stammkunde.foundation import actors
from tests import cast

pytestmark = pytest.mark.pure


def test_staff_may_what_their_words_say() -> None:
    kim = cast.actor("people.see")
    assert kim.may("people.see")
    assert not kim.may("people.edit")
    assert kim.may("")


def test_a_visitor_may_only_what_needs_no_word() -> None:
    assert actors.visitor().may("")
    assert not actors.visitor().may("people.see")


def test_the_house_itself_may_everything() -> None:
    assert actors.system().may("people.see")
    assert actors.system().may("anything.at_all")


@pytest.mark.parametrize("kind", ["staff", "customer", "token", "visitor"])
def test_nobody_else_may_what_they_do_not_hold(kind: actors.Kind) -> None:
    assert not actors.Actor(kind=kind, id=1, label="x").may("people.see")


def test_an_actor_at_another_door_is_the_same_actor() -> None:
    kim = cast.actor("people.see", id=4, request_id="r")
    there = kim.through("import")
    assert there.door == "import"
    assert dataclasses.replace(there, door=kim.door) == kim


def test_nobody_gets_more_words_on_the_way() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        cast.nobody().words = frozenset({"people.see"})  # type: ignore[misc]
