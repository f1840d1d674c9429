"""The command line loads the rooms once, and in one go."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = [pytest.mark.pure, pytest.mark.slow]

LOOK = """
import gc
from django.core.management.base import BaseCommand
from stammkunde.cli import main
BaseCommand.execute = lambda *_args, **_options: print(gc.isenabled(), gc.get_freeze_count() > 0)
main(["doctor"])
"""


def test_garbage_is_not_looked_for_among_what_the_start_made():
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["True", "True"], done.stderr
