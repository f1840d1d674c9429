"""One value for many texts finds what Django's `__in` finds."""

from __future__ import annotations

import pytest
from django.db import connection

from stammkunde.foundation.among import Among, Together
from stammkunde.foundation.operations import building
from stammkunde.foundation.tests.listlab.models import Guest
from stammkunde.foundation.tests.test_bulk import guests

pytestmark = pytest.mark.db

NAMES = ["", "ä", 'with "quotes"', "o'neal, {1}", "back\\slash", "100%", "%s", "NULL", "1"]


@pytest.mark.parametrize("wanted", [[], [""], NAMES[:4], NAMES, [*NAMES, "nobody"]])
def test_the_rows_are_those_of_a_list(wanted):
    with building():
        made = guests(len(NAMES))
        for row, name in zip(made, NAMES, strict=True):
            row.sort_name = name
        Guest.objects.bulk_create(made)
    found = set(
        Guest.objects.filter(Among("sort_name", wanted)).values_list("sort_name", flat=True)
    )
    assert found == set(NAMES) & set(wanted)
    left = Guest.objects.exclude(Among("sort_name", wanted)).values_list("sort_name", flat=True)
    assert set(left) == set(NAMES) - set(wanted)


def test_a_thousand_texts_are_one_value():
    rows = Guest.objects.filter(Among("sort_name", map(str, range(1_000))))
    _sql, params = rows.query.get_compiler(connection=connection).as_sql()
    assert len(params) == 1


@pytest.mark.parametrize("count", [0, 1, 5, 9])
def test_tuples_are_found_by_all_of_their_texts_in_one_row(count):
    with building():
        made = guests(len(NAMES) * 2)
        for at, row in enumerate(made):
            row.sort_name = NAMES[at // 2]
            row.phone = NAMES[(at // 2 + at % 2) % len(NAMES)]  # its own text, or the next one's
        Guest.objects.bulk_create(made)
    wanted = [(name, name) for name in NAMES[:count]]
    columns = ("sort_name", "phone")
    rows = Guest.objects.filter(Together(columns, [*wanted, ("nobody", ""), ("", "nobody")]))
    assert sorted(rows.values_list(*columns)) == sorted(wanted)
    left = Guest.objects.exclude(Together(columns, wanted))
    assert left.count() == len(made) - count


def test_a_thousand_tuples_are_one_value():
    rows = Guest.objects.filter(
        Together(("sort_name", "phone"), [(str(n), "") for n in range(1_000)])
    )
    _sql, params = rows.query.get_compiler(connection=connection).as_sql()
    assert len(params) == 1
