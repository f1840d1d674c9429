"""Deleting customers: the bin, the erasure, what stays (DEL-01 to DEL-03, C-08), on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from stammkunde.foundation import clock, files, journal
from stammkunde.foundation.events import ON
from stammkunde.foundation.models import StoredFile
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.foundation.rooms import slots
from stammkunde.foundation.undo import undo
from stammkunde.people import leaving, lifecycle, operations, queries, tasks
from stammkunde.people.events import CustomersErased
from stammkunde.people.lists import CustomerList, ParticipantList
from stammkunde.people.models import Customer, Guardianship, Participant
from stammkunde.people.operations import CustomerChange
from stammkunde.people.search import SEARCH
from tests import cast

pytestmark = pytest.mark.db

ALL_OWN = ("in_use", "locked", "elsewhere", "share")


def erase(*customers: Customer, **more):
    given = {"actor": cast.owner(), "confirmed": ALL_OWN} | more
    return operations.erase_customers(customers=[one.pk for one in customers], **given)


def bin_(*customers: Customer, **more):
    given = {"actor": cast.owner(), "confirmed": ALL_OWN} | more
    return operations.bin_customers(customers=[one.pk for one in customers], **given)


def again(row):
    return type(row).objects.get(pk=row.pk)


def codes(outcome) -> list[str]:
    return [one.code for one in outcome.refused]


def numbered(**values) -> Customer:
    status = next(one for one in lifecycle.statuses() if one.code == "customer")
    return again(cast.customer(status=status.pk, **values))


# For ever


def test_an_erased_customer_is_nobody_any_more_but_the_row_and_its_number_stay():
    was = numbered(last_name="Abendroth")
    assert erase(was).done == [was]
    row = again(was)
    assert (row.first_name, row.last_name, row.email, row.phone_digits, row.sort_name) == ("",) * 5
    assert (row.public_id, row.number, row.status_id) == (was.public_id, was.number, was.status_id)
    assert row.erased_at
    assert row.archived_at
    assert lifecycle.taken_numbers([row.number_key]) == {row.number_key}


def test_nobody_finds_an_erased_customer_again():
    was = numbered(last_name="Zwetschke")
    cast.participant(was, last_name="Zwetschke")
    erase(was)
    for words in ("zwetschke", was.number):
        assert not queries.customers_matching(cast.owner(), words).exists()
        assert not Customer.objects.filter(SEARCH.found(SEARCH.terms(words))).exists()
        assert not queries.best_matching(cast.owner(), words, 10)
        assert not queries.best_participants(cast.owner(), words, 10)
    assert not queries.customers(cast.owner()).exists()
    assert not queries.participants(cast.owner()).exists()
    assert not queries.by_public_id(cast.owner(), [was.public_id])


@pytest.mark.parametrize("listing", [CustomerList, ParticipantList])
def test_no_lens_lists_an_erased_one(listing):
    was = cast.customer()
    cast.participant(was)
    erase(was)
    for lens in listing.lenses_for(cast.owner()):
        where = lens.where(cast.owner()) if callable(lens.where) else lens.where
        assert not listing.source(cast.owner()).filter(where).exists(), lens.key


def test_every_operation_misses_an_erased_customer():
    was = cast.customer()
    erase(was)
    for call in (
        lambda: operations.change_customers(
            actor=cast.owner(), changes=[CustomerChange(was.pk, {"last_name": "Neu"})]
        ),
        lambda: operations.restore_customers(actor=cast.owner(), customers=[was.pk]),
        lambda: operations.add_participants(
            actor=cast.owner(), participants=[{"customer": was.pk, "first_name": "Lea"}]
        ),
        lambda: erase(was),
    ):
        with pytest.raises(Missing):
            call()


def test_an_erasure_has_no_undo_and_no_older_step_brings_anything_back():
    was = cast.customer()
    archived = operations.archive_customers(actor=cast.owner(), customers=[was.pk])
    outcome = erase(was)
    for entry in (outcome.entry, archived.entry):
        with pytest.raises(Refused, match=r"no_undo|nothing_to_undo"):
            undo(actor=cast.owner(), entry=entry)
    assert again(was).archived_at


def test_erase_customers_needs_the_word_and_the_office_does_not_hold_it_at_first():
    was = cast.customer()
    with pytest.raises(Forbidden):
        erase(was, actor=cast.actor("people.edit", "people.archive"))
    with pytest.raises(Forbidden):
        bin_(was, actor=cast.actor("people.edit", "people.archive"))
    people = cast.one_user_per_role()
    holders = {key for key, user in people.items() if cast.actor_of(user).may("people.erase")}
    assert holders == {"owner"}


def test_a_picture_goes_with_its_bytes(django_capture_on_commit_callbacks):
    was = cast.customer()
    with building():
        file = files.store("people.picture", "Anna Abendroth.png", "image/png", [b"picture"])
        Customer.objects.filter(pk=was.pk).update(picture=file)
    with django_capture_on_commit_callbacks(execute=True):
        erase(was)
    assert not StoredFile.objects.filter(pk=file.pk).exists()
    assert not files.path_of(file.key).exists()
    assert again(was).picture_id is None


def test_several_are_erased_at_once_and_one_with_something_open_stays():
    first, second, locked = cast.customer(), cast.customer(), cast.customer()
    operations.lock_customers(actor=cast.owner(), customers=[locked.pk], reason="zahlt nicht")
    outcome = erase(first, second, locked, confirmed=["in_use"])
    assert (outcome.done, codes(outcome)) == ([first, second], ["unconfirmed"])
    assert again(locked).last_name == locked.last_name


# Who takes part


def test_a_child_with_another_parent_stays_with_that_parent():
    father, mother = cast.customer(last_name="Berger"), cast.customer(last_name="Sander")
    child, alone = cast.participant(father, first_name="Lea"), cast.participant(father)
    with building():
        Guardianship.objects.filter(participant=child).update(pay_share=50)
        Guardianship.objects.create(participant=child, customer=mother, pay_share=50)
    assert codes(erase(father, confirmed=["in_use"])) == ["unconfirmed"]
    outcome = erase(father)
    child, alone = again(child), again(alone)
    assert (child.customer, child.first_name, child.erased_at) == (mother, "Lea", None)
    left = Guardianship.objects.filter(participant=child).values_list("customer", "pay_share")
    assert list(left) == [(mother.pk, 100)]
    assert (alone.customer, alone.first_name, bool(alone.erased_at)) == (father, "", True)
    told = journal.timeline(cast.owner(), "customer", mother.pk)
    assert told[0].id == outcome.entry
    assert queries.customers_matching(cast.owner(), "lea").get() == mother


def test_no_undo_brings_a_child_back_to_a_home_that_was_erased():
    father, mother = cast.customer(), cast.customer()
    child = cast.participant(father)
    with building():
        Guardianship.objects.create(participant=child, customer=mother, pay_share=0)
    moved = operations.move_participants(
        actor=cast.owner(), participants=[child.pk], customer=mother.pk
    )
    erase(father)
    with pytest.raises(Refused, match="customer_erased"):
        undo(actor=cast.owner(), entry=moved.entry)
    assert again(child).customer == mother


def test_a_guardian_beside_the_home_leaves_the_child_alone():
    home, other = cast.customer(), cast.customer()
    child = cast.participant(home)
    with building():
        Guardianship.objects.filter(participant=child).update(pay_share=40)
        Guardianship.objects.create(participant=child, customer=other, pay_share=60)
    assert codes(erase(other, confirmed=["in_use"])) == ["unconfirmed"]
    erase(other, confirmed=["in_use", "share"])
    assert again(child).customer == home
    left = Guardianship.objects.filter(participant=child).values_list("customer", "pay_share")
    assert list(left) == [(home.pk, 100)]


def test_who_takes_part_in_person_goes_with_themselves():
    son, mother = cast.customer(), cast.customer()
    himself = cast.participant(son, is_self=True)
    with building():
        Guardianship.objects.create(participant=himself, customer=mother)
    erase(son)
    assert again(himself).erased_at


# The bin


def test_the_bin_archives_for_thirty_days_and_restoring_takes_out_of_it():
    was = cast.customer()
    bin_(was)
    row = again(was)
    assert row.erase_after == clock.today() + timedelta(days=30)
    assert row.archived_at
    assert codes(bin_(was)) == ["already_binned"]
    operations.restore_customers(actor=cast.owner(), customers=[was.pk])
    assert (again(was).erase_after, again(was).archived_at) == (None, None)


def test_the_bin_can_be_undone():
    was = cast.customer()
    undo(actor=cast.owner(), entry=bin_(was).entry)
    assert (again(was).erase_after, again(was).archived_at) == (None, None)


def put_back(customer: Customer, days: int) -> None:
    with building():
        day = clock.today() + timedelta(days=days)
        Customer.objects.filter(pk=customer.pk).update(erase_after=day)


def test_by_night_those_go_whose_time_in_the_bin_is_over_and_no_others():
    over, soon, archived = cast.customer(), cast.customer(), cast.customer()
    bin_(over, soon)
    operations.archive_customers(actor=cast.owner(), customers=[archived.pk])
    put_back(over, 0)
    put_back(soon, 1)
    tasks.empty_bin.func()
    assert [bool(again(one).erased_at) for one in (over, soon, archived)] == [True, False, False]
    assert queries.erased(cast.owner(), over.pk).by == "System"


def test_one_whom_a_room_above_keeps_does_not_keep_the_others_by_night(monkeypatch):
    kept, over = cast.customer(), cast.customer()
    bin_(kept, over)
    put_back(kept, 0)
    put_back(over, -1)

    def object_to(news):
        if kept.pk in news.ids:
            raise Refused("contract_runs", "Der Vertrag läuft noch.")

    monkeypatch.setitem(ON, CustomersErased, [object_to])
    tasks.empty_bin.func()
    assert [bool(again(one).erased_at) for one in (kept, over)] == [False, True]


def test_due_in_bin_is_for_those_who_may_erase():
    with pytest.raises(Forbidden):
        queries.due_in_bin(cast.actor("people.see"))


# What is open


@pytest.fixture
def unpaid(monkeypatch):
    """A room above that finds an unpaid invoice with everybody."""

    def find(ids):
        return {
            pk: [leaving.OpenItem("invoice", "Eine Rechnung.", 2, True, "/hier/")] for pk in ids
        }

    room = leaving.OpenItems("toy.invoices", find, word="toy.see_money", order=20)
    monkeypatch.setitem(slots._hung[leaving.SLOT], room.key, room)


def test_what_a_room_above_finds_open_blocks_whoever_deletes(unpaid):
    was = cast.customer()
    assert codes(erase(was)) == ["open_items"]
    assert codes(bin_(was)) == ["open_items"]
    with building():
        Customer.objects.filter(pk=was.pk).update(archived_at=clock.now())
    put_back(was, 0)
    tasks.empty_bin.func()
    assert again(was).erased_at is None


# Pages


def test_the_page_says_what_is_open_and_asks_to_confirm_it():
    was = cast.customer(first_name="Ayşe", last_name="Weiß-Brügge")
    browser, url = cast.logged_in(), reverse("people:delete", args=[was.pk])
    page = browser.get(url)
    assert "Was gelöscht wird" in page.content.decode()
    answer = browser.post(url, {"way": "now", "typed": was.last_name})
    assert answer.status_code == 422
    name = f"{was.first_name} {was.last_name}"
    said = {"way": "now", "typed": "Jemand anders", "confirmed": "in_use"}
    assert browser.post(url, said).status_code == 422
    answer = browser.post(url, said | {"typed": name.upper()}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "Kunde gelöscht" in page
    assert "Robin Rolle" in page
    assert was.last_name not in page
    assert again(was).erased_at


def test_the_number_confirms_as_well_and_every_other_page_is_gone():
    was = numbered()
    browser, url = cast.logged_in(), reverse("people:delete", args=[was.pk])
    said = {"way": "now", "typed": was.number, "confirmed": "in_use"}
    assert browser.post(url, said).status_code == 302
    left = browser.get(reverse("people:record", args=[was.pk])).content.decode()
    assert f"Die Kundennummer war {was.number}" in left
    for name in ("delete", "edit_all", "timeline", "participants", "bank"):
        assert browser.get(reverse(f"people:{name}", args=[was.pk])).status_code == 404, name


def test_the_bin_is_offered_first_and_says_its_day():
    was = cast.customer()
    browser, url = cast.logged_in(), reverse("people:delete", args=[was.pk])
    answer = browser.post(url, {"way": "bin"}, follow=True)
    day = clock.today() + timedelta(days=30)
    assert f"wird am {day:%d.%m.} gelöscht" in answer.content.decode()
    listed = browser.get(reverse("people:list") + "?lens=bin").content.decode()
    assert f"Löschung {day:%d.%m.}" in listed


def test_participants_on_the_page_say_who_goes_and_who_stays():
    father, mother = cast.customer(), cast.customer(first_name="Ida", last_name="Sander")
    lea, tom = (
        cast.participant(father, first_name="Lea", last_name="Rabe"),
        cast.participant(father, first_name="Tom", last_name="Rabe"),
    )
    with building():
        Guardianship.objects.create(participant=lea, customer=mother)
    page = cast.logged_in().get(reverse("people:delete", args=[father.pk])).content.decode()
    assert f"Lea {lea.last_name}: künftig bei Ida Sander" in page
    assert f"macht mit: Tom {tom.last_name}" in page
    assert Participant.objects.count() == 2
