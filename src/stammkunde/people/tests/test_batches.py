"""Batches: one at a time, in the journal, taken back whole, undone as far as nobody moved on."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from stammkunde.foundation import actors, batches, clock, takeback
from stammkunde.foundation.models import BatchState, ImportBatch, JournalChange, JournalEntry
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.foundation.undo import undo as undo_one
from stammkunde.people import lifecycle
from stammkunde.people import operations as people
from stammkunde.people.models import Customer, Participant, Tag
from stammkunde.people.search import SEARCH
from tests import cast

pytestmark = pytest.mark.db
IMPORT = actors.system(door="import")


@pytest.fixture
def alone():
    with batches.exclusive():
        yield


def begun(actor=None, **said):
    return batches.begin(actor or cast.owner(), "customers", mode="all_or_nothing", **said)


def brought_in(*names, done=True, **more):
    """A batch of customers, each with a participant and a new tag."""
    batch = begun()
    with batches.under(batch):
        (tag,) = people.add_tags(actor=IMPORT, names=[f"Liste {batch.pk}"]).done
        rows = [
            {"last_name": name, "kind": "person", "tags": [tag.pk],
             "participants": [{"first_name": "Kind"}], **more}
            for name in names
        ]  # fmt: skip
        outcome = people.add_customers(actor=IMPORT, customers=rows)
        assert not outcome.refused
    if done:
        batches.finish(batch, created=len(names))
    return batch, outcome.done


def undo(batch):
    return takeback.undo(cast.owner(), batch.pk)[1]


def found(word):
    return Customer.objects.filter(SEARCH.found(SEARCH.terms(word))).count()


def test_what_is_written_under_a_batch_carries_its_number(alone):
    cast.customer()
    batch, _made = brought_in("Berg")
    cast.customer()
    of_batch = JournalEntry.objects.filter(batch=batch.pk).values_list("operation", flat=True)
    assert {"people.add_tags", "people.add_customers"} <= set(of_batch)
    others = JournalEntry.objects.filter(batch=None, operation="people.add_customers")
    assert others.count() == 2


def test_a_batch_begins_only_where_nobody_else_is_at_work():
    with pytest.raises(RuntimeError):
        begun()


def test_undoing_leaves_nothing_of_it(alone):
    before = cast.customer(last_name="Alt")
    batch, _made = brought_in("Berg", "Tal")
    assert found("Berg") == 1
    assert undo(batch) == []
    assert list(Customer.objects.all()) == [before]
    assert (Participant.objects.count(), Tag.objects.count(), found("Berg")) == (0, 0, 0)
    batch.refresh_from_db()
    assert (batch.state, batch.done) == (BatchState.UNDONE, batch.steps)


def test_undoing_twice_is_refused(alone):
    batch, _made = brought_in("Berg")
    undo(batch)
    with pytest.raises(Refused) as no:
        undo(batch)
    assert no.value.code == "already_undone"


def test_undoing_needs_the_word_of_the_kind(alone):
    batch, _made = brought_in("Berg")
    with pytest.raises(Forbidden):
        takeback.undo(cast.actor("people.see", "people.edit"), batch.pk)
    entry = JournalEntry.objects.filter(batch=batch.pk).first()
    with pytest.raises(Forbidden):
        takeback.take_back(actor=cast.actor("people.edit"), entry=entry.pk)
    assert Customer.objects.count() == 1
    takeback.undo(cast.actor("people.import"), batch.pk)
    assert not Customer.objects.exists()


def test_there_is_no_undo_of_a_batch_that_is_none(alone):
    with pytest.raises(Missing):
        takeback.undo(cast.owner(), 77)
    cast.customer()
    with pytest.raises(Missing):
        takeback.take_back(actor=cast.owner(), entry=JournalEntry.objects.first().pk)


TOUCHES = {
    "a field": lambda one: people.change_customers(
        actor=cast.owner(), changes=[people.CustomerChange(one.pk, {"city": "Ulm"})]
    ),
    "a participant": cast.participant,
    "a tag": lambda one: people.tag_customers(
        actor=cast.owner(), customers=[one.pk], tags=[_tag("von Hand").pk]
    ),
    "its participant": lambda one: people.change_participants(
        actor=cast.owner(),
        changes=[
            people.ParticipantChange(Participant.objects.get(customer=one).pk, {"note": "Nüsse"})
        ],
    ),
    "an address": lambda one: people.add_address(
        actor=cast.owner(), customer=one.pk, values={"label": "Rechnung", "city": "Ulm"}
    ),
    "the archive": lambda one: people.archive_customers(actor=cast.owner(), customers=[one.pk]),
}


def _tag(name):
    return people.add_tags(actor=cast.owner(), names=[name]).done[0]


@pytest.mark.parametrize("touch", TOUCHES)
def test_whoever_was_touched_by_hand_stays_with_all_that_hangs_on_them(alone, touch):
    batch, (berg, _tal) = brought_in("Berg", "Tal")
    TOUCHES[touch](berg)
    people_there = Participant.objects.filter(customer=berg).count()
    stayed = undo(batch)
    assert list(Customer.objects.all()) == [berg]
    assert Participant.objects.filter(customer=berg).count() == people_there
    assert [one.name for one in stayed] == ["Berg", f"Liste {batch.pk}"]
    assert berg.tags.filter(name=f"Liste {batch.pk}").exists(), "somebody still carries the tag"
    assert takeback.stayed_of(ImportBatch.objects.get(pk=batch.pk)) == stayed


def test_a_touch_that_was_taken_back_does_not_count(alone):
    batch, (berg,) = brought_in("Berg")
    entry = TOUCHES["a field"](berg).entry
    undo_one(actor=cast.owner(), entry=entry)
    assert undo(batch) == []
    assert not Customer.objects.exists()


def test_a_tag_that_others_got_since_stays(alone):
    batch, (_berg,) = brought_in("Berg")
    other = cast.customer()
    people.tag_customers(actor=cast.owner(), customers=[other.pk], tags=[Tag.objects.get().pk])
    assert [one.kind for one in undo(batch)] == ["tag"]
    assert list(other.tags.all()) == list(Tag.objects.all())


def test_changed_fields_go_back_while_nobody_changed_them_again(alone):
    one, two = cast.customer(city="Ulm", phone="1 11"), cast.customer(city="Ulm", phone="2 22")
    batch = begun()
    with batches.under(batch):
        people.change_customers(
            actor=IMPORT,
            changes=[
                people.CustomerChange(x.pk, {"city": "Bonn", "phone": "9 99"}) for x in (one, two)
            ],
        )
    batches.finish(batch)
    people.change_customers(
        actor=cast.owner(), changes=[people.CustomerChange(two.pk, {"city": "Köln"})]
    )
    stayed = undo(batch)
    one.refresh_from_db(), two.refresh_from_db()
    assert (one.city, one.phone, two.city, two.phone) == ("Ulm", "1 11", "Köln", "2 22")
    assert [entry.row for entry in stayed] == [two.pk]


def test_a_number_that_a_batch_gave_goes_with_it_and_holds_up_nobody_else(alone):
    one, two = cast.customer(city="Ulm"), cast.customer(city="Ulm")
    status = next(x.pk for x in lifecycle.statuses() if x.with_number)
    batch = begun()
    with batches.under(batch):
        people.change_customers(
            actor=IMPORT,
            changes=[
                people.CustomerChange(one.pk, {"status": status, "number": "A-1"}),
                people.CustomerChange(two.pk, {"city": "Bonn"}),
            ],
        )
    batches.finish(batch)
    assert undo(batch) == []
    was = one.status_id
    one.refresh_from_db(), two.refresh_from_db()
    assert (one.number, one.status_id, two.city) == ("", was, "Ulm")


def test_one_that_no_longer_fits_does_not_keep_the_others(alone):
    """An e-mail address that somebody else got meanwhile cannot go back (C-04)."""
    people.change_settings(actor=cast.owner(), values={"unique_email": "forbid"})
    one, two = cast.customer(email="eins@mail.example"), cast.customer(email="zwei@mail.example")
    batch = begun()
    with batches.under(batch):
        people.change_customers(
            actor=IMPORT,
            changes=[people.CustomerChange(x.pk, {"email": ""}) for x in (one, two)],
        )
    batches.finish(batch)
    cast.customer(email="eins@mail.example")
    assert [entry.row for entry in undo(batch)] == [one.pk]
    one.refresh_from_db(), two.refresh_from_db()
    assert (one.email, two.email) == ("", "zwei@mail.example")


def test_what_ends_badly_is_taken_back_at_once(alone):
    batch = begun()
    with pytest.raises(ZeroDivisionError), takeback.or_back(batch):
        with batches.under(batch):
            people.add_customers(actor=IMPORT, customers=[{"last_name": "Berg", "kind": "person"}])
        raise ZeroDivisionError
    batch.refresh_from_db()
    assert (Customer.objects.count(), batch.state) == (0, BatchState.TAKEN_BACK)


def test_a_batch_whose_process_is_gone_is_taken_back_at_the_next_start():
    with batches.exclusive():
        batch, _made = brought_in("Berg", done=False)
    assert Customer.objects.count() == 1
    assert [one.pk for one in takeback.recover()] == [batch.pk]
    batch.refresh_from_db()
    assert (Customer.objects.count(), batch.state) == (0, BatchState.TAKEN_BACK)
    assert takeback.recover() == []


def test_an_undo_whose_process_is_gone_goes_on_at_the_next_start():
    with batches.exclusive():
        batch, _made = brought_in("Berg")
        of_batch = JournalEntry.objects.filter(batch=batch.pk, door="import")
        ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.UNDOING, steps=2)
        takeback.take_back(actor=cast.owner(), entry=of_batch.order_by("-pk")[0].pk)
    takeback.recover()
    batch.refresh_from_db()
    assert (Customer.objects.count(), Tag.objects.count(), batch.state) == (0, 0, BatchState.UNDONE)


def test_a_batch_that_was_taken_back_meanwhile_writes_no_more(alone):
    batch = begun()
    batches.taken_back(batch)
    with pytest.raises(batches.Lost):
        batches.progress(batch, 1)
    with pytest.raises(batches.Lost):
        batches.finish(batch)


def test_what_a_batch_takes_back_leaves_no_copy_of_anybody_in_the_journal(alone):
    batch, _made = brought_in("Berg")
    undo(batch)
    assert not JournalChange.objects.filter(old__contains="Berg").exists()


def test_reports_of_long_ago_name_nobody(alone):
    old, new = (begun(file="a.csv", report="[1]") for _ in range(2))
    batches.finish(old), batches.finish(new)
    long_ago = clock.now() - timedelta(days=batches.KEEP_REPORTS_DAYS + 1)
    ImportBatch.objects.filter(pk=old.pk).update(begun_at=long_ago)
    assert batches.prune() == 1
    old.refresh_from_db(), new.refresh_from_db()
    assert (old.report, old.file, new.file) == ("", "", "a.csv")


@pytest.mark.django_db(transaction=True)
def test_of_two_one_waits_and_is_told():
    begin, end, said = threading.Event(), threading.Event(), []

    def first():
        with batches.exclusive():
            begin.set()
            end.wait(5)
        connection.close()

    other = threading.Thread(target=first)
    other.start()
    begin.wait(5)
    with pytest.raises(batches.Busy), batches.exclusive(patience=0):
        pass
    assert takeback.recover() == []

    def waiting():
        said.append("waits")
        end.set()

    with batches.exclusive(waiting):
        other.join(5)
    assert said == ["waits"]
