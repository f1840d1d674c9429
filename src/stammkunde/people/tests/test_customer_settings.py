"""The settings for customers: each says what it means, each can be taken back (C-03, 04, 07, 21)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.foundation.undo import undo
from stammkunde.people import lifecycle, operations, rules
from stammkunde.people.models import Customer, CustomerSettings, Participant
from stammkunde.people.operations import CustomerChange
from tests import cast

pytestmark = pytest.mark.db
URL = "/settings/customers/"


def set_to(**values: Any) -> Outcome[CustomerSettings]:
    """Change settings."""
    return operations.change_settings(actor=cast.owner(), values=values)


def saved(**said: str) -> Any:
    """Post the page as it stands, with some fields changed."""
    office = cast.logged_in()
    row = CustomerSettings.objects.get()
    names = ("profile", "number_mode", "number_prefix", "number_digits", "number_start",
             "unique_email", "auto_self", "name_order")  # fmt: skip
    sent = {name: str(getattr(row, name)) for name in names}
    sent |= {"formal": "1", "title_shown": "on", "adult_check": "on"}
    return office.post(URL, sent | said)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"unique_email": "maybe"}, "unknown"),
        ({"auto_self": "maybe"}, "unknown"),
        ({"name_order": "maybe"}, "unknown"),
        ({"profile": "bakery"}, "unknown"),
        ({"number_start": 0}, "start_invalid"),
        ({"number_start": 10**9}, "start_invalid"),
    ],
)
def test_change_settings_refuses_what_is_none_of_the_choices(
    values: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        set_to(**values)
    assert refused.value.code == code


def test_only_who_may_change_settings_does() -> None:
    with pytest.raises(Forbidden):
        operations.change_settings(actor=cast.actor("people.edit"), values={})


# Numbers


def test_the_first_number_holds_from_the_next_one_on() -> None:
    set_to(number_mode="create")
    assert cast.customer().number == "0001"
    set_to(number_start=5000)
    assert lifecycle.next_number(lifecycle.business()) == "5000"
    assert [row.number for row in cast.many_customers(2)] == ["5000", "5001"]


def test_the_first_number_goes_up_only() -> None:
    set_to(number_mode="create")
    cast.many_customers(3)
    with pytest.raises(Refused) as refused:
        set_to(number_start=3)
    assert refused.value.code == "start_too_low"
    assert "3" in str(refused.value.message)
    set_to(number_start=4)
    assert cast.customer().number == "0004"
    set_to(number_start=4, number_digits=5)  # what is there already may be saved again


def test_a_first_number_that_nobody_got_can_be_taken_back() -> None:
    set_to(number_mode="create")
    entry = set_to(number_start=5000).entry
    undo(actor=cast.owner(), entry=entry or 0)
    assert cast.customer().number == "0001"


# Who takes part


@pytest.mark.parametrize(
    ("profile", "auto_self", "takes_part"),
    [
        ("course", "profile", True),
        ("dogs", "profile", False),
        ("care", "profile", False),
        ("course", "no", False),
        ("care", "yes", True),
    ],
)
def test_who_names_nobody_takes_part_in_person_where_the_business_wants_it(
    profile: str, auto_self: str, takes_part: bool
) -> None:
    set_to(profile=profile, auto_self=auto_self)
    customer = cast.customer(participants=[], first_name="Anna", last_name="Berg")
    found = list(Participant.objects.values_list("customer", "first_name", "is_self"))
    assert found == ([(customer.pk, "Anna", True)] if takes_part else [])


def test_who_gives_no_name_is_asked_for_it_once_and_not_as_somebody_who_takes_part() -> None:
    set_to(auto_self="yes")
    item = cast.customer_values(participants=[], first_name="", last_name="")
    outcome = operations.add_customers(actor=cast.owner(), customers=[item])
    assert [one.code for one in outcome.refused] == ["name_missing"]


def test_a_list_adds_nobody_and_organisations_never_take_part() -> None:
    set_to(auto_self="yes")
    cast.customer()
    cast.customer(kind="organisation", participants=[])
    cast.customer(participants=[{"first_name": "Lea"}])
    assert list(Participant.objects.values_list("first_name", flat=True)) == ["Lea"]


def test_the_undo_of_a_new_customer_takes_the_participant_along() -> None:
    item = cast.customer_values(participants=[])
    outcome = operations.add_customers(actor=cast.owner(), customers=[item])
    assert Participant.objects.count() == 1
    undo(actor=cast.owner(), entry=outcome.entry or 0)
    assert (Customer.objects.count(), Participant.objects.count()) == (0, 0)


# Birth dates


def test_an_organisation_has_no_birth_date() -> None:
    item = cast.customer_values(kind="organisation", birth_date="1.2.1980")
    outcome = operations.add_customers(actor=cast.owner(), customers=[item])
    assert [(one.code, one.field) for one in outcome.refused] == [
        ("birth_date_of_organisation", "birth_date")
    ]


@pytest.mark.parametrize(("born", "key"), [("1.2.1980", 201), ("31.12.2001", 1231), ("", 0)])
def test_the_day_in_the_year_follows_the_birth_date(born: str, key: int) -> None:
    customer = cast.customer(birth_date=born)
    assert customer.birthday_key == key
    change = CustomerChange(customer.pk, {"birth_date": "29.2.2000"})
    operations.change_customers(actor=cast.owner(), changes=[change])
    assert Customer.objects.get().birthday_key == 229


@pytest.mark.parametrize(
    ("born", "minor"),
    [
        (date(2008, 11, 22), False),
        (date(2008, 11, 23), True),
        (date(1950, 1, 1), False),
        (None, False),
    ],
)
def test_somebody_is_of_age_on_the_eighteenth_birthday(born: date | None, minor: bool) -> None:
    assert rules.under_age(born, date(2026, 11, 22)) is minor


@pytest.mark.parametrize("switched_on", [True, False])
def test_form_and_record_point_out_who_is_not_of_age(switched_on: bool) -> None:
    set_to(adult_check=switched_on)
    born = cast.owner().today.replace(day=1, month=1)
    born = born.replace(year=born.year - 10)
    office = cast.logged_in()
    sent = {"kind": "person", "last_name": "Jung", "birth_date": born.strftime("%d.%m.%Y")}
    page = office.post("/customers/new/", sent, follow=True).content.decode()
    assert "10 Jahre" in page
    assert page.count("minderjährig") == (2 if switched_on else 0)  # the toast and the record


# The page


def test_the_page_keeps_every_setting_and_offers_the_undo() -> None:
    answer = saved(
        profile="dogs", number_prefix="H-", number_start="100", unique_email="forbid",
        auto_self="no", name_order="first_last", formal="0",
        birth_dates_of_company_contacts="on",
    )  # fmt: skip
    assert answer.status_code == 302
    business = lifecycle.business()
    assert (business.number_prefix, business.number_start) == ("H-", 100)
    assert (business.unique_email, business.name_order) == ("forbid", "first_last")
    assert (business.formal, business.birth_dates_of_company_contacts) == (False, True)
    assert business.auto_self_participant is False
    page = cast.logged_in().get(URL).content.decode()
    assert "H-0100" in page


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("number_start", "viele", "Die erste Nummer ist eine ganze Zahl"),
        ("number_digits", "13", "Zwischen 1 und 12"),
        ("number_prefix", "A B", "ohne Leerzeichen"),
        ("unique_email", "maybe", "Das steht nicht zur Wahl"),
    ],
)
def test_the_page_says_what_is_wrong_in_german_and_keeps_what_was_typed(
    field: str, text: str, said: str
) -> None:
    page = saved(**{field: text, "name_order": "first_last"})
    shown = page.content.decode()
    assert page.status_code == 422
    assert said in shown
    assert 'value="first_last" checked' in shown
    assert CustomerSettings.objects.get().name_order == "last_first"


def test_the_page_says_what_an_industry_changes() -> None:
    page = cast.logged_in().get(URL).content.decode()
    assert "Der Bereich heißt Hunde." in page
    assert "Die Liste zeigt zuerst" in page
