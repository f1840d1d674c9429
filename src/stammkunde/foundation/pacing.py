"""How much of a long piece of writing goes into one transaction, and when it makes room for others.

SQLite has one writer: who saves a field waits until the piece that is being written is through, and
whoever waits looks again every tenth of a second at last. So no piece takes long, and where others
write, too, pieces are smaller and a pause behind each of them lets the waiting ones in.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

ALONE, TOGETHER = 0.5, 0.15  # seconds that a piece takes at most, without and with others writing
PAUSE = 0.05  # seconds, with others
LEAST = 100  # rows of a piece
MINDFUL = 2.0  # seconds for which somebody who wrote is expected to write again


class Pace:
    """The pieces of one work. `size`: how many rows the next piece may have, never over `most`."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, max(1, most // 2)
        self._state = self._moved()
        self._until = 0.0

    @contextmanager
    def piece(self, rows: int) -> Iterator[None]:
        """Around the transaction that writes `rows` rows; rests behind it where others write."""
        start = time.monotonic()
        yield
        took = max(time.monotonic() - start, 1e-6)
        state = self._moved()
        if state != self._state:
            self._state, self._until = state, time.monotonic() + MINDFUL
        together = time.monotonic() < self._until
        fits = int(rows / took * (TOGETHER if together else ALONE))
        self.size = max(min(LEAST, self.most), min(self.most, fits, 2 * self.size))
        if together:
            time.sleep(PAUSE)

    def _moved(self) -> int:
        """What every commit of another connection moves."""
        if connection.vendor != "sqlite":
            return 0
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            return int(cursor.fetchone()[0])
