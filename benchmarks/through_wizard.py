"""A list through the import wizard's jobs, as the worker runs them: one line of JSON for under_load.

`python -m benchmarks.through_wizard LIST`, in the environment of the installation that takes it.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import django


def main() -> None:
    """Begin, check and commit; says how many rows and seconds each took, and whether all is well.

    One row in a thousand may have the address of somebody who is there already: it is asked about.
    """
    django.setup()
    print(json.dumps(_through(Path(sys.argv[1]))))


def _through(path: Path) -> dict[str, Any]:
    from stammkunde.foundation.actors import Actor
    from stammkunde.foundation.rooms import WORDS
    from stammkunde.people.importing import wizard

    me = Actor("staff", 1, "Bench", frozenset(WORDS))
    shown = wizard.begin(me, path.name, [path.read_bytes()])
    wizard.check(me, shown.id, shown.version)
    preview = _worked()
    shown = wizard.show(me, shown.id)
    wizard.commit(me, shown.id, shown.version, "valid_rows")
    commit = _worked()
    done = wizard.show(me, shown.id)
    return {
        "rows": done.counts.rows,
        "created": done.counts.create,
        "whole": done.state == "done" and done.counts.create >= done.counts.rows * 0.999,
        "preview": preview,
        "commit": commit,
    }


def _worked() -> float:
    """The seconds of the wizard's waiting jobs."""
    from stammkunde.foundation.jobs import running

    begun = time.monotonic()
    while held := running.claim("bench"):
        running.perform(held)
    return time.monotonic() - begun


if __name__ == "__main__":
    main()
