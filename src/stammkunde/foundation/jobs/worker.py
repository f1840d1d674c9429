"""The worker process: jobs in its main thread; leases, schedule and mail in a second one.

A long job does not hold up the mail, a slow mail server does not hold up the jobs. SIGTERM ends
both after what they are just doing.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import close_old_connections, connection

from stammkunde.foundation import clock
from stammkunde.foundation.jobs import running
from stammkunde.foundation.jobs.schedule import Ticker
from stammkunde.foundation.mail import sender
from stammkunde.foundation.mail.sender import Postman
from stammkunde.foundation.models import WorkerSeen

POLL = 1.0
REAP_EVERY = 5.0
SEEN_EVERY = timedelta(seconds=30)
LONGEST_REST = 30.0

log = logging.getLogger("stammkunde.worker")


class Worker:
    """One worker. `parent`: end when that process is no longer our parent (`serve --worker`)."""

    def __init__(self, *, poll: float = POLL, parent: int | None = None) -> None:
        self.name = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
        self._poll = poll
        self._parent = parent
        self._stop = threading.Event()
        self._ticker = Ticker()
        self._postman = Postman()
        self._reaped = 0.0
        self._seen: WorkerSeen | None = None

    def stop(self) -> None:
        """End after the job and the mail that are just being worked on."""
        self._stop.set()

    def run(self) -> None:
        """Work until `stop`."""
        caretaker = threading.Thread(
            target=self._loop, args=(self.care,), name="caretaker", daemon=True
        )
        caretaker.start()
        self._loop(self.work)
        caretaker.join()
        WorkerSeen.objects.filter(worker=self.name).delete()

    def run_once(self) -> None:
        """Everything that is due now, in this thread, then return: for tests and for cron."""
        self._caretake()
        while self.work():
            pass
        while self._postman.step():
            pass
        self._postman.close()

    def work(self) -> bool:
        """One job; False when none is waiting."""
        held = running.claim(self.name)
        if held is None:
            return False
        running.perform(held)
        return True

    def care(self) -> bool:
        """One round of the caretaker: now and then the house, then one mail."""
        if time.monotonic() - self._reaped >= REAP_EVERY or not self._reaped:
            self._caretake()
        self._ticker.tick()
        return self._postman.step()

    def _caretake(self) -> None:
        running.reap()
        sender.expire()
        self._ticker.tick()
        self._show()
        self._reaped = time.monotonic()

    def _show(self) -> None:
        """The sign of life: at once, then every 30 seconds, and when the mail problem changes."""
        now = clock.now()
        seen = self._seen
        problem = self._postman.problem
        if seen and now - seen.seen_at < SEEN_EVERY and seen.mail_problem == problem:
            return
        if seen is None:
            seen = WorkerSeen(worker=self.name, started_at=now)
        seen.seen_at, seen.mail_problem = now, problem
        WorkerSeen.objects.update_or_create(
            worker=self.name,
            defaults={
                "started_at": seen.started_at,
                "seen_at": now,
                "mail_problem": problem,
            },
        )
        self._seen = seen

    def _loop(self, step: Callable[[], bool]) -> None:
        """Step by step until told to stop. Trouble is loud but never the end: a lost database is
        waited for, and what one job, mail or schedule does wrong must not stop the others."""
        rest = self._poll
        while not self._ending():
            try:
                close_old_connections()
                busy = step()
                rest = self._poll
            except Exception:
                log.exception("worker in trouble", extra={"fields": {"worker": self.name}})
                connection.close()
                busy, rest = False, min(rest * 2, LONGEST_REST)
            if not busy:
                self._stop.wait(rest)
        if step == self.care:
            self._postman.close()
        connection.close()

    def _ending(self) -> bool:
        if self._parent is not None and os.getppid() != self._parent:
            self._stop.set()
        return self._stop.is_set()
