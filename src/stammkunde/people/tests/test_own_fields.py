"""Own fields: made in the settings, ordinary everywhere else (CUS-23)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stammkunde.foundation.journal import timeline
from stammkunde.foundation.models import JournalChange
from stammkunde.foundation.refusals import Forbidden, Missing, Refused, Stale
from stammkunde.foundation.undo import undo
from stammkunde.people import fields, leaving, operations, queries
from stammkunde.people.models import Customer, CustomValue
from stammkunde.people.operations import CustomerChange, ParticipantChange
from stammkunde.people.search import SEARCH
from stammkunde.people.tests.own import own, values, write
from tests import cast

pytestmark = pytest.mark.db


# Making them


def test_a_field_gets_a_key_from_its_first_name_and_keeps_it() -> None:
    field = own("Größe (cm)", "number")
    assert field.slug == "grosse_cm"
    operations.change_own_field(actor=cast.owner(), field=field.pk, values={"label": "Höhe"})
    assert [one.key for one in fields.own_fields()] == ["custom.grosse_cm"]
    assert own("Größe cm").slug == "grosse_cm_2"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"label": " "}, "invalid"),
        ({"label": "x" * 61}, "invalid"),
        ({"label": "versicherungs-Nummer"}, "name_taken"),
        ({"label": "Telefon"}, "name_taken"),
        ({"kind": "colour"}, "unknown"),
        ({"of": "invoice"}, "unknown"),
        ({"kind": "choice", "choices": []}, "choices_missing"),
        ({"kind": "choice", "choices": ["Gold", "gold"]}, "choice_twice"),
    ],
)
def test_a_bad_field_is_refused(change: dict[str, Any], code: str) -> None:
    own("Versicherungs-Nummer")
    wanted = {"of": "customer", "kind": "text", "label": "Anderes", "choices": ()} | change
    with pytest.raises(Refused) as refused:
        operations.add_own_field(actor=cast.owner(), **wanted)
    assert refused.value.code == code


def test_the_kind_is_fixed_once_somebody_has_a_value() -> None:
    field, customer = own(), cast.customer()
    operations.change_own_field(actor=cast.owner(), field=field.pk, values={"kind": "longtext"})
    write(customer.pk, versicherungsnummer="V 12")
    with pytest.raises(Refused) as refused:
        operations.change_own_field(actor=cast.owner(), field=field.pk, values={"kind": "number"})
    assert refused.value.code == "kind_fixed"


def test_choices_are_renamed_and_retired_without_losing_what_is_stored() -> None:
    field, customer = own("Stufe", "choice"), cast.customer()
    write(customer.pk, stufe="Silber")
    changed = operations.change_own_field(
        actor=cast.owner(),
        field=field.pk,
        values={"choices": {1: "Bronze", 2: ""}, "fresh": ["Platin"]},
    )
    (known,) = fields.own_fields()
    assert values(customer.pk) == {"custom.stufe": "#2"}
    assert known.show("#2") == "Silber"
    assert [label for _value, label in known.choices] == ["Bronze", "Platin"]
    assert [label for _value, label in known.for_value("#2").choices] == [
        "Bronze",
        "Platin",
        "Silber",
    ]
    undo(actor=cast.owner(), entry=changed.entry)
    assert [label for _value, label in fields.own_fields()[0].choices] == ["Gold", "Silber"]


def test_an_archived_field_is_not_there_and_comes_back_with_its_values() -> None:
    field, customer = own(), cast.customer()
    write(customer.pk, versicherungsnummer="Zauberwort")
    found = queries.customers_matching(cast.owner(), "zauberw")
    assert [row.pk for row in found] == [customer.pk]
    outcome = operations.archive_own_fields(actor=cast.owner(), own=[field.pk])
    assert fields.own_fields() == []
    assert not queries.customers_matching(cast.owner(), "zauberw").exists()
    assert write(customer.pk, versicherungsnummer="x").refused[0].code == "unknown_field"
    again = operations.archive_own_fields(actor=cast.owner(), own=[field.pk])
    assert [one.code for one in again.refused] == ["already_archived"]
    undo(actor=cast.owner(), entry=outcome.entry)
    assert queries.customers_matching(cast.owner(), "zauberw").exists()
    late = operations.restore_own_fields(actor=cast.owner(), own=[field.pk])
    assert [one.code for one in late.refused] == ["not_archived"]


def test_fields_have_an_order() -> None:
    first, second = own("Eins"), own("Zwei")
    operations.move_own_field(actor=cast.owner(), field=second.pk, up=True)
    assert [one.id for one in fields.own_fields()] == [second.pk, first.pk]
    with pytest.raises(Refused) as refused:
        operations.move_own_field(actor=cast.owner(), field=second.pk, up=True)
    assert refused.value.code == "no_neighbour"
    with pytest.raises(Missing):
        operations.move_own_field(actor=cast.owner(), field=0, up=True)


def test_only_who_may_change_settings_makes_fields() -> None:
    field, office = own(), cast.actor("people.edit", "people.see")
    for ask in (
        lambda: operations.add_own_field(actor=office, of="customer", kind="text", label="X"),
        lambda: operations.change_own_field(actor=office, field=field.pk, values={"label": "X"}),
        lambda: operations.archive_own_fields(actor=office, own=[field.pk]),
        lambda: operations.restore_own_fields(actor=office, own=[field.pk]),
        lambda: operations.move_own_field(actor=office, field=field.pk, up=True),
        lambda: queries.own_field_rows(office),
    ):
        with pytest.raises(Forbidden):
            ask()
    with pytest.raises(Forbidden):
        queries.own_values(cast.nobody(), "customer", [1])


def test_two_who_rename_at_once_are_told() -> None:
    field = own()
    with pytest.raises(Stale):
        operations.change_own_field(
            actor=cast.owner(), field=field.pk, values={"label": "A"}, expected={"label": "B"}
        )


# Filling them in

KINDS = [
    ("text", " V 12 ", "V 12", "V 12", "V 13"),
    ("longtext", "eins\r\nzwei", "eins\nzwei", "eins\nzwei", "drei"),
    ("number", "1.234,50", Decimal("1234.5"), "1.234,5", "7"),
    ("date", "24.12.2026", date(2026, 12, 24), "24.12.2026", "2026-12-31"),
    ("choice", "silber", "#2", "Silber", "Gold"),
    ("yes_no", "Ja", "yes", "ja", "nein"),
]


@pytest.mark.parametrize(("kind", "typed", "stored", "shown", "other"), KINDS)
def test_a_value_is_written_told_and_undone(
    kind: str, typed: str, stored: Any, shown: str, other: str
) -> None:
    own("Feld", kind)
    customer = cast.customer()
    version = customer.version
    write(customer.pk, feld=typed)
    assert values(customer.pk) == {"custom.feld": stored}
    assert fields.known_fields()["custom.feld"].show(stored) == shown
    changed = write(customer.pk, feld=other)
    assert Customer.objects.get(pk=customer.pk).version == version + 2
    assert values(customer.pk) != {"custom.feld": stored}
    entry = timeline(cast.owner(), "customer", customer.pk)[0]
    assert [one.field for one in entry.changes] == ["custom.feld"]
    undo(actor=cast.owner(), entry=changed.entry or 0)
    assert values(customer.pk) == {"custom.feld": stored}
    write(customer.pk, feld="")
    assert not CustomValue.objects.exists()


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("number", "zwölf"),
        ("number", "1e5"),
        ("number", "1000000000000"),
        ("number", "0,00001"),
        ("date", "31.02.2026"),
        ("choice", "Platin"),
        ("yes_no", "vielleicht"),
        ("text", "x" * 201),
    ],
)
def test_what_a_field_cannot_take_is_refused(kind: str, typed: str) -> None:
    own("Feld", kind)
    customer = cast.customer()
    assert [one.code for one in write(customer.pk, feld=typed).refused] == ["invalid"]
    assert not CustomValue.objects.exists()


def test_the_same_value_is_no_change() -> None:
    own()
    customer = cast.customer(**{"custom.versicherungsnummer": "V 12"})
    assert write(customer.pk, versicherungsnummer="V 12").done == []


def test_only_the_same_field_conflicts() -> None:
    own("Eins"), own("Zwei")
    customer = cast.customer(**{"custom.eins": "alt", "custom.zwei": "alt"})
    write(customer.pk, eins="neu")
    write(customer.pk, expected={"zwei": "alt"}, zwei="meins")
    with pytest.raises(Stale) as stale:
        write(customer.pk, expected={"eins": "alt"}, eins="meins")
    (conflict,) = stale.value.conflicts
    assert (conflict.field, conflict.current, conflict.wanted) == ("custom.eins", "neu", "meins")
    assert values(customer.pk) == {"custom.eins": "neu", "custom.zwei": "meins"}


def test_an_undo_leaves_what_somebody_wrote_since() -> None:
    own()
    customer = cast.customer()
    first = write(customer.pk, versicherungsnummer="eins")
    write(customer.pk, versicherungsnummer="zwei")
    with pytest.raises(Refused):
        undo(actor=cast.owner(), entry=first.entry or 0)
    assert values(customer.pk) == {"custom.versicherungsnummer": "zwei"}


def test_a_new_customer_brings_values_and_takes_them_along_when_undone() -> None:
    own()
    item = cast.customer_values(**{"custom.versicherungsnummer": "V 12"})
    outcome = operations.add_customers(actor=cast.owner(), customers=[item])
    assert values(outcome.done[0].pk) == {"custom.versicherungsnummer": "V 12"}
    undo(actor=cast.owner(), entry=outcome.entry or 0)
    assert not CustomValue.objects.exists()


def test_participants_have_fields_of_their_own() -> None:
    own("Schwimmstufe", "choice", of="participant")
    child = cast.participant(first_name="Lea", **{"custom.schwimmstufe": "Gold"})
    assert values(child.pk, "participant") == {"custom.schwimmstufe": "#1"}
    change = ParticipantChange(child.pk, {"custom.schwimmstufe": "Silber"})
    changed = operations.change_participants(actor=cast.owner(), changes=[change])
    assert values(child.pk, "participant") == {"custom.schwimmstufe": "#2"}
    undo(actor=cast.owner(), entry=changed.entry or 0)
    assert values(child.pk, "participant") == {"custom.schwimmstufe": "#1"}
    found = queries.customers_matching(cast.owner(), "gold")
    assert [row.pk for row in found] == [child.customer_id]
    assert fields.own_fields("customer") == []


def test_what_stands_in_own_fields_is_found() -> None:
    own("Eins"), own("Stufe", "choice"), own("Zahl", "number"), own("Tag", "date")
    customer = cast.customer(
        **{
            "custom.eins": "Größenwahn",
            "custom.stufe": "Silber",
            "custom.zahl": "4711",
            "custom.tag": "24.12.2026",
        }
    )
    for said in ("grossenw", "groessenw", "silber", "4711"):
        group = SEARCH.columns.index("own")
        rows = Customer.objects.filter(SEARCH.found(SEARCH.terms(said), group))
        assert [row.pk for row in rows] == [customer.pk], said


def test_many_customers_cost_no_more_queries_than_few() -> None:
    own("Eins"), own("Zwei", "number")
    counts = []
    for many in (3, 40):
        ids = [row.pk for row in cast.many_customers(many)]
        with CaptureQueriesContext(connection) as asked:
            said = {"custom.eins": f"Wert {many}", "custom.zwei": "3"}
            operations.change_customers(
                actor=cast.owner(), changes=[CustomerChange(pk, said) for pk in ids]
            )
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert CustomValue.objects.count() == 86


def test_erasing_takes_the_values_along_here_and_in_the_journal() -> None:
    own(), own("Stufe", "choice", of="participant")
    customer = cast.customer()
    cast.participant(customer, **{"custom.stufe": "Gold"})
    write(customer.pk, versicherungsnummer="Geheim 12")
    confirmed = {item.key for items in leaving.open_items([customer.pk]).values() for item in items}
    outcome = operations.erase_customers(
        actor=cast.owner(), customers=[customer.pk], confirmed=confirmed
    )
    assert not outcome.refused
    assert not CustomValue.objects.exists()
    assert not JournalChange.objects.filter(new__contains="Geheim").exists()
    assert not JournalChange.objects.filter(old__contains="Geheim").exists()
