"""Long work looks around less, and leaves everything as it was."""

from __future__ import annotations

import gc
import weakref

import pytest
from django.db import connection

from stammkunde.foundation.longwork import long_work

pytestmark = pytest.mark.db


def setting():
    """What of the database the work changes."""
    names = {
        "sqlite": ("PRAGMA mmap_size", "PRAGMA cache_size"),
        "postgresql": ("SELECT current_setting('gin_pending_list_limit')",),
    }[connection.vendor]
    found = []
    for name in names:
        with connection.cursor() as cursor:
            cursor.execute(name)
            found += cursor.fetchone() or [None]
    return found


def test_inside_garbage_is_collected_seldom_and_the_database_is_set_for_it():
    before = gc.get_threshold(), setting()
    with long_work():
        assert gc.get_threshold()[0] > before[0][0]
        # A database in memory has no file to map.
        assert setting() in ([0, -32_768], [None, -32_768], ["2MB"])
    assert (gc.get_threshold(), setting()) == before


def test_work_that_fails_leaves_everything_as_it_was():
    before = gc.get_threshold(), setting()
    with pytest.raises(ZeroDivisionError), long_work():
        1 / 0  # noqa: B018 - it shall fail
    assert (gc.get_threshold(), setting()) == before


def test_what_is_garbage_before_the_work_is_still_found_after_it():
    class Ring:
        pass

    one = Ring()
    one.itself, gone = one, weakref.ref(one)
    del one
    with long_work():
        pass
    gc.collect(1)  # not among what counts as old, where Python hardly ever looks
    assert gone() is None


def test_a_function_can_be_long_work():
    @long_work()
    def work():
        return gc.get_threshold()

    usual = gc.get_threshold()
    assert work() == work() != usual
