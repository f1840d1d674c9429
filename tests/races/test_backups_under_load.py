"""Backups while somebody writes: each comes back as a moment that there was (D55, F4)."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.races.harness import Grounds
from tests.races.underload import UnderLoad
from tests.races.zygote import Zygote

pytestmark = [pytest.mark.races, pytest.mark.db, pytest.mark.timeout(3600)]

BACKUPS = int(os.environ.get("STAMMKUNDE_BACKUPS", "3"))


def test_every_backup_under_load_comes_back_as_one_moment(
    grounds: Grounds, tmp_path: Path, rng: random.Random
) -> None:
    """The twin is the plain copy of the file: it breaks the same promises, or is too old."""
    here, there = grounds.fresh(), grounds.bare()
    saving, giving = Zygote(here.env, tmp_path), Zygote(there.env, tmp_path)
    try:
        told = UnderLoad(here, there, tmp_path).run(BACKUPS, saving, giving, rng.randrange(2**31))
    finally:
        for each in (saving, giving, here, there):
            each.close() if isinstance(each, Zygote) else each.clear()
    print(told.line())
    assert told.wrong == []
    assert told.backups == BACKUPS
    assert told.moments > BACKUPS / 2, "nobody wrote meanwhile"
    if here.vendor == "sqlite":
        assert told.torn + told.old > BACKUPS / 2, "a plain copy was right: why warn of it?"
