"""What pages say about one customer, note or colleague they say of no other: always two of each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from stammkunde.accounts.models import User
from stammkunde.foundation import clock
from stammkunde.foundation.operations import building
from stammkunde.foundation.undo import undo
from stammkunde.notes import operations, queries
from stammkunde.notes.models import Note
from stammkunde.notes.tests.builders import note
from stammkunde.people import operations as people
from stammkunde.people import record as records
from stammkunde.people.models import Customer
from tests import cast

pytestmark = pytest.mark.db

DAY = timedelta(days=1)


def colleague(name: str) -> Any:
    return cast.actor_of(cast.user(roles=("office",), name=name))


def test_the_panel_shows_what_is_due_for_me_by_today() -> None:
    emre, jana, today = colleague("Emre Koç"), colleague("Jana Roth"), clock.today()
    mine = note(by=emre, due_on=today)
    note(by=jana, due_on=today)
    note(by=emre, due_on=today + DAY)
    note(by=emre)
    done = note(by=emre, due_on=today)
    operations.finish_follow_ups(actor=emre, notes=[done.pk])
    assert queries.due_count(emre) == 1
    found = queries.due_panel(emre, 6)
    assert found is not None
    assert ([row.pk for row in found.rows], found.today, found.overdue) == ([mine.pk], 1, 0)


def test_the_record_knows_its_own_notes_and_its_own_next_day() -> None:
    home, other, today = cast.customer(), cast.customer(), clock.today()
    note(other, due_on=today, pinned=True)
    done, coming = note(home, due_on=today + DAY), note(home, due_on=today + 5 * DAY)
    operations.finish_follow_ups(actor=cast.owner(), notes=[done.pk])
    known = queries.summary(cast.owner(), home.pk)
    assert (known.count, tuple(known.pinned), known.next_due) == (2, (), today + 5 * DAY)
    assert [row.pk for row in queries.notes_of(cast.owner(), home.pk)] == [coming.pk, done.pk]


def test_notes_of_one_child_are_not_those_of_the_other() -> None:
    home = cast.customer()
    lea, tom = cast.participant(home), cast.participant(home)
    old, hers, his = (note(participant=one.pk) for one in (lea, lea, tom))
    found = queries.notes_of(cast.owner(), home.pk, participant=lea.pk)
    assert [row.pk for row in found] == [hers.pk, old.pk]
    newest = queries.newest_of_participants(cast.owner(), [lea.pk])
    assert {pk: row.pk for pk, row in newest.items()} == {lea.pk: hers.pk}
    assert [row.pk for row in queries.of_participants(cast.owner(), [tom.pk])[tom.pk]] == [his.pk]
    assert list(queries.of_participants(cast.owner(), [tom.pk])) == [tom.pk]
    assert [queries.note(cast.owner(), row.pk) for row in (old, his)] == [old, his]
    both = queries.newest_of_participants(cast.owner(), [lea.pk, tom.pk])
    assert {pk: row.pk for pk, row in both.items()} == {lea.pk: hers.pk, tom.pk: his.pk}


def test_only_customers_with_something_to_do_by_today_are_in_the_lens() -> None:
    due, later, done = cast.customer(), cast.customer(), cast.customer()
    note(due, due_on=clock.today())
    note(later, due_on=clock.today() + DAY)
    over = note(done, due_on=clock.today())
    operations.finish_follow_ups(actor=cast.owner(), notes=[over.pk])
    found = Customer.objects.filter(queries.customers_with_due(cast.owner()))
    assert list(found) == [due]


def test_the_daily_news_tells_of_open_follow_ups_of_those_days() -> None:
    today = clock.today()
    rows = [note(due_on=today + number * DAY) for number in range(4)]
    operations.finish_follow_ups(actor=cast.owner(), notes=[rows[1].pk])
    assert queries.newly_due(cast.system(), today + DAY, today + 2 * DAY) == [rows[2].pk]


def test_whose_a_follow_up_is_is_said_of_each_note_by_itself() -> None:
    emre, jana = colleague("Emre Koç"), colleague("Jana Roth")
    one = note(by=cast.owner(), due_on=clock.today(), inform=[emre.id])
    two = note(by=cast.owner(), due_on=clock.today(), inform=[jana.id])
    assert queries.receivers(cast.owner(), [one]) == {one.pk: ["Emre Koç"]}
    assert queries.informed_alike(cast.owner(), [one.pk, two.pk], [emre.id]) == 1
    assert queries.informed_alike(cast.owner(), [one.pk], [emre.id]) == 1
    assert {row.note_id for row in queries.follow_ups(cast.owner(), [one.pk])} == {one.pk}


def test_passing_on_tells_whom_it_names_and_nobody_else() -> None:
    emre, jana = colleague("Emre Koç"), colleague("Jana Roth")
    row = note(due_on=clock.today(), inform=[emre.id])
    operations.inform_of_notes(actor=cast.owner(), notes=[row.pk], users=[jana.id])
    other = note(due_on=clock.today(), inform=[emre.id])
    assert queries.chosen(cast.owner(), row.pk) == {jana.id}
    assert queries.chosen(cast.owner(), other.pk) == {emre.id}


def test_the_filter_offers_staff_and_who_left_but_is_still_told() -> None:
    there, left, gone = (cast.user(roles=("office",), name=name) for name in "ABC")
    note(by=cast.owner(), due_on=clock.today(), inform=[left.pk])
    with building():
        User.objects.filter(pk__in=[left.pk, gone.pk]).update(is_active=False)
    found = {one.id: one.former for one in queries.all_receivers(cast.owner())}
    assert found == {there.pk: False, left.pk: True}


def test_a_customer_without_notes_is_undone_whatever_is_said_about_others() -> None:
    note()
    note(participant=cast.participant().pk)
    outcome = people.add_customers(actor=cast.owner(), customers=[cast.customer_values()])
    made = {"customer": outcome.done[0].pk, "first_name": "Lea"}
    child = people.add_participants(actor=cast.owner(), participants=[made])
    for entry in (child.entry, outcome.entry):
        undo(actor=cast.owner(), entry=entry or 0)
    assert not Customer.objects.filter(pk=outcome.done[0].pk).exists()
    assert Note.objects.count() == 2


def test_the_history_says_of_each_entry_what_its_own_note_says() -> None:
    home, other = cast.customer(), cast.customer()
    for text in ("Zuckerhut", "Himbeere"):
        note(home, text=text)
    note(other, text="Walnuss")
    lines, _older = records.timeline(cast.owner(), home.pk)
    said = [str(one.body) for one in lines if one.body]
    assert said == ["Himbeere", "Zuckerhut"]
