"""One value for many texts finds what Django's `__in` finds."""

from __future__ import annotations

import pytest
from django.db import connection

from stammkunde.foundation.among import Among
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
