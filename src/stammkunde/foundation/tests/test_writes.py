"""The write helpers: lock, add, change, remove, link, expect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stammkunde.foundation import writes
from stammkunde.foundation.models import JournalChange, JournalEntry
from stammkunde.foundation.operations import Outcome, operation
from stammkunde.foundation.refusals import Missing, Stale
from tests import cast
from tests.toyroom import cast as toys
from tests.toyroom import operations as toyroom
from tests.toyroom.models import ToyThing

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("own_registries")]


def inside(work: Callable[[], Any]) -> Outcome[Any]:
    """Do `work` inside an operation of the toy room."""

    @operation("toyroom.inside", needs="")
    def run(*, actor: object) -> Outcome[Any]:
        return Outcome([work()])

    return run(actor=cast.visitor())


def test_rows_must_be_locked_before_they_change() -> None:
    thing = toys.thing()
    with pytest.raises(RuntimeError, match="lock"):
        inside(lambda: writes.change([ToyThing.objects.get(pk=thing.pk)], name="x"))


def test_rows_must_be_locked_before_they_go() -> None:
    thing = toys.thing()
    with pytest.raises(RuntimeError, match="lock"):
        inside(lambda: writes.remove([ToyThing.objects.get(pk=thing.pk)]))


def test_lock_fetches_in_id_order_and_once() -> None:
    a, b = toys.things({}, {})
    rows: list[ToyThing] = []
    inside(lambda: rows.extend(writes.lock(ToyThing, [b.pk, a.pk, b.pk])))
    assert [row.pk for row in rows] == [a.pk, b.pk]


def test_lock_refuses_ids_that_are_not_there() -> None:
    thing = toys.thing()
    with pytest.raises(Missing):
        inside(lambda: writes.lock(ToyThing, [thing.pk, thing.pk + 1000]))


def test_what_was_just_added_may_be_changed_at_once() -> None:
    def work() -> None:
        rows = writes.add([ToyThing(name="Frisch")])
        writes.change(rows, name="Geändert")

    inside(work)
    assert ToyThing.objects.get().name == "Geändert"


def test_every_change_counts_the_version_once() -> None:
    thing = toys.thing()
    toyroom.change_thing(
        actor=cast.system(), thing=thing.pk, values={"name": "Neu", "note": "Zwei Felder"}
    )
    assert ToyThing.objects.get().version == 2


def test_the_same_value_is_no_change() -> None:
    thing = toys.thing(name="Gleich", price=Decimal("1.50"))
    values = {"name": "Gleich", "price": Decimal("1.50")}
    outcome = toyroom.change_thing(actor=cast.system(), thing=thing.pk, values=values)
    assert (outcome.done, outcome.entry) == ([], None)
    assert ToyThing.objects.get().version == 1
    assert JournalEntry.objects.count() == 1


def test_only_rows_that_differ_are_changed() -> None:
    a, b = toys.things({"note": "da"}, {"note": ""})
    outcome = toyroom.change_things(actor=cast.system(), things=[a.pk, b.pk], values={"note": "da"})
    assert [row.pk for row in outcome.done] == [b.pk]
    assert list(ToyThing.objects.order_by("pk").values_list("version", flat=True)) == [1, 2]


def test_each_row_can_get_its_own_values() -> None:
    a, b = toys.things({}, {})

    def work() -> None:
        rows = writes.lock(ToyThing, [a.pk, b.pk])
        pairs = [(rows[0], {"name": "Eins"}), (rows[1], {"price": Decimal("2.00")})]
        writes.change_each(pairs)

    inside(work)
    first, second = ToyThing.objects.order_by("pk")
    assert (first.name, first.price) == ("Eins", Decimal(0))
    assert (second.name, second.price) == (b.name, Decimal("2.00"))


def test_derived_columns_follow() -> None:
    thing = toys.thing(name="GROSS")
    assert ToyThing.objects.get().name_folded == "gross"
    toyroom.change_thing(actor=cast.system(), thing=thing.pk, values={"name": "Noch GRÖSSER"})
    assert ToyThing.objects.get().name_folded == "noch grösser"


def test_many_rows_cost_as_many_queries_as_few() -> None:
    def cost(count: int) -> int:
        ids = [thing.pk for thing in toys.things(*[{} for _ in range(count)])]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            toyroom.change_things(actor=cast.system(), things=ids, values={"note": f"für {count}"})
        return len(queries)

    assert cost(3) == cost(60)


def test_what_goes_is_kept_in_the_journal_without_secrets() -> None:
    thing = toys.thing(name="Weg", pin="9876", price=Decimal("3.20"), bought_on=date(2026, 2, 28))
    outcome = toyroom.remove_things(actor=cast.system(), things=[thing.pk])
    assert not ToyThing.objects.exists()
    line = JournalChange.objects.get(entry=outcome.entry)
    assert (line.field, line.row, line.new) == ("-", thing.pk, None)
    assert '"Weg"' in (line.old or "")
    assert "9876" not in (line.old or "")


def test_links_are_made_once_and_journalled() -> None:
    thing, blue, red = toys.thing(), toys.tag("Blau"), toys.tag("Rot")
    tag = toyroom.tag_things
    tag(actor=cast.system(), things=[thing.pk], tags=[blue.pk])
    outcome = tag(actor=cast.system(), things=[thing.pk], tags=[blue.pk, red.pk])
    assert {one.name for one in thing.tags.all()} == {"Blau", "Rot"}
    line = JournalChange.objects.get(entry=outcome.entry)
    assert (line.field, line.new) == ("+tags", str(red.pk))


def test_unlinking_takes_only_what_was_linked() -> None:
    thing, blue, red = toys.thing(), toys.tag("Blau"), toys.tag("Rot")
    toyroom.tag_things(actor=cast.system(), things=[thing.pk], tags=[blue.pk])
    outcome = toyroom.untag_things(actor=cast.system(), things=[thing.pk], tags=[blue.pk, red.pk])
    assert not thing.tags.exists()
    line = JournalChange.objects.get(entry=outcome.entry)
    assert (line.field, line.new) == ("-tags", str(blue.pk))


def test_linking_for_many_links_each() -> None:
    a, b = toys.things({}, {})
    blue, red = toys.tag("Blau"), toys.tag("Rot")
    toyroom.tag_things(actor=cast.system(), things=[a.pk, b.pk], tags=[blue.pk, red.pk])
    assert (a.tags.count(), b.tags.count()) == (2, 2)


def test_a_field_that_moved_is_a_conflict_and_nothing_is_written() -> None:
    thing = toys.thing(name="Neu", note="alt")
    with pytest.raises(Stale) as caught:
        toyroom.change_thing(
            actor=cast.owner(),
            thing=thing.pk,
            values={"name": "Meins", "note": "neu"},
            expected={"name": "Alt", "note": "alt"},
        )
    conflict = caught.value.conflicts[0]
    assert len(caught.value.conflicts) == 1
    assert (conflict.field, conflict.expected, conflict.current, conflict.wanted) == (
        "name",
        "Alt",
        "Neu",
        "Meins",
    )
    assert (caught.value.code, caught.value.field) == ("stale", "name")
    assert ToyThing.objects.get().note == "alt"


def test_two_who_want_the_same_do_not_conflict() -> None:
    thing = toys.thing(name="Gleich")
    toyroom.change_thing(
        actor=cast.owner(), thing=thing.pk, values={"name": "Gleich"}, expected={"name": "Alt"}
    )


def test_a_field_that_nobody_shows_is_no_conflict() -> None:
    thing = toys.thing(name="A", note="von jemand anderem")
    toyroom.change_thing(
        actor=cast.owner(), thing=thing.pk, values={"name": "B"}, expected={"name": "A"}
    )
    assert ToyThing.objects.get().name == "B"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Ä „quoted“ \\ 'x'"),
        ("price", Decimal("-12.50")),
        ("unit_price", Decimal("0.0001")),
        ("bought_on", date(2024, 2, 29)),
        ("seen_at", datetime(2026, 3, 29, 1, 30, 15, 123456, UTC)),
    ],
)
def test_the_journal_gives_back_exactly_what_it_got(field: str, value: Any) -> None:
    thing = toys.thing()
    outcome = toyroom.change_thing(actor=cast.system(), thing=thing.pk, values={field: value})
    line = JournalChange.objects.get(entry=outcome.entry, field=field)
    assert writes.decode(ToyThing, field, line.new) == value


def test_the_same_values_for_all_are_one_statement_and_count_every_version() -> None:
    a, b = toys.things({}, {})
    inside(lambda: writes.change(writes.lock(ToyThing, [b.pk]), name="vorher"))
    with CaptureQueriesContext(connection) as asked:
        inside(lambda: writes.change(writes.lock(ToyThing, [a.pk, b.pk]), name="Ball"))
    table = ToyThing._meta.db_table
    [update] = [one["sql"] for one in asked if one["sql"].startswith(f'UPDATE "{table}"')]
    assert "CASE" not in update
    for row, before in ((a, 1), (b, 2)):
        row.refresh_from_db()
        assert (row.name, row.version) == ("Ball", before + 1)
