"""Taking operations back."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from stammkunde.foundation.events import on
from stammkunde.foundation.models import JournalEntry
from stammkunde.foundation.operations import FIELDS, Outcome, operation
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.foundation.undo import undo
from stammkunde.foundation.writes import add, change, lock
from tests import cast
from tests.toyroom import cast as toys
from tests.toyroom import operations as toyroom
from tests.toyroom.events import ThingsChanged, ThingsWithdrawn
from tests.toyroom.models import ToyThing

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("own_registries")]


def code_of(entry: int | None) -> str:
    """The code with which an undo is refused."""
    with pytest.raises(Refused) as caught:
        undo(actor=cast.owner(), entry=entry)
    return caught.value.code


def test_changed_fields_go_back() -> None:
    thing = toys.thing(name="Alt", price=Decimal("1.00"))
    values = {"name": "Neu", "price": Decimal("2.50"), "bought_on": None}
    outcome = toyroom.change_thing(actor=cast.owner(), thing=thing.pk, values=values)
    done = undo(actor=cast.owner(), entry=outcome.entry)
    now = ToyThing.objects.get()
    assert (now.name, now.price, now.name_folded) == ("Alt", Decimal("1.00"), "alt")
    assert done.done == [thing.pk]
    assert not done.refused


def test_an_instant_goes_back_to_the_microsecond() -> None:
    thing = toys.thing()
    at = datetime(2026, 11, 21, 22, 0, 0, 987654, UTC)
    outcome = toyroom.change_thing(actor=cast.owner(), thing=thing.pk, values={"seen_at": at})
    undo(actor=cast.owner(), entry=outcome.entry)
    assert ToyThing.objects.get().seen_at is None


def test_an_undo_is_an_entry_that_names_what_it_undid() -> None:
    thing = toys.thing(name="Alt")
    outcome = toyroom.change_thing(actor=cast.owner(), thing=thing.pk, values={"name": "Neu"})
    done = undo(actor=cast.owner(label="Uwe"), entry=outcome.entry)
    entry = JournalEntry.objects.get(pk=done.entry)
    assert (entry.operation, entry.undoes, entry.actor_label) == (
        "foundation.undo",
        outcome.entry,
        "Uwe",
    )
    assert ToyThing.objects.get().version == 3


def test_only_what_nobody_has_touched_since_goes_back() -> None:
    thing = toys.thing(name="Alt", note="alt")
    outcome = toyroom.change_thing(
        actor=cast.owner(), thing=thing.pk, values={"name": "Neu", "note": "neu"}
    )
    toyroom.change_thing(actor=cast.owner(), thing=thing.pk, values={"name": "Neuer"})
    done = undo(actor=cast.owner(), entry=outcome.entry)
    now = ToyThing.objects.get()
    assert (now.name, now.note) == ("Neuer", "alt")
    assert [(one.row, one.code, one.field) for one in done.refused] == [(thing.pk, "moved", "name")]


def test_of_many_rows_those_go_back_that_can() -> None:
    a, b, c = toys.things({}, {}, {})
    ids = [a.pk, b.pk, c.pk]
    outcome = toyroom.change_things(actor=cast.owner(), things=ids, values={"note": "alle"})
    toyroom.change_thing(actor=cast.owner(), thing=a.pk, values={"note": "anders"})
    toyroom.remove_things(actor=cast.owner(), things=[b.pk])
    done = undo(actor=cast.owner(), entry=outcome.entry)
    assert done.done == [c.pk]
    assert {(one.row, one.code) for one in done.refused} == {(a.pk, "moved"), (b.pk, "gone")}


def test_when_everything_moved_on_the_undo_is_refused() -> None:
    thing = toys.thing(name="Alt")
    outcome = toyroom.change_thing(actor=cast.owner(), thing=thing.pk, values={"name": "Neu"})
    toyroom.change_thing(actor=cast.owner(), thing=thing.pk, values={"name": "Neuer"})
    assert code_of(outcome.entry) == "nothing_to_undo"
    assert not JournalEntry.objects.filter(undoes=outcome.entry).exists()


def test_a_refused_undo_can_be_tried_again() -> None:
    thing = toys.thing(name="Alt")
    outcome = toyroom.change_thing(actor=cast.owner(), thing=thing.pk, values={"name": "Neu"})
    later = toyroom.change_thing(actor=cast.owner(), thing=thing.pk, values={"name": "Neuer"})
    assert code_of(outcome.entry) == "nothing_to_undo"
    undo(actor=cast.owner(), entry=later.entry)
    undo(actor=cast.owner(), entry=outcome.entry)
    assert ToyThing.objects.get().name == "Alt"


def test_nothing_is_undone_twice() -> None:
    thing = toys.thing(name="Alt")
    outcome = toyroom.change_thing(actor=cast.owner(), thing=thing.pk, values={"name": "Neu"})
    undo(actor=cast.owner(), entry=outcome.entry)
    assert code_of(outcome.entry) == "already_undone"
    assert ToyThing.objects.get().version == 3


def test_an_undo_is_not_undone() -> None:
    thing = toys.thing(name="Alt")
    outcome = toyroom.change_thing(actor=cast.owner(), thing=thing.pk, values={"name": "Neu"})
    done = undo(actor=cast.owner(), entry=outcome.entry)
    assert code_of(done.entry) == "no_undo"


def test_what_declares_no_undo_has_none() -> None:
    thing = toys.thing()
    outcome = toyroom.remove_things(actor=cast.owner(), things=[thing.pk])
    assert code_of(outcome.entry) == "no_undo"


def test_the_undo_needs_the_word_of_what_it_undoes() -> None:
    thing = toys.thing(name="Alt")
    outcome = toyroom.change_thing(actor=cast.owner(), thing=thing.pk, values={"name": "Neu"})
    with pytest.raises(Forbidden) as caught:
        undo(actor=cast.actor("toyroom.see"), entry=outcome.entry)
    assert caught.value.word == "toyroom.give"
    assert ToyThing.objects.get().name == "Neu"


def test_an_entry_that_is_not_there_is_missing() -> None:
    with pytest.raises(Missing):
        undo(actor=cast.owner(), entry=999_999)


def test_created_rows_go_away_again() -> None:
    outcome = toyroom.add_things(actor=cast.owner(), rows=[{"name": "A"}, {"name": "B"}])
    done = undo(actor=cast.owner(), entry=outcome.entry)
    assert not ToyThing.objects.exists()
    assert len(done.done) == 2


def test_created_rows_that_somebody_touched_stay() -> None:
    outcome = toyroom.add_things(actor=cast.owner(), rows=[{"name": "A"}, {"name": "B"}])
    touched = outcome.done[1].pk
    toyroom.change_thing(actor=cast.owner(), thing=touched, values={"note": "gebraucht"})
    done = undo(actor=cast.owner(), entry=outcome.entry)
    assert [thing.pk for thing in ToyThing.objects.all()] == [touched]
    assert [(one.row, one.code) for one in done.refused] == [(touched, "moved")]


def test_rooms_above_hear_it_before_rows_go_and_may_object() -> None:
    @on(ThingsWithdrawn)
    def object_to_it(event: ThingsWithdrawn) -> None:
        assert ToyThing.objects.filter(pk__in=event.ids).exists()
        raise Refused("in_use", "Wird gebraucht.")

    outcome = toyroom.add_things(actor=cast.owner(), rows=[{"name": "A"}])
    assert code_of(outcome.entry) == "in_use"
    assert ToyThing.objects.count() == 1


def test_an_undo_of_fields_is_news_like_the_change_itself() -> None:
    heard: list[tuple[int, ...]] = []

    @on(ThingsChanged)
    def listen(event: ThingsChanged) -> None:
        heard.append(event.ids)

    thing = toys.thing(name="Alt")
    outcome = toyroom.change_thing(actor=cast.owner(), thing=thing.pk, values={"name": "Neu"})
    undo(actor=cast.owner(), entry=outcome.entry)
    assert heard == [(thing.pk,), (thing.pk,)]


def test_members_that_joined_leave() -> None:
    thing, old, new = toys.thing(), toys.tag("Alt"), toys.tag("Neu")
    toyroom.tag_things(actor=cast.owner(), things=[thing.pk], tags=[old.pk])
    outcome = toyroom.tag_things(actor=cast.owner(), things=[thing.pk], tags=[old.pk, new.pk])
    undo(actor=cast.owner(), entry=outcome.entry)
    assert [tag.name for tag in thing.tags.all()] == ["Alt"]


def test_members_that_left_join_again() -> None:
    thing, tag = toys.thing(), toys.tag()
    toyroom.tag_things(actor=cast.owner(), things=[thing.pk], tags=[tag.pk])
    outcome = toyroom.untag_things(actor=cast.owner(), things=[thing.pk], tags=[tag.pk])
    undo(actor=cast.owner(), entry=outcome.entry)
    assert [one.pk for one in thing.tags.all()] == [tag.pk]


def test_members_of_a_row_that_is_gone_are_reported() -> None:
    a, b = toys.things({}, {})
    tag = toys.tag()
    outcome = toyroom.tag_things(actor=cast.owner(), things=[a.pk, b.pk], tags=[tag.pk])
    toyroom.remove_things(actor=cast.owner(), things=[a.pk])
    done = undo(actor=cast.owner(), entry=outcome.entry)
    assert done.done == [b.pk]
    assert [(one.row, one.code) for one in done.refused] == [(a.pk, "gone")]


def test_a_secret_does_not_come_back_as_a_word() -> None:
    thing = toys.thing(pin="changed", name="Alt")
    outcome = toyroom.change_thing(
        actor=cast.owner(), thing=thing.pk, values={"pin": "changed.", "name": "Neu"}
    )
    toyroom.change_thing(actor=cast.owner(), thing=thing.pk, values={"pin": "changed"})
    done = undo(actor=cast.owner(), entry=outcome.entry)
    now = ToyThing.objects.get()
    assert (now.name, now.pin) == ("Alt", "changed")
    assert [(one.code, one.field) for one in done.refused] == [("secret", "pin")]


def test_a_field_that_one_step_wrote_twice_goes_back_to_where_it_was() -> None:
    thing = toys.thing(name="Alt")

    @operation("toyroom.change_twice", needs="", undo=FIELDS)
    def change_twice(*, actor: object) -> Outcome[ToyThing]:
        rows = lock(ToyThing, [thing.pk])
        change(rows, name="Dazwischen")
        change(rows, name="Neu", note="x")
        add([ToyThing(name="Nebenbei")])
        return Outcome(rows)

    entry = change_twice(actor=cast.visitor()).entry
    done = undo(actor=cast.owner(), entry=entry)
    now = ToyThing.objects.get(pk=thing.pk)
    assert (now.name, now.note) == ("Alt", "")
    assert not done.refused


def test_taking_back_many_rows_stays_quick(django_assert_max_num_queries) -> None:
    outcome = toyroom.add_things(
        actor=cast.owner(), rows=[{"name": f"Ding {i}"} for i in range(1000)]
    )
    with django_assert_max_num_queries(60):
        undo(actor=cast.owner(), entry=outcome.entry)
    assert not ToyThing.objects.exists()


def test_untagging_many_rows_stays_quick(django_assert_max_num_queries) -> None:
    ids = [thing.pk for thing in toys.things(*[{} for _ in range(100)])]
    outcome = toyroom.tag_things(actor=cast.owner(), things=ids, tags=[toys.tag().pk])
    with django_assert_max_num_queries(25):
        undo(actor=cast.owner(), entry=outcome.entry)
    assert not ToyThing.tags.through.objects.exists()
