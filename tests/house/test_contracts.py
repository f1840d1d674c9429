"""Imports go downstairs only: import-linter's contracts, over the house and over a bad one."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

pytestmark = [pytest.mark.pure, pytest.mark.house, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
BAD = Path(__file__).parent / "bad" / "contracts"
CONTRACTS = ROOT / ".importlinter"


@cache
def lint(where: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of the house over the package `stammkunde` that lies in `where`."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--config", CONTRACTS, "--no-cache"],
        cwd=where,
        env=os.environ | {"PYTHONPATH": str(where), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_house_keeps_every_contract() -> None:
    done = lint(ROOT / "src")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Contracts: 5 kept, 0 broken." in done.stdout


@pytest.mark.parametrize(
    ("contract", "breach"),
    [
        ("Imports go downstairs only", "stammkunde.foundation is not allowed to import stammkunde"),
        ("Inside a room", "stammkunde.people.operations -> stammkunde.people.views"),
        (
            "Doors, views and API never import models",
            "stammkunde.people.views -> stammkunde.people",
        ),
        ("know nothing of the web", "stammkunde.people.operations -> stammkunde.people.views"),
        ("No circles", ".two -> .one (1 import)"),
    ],
)
def test_each_contract_is_broken_by_the_bad_house(contract: str, breach: str) -> None:
    done = lint(BAD)
    assert done.returncode == 1, done.stdout + done.stderr
    broken = [line for line in done.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(contract in line for line in broken), done.stdout
    assert breach in done.stdout
