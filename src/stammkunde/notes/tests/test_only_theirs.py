"""Notes keep to whom they are about and to what somebody may; each guard by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from stammkunde.foundation import clock
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.foundation.undo import undo
from stammkunde.notes import beside, operations, queries
from stammkunde.notes.models import Note
from stammkunde.notes.operations import NewNote, writing
from stammkunde.notes.rules import planned
from stammkunde.notes.shown import shown
from stammkunde.notes.tests.builders import follow_up, note
from stammkunde.notes.together import _snooze
from stammkunde.people import operations as people
from tests import cast

pytestmark = pytest.mark.db


def staff(*words: str) -> Any:
    """A colleague with a name and exactly these words."""
    made = cast.user(roles=("office",), name="Emre Koç")
    return cast.actor(*words, id=made.pk, label=made.name)


def test_only_the_notes_of_an_erased_customer_go() -> None:
    gone, stays = cast.customer(), cast.customer()
    note(gone)
    kept = [note(stays), note(participant=cast.participant(stays).pk)]
    people.bin_customers(actor=cast.owner(), customers=[gone.pk], confirmed=["people.own"])
    with time_machine.travel(clock.now() + timedelta(days=40), tick=False):
        people.erase_customers(actor=cast.system(), customers=[gone.pk])
    assert list(Note.objects.order_by("pk")) == kept


def test_only_the_notes_about_a_child_that_moves_go_along_once() -> None:
    mother, father, away = cast.customer(), cast.customer(), cast.customer()
    child, other = cast.participant(mother), cast.participant(away)
    row, theirs = note(participant=child.pk), note(participant=other.pk)
    at_home = note(participant=cast.participant(father).pk)
    for made in (theirs, at_home):
        people.add_guardians(
            actor=cast.owner(), participant=made.participant_id, customers=[mother.pk]
        )
    people.add_guardians(actor=cast.owner(), participant=child.pk, customers=[father.pk])
    people.move_participants(actor=cast.owner(), participants=[child.pk], customer=father.pk)
    again = operations.rehome_notes(actor=cast.owner(), participants=[child.pk])
    assert again.done == []
    homes = dict(Note.objects.values_list("pk", "customer"))
    assert homes == {row.pk: father.pk, theirs.pk: away.pk, at_home.pk: father.pk}


def test_a_participant_with_notes_stays_because_of_the_notes() -> None:
    wanted = {"customer": cast.customer().pk, "first_name": "Lea"}
    outcome = people.add_participants(actor=cast.owner(), participants=[wanted])
    note(participant=outcome.done[0].pk)
    with pytest.raises(Refused) as no:
        undo(actor=cast.owner(), entry=outcome.entry or 0)
    assert no.value.code == "has_notes"


def test_nobody_writes_about_a_participant_who_is_not_there_or_about_nobody() -> None:
    for one in (NewNote("Text", participant=987_654), NewNote("Text")):
        with pytest.raises(Missing):
            operations.write_notes(actor=cast.owner(), notes=[one])
    assert not Note.objects.exists()


def test_a_participant_who_moves_while_somebody_writes_is_told_as_missing(monkeypatch: Any) -> None:
    mother, father = cast.customer(), cast.customer()
    child = cast.participant(mother)
    people.add_guardians(actor=cast.owner(), participant=child.pk, customers=[father.pk])
    asked = writing.lock

    def moved(model: Any, ids: Any) -> Any:
        monkeypatch.setattr(writing, "lock", asked)
        people.move_participants(actor=cast.system(), participants=[child.pk], customer=father.pk)
        return asked(model, ids)

    monkeypatch.setattr(writing, "lock", moved)
    with pytest.raises(Missing):
        operations.write_notes(actor=cast.owner(), notes=[NewNote("x", participant=child.pk)])
    assert not Note.objects.exists()


def test_a_note_that_is_not_there_is_missing() -> None:
    with pytest.raises(Missing):
        queries.note(cast.owner(), 987_654)


def test_who_may_not_see_notes_is_told_neither_of_them_nor_of_who_may() -> None:
    row, who = note(due_on=clock.today()), staff("people.see")
    for ask in (
        lambda: queries.notes(who),
        lambda: queries.summary(who, row.customer_id),
        lambda: queries.offered(who),
    ):
        with pytest.raises(Forbidden):
            ask()


def test_nothing_is_due_for_who_may_not_see_notes_nor_for_the_house() -> None:
    there = staff("people.see", "notes.see")
    note(due_on=clock.today(), inform=[there.id])
    assert queries.due_count(there) == 1
    blind = cast.actor("people.see", id=there.id)
    assert queries.due_count(blind) == 0
    for house in (cast.system(), cast.actor("notes.see", kind="token", id=there.id)):
        assert queries.due_count(house) == 0
        assert not queries.notes(house).filter(queries.is_mine(house)).exists()


def test_each_is_told_of_their_own_follow_ups_only() -> None:
    anna, bert = (cast.user(roles=("office",), name=name) for name in ("Anna Alt", "Bert Bau"))
    annas, berts, nobodys = cast.customer(), cast.customer(), cast.customer()
    for home, manager in ((annas, anna), (berts, bert)):
        people.set_managers(actor=cast.owner(), customers=[home.pk], managers=[manager.pk])
    hers, his, lost = (note(home, due_on=clock.today()) for home in (annas, berts, nobodys))
    told = note(nobodys, due_on=clock.today(), inform=[anna.pk])
    written = note(nobodys, by=cast.actor_of(bert), due_on=clock.today())
    for user, mine in ((anna, [hers, told]), (bert, [his, written])):
        who = cast.actor_of(user)
        found = queries.notes(who).filter(queries.is_mine(who)).order_by("pk")
        assert list(found) == mine
        assert queries.due_count(who) == len(mine)
    owner = cast.owner()
    assert list(queries.notes(owner).filter(queries.is_nobodys(owner))) == [lost]


@pytest.mark.parametrize(
    ("words", "may"),
    [
        ((), (False, False)),
        (("notes.edit",), (True, False)),
        (("notes.delete",), (False, True)),
    ],
)
def test_a_note_offers_what_somebody_may_do_with_it(
    words: tuple[str, ...], may: tuple[bool, bool]
) -> None:
    child = cast.participant()
    made = note(participant=child.pk)
    who = staff("people.see", "notes.see", *words)
    (one,) = shown(who, [queries.note(who, made.pk)])
    assert (one.may_edit, one.may_delete) == may
    assert beside.about_participants(who, [child.pk])[child.pk]["may_write"] is may[0]


def test_the_same_day_again_changes_nothing_unless_it_was_done() -> None:
    coming = follow_up(note(due_on=clock.today()))
    assert planned(coming, coming.due_on) == {}
    coming.state = "done"
    assert planned(coming, coming.due_on)["state"] == "open"


def test_the_next_day_of_a_customer_is_of_what_is_still_to_be_done() -> None:
    home, other, today = cast.customer(), cast.customer(), clock.today()
    early, late = (note(home, due_on=today + timedelta(days=days)) for days in (1, 5))
    note(other, due_on=today)
    assert queries.due_days(cast.owner(), [home.pk]) == {home.pk: follow_up(early).due_on}
    operations.finish_follow_ups(actor=cast.owner(), notes=[early.pk])
    assert queries.due_days(cast.owner(), [home.pk]) == {home.pk: follow_up(late).due_on}


def test_a_composer_that_notes_do_not_know_is_missing() -> None:
    url = reverse("notes:write", args=[cast.customer().pk, "notes.other"])
    assert cast.logged_in().post(url, {"text": "x"}).status_code == 404
    assert not Note.objects.exists()


def test_without_script_a_note_leads_to_its_place_and_with_it_comes_alone() -> None:
    row = note(text="Zuckerhut")
    url, place = reverse("notes:note", args=[row.pk]), f"/customers/{row.customer_id}/notes/"
    plain = cast.logged_in().get(url)
    assert (plain.status_code, plain.headers["Location"]) == (302, f"{place}#n-{row.pk}")
    piece = cast.logged_in(htmx=True).get(url)
    assert piece.status_code == 200
    assert b"Zuckerhut" in piece.content


def test_an_edited_note_comes_back_as_a_piece_or_leads_to_its_place() -> None:
    row = note(text="alt")
    url = reverse("notes:edit", args=[row.pk])
    said = {"text": "neu", "origin": "own"}
    piece = cast.logged_in(htmx=True).post(url, said)
    assert piece.status_code == 200
    assert b"neu" in piece.content
    plain = cast.logged_in().post(url, said | {"text": "neuer"})
    assert plain.status_code == 302
    assert Note.objects.get().text == "neuer"


def test_the_bulk_edit_asks_which_day_until_there_is_one() -> None:
    row = note(due_on=clock.today())
    for said, code in (("", "missing"), ("irgendwann", "invalid")):
        with pytest.raises(Refused) as no:
            _snooze(cast.owner(), [row.pk], {"until": said})
        assert no.value.code == code
