"""Tests that run side by side do not meet in one folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.folder import own_folder

pytestmark = pytest.mark.pure


def test_each_worker_has_a_folder_of_its_own_which_its_children_share(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STAMMKUNDE_DATA_DIR", str(tmp_path))
    folders = []
    for worker in ("gw0", "gw1"):
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
        folders.append(own_folder())
    assert folders == [str(tmp_path / "gw0"), str(tmp_path / "gw1")]
    monkeypatch.setenv("STAMMKUNDE_DATA_DIR", folders[1])
    assert own_folder() == folders[1]
    monkeypatch.delenv("PYTEST_XDIST_WORKER")
    assert own_folder() == folders[1]
