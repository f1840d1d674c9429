"""Commands that are killed or run out of disk space at any moment (G-F1, G-F2, D24).

What they acknowledged is there, the rest is whole or absent, a repeat ends it.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.races import flows, flows_bulk, flows_import, flows_notice
from tests.races.flows import Flow
from tests.races.fulldisk import disk_at, fill_often
from tests.races.harness import SERVER, Ground
from tests.races.kills import kill_often
from tests.races.zygote import Zygote

pytestmark = [pytest.mark.races, pytest.mark.db, pytest.mark.timeout(3600)]

KILLS = int(os.environ.get("STAMMKUNDE_KILLS", "5"))
POINTS = int(os.environ.get("STAMMKUNDE_POINTS", "5"))
FLOWS = [flows.Backup, flows.Restore, flows.Move, flows_import.Import, flows_import.Undo]
FLOWS += [flows_import.Wizard, flows_import.UndoWizard]
FLOWS += [flows_bulk.Bulk, flows_bulk.BulkUndo, flows_notice.NoticeRun]
FLOWS += [flows.MoveUp] if flows.OTHER else []  # where there is a server to move to
BATCHES = [flows_import.Import, flows_import.Undo]
FULL = [flows.Backup, flows.Restore, flows.Move]
FULL += [] if SERVER else BATCHES  # a server's disk is not ours


@pytest.fixture
def zygote(ground: Ground, tmp_path: Path) -> Iterator[Zygote]:
    warm = Zygote(ground.env, tmp_path)
    yield warm
    warm.close()


def fill(zygote: Zygote) -> None:
    ended = zygote.run("demo", "--business", "course", "--customers", flows.CUSTOMERS)
    assert ended.code == 0, ended.text


@pytest.mark.parametrize("kind", FLOWS, ids=[kind.name.replace(" ", "_") for kind in FLOWS])
def test_a_killed_command_leaves_everything_whole_or_absent(
    kind: type[Flow], ground: Ground, zygote: Zygote, tmp_path: Path, rng: random.Random
) -> None:
    fill(zygote)
    flow = kind(ground, tmp_path, zygote)
    told = kill_often(flow, ground.vendor, KILLS, rng)
    print(told.line())
    flow.close()
    assert told.kills == KILLS
    assert told.wrong == []


def test_twin_without_clearing_up_killed_backups_leave_their_work_for_ever(
    ground: Ground, tmp_path: Path, rng: random.Random
) -> None:
    warm = Zygote(ground.env | {"RACE_GUARD": "off"}, tmp_path)
    try:
        fill(warm)
        told = kill_often(flows.Backup(ground, tmp_path, warm), ground.vendor, 15, rng)
    finally:
        warm.close()
    assert any("left behind" in wrong for wrong in told.wrong), told


@pytest.mark.parametrize("kind", FULL, ids=[kind.name.replace(" ", "_") for kind in FULL])
def test_a_full_disk_leaves_nothing_half_and_space_is_all_that_is_missing(
    kind: type[Flow], ground: Ground, zygote: Zygote, tmp_path: Path, rng: random.Random
) -> None:
    fill(zygote)
    small = ground.data_dir if kind.disk == "data" else tmp_path / "small"
    with disk_at(small) as disk:
        flow = kind(ground, disk.path if kind.disk == "folder" else tmp_path, zygote)
        told = fill_often(flow, ground.vendor, disk, POINTS, rng)
        flow.close()
    print(told.line())
    assert told.kills > POINTS / 2
    assert told.wrong == []
