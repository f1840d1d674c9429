"""Who is told of a note: chosen, named with @, taken away; nobody's choice is lost unseen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stammkunde.accounts import operations as accounts
from stammkunde.foundation import clock
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.undo import undo
from stammkunde.notes import operations, queries
from stammkunde.notes.models import Note
from stammkunde.notes.operations import NewNote, NoteChange
from stammkunde.notes.tests.builders import follow_up, note
from stammkunde.notes.tests.test_pages import records_expected
from tests import cast

pytestmark = pytest.mark.db


def _colleague(name: str) -> Any:
    return cast.user(roles=("office",), name=name)


def _told(row: Note) -> set[int]:
    return queries.chosen(cast.owner(), row.pk)


def _change(row: Note, **more: Any) -> Any:
    values = more.pop("values", {})
    return operations.change_notes(actor=cast.owner(), changes=[NoteChange(row.pk, values, **more)])


def test_who_is_chosen_meanwhile_stays_when_somebody_saves_an_older_page() -> None:
    emre, jana = _colleague("Emre Koç"), _colleague("Jana Roth")
    row = note(text="alt", due_on=clock.today(), inform=[emre.pk])
    client, url = cast.logged_in(), f"/notes/{row.pk}/edit/"
    shown = records_expected(client.get(url))
    operations.inform_of_notes(actor=cast.owner(), notes=[row.pk], users=[jana.pk])
    sent = {**shown, "text": "neu", "origin": "own", "inform": str(emre.pk)}
    assert client.post(url, sent).status_code == 302
    assert (Note.objects.get(pk=row.pk).text, _told(row)) == ("neu", {jana.pk})


def test_a_tick_given_and_a_tick_taken_away_are_saved_and_undone_with_the_text() -> None:
    emre, jana = _colleague("Emre Koç"), _colleague("Jana Roth")
    row = note(text="alt", due_on=clock.today(), inform=[emre.pk])
    client, url = cast.logged_in(), f"/notes/{row.pk}/edit/"
    shown = records_expected(client.get(url))
    day = shown["expected.due_on"]
    client.post(url, {**shown, "text": "neu", "origin": "own", "inform": jana.pk, "due_on": day})
    assert (Note.objects.get(pk=row.pk).text, _told(row)) == ("neu", {jana.pk})
    found = _change(row, inform=[emre.pk], spare=[jana.pk], values={"text": "ganz neu"})
    undo(actor=cast.owner(), entry=found.entry)
    assert (Note.objects.get(pk=row.pk).text, _told(row)) == ("neu", {jana.pk})


def test_a_note_that_says_something_else_keeps_whoever_has_left() -> None:
    gone = _colleague("Ida Lang")
    row = note(text="alt", due_on=clock.today(), inform=[gone.pk])
    accounts.deactivate_users(actor=cast.owner(), users=[gone.pk])
    client, url = cast.logged_in(), f"/notes/{row.pk}/edit/"
    client.post(url, {**records_expected(client.get(url)), "text": "neu", "origin": "own"})
    assert (Note.objects.get(pk=row.pk).text, _told(row)) == ("neu", {gone.pk})


def test_who_is_named_in_a_changed_note_is_told_today() -> None:
    emre = _colleague("Emre Koç")
    row = note(text="Möchte wechseln")
    _change(row, values={"text": "Möchte wechseln, @Emre bitte anrufen"})
    assert (_told(row), follow_up(row).due_on) == ({emre.pk}, clock.today())
    assert queries.due_count(cast.actor_of(emre)) == 1


def test_who_is_named_already_is_not_told_again_of_a_corrected_text() -> None:
    _colleague("Emre Koç")
    row = note(text="@Emre bitte anrufen")
    operations.finish_follow_ups(actor=cast.owner(), notes=[row.pk])
    _change(row, values={"text": "@Emre, bitte anrufen"})
    assert follow_up(row).state == "done"


def test_somebody_new_opens_what_was_done_and_leaves_a_later_day_alone() -> None:
    emre, later = _colleague("Emre Koç"), clock.today() + timedelta(days=3)
    done, planned = note(due_on=clock.today()), note(due_on=later)
    operations.finish_follow_ups(actor=cast.owner(), notes=[done.pk])
    for row in (done, planned):
        _change(row, inform=[emre.pk])
    assert (follow_up(done).state, follow_up(done).done_at) == ("open", None)
    assert follow_up(planned).due_on == later


def test_who_may_not_see_notes_is_neither_offered_nor_told() -> None:
    role = accounts.add_role(actor=cast.owner(), name="Kasse", words=["people.see"]).done[0]
    kim = cast.user(roles=(role.key,), name="Kim Stein")
    assert kim.pk not in {one.id for one in queries.offered(cast.owner())}
    assert _told(note(text="@Kim Stein bitte")) == set()
    for attempt in (
        lambda: note(inform=[kim.pk]),
        lambda: _change(note(), inform=[kim.pk]),
        lambda: operations.inform_of_notes(actor=cast.owner(), notes=[note().pk], users=[kim.pk]),
    ):
        with pytest.raises(Refused) as no:
            attempt()
        assert no.value.code == "no_colleague"


def test_many_notes_for_one_colleague_cost_no_more_questions_than_two() -> None:
    emre, home = _colleague("Emre Koç"), cast.customer()
    asked = []
    for many in (2, 20):
        new = [NewNote("Nachweis", customer=home.pk, inform=[emre.pk]) for _ in range(many)]
        with CaptureQueriesContext(connection) as caught:
            operations.write_notes(actor=cast.system(), notes=new)
        asked.append(len(caught))
    assert asked[0] == asked[1]
