"""Notes are internal: no customer reads one, in no mail, letter, portal or public page (PAR-04)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver

import stammkunde
from stammkunde.accounts.middleware import PUBLIC
from stammkunde.foundation import actors, business
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden
from stammkunde.messaging.texts import values
from stammkunde.messaging.texts.placeholders import placeholders
from stammkunde.notes import queries
from stammkunde.notes.tests.builders import note
from stammkunde.people import queries as people
from stammkunde.people import record as records
from stammkunde.people.lists import CustomerList, ParticipantList
from tests import cast

SECRET = "Zuckerhut"
CUSTOMER = Actor(
    kind="customer", id=1, label="Nadja", words=frozenset({"notes.see"}), door="portal"
)
ROOMS_BELOW = ("foundation", "accounts", "people", "messaging")


@pytest.mark.db
@pytest.mark.parametrize("who", [CUSTOMER, actors.visitor()], ids=["customer", "visitor"])
def test_no_query_of_notes_answers_a_customer_or_a_stranger(who: Actor) -> None:
    row = note(text=SECRET)
    for ask in (
        lambda: queries.notes(who),
        lambda: queries.note(who, row.pk),
        lambda: queries.notes_of(who, row.customer_id),
        lambda: queries.of_participants(who, [1]),
    ):
        with pytest.raises(Forbidden):
            ask()
    assert queries.due_count(who) == 0


@pytest.mark.db
def test_a_portal_customer_has_neither_column_nor_lens_of_notes() -> None:
    made = cast.customer()
    portal = Actor(kind="customer", id=made.pk, label="Nadja", door="portal")
    shown = [*CustomerList.columns_for(portal), *ParticipantList.columns_for(portal)]
    for keys in (
        {one.key for one in shown},
        {one.key for one in ParticipantList.lenses_for(portal)},
    ):
        assert not {key for key in keys if key.startswith("notes.")}
    with pytest.raises(Forbidden):
        records.timeline(portal, made.pk)


@pytest.mark.db
def test_no_placeholder_of_a_text_says_what_a_note_says() -> None:
    made = cast.customer(note=f"{SECRET} im Kundensatz")
    child = cast.participant(made, note=f"{SECRET} beim Kind")
    note(made, text=SECRET, title=SECRET, person=SECRET, pinned=True)
    note(participant=child.pk, text=SECRET)
    (addressee,) = people.addressees(cast.owner(), [made.pk]).values()
    said = values.of(addressee, business.business())
    assert said
    assert not [name for name, value in said.items() if SECRET in value]
    assert SECRET not in repr(addressee)
    names = {one.name for group in placeholders() for one in group.placeholders}
    assert not [name for name in names if "notiz" in name or "note" in name]


@pytest.mark.pure
def test_no_room_that_writes_to_customers_knows_notes() -> None:
    root = Path(stammkunde.__file__).parent
    assert apps.is_installed("stammkunde.notes")
    for room in ROOMS_BELOW:
        for file in (root / room).rglob("*.py"):
            if "tests" not in file.parts:
                assert "stammkunde.notes" not in file.read_text(encoding="utf-8"), file


@pytest.mark.db
def test_no_address_of_notes_is_open() -> None:
    names = {
        f"notes:{pattern.name}"
        for one in get_resolver().url_patterns
        for inner in getattr(one, "url_patterns", ())
        if getattr(inner, "namespace", "") == "notes" or getattr(one, "namespace", "") == "notes"
        for pattern in [*getattr(one, "url_patterns", ()), inner]
        if getattr(pattern, "name", None)
    }
    assert not names & set(PUBLIC)
    row = note(text=SECRET)
    for path in ("/notes/", f"/notes/{row.pk}/", f"/customers/{row.customer_id}/notes/"):
        assert SECRET not in Client().get(path, follow=True).content.decode()
