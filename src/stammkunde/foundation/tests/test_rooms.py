"""Registries that rooms hang themselves into."""

from __future__ import annotations

import pytest

from stammkunde.foundation import rooms
from stammkunde.foundation.rooms import Frozen, Slots, Tab
from tests import cast

pytestmark = pytest.mark.pure


def test_entries_come_in_order_and_only_for_those_who_may() -> None:
    slots = Slots()
    slots.hang("tabs", Tab("late", "Spät", "x", "people.see", 200))
    slots.hang("tabs", Tab("early", "Früh", "x", "", 100))
    slots.hang("tabs", Tab("secret", "Geheim", "x", "money.see", 1))
    assert [tab.key for tab in slots.of("tabs", cast.actor("people.see"))] == ["early", "late"]
    assert [tab.key for tab in slots.of("tabs", cast.visitor())] == ["early"]
    assert slots.of("elsewhere", cast.system()) == []


def test_a_key_hangs_once() -> None:
    slots = Slots()
    slots.hang("tabs", Tab("a", "A", "x"))
    with pytest.raises(ValueError, match="already holds"):
        slots.hang("tabs", Tab("a", "B", "x"))


def test_after_start_nothing_is_hung() -> None:
    with pytest.raises(Frozen):
        rooms.slots.hang("people.customer.tabs", Tab("late", "Zu spät", "x"))


def test_floors_count_from_the_ground() -> None:
    names = ("foundation.events", "accounts.room", "people.reactions", "backoffice")
    floors = [rooms.floor_of(f"stammkunde.{name}") for name in names]
    assert floors == sorted(floors)
    assert len(set(floors)) == len(floors)
    assert rooms.floor_of("tests.toyroom.reactions") > floors[-1]
    assert rooms.floor_of("somewhere.else") > rooms.floor_of("tests.toyroom.room")


def test_a_room_whose_name_only_begins_alike_is_another_room() -> None:
    assert rooms.floor_of("stammkunde.peoples.x") != rooms.floor_of("stammkunde.people.x")


def test_words_belong_to_their_room_and_have_a_label() -> None:
    assert rooms.WORDS
    for word, label in rooms.WORDS.items():
        assert word.partition(".")[0] in rooms.ROOMS, word
        assert str(label).strip(), word
