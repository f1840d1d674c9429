"""Notes are written, changed, pinned, deleted; each refusal, each way back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from stammkunde.foundation import clock
from stammkunde.foundation.models import JournalChange
from stammkunde.foundation.refusals import Forbidden, Missing, Refused, Stale
from stammkunde.foundation.undo import undo
from stammkunde.notes import operations, queries
from stammkunde.notes.models import FollowUp, Note
from stammkunde.notes.operations import NewNote, NoteChange
from stammkunde.notes.tests.builders import follow_up, note
from stammkunde.people import operations as people
from tests import cast

pytestmark = pytest.mark.db


def _office() -> Any:
    return cast.actor_of(cast.user(roles=("office",), name="Emre Koç"))


def test_a_note_knows_author_customer_and_day() -> None:
    emre, made = _office(), cast.customer()
    day = clock.today() + timedelta(days=3)
    row = note(made, by=emre, text="Ruft zurück", title="Rückruf", origin="call", due_on=day)
    assert (row.customer_id, row.author_id, row.origin) == (made.pk, emre.id, "call")
    assert (follow_up(row).state, follow_up(row).due_on) == ("open", day)


def test_a_plain_note_does_not_come_back() -> None:
    assert follow_up(note()).state == "none"


def test_a_note_about_a_participant_stands_on_the_home_s_page() -> None:
    home = cast.customer()
    child = cast.participant(home)
    row = note(participant=child.pk)
    assert row.customer_id == home.pk
    assert [one.pk for one in queries.notes_of(cast.owner(), home.pk)] == [row.pk]


def test_a_participant_of_somebody_else_is_refused() -> None:
    child = cast.participant()
    with pytest.raises(Refused) as no:
        note(cast.customer(), participant=child.pk, customer=cast.customer().pk)
    assert no.value.code == "elsewhere"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"text": "  "}, "empty"),
        ({"text": "x" * 10_001}, "too_long"),
        ({"due_on": clock.today() - timedelta(days=1)}, "past"),
        ({"inform": [987_654]}, "no_colleague"),
    ],
)
def test_what_is_no_note_is_refused(values: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as no:
        note(by=cast.owner(), **values)
    assert no.value.code == code
    assert not Note.objects.exists()


def test_what_the_house_itself_brings_may_be_overdue() -> None:
    assert follow_up(note(due_on=clock.today() - timedelta(days=2))).state == "open"


def test_nobody_writes_about_somebody_who_is_not_there() -> None:
    with pytest.raises(Missing):
        operations.write_notes(actor=cast.owner(), notes=[NewNote("Text", customer=987_654)])


def test_writing_needs_the_word() -> None:
    one = note()
    for attempt in (
        lambda who: operations.write_notes(actor=who, notes=[NewNote("x", customer=1)]),
        lambda who: operations.change_notes(actor=who, changes=[NoteChange(one.pk, {})]),
        lambda who: operations.pin_notes(actor=who, notes=[one.pk], pinned=True),
        lambda who: operations.finish_follow_ups(actor=who, notes=[one.pk]),
        lambda who: operations.reopen_follow_ups(actor=who, notes=[one.pk]),
        lambda who: operations.snooze_follow_ups(
            actor=who, notes=[one.pk], until=clock.today() + timedelta(days=1)
        ),
        lambda who: operations.inform_of_notes(actor=who, notes=[one.pk], users=[]),
        lambda who: operations.delete_notes(actor=who, notes=[one.pk]),
        lambda who: operations.drop_notes(actor=who, customers=[], participants=[]),
        lambda who: operations.rehome_notes(actor=who, participants=[]),
        lambda who: operations.announce_due(actor=who, notes=[]),
    ):
        with pytest.raises(Forbidden):
            attempt(cast.actor("notes.see"))


def test_who_is_named_sees_the_note_today() -> None:
    emre = cast.user(roles=("office",), name="Emre Koç")
    row = note(text="@Emre Koç bitte zurückrufen")
    assert follow_up(row).due_on == clock.today()
    assert queries.chosen(cast.owner(), row.pk) == {emre.pk}
    assert queries.due_count(cast.actor_of(emre)) == 1


def test_a_note_is_taken_back_with_its_follow_up() -> None:
    emre = cast.user(roles=("office",), name="Emre Koç")
    outcome = operations.write_notes(
        actor=cast.owner(), notes=[NewNote("@Emre bitte", customer=cast.customer().pk)]
    )
    assert emre.pk in queries.chosen(cast.owner(), outcome.done[0].pk)
    undo(actor=cast.owner(), entry=outcome.entry or 0)
    assert not Note.objects.exists()
    assert not FollowUp.objects.exists()


def test_a_note_that_was_done_since_is_not_taken_back() -> None:
    outcome = operations.write_notes(
        actor=cast.owner(),
        notes=[NewNote("Rückruf", customer=cast.customer().pk, due_on=clock.today())],
    )
    operations.finish_follow_ups(actor=cast.owner(), notes=[outcome.done[0].pk])
    with pytest.raises(Refused):
        undo(actor=cast.owner(), entry=outcome.entry or 0)
    assert Note.objects.count() == 1


def test_a_change_goes_back_by_undo() -> None:
    row = note(text="alt")
    change = NoteChange(row.pk, {"text": "neu", "due_on": clock.today()})
    outcome = operations.change_notes(actor=cast.owner(), changes=[change])
    assert Note.objects.get(pk=row.pk).text == "neu"
    assert follow_up(row).state == "open"
    undo(actor=cast.owner(), entry=outcome.entry or 0)
    assert Note.objects.get(pk=row.pk).text == "alt"
    assert follow_up(row).state == "none"


def test_two_who_change_the_same_field_are_told() -> None:
    row = note(text="alt")
    operations.change_notes(actor=cast.owner(), changes=[NoteChange(row.pk, {"text": "von Tom"})])
    late = NoteChange(row.pk, {"text": "von Jana"}, {"text": "alt"})
    with pytest.raises(Stale) as no:
        operations.change_notes(actor=cast.owner(), changes=[late])
    assert [one.field for one in no.value.conflicts] == ["text"]
    other = NoteChange(row.pk, {"title": "Umzug"}, {"title": ""})
    assert operations.change_notes(actor=cast.owner(), changes=[other]).done


def test_two_who_choose_another_day_are_told() -> None:
    row = note(due_on=clock.today())
    first = {"due_on": clock.today() + timedelta(days=1)}
    operations.change_notes(actor=cast.owner(), changes=[NoteChange(row.pk, first)])
    second = {"due_on": clock.today() + timedelta(days=2)}
    with pytest.raises(Stale):
        operations.change_notes(
            actor=cast.owner(), changes=[NoteChange(row.pk, second, {"due_on": clock.today()})]
        )


def test_a_note_cannot_be_emptied() -> None:
    row = note(text="alt")
    with pytest.raises(Refused) as no:
        operations.change_notes(actor=cast.owner(), changes=[NoteChange(row.pk, {"text": ""})])
    assert no.value.code == "empty"


def test_pinning_twice_is_refused_and_undone_once() -> None:
    row = note()
    outcome = operations.pin_notes(actor=cast.owner(), notes=[row.pk], pinned=True)
    again = operations.pin_notes(actor=cast.owner(), notes=[row.pk], pinned=True)
    assert [one.code for one in again.refused] == ["no_change"]
    undo(actor=cast.owner(), entry=outcome.entry or 0)
    assert not Note.objects.get(pk=row.pk).pinned


def test_a_deleted_note_leaves_nothing_of_what_it_said() -> None:
    row = note(text="Geheimes Wort Zuckerhut")
    operations.change_notes(
        actor=cast.owner(), changes=[NoteChange(row.pk, {"text": "Zuckerhut bleibt geheim"})]
    )
    operations.delete_notes(actor=cast.owner(), notes=[row.pk])
    assert not Note.objects.exists()
    said = JournalChange.objects.filter(old__contains="Zuckerhut")
    assert not said.exists()
    assert not JournalChange.objects.filter(new__contains="Zuckerhut").exists()


def test_erased_customers_lose_their_notes_and_what_the_journal_knew() -> None:
    made = cast.customer()
    row = note(made, text="Zahlt ungern: Zuckerhut")
    child = cast.participant(made)
    note(participant=child.pk, text="Zuckerhut auch beim Kind")
    operations.change_notes(actor=cast.owner(), changes=[NoteChange(row.pk, {"text": "Zuckerhut"})])
    people.bin_customers(actor=cast.owner(), customers=[made.pk], confirmed=["people.own"])
    with clock_later():
        people.erase_customers(actor=cast.system(), customers=[made.pk])
    assert not Note.objects.exists()
    assert not JournalChange.objects.filter(old__contains="Zuckerhut").exists()
    assert not JournalChange.objects.filter(new__contains="Zuckerhut").exists()


def clock_later() -> Any:
    """Forty days on: the time in the bin is over."""
    import time_machine

    return time_machine.travel(clock.now() + timedelta(days=40), tick=False)


def test_a_customer_with_notes_is_not_undone() -> None:
    outcome = people.add_customers(actor=cast.owner(), customers=[cast.customer_values()])
    note(outcome.done[0])
    with pytest.raises(Refused) as no:
        undo(actor=cast.owner(), entry=outcome.entry or 0)
    assert no.value.code == "has_notes"


def test_a_participant_with_notes_is_not_undone() -> None:
    wanted = {"customer": cast.customer().pk, "first_name": "Lea"}
    outcome = people.add_participants(actor=cast.owner(), participants=[wanted])
    note(participant=outcome.done[0].pk)
    with pytest.raises(Refused):
        undo(actor=cast.owner(), entry=outcome.entry or 0)


def test_notes_follow_a_child_to_its_new_home() -> None:
    mother, father = cast.customer(), cast.customer()
    child = cast.participant(mother)
    row = note(participant=child.pk)
    own = note(mother)
    people.add_guardians(actor=cast.owner(), participant=child.pk, customers=[father.pk])
    people.move_participants(actor=cast.owner(), participants=[child.pk], customer=father.pk)
    assert Note.objects.get(pk=row.pk).customer_id == father.pk
    assert Note.objects.get(pk=own.pk).customer_id == mother.pk
