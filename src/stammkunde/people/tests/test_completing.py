"""What a list knows of customers who are there is added: nothing changes, nothing goes (IMP-04)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stammkunde.foundation import undo
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.people import operations, queries
from stammkunde.people.models import Address, Contact, ContactPoint, ExternalId, Tag
from tests import cast

pytestmark = pytest.mark.db

IBAN = "DE89370400440532013000"
MORE: dict[str, Any] = {
    "participants": [{"kind": "person", "first_name": "Lea"}],
    "points": [{"kind": "phone", "value": "030 2", "label": "Fax"}],
    "contacts": [{"last_name": "Wolff"}],
    "addresses": [{"label": "Rechnung", "city": "Ulm"}],
    "bank": [{"iban": IBAN}],
    "external_ids": [("kutego", "17")],
}


def complete(*items: dict[str, Any], actor: Any = None) -> Any:
    """Add what these items bring."""
    return operations.complete_customers(actor=actor or cast.owner(), items=items)


def label(kind: Any = "tag", name: str = "Winterdienst") -> int:
    """A tag or group."""
    return operations.add_labels(actor=cast.owner(), kind=kind, names=[name]).done[0].pk


def test_everything_comes_behind_what_is_there() -> None:
    home = cast.customer(last_name="Sommer", points=[{"kind": "phone", "value": "030 1"}])
    cast.contact(home, last_name="Erste")
    outcome = complete({"customer": home.pk, **MORE, "tags": [label()]})
    assert ([row.pk for row in outcome.done], outcome.refused) == ([home.pk], [])
    assert [one.value for one in ContactPoint.objects.order_by("order")] == ["030 1", "030 2"]
    assert [one.last_name for one in Contact.objects.order_by("priority")][-1] == "Wolff"
    assert Contact.objects.order_by("priority")[1].priority == 2
    found = queries.beside_of(cast.owner(), [home.pk])[home.pk]
    assert found["participants"][0]["last_name"] == "Sommer"
    assert found["bank"][0]["holder"] == f"{home.first_name} Sommer"
    assert found["external_ids"] == [("kutego", "17")]
    assert found["tags"] == ["Winterdienst"]
    assert [row.pk for row in queries.customers_matching(cast.owner(), "lea")] == [home.pk]


def test_an_account_or_a_number_that_is_there_already_is_not_added_again() -> None:
    home = cast.customer()
    both = {"customer": home.pk, "bank": MORE["bank"], "external_ids": MORE["external_ids"]}
    assert complete(both).done
    assert complete(both).done == []


def test_an_external_id_of_somebody_else_is_refused_and_the_others_are_done() -> None:
    one, two = cast.many_customers(2)
    said = {"external_ids": [("kutego", "17")]}
    outcome = complete({"customer": one.pk, **said}, {"customer": two.pk, **said})
    assert [row.pk for row in outcome.done] == [one.pk]
    assert [(no.row, no.code) for no in outcome.refused] == [(1, "external_taken")]
    new = operations.add_customers(
        actor=cast.owner(), customers=[cast.customer_values(**said), cast.customer_values(**said)]
    )
    assert [(no.row, no.code) for no in new.refused] == [
        (0, "external_taken"),
        (1, "external_taken"),
    ]
    assert ExternalId.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"participants": [{"kind": "animal"}]}, "name_missing"),
        ({"contacts": [{"role": "x"}]}, "name_missing"),
        ({"points": [{"kind": "email", "value": "falsch"}]}, "invalid"),
        ({"addresses": [{"label": "x"}]}, "address_empty"),
        ({"bank": [{"iban": "DE1"}]}, "iban"),
        ({"external_ids": [("kutego", "x" * 121)]}, "invalid"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_of_the_customer_is_written(
    said: dict[str, Any], code: str
) -> None:
    home = cast.customer()
    outcome = complete({"customer": home.pk, "addresses": MORE["addresses"], **said})
    assert ([no.code for no in outcome.refused], outcome.done) == ([code], [])
    assert not Address.objects.exists()


def test_it_needs_the_word_and_for_accounts_the_one_for_the_bank() -> None:
    home = cast.customer()
    with pytest.raises(Forbidden):
        complete({"customer": home.pk}, actor=cast.actor("people.see"))
    with pytest.raises(Forbidden):
        complete({"customer": home.pk, **MORE}, actor=cast.actor("people.see", "people.edit"))
    with pytest.raises(Missing):
        complete({"customer": home.pk + 99})


def test_it_can_be_undone() -> None:
    home = cast.customer()
    outcome = complete({"customer": home.pk, **MORE})
    assert outcome.entry
    undo.undo(actor=cast.owner(), entry=outcome.entry)
    assert not queries.beside_of(cast.owner(), [home.pk])


def test_tags_and_groups_are_given_to_each_its_own() -> None:
    one, two = cast.many_customers(2)
    tag, group = label(), label("group", "Hausverwaltung")
    operations.gather_customers(
        actor=cast.owner(),
        items=[{"customer": one.pk, "tags": [tag]}, {"customer": two.pk, "groups": [group]}],
    )
    found = queries.beside_of(cast.owner(), [one.pk, two.pk])
    assert (found[one.pk], found[two.pk]) == (
        {"tags": ["Winterdienst"]}, {"groups": ["Hausverwaltung"]},
    )  # fmt: skip


def test_labels_in_the_archive_are_refused() -> None:
    home, tag = cast.customer(), label()
    operations.archive_labels(actor=cast.owner(), kind="tag", labels=[tag])
    with pytest.raises(Refused) as no:
        operations.gather_customers(
            actor=cast.owner(), items=[{"customer": home.pk, "tags": [tag]}]
        )
    assert no.value.code == "archived"
    with pytest.raises(Forbidden):
        operations.gather_customers(actor=cast.actor("people.see"), items=[])
    assert not Tag.objects.filter(customers=home.pk)


def test_it_asks_the_same_number_of_questions_for_many() -> None:
    counts = []
    for many in (2, 20):
        homes = cast.many_customers(many)
        items = [
            {**MORE, "customer": one.pk, "external_ids": [("k", f"{many}-{one.pk}")]}
            for one in homes
        ]
        with CaptureQueriesContext(connection) as asked:
            assert len(complete(*items).done) == many
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_what_somebody_has_is_read_with_few_queries_and_only_with_the_word() -> None:
    homes = cast.many_customers(5)
    ids = [one.pk for one in homes]
    with CaptureQueriesContext(connection) as asked:
        queries.beside_of(cast.owner(), ids)
    assert len(asked) <= 10
    with pytest.raises(Forbidden):
        queries.beside_of(cast.nobody(), ids)
    with pytest.raises(Forbidden):
        queries.by_external_id(cast.nobody(), [("", "1")])
    with pytest.raises(Forbidden):
        queries.external_ids_of(cast.nobody(), ids[0])
