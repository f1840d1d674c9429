"""The list of customers: found, ranked, filtered, sorted, kept apart."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stammkunde.foundation import clock
from stammkunde.foundation.lists import testkit
from stammkunde.foundation.lists.listing import Listing
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.operations import building
from stammkunde.people import operations, queries
from stammkunde.people.lists import CustomerList
from stammkunde.people.models import Customer
from tests import cast

pytestmark = pytest.mark.db


def listed(**query):
    return Listing(parse(CustomerList, cast.owner(), query))


def names(**query):
    return [row.name for row in listed(**query).rows]


def some(count):
    rows = []
    for number in range(count):
        values = cast.customer_values(kind="organisation" if number % 5 == 0 else "person")
        if number % 4 == 0:
            values |= {"email": "", "city": "", "postcode": "", "phone": ""}
        rows.append(values)
    made = cast.customers(*rows)
    operations.archive_customers(actor=cast.system(), customers=[row.pk for row in made[::7]])


@pytest.mark.slow
def test_the_list_keeps_the_promises_of_every_list():
    testkit.assert_list_holds(
        CustomerList, cast.owner(), some, searches=("mull", "0171", "dresd", "e. v")
    )


@pytest.mark.parametrize("typed", ["Müller", "mueller", "MULLER", "mu", "ller", "Mu\u0308ller"])
def test_a_name_is_found_however_it_is_written(typed):
    here = {"first_name": "", "city": "Ulm", "email": ""}
    cast.customers(*({"last_name": name, **here} for name in ("Müller", "Mueller", "Meier")))
    assert len(names(q=typed)) == 2


@pytest.mark.parametrize("typed", ["Weiß", "WEISS", "weiss", "Øster", "oster", "ilkay", "İlkay"])
def test_other_letters_are_found_too(typed):
    cast.customers(
        {"first_name": "Anna", "last_name": "Weiß"}, {"first_name": "Per", "last_name": "Øster"},
        {"first_name": "İlkay", "last_name": "Aydın"},
    )  # fmt: skip
    assert len(names(q=typed)) == 1


@pytest.mark.parametrize(
    "typed", ["+49 171 5550123", "0171 555", "00491715550123", "0123", "(0171) 5550-123"]
)
def test_a_phone_number_is_found_in_every_notation(typed):
    cast.customers({"last_name": "Ruf", "phone": "0171/555 01 23"}, {"phone": "030 99887"})
    assert [name[:3] for name in names(q=typed)] == ["Ruf"]


def test_hits_stand_in_ranks_name_before_mail_before_place():
    cast.customers(
        {"first_name": "A", "last_name": "Zett", "city": "Bernau", "email": ""},
        {"first_name": "B", "last_name": "Yps", "email": "info@bern.example", "city": "Ulm"},
        {"first_name": "Bernadette", "last_name": "Xaver", "email": "", "city": "Ulm"},
    )
    found = listed(q="bern")
    assert [row.name for row in found.rows] == ["Xaver, Bernadette", "Yps, B", "Zett, A"]
    assert [row.heading.rpartition(" ")[2] for row in found.rows] == ["1", "1", "1"]


def test_filters_combine_with_the_search():
    cast.customers(
        {"last_name": "Berg", "postcode": "01067", "city": "Dresden"},
        {"last_name": "Berger", "postcode": "10437", "city": "Berlin"},
        {
            "kind": "organisation",
            "organisation": "Bergbau AG",
            "postcode": "01099",
            "city": "Dresden",
        },
    )
    assert len(names(q="berg")) == 3
    assert len(names(q="berg", **{"f.postcode": "01"})) == 2
    assert len(names(q="berg", **{"f.postcode": "01", "f.kind": "organisation"})) == 1
    assert len(names(**{"f.city": "DRES"})) == 2


def test_the_lenses_show_whom_they_name():
    now = clock.now()
    with_mail, without, old, gone = cast.customers(
        {"last_name": "Mit"},
        {"last_name": "Ohne", "email": ""},
        {"last_name": "Alt"},
        {"last_name": "Weg"},
    )
    with building():
        Customer.objects.filter(pk=old.pk).update(created_at=now - timedelta(days=40))
    operations.archive_customers(actor=cast.system(), customers=[gone.pk])
    shown = {
        lens: {row.pk for row in listed(lens=lens).rows}
        for lens in ("all", "without_email", "new", "archive")
    }
    assert shown == {
        "all": {with_mail.pk, without.pk, old.pk},
        "without_email": {without.pk},
        "new": {with_mail.pk, without.pk},
        "archive": {gone.pk},
    }
    assert queries.new_this_month(cast.owner()).count() == 2


def test_an_empty_register_says_so_and_offers_the_first_step():
    empty = listed().emptiness
    assert str(empty.before) == str(CustomerList.empty)
    assert [action.url_name for action in empty.actions] == ["people:import_start", "people:new"]


def test_a_search_in_a_lens_offers_to_search_in_all():
    cast.customer(last_name="Berg")
    ways = listed(q="berg", lens="archive").emptiness.ways
    assert [way.query for way in ways] == ["?q=berg"]


def test_a_row_leads_to_the_record_and_the_record_leads_back():
    made = cast.customer(last_name="Berg")
    row = listed(q="berg", lens="new").rows[0]
    assert row.url == f"/customers/{made.pk}/?back=q%3Dberg%26lens%3Dnew"
    page = cast.logged_in().get(row.url).content.decode()
    assert 'href="/customers/?q=berg&amp;lens=new"' in page


@pytest.mark.parametrize(
    "back", ["f.nonsense=1", "lens=none", "x" * 5000, "//evil.example", "q=%00"]
)
def test_a_way_back_that_nobody_can_read_leads_to_the_plain_list(back):
    made = cast.customer()
    answer = cast.logged_in().get(f"/customers/{made.pk}/", {"back": back})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert 'href="/customers/' in text
    assert 'href="//' not in text
