"""Jobs that the race tests give to real workers; they write down each run in tables of their own."""

from __future__ import annotations

import os
import time
from typing import Any

from django.db import connection

from stammkunde.foundation import guard
from stammkunde.foundation.jobs import job

LEASE = 3

TABLES = [
    "CREATE TABLE race_run (number integer, pid integer, at double precision)",
    "CREATE TABLE race_effect (number integer PRIMARY KEY)",
    "CREATE TABLE race_whole (number integer)",
    "CREATE TABLE race_release (pid integer)",
]
# No room owns these tables, so the guard of foreign writes lets them pass.
for _table in ("race_run", "race_effect", "race_whole", "race_release"):
    guard.free(_table)


def sql(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    """One statement on Django's connection, in whatever transaction it is in."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def begun(number: int) -> None:
    """Write down that a process has begun this job."""
    sql("INSERT INTO race_run VALUES (%s, %s, %s)", number, os.getpid(), time.time())


@job(lease=LEASE, tries=100)
def leave_a_mark(*, number: int, pause: float) -> None:
    """An idempotent effect: the row is there once, however often the job runs."""
    begun(number)
    time.sleep(pause)
    sql("INSERT INTO race_effect VALUES (%s) ON CONFLICT DO NOTHING", number)


@job(lease=LEASE, tries=100, whole=True)
def leave_a_mark_whole(*, number: int, pause: float) -> None:
    """An effect that would count twice if the job's end were not in its transaction."""
    sql("INSERT INTO race_whole VALUES (%s)", number)
    time.sleep(pause)


@job(lease=120, tries=5)
def hold(*, number: int) -> None:
    """Run until the test releases this very process."""
    begun(number)
    while not sql("SELECT 1 FROM race_release WHERE pid = %s", os.getpid()):
        time.sleep(0.05)


@job(lease=30)
def take_a_second(*, number: int) -> None:
    """Long enough to be met by a SIGTERM."""
    begun(number)
    time.sleep(1)
    sql("INSERT INTO race_effect VALUES (%s)", number)
