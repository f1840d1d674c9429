"""Participants: written, told, found, kept apart."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from stammkunde.foundation import journal
from stammkunde.foundation.journal import TimelineEntry
from stammkunde.foundation.operations import OPERATIONS, building
from stammkunde.foundation.refusals import Forbidden, Missing, Stale
from stammkunde.foundation.undo import undo
from stammkunde.people import operations, queries
from stammkunde.people import record as records
from stammkunde.people.models import Guardianship, Participant
from stammkunde.people.operations import ParticipantChange
from stammkunde.people.search import PARTICIPANT_SEARCH, SEARCH
from tests import cast

pytestmark = pytest.mark.db


def added(home, **values):
    item = {"customer": home.pk, **({"first_name": "Lea"} | values)}
    outcome = operations.add_participants(actor=cast.owner(), participants=[item])
    assert not outcome.refused, outcome.refused
    return outcome.done[0]


def refusals(home, **values):
    item = {"customer": home.pk, **values}
    outcome = operations.add_participants(actor=cast.owner(), participants=[item])
    assert not outcome.done
    return [(one.row, one.code, one.field) for one in outcome.refused]


def told(home):
    return [str(line.text) for line in records.timeline(cast.owner(), home.pk)[0]]


def test_a_child_takes_the_surname_over_and_the_home_customer_becomes_responsible():
    mother = cast.customer(last_name="Blume")
    lea = added(mother, birth_date="04.05.2019")
    assert (lea.last_name, lea.birth_date, lea.is_self) == ("Blume", date(2019, 5, 4), False)
    [one] = Guardianship.objects.all()
    assert (one.participant_id, one.customer_id) == (lea.pk, mother.pk)
    assert (one.may_book, one.may_see, one.may_pay, one.pay_share) == (True, True, True, 100)


def test_an_animal_and_the_child_of_an_organisation_get_no_surname():
    assert added(cast.customer(), kind="animal", first_name="Balu").last_name == ""
    assert added(cast.customer(kind="organisation")).last_name == ""


def test_whoever_has_no_name_or_no_proper_date_is_refused_by_position():
    home = cast.customer()
    assert refusals(home, last_name=" ") == [(0, "name_missing", "first_name")]
    assert refusals(home, kind="animal", last_name="X") == [(0, "name_missing", "first_name")]
    assert refusals(home, first_name="A", birth_date="morgen") == [(0, "invalid", "birth_date")]
    assert refusals(home, first_name="A", colour="x") == [(0, "unknown_field", "colour")]


def test_the_customer_takes_part_once_and_an_organisation_never():
    home = cast.customer(first_name="Kathrin", last_name="Blume")
    own = added(home, first_name="Kathrin", is_self=True)
    assert (own.first_name, own.last_name, own.is_self) == ("Kathrin", "Blume", True)
    assert refusals(home, is_self=True) == [(0, "self_taken", "is_self")]
    club = cast.customer(kind="organisation")
    assert refusals(club, is_self=True) == [(0, "self_organisation", "is_self")]


def test_the_database_itself_holds_one_self_per_customer_and_one_guardianship_per_pair():
    home = cast.customer()
    own = added(home, is_self=True)
    child = added(home)
    with building(), pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.filter(pk=child.pk).update(is_self=True)
    with building(), pytest.raises(IntegrityError), transaction.atomic():
        Guardianship.objects.create(participant=own, customer=home)


def test_two_people_change_different_fields_and_only_the_same_field_conflicts():
    lea = added(cast.customer(), birth_date="04.05.2019")
    change = ParticipantChange(lea.pk, {"birth_date": "05.05.2019"}, {"birth_date": "04.05.2019"})
    operations.change_participants(actor=cast.owner(), changes=[change])
    other = ParticipantChange(lea.pk, {"first_name": "Lena"}, {"first_name": "Lea"})
    operations.change_participants(actor=cast.owner(), changes=[other])
    with pytest.raises(Stale) as late:
        operations.change_participants(
            actor=cast.owner(),
            changes=[ParticipantChange(lea.pk, {"birth_date": "1.1.2020"}, change.expected)],
        )
    assert [one.field for one in late.value.conflicts] == ["birth_date"]
    lea.refresh_from_db()
    assert (lea.first_name, lea.birth_date) == ("Lena", date(2019, 5, 5))


def test_a_change_that_leaves_nobodys_name_is_refused():
    balu = added(cast.customer(), kind="animal", first_name="Balu")
    outcome = operations.change_participants(
        actor=cast.owner(), changes=[ParticipantChange(balu.pk, {"first_name": ""})]
    )
    assert [(one.row, one.code) for one in outcome.refused] == [(balu.pk, "name_missing")]


def test_archiving_and_restoring_say_who_is_there_already():
    lea = added(cast.customer())
    for turn, code in (
        (operations.restore_participants, "not_archived"),
        (operations.archive_participants, ""),
        (operations.archive_participants, "already_archived"),
        (operations.restore_participants, ""),
    ):
        outcome = turn(actor=cast.owner(), participants=[lea.pk])
        assert [one.code for one in outcome.refused] == ([code] if code else [])


@pytest.mark.parametrize(
    "name",
    ["add_participants", "change_participants", "archive_participants", "restore_participants"],
)
def test_nobody_writes_participants_without_the_word(name):
    with pytest.raises(Forbidden):
        OPERATIONS[f"people.{name}"]
        getattr(operations, name)(actor=cast.actor("people.see"), participants=[])


def test_changes_of_participants_that_are_not_there_are_missing():
    with pytest.raises(Missing):
        operations.change_participants(
            actor=cast.owner(), changes=[ParticipantChange(4711, {"first_name": "A"})]
        )


def test_the_customers_timeline_tells_of_the_participants_by_name():
    home = cast.customer(last_name="Blume")
    lea = added(home)
    operations.change_participants(
        actor=cast.owner(), changes=[ParticipantChange(lea.pk, {"birth_date": "04.05.2019"})]
    )
    operations.archive_participants(actor=cast.owner(), participants=[lea.pk])
    newest, middle, first, *_older = told(home)
    assert "Lea Blume" in newest
    assert "Lea Blume" in middle
    assert "<s>–</s> → 04.05.2019" in middle
    assert "Lea Blume" in first


def test_undo_takes_a_participant_away_again_with_what_hangs_on_it():
    home = cast.customer()
    item = {"customer": home.pk, "first_name": "Lea"}
    outcome = operations.add_participants(actor=cast.owner(), participants=[item])
    [entry, *_older] = journal.timeline(cast.owner(), "customer", home.pk)
    assert isinstance(entry, TimelineEntry)
    assert entry.undoable
    assert not entry.shared
    undo(actor=cast.owner(), entry=outcome.entry)
    assert not Participant.objects.exists()
    assert not Guardianship.objects.exists()
    assert not SEARCH.drift([home])
    assert list(queries.customers_matching(cast.owner(), "lea")) == []


def test_a_bulk_of_two_families_is_not_undone_from_one_of_their_pages():
    one, two = cast.customer(), cast.customer()
    items = [{"customer": row.pk, "first_name": "Lea"} for row in (one, two)]
    operations.add_participants(actor=cast.owner(), participants=items)
    assert journal.timeline(cast.owner(), "customer", one.pk)[0].shared
    [line, *_older] = records.timeline(cast.owner(), one.pk)[0]
    assert str(line.text).count("Lea") == 1


def test_children_and_dogs_find_their_customers_and_changes_are_found_at_once():
    home = cast.customer(last_name="Blume")
    balu = added(home, kind="animal", first_name="Balu", chip="276098102345678")

    def found(query):
        return list(queries.customers_matching(cast.owner(), query))

    assert found("balu") == found("5678") == found("balu blume") == [home]
    operations.change_participants(
        actor=cast.owner(), changes=[ParticipantChange(balu.pk, {"first_name": "Böhnchen"})]
    )
    assert found("balu") == []
    assert found("boehnchen") == [home]
    operations.archive_participants(actor=cast.owner(), participants=[balu.pk])
    assert found("boehnchen") == []
    operations.restore_participants(actor=cast.owner(), participants=[balu.pk])
    assert found("boehnchen") == [home]
    assert not SEARCH.drift([home])
    assert not PARTICIPANT_SEARCH.drift(list(Participant.objects.all()))


def test_many_participants_cost_as_many_queries_as_a_few(django_assert_max_num_queries):
    homes = cast.many_customers(60)
    items = [{"customer": row.pk, "first_name": f"Kind {row.pk}"} for row in homes]
    with django_assert_max_num_queries(40):
        operations.add_participants(actor=cast.owner(), participants=items)
