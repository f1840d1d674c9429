"""Fixtures of the race tests: `grounds` (per session), `ground` (per test), `rng` (printed seed)."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tests.races import nursery
from tests.races.harness import Ground, Grounds, seed


@pytest.fixture(scope="session")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grounds]:
    """Maker of fresh databases on the database this test run is for."""
    maker = Grounds(tmp_path_factory.mktemp("races"))
    yield maker
    maker.clear()
    nursery.close()


@pytest.fixture
def ground(grounds: Grounds) -> Iterator[Ground]:
    """One fresh, migrated database; everything started on it ends with the test."""
    fresh = grounds.fresh()
    yield fresh
    fresh.clear()


@pytest.fixture
def rng() -> random.Random:
    """Seeded randomness; the seed stands in the output of a failing test."""
    return seed()
