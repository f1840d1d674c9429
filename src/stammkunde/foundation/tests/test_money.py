"""Money: exact on both databases."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db.models import Max, Min, Sum

from stammkunde.foundation.money import MoneyField, rounded
from stammkunde.foundation.operations import building
from tests.toyroom import cast as toys
from tests.toyroom.models import ToyThing

pure, db = pytest.mark.pure, pytest.mark.db


@pure
@pytest.mark.parametrize(
    ("value", "scale", "result"),
    [
        ("0.005", 2, "0.01"),
        ("1.005", 2, "1.01"),
        ("2.675", 2, "2.68"),
        ("-0.005", 2, "-0.01"),
        ("-1.004", 2, "-1.00"),
        ("0.00005", 4, "0.0001"),
        ("10", 2, "10.00"),
    ],
)
def test_half_cents_are_rounded_away_from_zero(value: str, scale: int, result: str) -> None:
    assert str(rounded(Decimal(value), scale)) == result


@pure
@pytest.mark.parametrize("value", [1.5, 0.1])
def test_floats_are_refused(value: float) -> None:
    with pytest.raises(TypeError):
        MoneyField().get_prep_value(value)
    with pytest.raises(TypeError):
        MoneyField().to_python(value)


@pure
def test_more_places_than_the_column_has_are_refused_not_rounded() -> None:
    with pytest.raises(ValueError, match="decimal places"):
        MoneyField().get_prep_value(Decimal("1.001"))
    assert MoneyField(scale=4).get_prep_value(Decimal("1.001")) == 10010


@pure
def test_nothing_stays_nothing() -> None:
    field = MoneyField()
    assert field.get_prep_value(None) is None
    assert field.to_python(None) is None
    assert field.from_db_value(None) is None


@pure
def test_the_scale_travels_into_migrations() -> None:
    _name, path, _args, kwargs = MoneyField(scale=4).deconstruct()
    assert path == "stammkunde.foundation.money.MoneyField"
    assert kwargs["scale"] == 4


@db
def test_sums_of_many_cents_are_exact() -> None:
    toys.things(*[{"price": Decimal("0.10")} for _ in range(1000)])
    sums = ToyThing.objects.aggregate(all=Sum("price"), top=Max("price"), low=Min("price"))
    assert sums == {"all": Decimal("100.00"), "top": Decimal("0.10"), "low": Decimal("0.10")}
    assert isinstance(sums["all"], Decimal)


@db
@pytest.mark.parametrize("value", ["0.00", "-12.50", "0.01", "92233720368547758.07"])
def test_what_is_stored_comes_back_with_two_places(value: str) -> None:
    thing = toys.thing(price=Decimal(value))
    assert str(ToyThing.objects.get(pk=thing.pk).price) == value


@db
def test_amounts_compare_as_numbers() -> None:
    toys.things(
        {"price": Decimal("9.00")}, {"price": Decimal("10.00")}, {"price": Decimal("-1.00")}
    )
    prices = ToyThing.objects.filter(price__gte=Decimal("9")).order_by("price")
    assert [thing.price for thing in prices] == [Decimal("9.00"), Decimal("10.00")]


@db
def test_unit_prices_have_four_places() -> None:
    with building():
        thing = ToyThing.objects.create(name="x", unit_price=Decimal("0.1234"))
    assert ToyThing.objects.get(pk=thing.pk).unit_price == Decimal("0.1234")
