"""Participants complete: title, note, death, the name that follows, the list that knows owners."""

from __future__ import annotations

import pytest
from django.urls import reverse

from stammkunde.accounts.models import Role
from stammkunde.foundation.lists.listing import Listing
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.foundation.undo import undo
from stammkunde.people import operations
from stammkunde.people.lists import ParticipantList
from stammkunde.people.models import Participant
from stammkunde.people.operations import CustomerChange, ParticipantChange
from stammkunde.people.search import PARTICIPANT_SEARCH
from tests import cast

pytestmark = pytest.mark.db


def renamed(home, **values):
    change = CustomerChange(home.pk, values)
    return operations.change_customers(actor=cast.owner(), changes=[change])


def found(query):
    return [row.name for row in Listing(parse(ParticipantList, cast.owner(), {"q": query})).rows]


def tab(home):
    return reverse("people:participants", args=[home.pk])


def name_of(row):
    row.refresh_from_db()
    return row.first_name, row.last_name


def test_who_takes_part_in_person_follows_the_new_name_of_the_customer_and_an_undo_takes_both_back():
    home = cast.customer(first_name="Kathrin", last_name="Blume")
    own = cast.participant(home, first_name="Kathrin", is_self=True)
    child = cast.participant(home, first_name="Lea")
    outcome = renamed(home, last_name="Berg")
    assert name_of(own) == ("Kathrin", "Berg")
    assert name_of(child) == ("Lea", "Blume")
    undo(actor=cast.owner(), entry=outcome.entry)
    assert name_of(own) == ("Kathrin", "Blume")


def test_a_name_that_differed_already_stays_apart():
    home = cast.customer(first_name="Kathrin", last_name="Blume")
    own = cast.participant(home, first_name="Kathrin", is_self=True)
    change = ParticipantChange(own.pk, {"first_name": "Kati"})
    operations.change_participants(actor=cast.owner(), changes=[change])
    renamed(home, last_name="Berg")
    assert name_of(own) == ("Kati", "Blume")


def test_the_list_of_participants_finds_by_the_owner_also_after_a_rename_and_its_undo():
    home = cast.customer(first_name="Kathrin", last_name="Vogelsang")
    cast.participant(home, first_name="Lea", last_name="Blume")
    assert found("vogelsang") == ["Blume, Lea"]
    outcome = renamed(home, last_name="Berghaus")
    assert found("vogelsang") == []
    assert found("berghaus") == ["Blume, Lea"]
    undo(actor=cast.owner(), entry=outcome.entry)
    assert found("vogelsang") == ["Blume, Lea"]
    assert not PARTICIPANT_SEARCH.drift(list(Participant.objects.all()))


def test_the_title_is_asked_for_only_where_it_is_switched_on():
    home = cast.customer()
    client = cast.logged_in()
    assert 'name="title"' in client.get(tab(home)).content.decode()
    client.post(tab(home), {"first_name": "Lea", "title": "Dr."})
    assert Participant.objects.get().title == "Dr."
    operations.change_settings(actor=cast.owner(), values={"title_shown": False})
    body = client.get(tab(home)).content.decode()
    assert 'name="title"' not in body
    assert "Dr." in body


def test_a_note_has_a_button_and_a_page_of_its_own_and_conflicts_are_shown():
    home = cast.customer()
    lea = cast.participant(home, first_name="Lea")
    with building():  # who sees the notes of the office writes it there
        Role.objects.create(key="plain", name="Schlicht", words=["people.see", "people.edit"])
    client = cast.logged_in(roles=("plain",))
    url = reverse("people:participant_note", args=[lea.pk])
    body = client.get(tab(home)).content.decode()
    assert "Notiz anlegen" in body
    assert url in body
    sent = {"note": "Kann noch nicht schwimmen", "expected.note": ""}
    assert client.post(url, sent).headers["Location"] == f"{tab(home)}#p-{lea.pk}"
    body = client.get(tab(home)).content.decode()
    assert "Kann noch nicht schwimmen" in body
    assert "Notiz anlegen" not in body
    late = client.post(url, {"note": "Kann schwimmen", "expected.note": ""})
    assert late.status_code == 409
    assert "Kann noch nicht schwimmen" in late.content.decode()


def test_who_died_has_a_badge_no_age_and_no_birthday():
    home = cast.customer()
    lea = cast.participant(home, first_name="Lea", birth_date="04.05.2019")
    client = cast.logged_in()
    assert "Jahre" in client.get(tab(home)).content.decode()
    url = reverse("people:participant_deceased", args=[lea.pk])
    assert client.post(url, {"deceased_on": "01.01.2999"}).status_code == 422
    assert client.post(url, {"deceased_on": "01.02.2026"}).status_code == 302
    body = client.get(tab(home)).content.decode()
    assert "Verstorben" in body
    assert "Jahre" not in body
    lea.refresh_from_db()
    assert lea.birthday_key == 0
    client.post(url, {"remove": "1"})
    lea.refresh_from_db()
    assert (lea.deceased_on, lea.birthday_key) == (None, 504)


def test_the_day_of_a_death_lies_not_ahead_and_nobody_notes_it_without_the_word():
    lea = cast.participant()
    mark = operations.mark_participants_deceased
    with pytest.raises(Refused) as no:
        mark(actor=cast.owner(), participants=[lea.pk], on="01.01.2999")
    assert no.value.code == "in_future"
    with pytest.raises(Forbidden):
        mark(actor=cast.actor("people.see"), participants=[lea.pk], on=None)


def test_the_list_shows_the_age_of_the_living():
    home = cast.customer()
    cast.participant(home, first_name="Lea", birth_date="04.05.2019")
    gone = cast.participant(home, first_name="Tom", birth_date="04.05.2019")
    operations.mark_participants_deceased(
        actor=cast.owner(), participants=[gone.pk], on="01.02.2026"
    )
    shown = Listing(parse(ParticipantList, cast.owner(), {"cols": "name,age"}))
    lea, tom = (shown.columns[1].cell(row.row).text for row in shown.rows)
    assert lea.isdecimal()
    assert tom == ""
