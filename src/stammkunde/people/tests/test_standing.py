"""Status, number, lock: the rules of features 1.4, 2.1 and DEL-04, on both databases."""

from __future__ import annotations

import pytest

from stammkunde.foundation.models import NumberRange
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.foundation.undo import undo
from stammkunde.people import lifecycle, operations, queries, rules, statuses
from stammkunde.people.models import Customer, CustomerStatus, NumberAlias
from stammkunde.people.operations import CustomerChange, NumberWish
from tests import cast

pytestmark = pytest.mark.db


def status(code: str) -> CustomerStatus:
    return CustomerStatus.objects.get(code=code)


def step(customer, code="customer", number="", **more):
    values = {"status": status(code).pk} | ({"number": number} if number else {})
    one = CustomerChange(customer.pk, values, **more)
    return operations.change_customers(actor=cast.owner(), changes=[one])


def settings(**values):
    operations.change_settings(actor=cast.owner(), values=values)


def again(customer) -> Customer:
    return Customer.objects.get(pk=customer.pk)


# Statuses (CLS-01 to 09)


def test_three_statuses_are_shipped_and_shipping_again_changes_nothing():
    operations.change_statuses(actor=cast.owner(), changes={status("customer").pk: {"tone": "p"}})
    statuses.ship()
    rows = list(CustomerStatus.objects.values_list("code", "tone", "with_number", "is_default"))
    assert rows == [
        ("prospect", "b", False, True),
        ("customer", "p", True, False),
        ("former", "n", True, False),
    ]
    assert [str(one) for one in lifecycle.statuses()] == [
        "Interessent",
        "Kunde",
        "Ehemaliger Kunde",
    ]


def test_new_customers_have_the_default_status_and_no_number():
    made = again(cast.customer())
    assert (made.status.code, made.number) == ("prospect", "")


def test_another_default_takes_over_and_one_must_stay():
    lead = operations.add_status(actor=cast.owner(), values={"name": "Anfrage", "tone": "y"}).done[
        0
    ]
    changes = {lead.pk: {"is_default": True}}
    operations.change_statuses(actor=cast.owner(), changes=changes)
    assert lifecycle.default_status() == lead
    with pytest.raises(Refused, match="default_missing"):
        operations.change_statuses(actor=cast.owner(), changes={lead.pk: {"is_default": False}})
    with pytest.raises(Refused, match="default_with_number"):
        operations.change_statuses(actor=cast.owner(), changes={lead.pk: {"with_number": True}})
    with pytest.raises(Refused, match="default_with_number"):
        operations.archive_statuses(actor=cast.owner(), statuses=[lead.pk])


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": ""}, "name_missing"),
        ({"name": "kunde"}, "name_taken"),
        ({"name": "Neu", "tone": "#ff0000"}, "tone_unknown"),
        ({"name": "Neu", "is_default": True, "with_number": True}, "default_with_number"),
    ],
)
def test_add_status_refuses_what_breaks_the_life_cycle(values, code):
    with pytest.raises(Refused, match=code):
        operations.add_status(actor=cast.owner(), values=values)


def test_a_status_in_use_is_archived_but_not_removed():
    lead = operations.add_status(actor=cast.owner(), values={"name": "Anfrage"}).done[0]
    home = cast.customer(status=lead.pk)
    with pytest.raises(Refused, match="in_use"):
        operations.remove_status(actor=cast.owner(), status=lead.pk)
    operations.archive_statuses(actor=cast.owner(), statuses=[lead.pk])
    assert again(home).status == lead
    other = cast.customer()
    change = CustomerChange(other.pk, {"status": lead.pk})
    refused = operations.change_customers(actor=cast.owner(), changes=[change]).refused
    assert [one.code for one in refused] == ["status_archived"]
    operations.restore_statuses(actor=cast.owner(), statuses=[lead.pk])
    assert not operations.change_customers(actor=cast.owner(), changes=[change]).refused


def test_remove_status_refuses_shipped_ones_and_takes_unused_ones():
    with pytest.raises(Refused, match="shipped"):
        operations.remove_status(actor=cast.owner(), status=status("former").pk)
    lead = operations.add_status(actor=cast.owner(), values={"name": "Anfrage"}).done[0]
    operations.remove_status(actor=cast.owner(), status=lead.pk)
    assert not CustomerStatus.objects.filter(pk=lead.pk).exists()


def test_move_status_changes_places_and_refuses_beyond_the_ends():
    operations.move_status(actor=cast.owner(), status=status("former").pk, up=True)
    assert [one.code for one in lifecycle.statuses()] == ["prospect", "former", "customer"]
    with pytest.raises(Refused, match="no_neighbour"):
        operations.move_status(actor=cast.owner(), status=status("prospect").pk, up=True)


def test_every_change_of_a_status_can_be_taken_back():
    fresh = operations.add_status(actor=cast.owner(), values={"name": "Schnuppern"}).done[0]
    before = list(CustomerStatus.objects.order_by("pk").values("name", "is_default", "position"))
    for do, said in (
        (operations.change_statuses, {"changes": {fresh.pk: {"name": "Probe"}}}),
        (operations.change_statuses, {"changes": {fresh.pk: {"is_default": True}}}),
        (operations.move_status, {"status": fresh.pk, "up": True}),
        (operations.archive_statuses, {"statuses": [fresh.pk]}),
    ):
        outcome = do(actor=cast.owner(), **said)
        undo(actor=cast.owner(), entry=outcome.entry)
        now = CustomerStatus.objects.order_by("pk").values("name", "is_default", "position")
        assert list(now) == before, do
    assert CustomerStatus.objects.get(pk=fresh.pk).archived_at is None


def test_a_status_does_not_come_back_as_what_it_can_no_longer_be():
    fresh = operations.add_status(actor=cast.owner(), values={"name": "Schnuppern"}).done[0]
    changes = {fresh.pk: {"name": "Probe"}}
    outcome = operations.change_statuses(actor=cast.owner(), changes=changes)
    operations.add_status(actor=cast.owner(), values={"name": "Schnuppern"})
    with pytest.raises(Refused, match="name_taken"):
        undo(actor=cast.owner(), entry=outcome.entry)


def test_no_number_is_taken_from_a_status_whose_customers_have_numbers():
    step(cast.customer())
    with pytest.raises(Refused, match="numbers_given"):
        operations.change_statuses(
            actor=cast.owner(), changes={status("customer").pk: {"with_number": False}}
        )


@pytest.mark.parametrize(
    "run",
    [
        lambda actor: operations.add_status(actor=actor, values={"name": "X"}),
        lambda actor: operations.change_statuses(actor=actor, changes={}),
        lambda actor: operations.restore_statuses(actor=actor, statuses=[]),
        lambda actor: operations.change_settings(actor=actor, values={}),
        lambda actor: operations.number_customers(actor=actor, wishes=[]),
    ],
)
def test_master_data_needs_its_word(run):
    with pytest.raises(Forbidden):
        run(cast.actor("people.see"))


# Numbers (CUS-12, CUS-13; 2.1 a to f)


def test_the_number_comes_with_the_first_status_that_needs_one_and_stays():
    home = cast.customer()
    outcome = step(home)
    assert [row.number for row in outcome.done] == ["0001"]
    refused = step(home, "prospect").refused
    assert [one.code for one in refused] == ["status_without_number"]
    step(home, "former")
    assert again(home).number == "0001"
    assert [one.code for one in step(home, number="77").refused] == ["number_given"]


def test_typed_numbers_are_unique_with_prefix_and_the_counter_skips_them():
    settings(number_prefix="K-")
    first, second, third = cast.many_customers(3)
    step(first, number="K-0001")
    assert [one.code for one in step(second, number=" k-1 ").refused] == ["number_taken"]
    step(second)
    assert again(second).number == "K-0002"
    settings(number_prefix="N-")
    step(third)
    assert [again(one).number for one in (first, second, third)] == ["K-0001", "K-0002", "N-0003"]
    assert NumberRange.objects.get(series=lifecycle.SERIES).value == 3


def test_a_proposal_that_is_gone_becomes_the_next_number():
    mine, theirs = cast.many_customers(2)
    proposed = lifecycle.next_number(lifecycle.business())
    step(theirs)
    outcome = step(mine, number=proposed, proposed=proposed)
    assert [row.number for row in outcome.done] == ["0002"]


@pytest.mark.parametrize("number", ["-", "1" * 41])
def test_number_customers_refuses_what_is_no_number(number):
    home = cast.customer()
    wishes = [NumberWish(home.pk, number)]
    refused = operations.number_customers(actor=cast.owner(), wishes=wishes).refused
    assert [one.code for one in refused] == ["number_invalid"]


def test_numbers_can_be_given_to_everybody_or_by_hand_only():
    settings(number_mode="create")
    everybody = again(cast.customer())
    assert (everybody.number, everybody.status.code) == ("0001", "prospect")
    settings(number_mode="manual")
    home = cast.customer()
    assert [one.code for one in step(home).refused] == ["number_missing"]
    step(home, number="H 12")
    assert again(home).number == "H 12"


def test_undo_takes_neither_the_number_nor_the_status_that_holds_it():
    home = cast.customer()
    outcome = step(home)
    with pytest.raises(Refused, match="status_without_number"):
        undo(actor=cast.owner(), entry=outcome.entry)
    assert (again(home).number, again(home).status.code) == ("0001", "customer")


def test_another_number_needs_a_reason_and_the_old_one_is_never_given_again():
    home, other = cast.many_customers(2)
    step(home)
    with pytest.raises(Forbidden):
        operations.renumber_customer(
            actor=cast.actor("people.edit"), customer=home.pk, number="5", reason="x"
        )
    for number, reason, code in (("5", " ", "reason_missing"), ("1", "x", "number_taken")):
        with pytest.raises(Refused, match=code):
            operations.renumber_customer(
                actor=cast.owner(), customer=home.pk, number=number, reason=reason
            )
    with pytest.raises(Refused, match="number_missing"):
        operations.renumber_customer(actor=cast.owner(), customer=other.pk, number="6", reason="x")
    operations.renumber_customer(actor=cast.owner(), customer=home.pk, number="5", reason="Umzug")
    assert queries.former_numbers(cast.owner(), home.pk) == ["0001"]
    assert [one.code for one in step(other, number="1").refused] == ["number_taken"]
    back = {"customer": home.pk, "number": "0001", "reason": "doch nicht"}
    operations.renumber_customer(actor=cast.owner(), **back)
    assert list(NumberAlias.objects.values_list("number", flat=True)) == ["5"]


@pytest.mark.parametrize("query", ["K-0042", "0042", "42", "k-0042", "K-0007", "0007"])
def test_search_finds_by_present_and_former_number(query):
    home = cast.customer(phone="", status=status("customer").pk, number="K-0007")
    cast.customer(phone="")
    operations.renumber_customer(
        actor=cast.owner(), customer=home.pk, number="K-0042", reason="Umstellung"
    )
    found = queries.best_matching(cast.owner(), query, 5)
    assert [row.pk for row in found] == [home.pk]


def test_numbers_sort_as_people_count():
    keys = [rules.number_key(one) for one in ("K-2", "K-10", "K-0100")]
    assert keys == sorted(keys)
    assert rules.number_key("k-00010") == rules.number_key("K-10")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"number_mode": "never"}, "unknown"),
        ({"profile": "circus"}, "unknown"),
        ({"number_prefix": "K 1"}, "prefix_invalid"),
        ({"number_digits": 0}, "digits_invalid"),
    ],
)
def test_change_settings_refuses_what_numbers_cannot_be_made_of(values, code):
    with pytest.raises(Refused, match=code):
        settings(**values)


# Lock (DEL-04, DEL-05)


def test_locking_keeps_status_and_data_and_says_why():
    home = cast.customer()
    outcome = operations.lock_customers(
        actor=cast.owner(), customers=[home.pk], reason="zahlt nicht"
    )
    locked = again(home)
    assert (locked.lock_reason, locked.status.code) == ("zahlt nicht", "prospect")
    assert locked.locked_at is not None
    again_ = operations.lock_customers(actor=cast.owner(), customers=[home.pk], reason="x")
    assert [one.code for one in again_.refused] == ["already_locked"]
    undo(actor=cast.owner(), entry=outcome.entry)
    assert again(home).locked_at is None
    refused = operations.unlock_customers(actor=cast.owner(), customers=[home.pk]).refused
    assert [one.code for one in refused] == ["not_locked"]


def test_locking_needs_a_reason_and_its_word():
    home = cast.customer()
    with pytest.raises(Refused, match="reason_missing"):
        operations.lock_customers(actor=cast.owner(), customers=[home.pk], reason="  ")
    with pytest.raises(Forbidden):
        operations.lock_customers(actor=cast.actor("people.edit"), customers=[home.pk], reason="x")
