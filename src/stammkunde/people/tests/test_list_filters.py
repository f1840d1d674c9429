"""The filter row of the list of customers: contains, empty, from – to, several choices (LST-04)."""

from __future__ import annotations

from typing import Any

import pytest

from stammkunde.foundation.lists.listing import Listing
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.operations import building
from stammkunde.people import operations
from stammkunde.people.fields import FIELDS, PARTICIPANT
from stammkunde.people.lists import CustomerList, ParticipantList
from stammkunde.people.models import Customer
from tests import cast

pytestmark = pytest.mark.db


def listed(**query: Any) -> Listing:
    said = {name.replace("__", "."): value for name, value in query.items()}
    return Listing(parse(CustomerList, cast.owner(), said))


def names(**query: Any) -> list[str]:
    return [row.name for row in listed(**query).rows]


@pytest.fixture
def three() -> list[Customer]:
    return cast.customers(
        {
            "first_name": "Anna", "last_name": "Bauer", "email": "info@bauer.example",
            "phone": "0171 555 0123", "city": "Bad Homburg", "street": "Ährenweg 4",
            "postcode": "61348",
        },
        {
            "first_name": "Bert", "last_name": "Cohn", "email": "bert@cohn.example",
            "phone": "+49 30 998877", "city": "Homberg", "street": "Am Hang 1", "postcode": "01067",
        },
        {
            "first_name": "Cora", "last_name": "Dau", "email": "", "phone": "", "city": "",
            "street": "", "postcode": "",
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("column", "typed", "found"),
    [
        ("name", "bau", ["Bauer, Anna"]),
        ("name", "anna bau", ["Bauer, Anna"]),
        ("name", "au", []),  # short: beginnings of words, as in the search
        ("email", "er@", []),
        ("email", "uer.ex", ["Bauer, Anna"]),
        ("email", "ER.EXAMPLE", ["Bauer, Anna"]),
        ("email", "t@c", ["Cohn, Bert"]),
        ("phone", "555 01", ["Bauer, Anna"]),
        ("phone", "+49 30 99", ["Cohn, Bert"]),
        ("phone", "23", ["Bauer, Anna"]),
        ("city", "hom", ["Bauer, Anna", "Cohn, Bert"]),
        ("city", "d Homb", ["Bauer, Anna"]),
        ("city", "mb", ["Bauer, Anna", "Cohn, Bert"]),
        ("city", "d-homb", []),
        ("email", "o@b", ["Bauer, Anna"]),
        ("street", "hang", ["Cohn, Bert"]),
        ("street", "ÄHREN", ["Bauer, Anna"]),
        ("postcode", "61", ["Bauer, Anna"]),
    ],
)
@pytest.mark.usefixtures("three")
def test_a_column_contains_what_is_typed(column: str, typed: str, found: list[str]) -> None:
    assert names(**{f"f.{column}": typed}) == found


@pytest.mark.usefixtures("three")
def test_a_filter_looks_into_its_own_column_only() -> None:
    assert names(**{"f.city": "bauer"}) == []
    assert names(**{"f.phone": "61348"}) == []
    cast.customer(last_name="Cohnstein", email="anna@bauer.example")
    assert names(**{"f.name": "bauer"}) == ["Bauer, Anna"]


def test_signs_inside_a_text_are_compared_as_they_are() -> None:
    cast.customers(
        {"last_name": "Eins", "city": "Neustadt-Nord", "email": "a.b@x.example"},
        {"last_name": "Zwei", "city": "Neustadt Nord", "email": "xa.bc@x.example"},
        {"last_name": "Drei", "city": "Garmisch-Partenkirchen", "email": "o'hara@x.example"},
    )
    assert [name[:4] for name in names(**{"f.city": "stadt-no"})] == ["Eins"]
    assert [name[:4] for name in names(**{"f.city": "misch-part"})] == ["Drei"]
    assert [name[:4] for name in names(**{"f.email": "a.b"})] == ["Eins", "Zwei"]
    assert [name[:4] for name in names(**{"f.email": "o'hara"})] == ["Drei"]


@pytest.mark.parametrize("column", ["email", "phone", "city", "street"])
@pytest.mark.usefixtures("three")
def test_empty_and_not_empty_part_the_list(column: str) -> None:
    assert names(**{f"f.{column}": ":empty"}) == ["Dau, Cora"]
    assert names(**{f"f.{column}": ":filled"}) == ["Bauer, Anna", "Cohn, Bert"]
    assert str(listed(**{f"f.{column}": ":empty"}).chips[0].words) == "leer"


def test_an_empty_day_never_passes_a_span(three: list[Customer]) -> None:
    with building():
        Customer.objects.filter(pk=three[0].pk).update(relation_start="2020-05-04")
    assert names(**{"f.relation_start": "..2030-01-01"}) == ["Bauer, Anna"]
    assert names(**{"f.relation_start": "2020"}) == ["Bauer, Anna"]
    assert names(**{"f.relation_start": ":empty"}) == ["Cohn, Bert", "Dau, Cora"]


def test_several_choices_hold_at_once(three: list[Customer]) -> None:
    with building():
        Customer.objects.filter(pk=three[0].pk).update(salutation="ms")
        Customer.objects.filter(pk=three[1].pk).update(salutation="mr")
    state = parse(CustomerList, cast.owner(), {"f.salutation": ["ms", "mr"]})
    assert [row.name for row in Listing(state).rows] == ["Bauer, Anna", "Cohn, Bert"]
    assert "f.salutation=ms&f.salutation=mr" in state.query


@pytest.mark.usefixtures("three")
def test_filters_and_the_search_combine() -> None:
    assert names(**{"f.city": "hom", "f.email": "cohn"}) == ["Cohn, Bert"]
    assert names(q="bauer", **{"f.city": "hom"}) == ["Bauer, Anna"]
    assert names(q="bauer", **{"f.city": ":empty"}) == []


@pytest.mark.usefixtures("three")
def test_nothing_left_names_the_strictest_filter() -> None:
    empty = listed(**{"f.city": "hom", "f.name": "zzyzx"}).emptiness
    assert empty is not None
    assert empty.name == "Name"
    assert [way.query for way in empty.ways] == ["?f.city=hom", "?"]


@pytest.mark.parametrize(
    "typed", ["%", "_", "\\", "'", '"', "*", "a%' OR 1=1 --", "\x00", "ſ", "x" * 200]
)
@pytest.mark.parametrize("column", ["name", "email", "phone", "city", "street", "number"])
@pytest.mark.usefixtures("three")
def test_signs_of_the_database_are_only_signs(column: str, typed: str) -> None:
    found = names(**{f"f.{column}": typed})
    assert found == ([] if typed != "\x00" else names())


def test_every_field_is_a_column_with_a_filter() -> None:
    for page, declared in ((CustomerList, FIELDS), (ParticipantList, PARTICIPANT)):
        columns = {col.key for col in page.columns}
        filters = {one.key for one in page.filters}
        assert set(declared.keys) <= columns
        assert set(declared.keys) <= filters


def test_participants_are_filtered_by_name_and_by_home() -> None:
    with building():
        operations_home = cast.customer(first_name="Kim", last_name="Blume")
    other = cast.customer(last_name="Acker")
    cast.participants(operations_home, {"first_name": "Lea"}, {"first_name": "Tom"})
    cast.participants(other, {"first_name": "Leander"})

    def taking(**query: str) -> list[str]:
        return [row.name for row in Listing(parse(ParticipantList, cast.owner(), query)).rows]

    assert len(taking(**{"f.name": "lea"})) == 2
    assert len(taking(**{"f.owner": "blu"})) == 2
    assert len(taking(**{"f.owner": "blu", "f.name": "lea"})) == 1


def test_the_lens_of_birthdays_knows_the_month() -> None:
    today = cast.owner().today
    with_one, _without = cast.customers({"last_name": "Jubel"}, {"last_name": "Stumm"})
    born = today.replace(year=1980, day=1)
    operations.change_customers(
        actor=cast.owner(),
        changes=[operations.CustomerChange(with_one.pk, {"birth_date": born.isoformat()})],
    )
    assert [row.pk for row in listed(lens="birthday").rows] == [with_one.pk]
