"""Ctrl+C and SIGTERM for commands that write in steps: the step that runs is brought to its end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


class Stopped(Exception):
    """Somebody wants the command to end."""


@dataclass
class Stop:
    """`check` between two steps. Before the first step nothing is written, so the end is at once."""

    wanted: bool = False
    stepping: bool = False

    def check(self) -> None:
        """`Stopped` when a signal came; from now on signals wait for the next check."""
        self.stepping = True
        if self.wanted:
            raise Stopped

    def heard(self, *_: Any) -> None:
        """A signal."""
        self.wanted = True
        if not self.stepping:
            raise Stopped


@contextmanager
def stoppable() -> Iterator[Stop]:
    """SIGINT and SIGTERM become `Stopped`; only the main thread of a command may ask for that."""
    stop = Stop()
    before = {one: signal.signal(one, stop.heard) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
