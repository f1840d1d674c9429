"""Search texts are written when what they say moves, and once for all that a customer brings."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stammkunde.people import operations, queries, search
from stammkunde.people.models import Customer, Participant
from stammkunde.people.operations import CustomerChange
from stammkunde.people.search import CUSTOMERS, PARTICIPANT_SEARCH, PARTICIPANTS_BY, SEARCH
from tests import cast

pytestmark = pytest.mark.db

FAMILY = {
    "kind": "person",
    "first_name": "Kathrin",
    "last_name": "Vogelsang",
    "participants": [{"first_name": "Lea"}, {"first_name": "Tom"}],
    "contacts": [{"first_name": "Oma", "last_name": "Berg", "phone": "0171 3920000"}],
    "points": [{"kind": "email", "value": "rechnung@post.example", "label": ""}],
}


class Watched:
    """A row that notes which of its columns somebody reads."""

    def __init__(self, row):
        self.row, self.read = row, set()

    def __getattr__(self, name):
        self.read.add(name)
        return getattr(self.row, name)


def writings(work):
    """How often rows of the search of customers are looked up or written while `work` runs."""
    with CaptureQueriesContext(connection) as asked:
        work()
    return [one["sql"] for one in asked.captured_queries if SEARCH.table in one["sql"]]


def test_every_column_that_customers_are_found_by_is_declared():
    row = Watched(cast.customer())
    search._own(row)
    folded = {"phone_digits"}  # follows the phone
    assert row.read - folded <= CUSTOMERS.searched
    assert "erased_at" in CUSTOMERS.searched
    assert CUSTOMERS.searched - {"tags"} <= {one.name for one in Customer._meta.concrete_fields}


def test_every_column_that_participants_are_found_by_is_declared():
    lea = cast.participant()
    row = Watched(lea)
    search._participant_texts([row])
    assert row.read - {"pk"} <= PARTICIPANTS_BY
    columns = {
        name for one in Participant._meta.concrete_fields for name in (one.name, one.attname)
    }
    assert columns >= PARTICIPANTS_BY


def test_who_comes_with_a_family_is_written_once_and_found_by_all_of_it():
    again = writings(lambda: operations.add_customers(actor=cast.owner(), customers=[FAMILY]))
    assert len(again) == 1
    [home] = Customer.objects.all()
    for words in ("vogelsang", "lea", "tom", "oma berg", "3920000", "rechnung@post"):
        assert list(queries.customers_matching(cast.owner(), words)) == [home]
    assert not SEARCH.drift([home])
    assert not PARTICIPANT_SEARCH.drift(list(Participant.objects.all()))


def test_what_nobody_is_found_by_costs_no_search_text():
    home = cast.customer()
    cast.participant(home)
    group, *_rest = operations.add_labels(actor=cast.owner(), kind="group", names=["Familien"]).done
    put = operations.put_into_groups
    assert not writings(
        lambda: put(actor=cast.owner(), kind="group", customers=[home.pk], groups=[group.pk])
    )
    change = CustomerChange(home.pk, {"note": "Ruft lieber an."})
    assert not writings(lambda: operations.change_customers(actor=cast.owner(), changes=[change]))
    archive = operations.archive_customers
    assert not writings(lambda: archive(actor=cast.owner(), customers=[home.pk]))


def test_who_takes_part_is_found_by_the_new_name_of_the_home_only_when_that_moves():
    home = cast.customer(last_name="Vogelsang")
    lea = cast.participant(home, first_name="Lea")

    def moved(**values):
        with CaptureQueriesContext(connection) as asked:
            change = CustomerChange(home.pk, values)
            operations.change_customers(actor=cast.owner(), changes=[change])
        table = PARTICIPANT_SEARCH.table
        return any(table in one["sql"] for one in asked.captured_queries)

    assert not moved(city="Bernau")
    assert moved(last_name="Berghaus")
    assert not PARTICIPANT_SEARCH.drift([lea])


@pytest.mark.parametrize("holes", [False, True])
def test_many_new_customers_have_the_words_of_each_by_itself(holes):
    count = search.FEW + 10
    family = [{**FAMILY, "last_name": f"Vogel {n}", "phone": f"0171 {n}"} for n in range(count)]
    operations.add_customers(actor=cast.owner(), customers=family)
    rows = list(Customer.objects.order_by("pk"))[:: 2 if holes else 1]
    together = list(search._texts(rows))
    for at in (0, 9, len(rows) - 1):
        assert list(search._texts([rows[at]])) == [together[at]]
    assert "lea" in together[0][1]
    assert not SEARCH.drift(rows)


def test_ids_that_follow_one_another_are_asked_for_as_one_span():
    ids = list(range(7, 7 + search.FEW + 1))
    assert "customer__gte" in str(search.among(ids))
    for others in (ids[:5], ids[:-2] + ids[-1:], ids[::-1], [*ids, ids[-1]]):
        assert "customer__in" in str(search.among(others))
