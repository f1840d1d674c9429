"""No undo leads where no operation would have led: what moved on meanwhile stays consistent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stammkunde.foundation import clock
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.undo import undo
from stammkunde.people import fields, operations
from stammkunde.people.models import ContactPoint, Customer, Guardianship, NumberMode, UniqueEmail
from stammkunde.people.operations import CustomerChange
from tests import cast

pytestmark = pytest.mark.db


def take_back(entry: int | None) -> str:
    """The code with which an undo is refused, "" when it went through."""
    try:
        undo(actor=cast.owner(), entry=entry or 0)
    except Refused as no:
        return no.code
    return ""


def move(child, to):
    return operations.move_participants(actor=cast.owner(), participants=[child.pk], customer=to.pk)


def home_is_responsible(child) -> bool:
    child.refresh_from_db()
    return Guardianship.objects.filter(participant=child, customer=child.customer_id).exists()


def test_who_became_the_home_stays_responsible_when_their_beginning_is_undone():
    mother, father = cast.customer(last_name="Blume"), cast.customer(last_name="Eder")
    lea = cast.participant(mother, first_name="Lea")
    added = operations.add_guardians(actor=cast.owner(), participant=lea.pk, customers=[father.pk])
    move(lea, father)
    code = take_back(added.entry)
    assert home_is_responsible(lea)
    assert code


def test_nobody_moves_back_to_a_home_that_is_no_longer_responsible():
    mother, father = cast.customer(last_name="Blume"), cast.customer(last_name="Eder")
    lea = cast.participant(mother, first_name="Lea")
    operations.add_guardians(actor=cast.owner(), participant=lea.pk, customers=[father.pk])
    moved = move(lea, father)
    share = {"may_book": True, "may_pay": True, "pay_share": 100}
    operations.change_guardians(
        actor=cast.owner(),
        participant=lea.pk,
        changes=[
            operations.GuardianChange(father.pk, share),
            operations.GuardianChange(mother.pk, {"may_pay": False, "pay_share": 0}),
        ],
    )
    operations.remove_guardians(actor=cast.owner(), participant=lea.pk, customers=[mother.pk])
    code = take_back(moved.entry)
    assert home_is_responsible(lea)
    assert code


def test_the_kind_of_an_own_field_stays_once_it_holds_values():
    made = operations.add_own_field(actor=cast.owner(), of="customer", kind="text", label="Chip")
    changed = operations.change_own_field(
        actor=cast.owner(), field=made.done[0].pk, values={"kind": "number"}
    )
    who = cast.customer()
    operations.change_customers(
        actor=cast.owner(), changes=[CustomerChange(who.pk, {"custom.chip": "17"})]
    )
    code = take_back(changed.entry)
    assert fields.own_fields()[0].own == "number"
    assert code


def test_a_number_is_not_lost_when_a_swap_is_undone_late():
    home = cast.customer(phone="0171 5550001")
    (point,) = operations.add_points(
        actor=cast.owner(),
        customer=home.pk,
        points=[{"kind": "phone", "value": "0176 04069017", "label": ""}],
    ).done
    swap = operations.make_first_point(actor=cast.owner(), customer=home.pk, point=point.pk)
    operations.change_customers(
        actor=cast.owner(), changes=[CustomerChange(home.pk, {"phone": "0171 5550003"})]
    )
    take_back(swap.entry)
    home.refresh_from_db()
    kept = {home.phone, *ContactPoint.objects.values_list("value", flat=True)}
    assert "0171 5550001" in kept
    assert len(kept) == 2


def test_an_undo_gives_nobody_an_address_that_somebody_else_got_meanwhile():
    operations.change_settings(
        actor=cast.owner(), values={"unique_email": UniqueEmail.FORBID.value}
    )
    one = cast.customer(email="a@beispiel.example")
    changed = operations.change_customers(
        actor=cast.owner(), changes=[CustomerChange(one.pk, {"email": "b@beispiel.example"})]
    )
    cast.customer(email="a@beispiel.example")
    code = take_back(changed.entry)
    assert Customer.objects.filter(email_folded="a@beispiel.example").count() == 1
    assert code


def test_a_further_address_is_unique_too():
    operations.change_settings(
        actor=cast.owner(), values={"unique_email": UniqueEmail.FORBID.value}
    )
    cast.customer(email="a@beispiel.example")
    two = cast.customer(email="b@beispiel.example")
    with pytest.raises(Refused):
        operations.add_points(
            actor=cast.owner(),
            customer=two.pk,
            points=[{"kind": "email", "value": "A@beispiel.example", "label": ""}],
        )


def test_numbered_prospects_can_still_be_edited_after_the_numbers_are_given_later():
    operations.change_settings(
        actor=cast.owner(), values={"number_mode": NumberMode.ON_CREATE.value}
    )
    who = operations.add_customers(actor=cast.owner(), customers=[cast.customer_values()]).done[0]
    assert who.number
    operations.change_settings(
        actor=cast.owner(), values={"number_mode": NumberMode.ON_STATUS.value}
    )
    operations.change_customers(actor=cast.owner(), changes=[CustomerChange(who.pk, {"note": "x"})])


def test_a_form_that_sends_the_present_status_along_judges_nobody_anew():
    create, later = NumberMode.ON_CREATE.value, NumberMode.ON_STATUS.value
    operations.change_settings(actor=cast.owner(), values={"number_mode": create})
    who = cast.customer()
    operations.change_settings(actor=cast.owner(), values={"number_mode": later})
    sent = {"note": "x", "status": str(who.status_id)}
    outcome = operations.change_customers(
        actor=cast.owner(), changes=[CustomerChange(who.pk, sent)]
    )
    assert not outcome.refused
    assert [row.note for row in outcome.done] == ["x"]


def test_nobody_goes_back_into_the_bin_whose_time_there_is_over(monkeypatch):
    someone = cast.customer(last_name="Blume")
    binned = operations.bin_customers(actor=cast.owner(), customers=[someone.pk])
    assert binned.done
    restored = operations.restore_customers(actor=cast.owner(), customers=[someone.pk])
    later = clock.today() + timedelta(days=31)
    monkeypatch.setattr(clock, "today", lambda: later)
    assert take_back(restored.entry) == "bin_over"
    someone.refresh_from_db()
    assert (someone.archived_at, someone.erase_after) == (None, None)
