"""Writing customers: what is done, what is refused, and to whom the house says no."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from stammkunde.foundation import events, undo
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Missing, Refused, Stale
from stammkunde.people import operations, queries
from stammkunde.people.events import CustomersAdded, CustomersChanged, CustomersWithdrawn
from stammkunde.people.models import Customer
from stammkunde.people.operations import CustomerChange
from tests import cast

pytestmark = pytest.mark.db

EDITOR = ("people.see", "people.edit", "people.archive")


@pytest.fixture
def editor():
    return cast.actor(*EDITOR)


@pytest.fixture
def heard(monkeypatch):
    """The news of a test, in order."""
    told = []
    for event in (CustomersAdded, CustomersChanged, CustomersWithdrawn):
        monkeypatch.setitem(events.ON, event, [*events.ON[event], told.append])
    return told


def change(actor, pk, expected=None, **values):
    return operations.change_customers(
        actor=actor, changes=[CustomerChange(pk, values, expected or {})]
    )


def test_customers_are_added_and_the_rooms_above_hear_of_it(editor, heard):
    rows = [cast.customer_values(), cast.customer_values(kind="organisation")]
    outcome = operations.add_customers(actor=editor, customers=rows)
    assert len(outcome.done) == 2
    assert not outcome.refused
    assert heard == [CustomersAdded(tuple(row.pk for row in outcome.done))]


def test_what_is_wrong_stays_out_with_its_position_and_the_others_come_in(editor):
    rows = [
        cast.customer_values(),
        {"kind": "person"},
        {"kind": "person", "last_name": "Weiß", "email": "kein@"},
        {"last_name": "Ohne Art"},
    ]
    outcome = operations.add_customers(actor=editor, customers=rows)
    assert len(outcome.done) == 1
    assert [(one.row, one.code, one.field) for one in outcome.refused] == [
        (1, "name_missing", "last_name"), (2, "invalid", "email"), (3, "kind_missing", "kind"),
    ]  # fmt: skip


def test_a_public_id_is_taken_once(editor):
    mine = uuid4()
    rows = [cast.customer_values(public_id=mine), cast.customer_values(public_id=mine)]
    outcome = operations.add_customers(actor=editor, customers=rows)
    assert outcome.done[0].public_id == mine
    again = operations.add_customers(actor=editor, customers=rows[:1])
    assert [one.code for one in (*outcome.refused, *again.refused)] == ["id_taken", "id_taken"]


def test_a_thousand_customers_cost_no_more_questions_than_ten(editor):
    def asked(count):
        rows = [cast.customer_values() for _ in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as caught:
            operations.add_customers(actor=editor, customers=rows)
        return len(caught)

    asked(2)
    assert asked(300) < 3 * asked(10)


def test_changing_writes_what_differs_and_says_what_moved(editor, heard):
    made = cast.customer(first_name="Anna", last_name="Alt")
    heard.clear()
    outcome = change(editor, made.pk, last_name=" Neu ", first_name="Anna")
    assert outcome.done[0].last_name == "Neu"
    assert outcome.done[0].version == 2
    assert heard == [CustomersChanged((made.pk,))]
    assert queries.best_matching(editor, "neu", 5) == [made]
    assert not change(editor, made.pk, last_name="Neu").done


def test_a_change_that_leaves_nobodys_name_is_refused(editor):
    made = cast.customer(first_name="", last_name="Weiß", organisation="")
    assert change(editor, made.pk, last_name="").refused[0].code == "name_missing"
    refused = change(editor, made.pk, kind="organisation").refused[0]
    assert (refused.row, refused.field) == (made.pk, "organisation")
    assert change(editor, made.pk, kind="organisation", organisation="Weiß KG").done


def test_a_bad_value_is_refused_at_its_field(editor):
    refused = change(editor, cast.customer().pk, email="kein@").refused[0]
    assert (refused.code, refused.field) == ("invalid", "email")


def test_the_same_field_conflicts_and_another_does_not(editor):
    made = cast.customer(phone="0171 1111", city="Ulm")
    change(editor, made.pk, phone="0171 2222")
    with pytest.raises(Stale) as stale:
        change(editor, made.pk, {"phone": "0171 1111"}, phone="0172 3333")
    assert stale.value.conflicts[0].current == "0171 2222"
    assert change(editor, made.pk, {"city": "Ulm"}, city="Bonn").done
    assert not change(editor, made.pk, {"phone": "0171 1111"}, phone="0171 2222").refused


def test_nobody_is_changed_who_is_not_there(editor):
    with pytest.raises(Missing):
        change(editor, 999_999, city="Ulm")


def test_the_archive_takes_customers_out_of_the_lists_and_gives_them_back(editor, heard):
    made = cast.customer(last_name="Ablage")
    heard.clear()
    operations.archive_customers(actor=editor, customers=[made.pk])
    assert not queries.in_use(editor).filter(pk=made.pk).exists()
    assert not queries.best_matching(editor, "ablage", 5)
    assert queries.customer(editor, made.pk).archived_at is not None
    operations.restore_customers(actor=editor, customers=[made.pk])
    assert queries.best_matching(editor, "ablage", 5) == [made]
    assert heard == [CustomersChanged((made.pk,)), CustomersChanged((made.pk,))]


def test_archiving_twice_and_restoring_what_is_there_is_refused(editor):
    made = cast.customer()
    assert (
        operations.restore_customers(actor=editor, customers=[made.pk]).refused[0].code
        == "not_archived"
    )
    operations.archive_customers(actor=editor, customers=[made.pk])
    again = operations.archive_customers(actor=editor, customers=[made.pk])
    assert (again.done, again.refused[0].code) == ([], "already_archived")


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (lambda actor, pk: operations.add_customers(actor=actor, customers=[]), ("people.see",)),
        (lambda actor, pk: change(actor, pk, city="Ulm"), ("people.see", "people.archive")),
        (
            lambda actor, pk: operations.archive_customers(actor=actor, customers=[pk]),
            ("people.edit",),
        ),
        (
            lambda actor, pk: operations.restore_customers(actor=actor, customers=[pk]),
            ("people.edit",),
        ),
    ],
    ids=["add", "change", "archive", "restore"],
)
def test_without_the_word_nothing_is_written(run, words):
    made = cast.customer()
    before = Customer.objects.values().get(pk=made.pk)
    with pytest.raises(Forbidden):
        run(cast.actor(*words), made.pk)
    assert Customer.objects.values().get(pk=made.pk) == before


def test_nobody_reads_without_the_word():
    made = cast.customer()
    for read in (queries.customers, lambda actor: queries.customer(actor, made.pk), queries.in_use):
        with pytest.raises(Forbidden):
            read(cast.nobody())


def test_undoing_an_addition_takes_the_customers_away_again(editor, heard):
    outcome = operations.add_customers(
        actor=editor, customers=[cast.customer_values(last_name="Kurz")]
    )
    pk = outcome.done[0].pk
    undo.undo(actor=editor, entry=outcome.entry)
    assert not Customer.objects.filter(pk=pk).exists()
    assert not queries.best_matching(editor, "kurz", 5)
    assert heard[-1] == CustomersWithdrawn((pk,))


def test_an_addition_that_somebody_worked_on_is_not_undone(editor):
    outcome = operations.add_customers(actor=editor, customers=[cast.customer_values()])
    change(editor, outcome.done[0].pk, city="Ulm")
    with pytest.raises(Refused):
        undo.undo(actor=editor, entry=outcome.entry)
    assert Customer.objects.filter(pk=outcome.done[0].pk).exists()


def test_undoing_a_change_brings_back_the_old_value_and_finds_it_again(editor):
    made = cast.customer(last_name="Altstadt")
    outcome = change(editor, made.pk, last_name="Neustadt")
    undo.undo(actor=editor, entry=outcome.entry)
    assert queries.customer(editor, made.pk).last_name == "Altstadt"
    assert queries.best_matching(editor, "altstadt", 5) == [made]
    assert not queries.best_matching(editor, "neustadt", 5)


def test_undoing_the_archive_works_to_the_microsecond(editor):
    made = cast.customer()
    outcome = operations.archive_customers(actor=editor, customers=[made.pk])
    undo.undo(actor=editor, entry=outcome.entry)
    assert queries.customer(editor, made.pk).archived_at is None


def test_an_undo_that_would_leave_nobodys_name_is_refused(editor):
    made = cast.customer(first_name="Anna", last_name="Berg", organisation="")
    kind = change(editor, made.pk, kind="organisation", organisation="Berg GmbH")
    change(editor, made.pk, first_name="", last_name="")
    with pytest.raises(Refused) as no:
        undo.undo(actor=editor, entry=kind.entry)
    assert no.value.code == "nothing_to_undo"
    assert queries.customer(editor, made.pk).organisation == "Berg GmbH"


def test_who_may_not_edit_may_not_undo_either(editor):
    outcome = change(editor, cast.customer().pk, city="Ulm")
    with pytest.raises(Forbidden):
        undo.undo(actor=cast.actor("people.see"), entry=outcome.entry)


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "robot", "last_name": "X"},
        {"kind": "person"},
        {"kind": "organisation", "last_name": "X"},
    ],
    ids=["unknown kind", "nameless person", "nameless organisation"],
)
def test_the_database_itself_refuses_what_the_rules_refuse(values):
    row = Customer(**values, created_at="2026-11-21T12:00:00Z")
    with pytest.raises(IntegrityError), transaction.atomic(), building():
        Customer.objects.bulk_create([row])
