"""Where a run of tests keeps what it writes beside the database: files, and the lock of imports."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[1] / ".dev" / "test-data"


def own_folder() -> str:
    """Where several processes run tests side by side each has its own; what it starts shares it."""
    base = Path(os.environ.get("STAMMKUNDE_DATA_DIR") or _ROOT)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    alone = not worker or "pytest" not in sys.modules or base.name == worker
    return str(base if alone else base / worker)
