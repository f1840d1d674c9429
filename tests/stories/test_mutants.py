"""Damaged lists, by the hundred: no crash, no half import, little memory, every refusal in German.

STAMMKUNDE_MUTANTS=2000 makes the big run (`./dev bench fuzz`), STAMMKUNDE_SEED repeats one.
"""

from __future__ import annotations

import os
import random
import re
import resource
import time
import tracemalloc
from collections import Counter
from pathlib import Path

import polib
import pytest
from django.db import transaction
from django.utils import translation

from stammkunde.foundation import sheets
from stammkunde.people import importing
from stammkunde.people.models import Customer
from tests import cast
from tests.stories import mutants

MUTANTS = int(os.environ.get("STAMMKUNDE_MUTANTS", "100"))
SEED = int(os.environ.get("STAMMKUNDE_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
READING, GROWTH = 30, 150  # megabytes
LONGEST = 20.0  # seconds for one file
SOURCES = Path(__file__).parents[2] / "src" / "stammkunde"
_HOLE = re.compile(r"%\(\w+\)s")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3000)]


@pytest.fixture(autouse=True)
def _german():
    with translation.override("de"):
        yield


@pytest.fixture(scope="module")
def english():
    """A pattern of every text that has a German translation other than itself."""
    said = set()
    for path in SOURCES.glob("*/locale/de/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(path)):
            if entry.translated() and entry.msgid != entry.msgstr and not entry.msgid_plural:
                said.add(entry.msgid)
    parts = ["(?s:.*)".join(map(re.escape, _HOLE.split(one))) for one in said if len(one) > 12]
    return re.compile("|".join(parts))


def judge_words(problem, english):
    """A refusal says what is wrong and what to do, in German, without holes."""
    for text in (problem.message, problem.hint):
        assert not english.fullmatch(text), f"not German: {text}"
        assert not _HOLE.search(text), text
    assert problem.message


def rows_of(data):
    """What the reader makes of it: the rows of a pass, or the refusal."""
    try:
        sheet = sheets.read(data)
        first = list(sheet.rows)
        assert [row.number for row in first] == sorted({row.number for row in first})
        assert list(sheet.rows) == first
        assert sheet.count == len(first)
    except sheets.Unreadable as refusal:
        return refusal
    return first


@pytest.mark.pure
def test_the_reader_survives_every_damaged_file(english, capsys):
    outcomes, most, slowest = Counter(), 0, 0.0
    for mutant in mutants.mutants(SEED, MUTANTS):
        begun = time.process_time()
        tracemalloc.start()
        try:
            found = rows_of(mutant.data)
            peak = tracemalloc.get_traced_memory()[1]
        except Exception as crash:
            raise AssertionError(f"seed {SEED}, mutant {mutant.number} ({mutant.name})") from crash
        finally:
            tracemalloc.stop()
        assert peak < READING * 1024 * 1024, f"seed {SEED}, mutant {mutant.number}: {peak} bytes"
        took = time.process_time() - begun
        assert took < LONGEST, f"seed {SEED}, mutant {mutant.number}: {took} s"
        most, slowest = max(most, peak), max(slowest, took)
        if isinstance(found, sheets.Unreadable):
            judge_words(found, english)
            outcomes[f"{mutant.kind} refused"] += 1
        else:
            outcomes[f"{mutant.kind} read"] += 1
    with capsys.disabled():
        said = ", ".join(f"{name} {count}" for name, count in sorted(outcomes.items()))
        print(f"\nreading: STAMMKUNDE_SEED={SEED}, {MUTANTS} files, {said};", end="")
        print(f" most memory {most / 1024 / 1024:.1f} MB, slowest {slowest:.2f} s")


@pytest.mark.db
def test_no_damaged_file_comes_in_by_half(english, capsys):
    actor = cast.actor("people.see", "people.edit", "people.import", door="import")
    here = cast.customer(last_name="Schonda")
    outcomes, files = Counter(), list(mutants.mutants(SEED, MUTANTS))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for mutant in files:
        with transaction.atomic():
            try:
                outcome = came_in(actor, mutant.data, english)
            except Exception as crash:
                where = f"seed {SEED}, mutant {mutant.number} ({mutant.name})"
                raise AssertionError(where) from crash
            outcomes[f"{mutant.kind} {outcome}"] += 1
            transaction.set_rollback(True)
    assert Customer.objects.get().pk == here.pk
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < GROWTH
    with capsys.disabled():
        said = ", ".join(f"{name} {count}" for name, count in sorted(outcomes.items()))
        print(f"\nimport: STAMMKUNDE_SEED={SEED}, {MUTANTS} files, {said};", end="")
        print(f" process grew by {grown:.0f} MB")


def told(report):
    """What a report says of the rows, whether they were written or only looked at."""
    counts = (report.rows, report.created, report.updated, report.skipped, report.faulty)
    return counts, report.errors, report.notes


def came_in(actor, data, english):
    """Look, import and judge: everything came in, or nothing and the reasons are told before."""
    there = Customer.objects.count()
    try:
        looked = importing.import_customers(actor, data, dry_run=True)
        assert Customer.objects.count() == there
        report = importing.import_customers(actor, data)
    except sheets.Unreadable as refusal:
        judge_words(refusal, english)
        assert Customer.objects.count() == there
        return "refused"
    assert report.created + report.updated + report.skipped + report.faulty == report.rows
    assert told(looked) == told(report)
    for problem in report.errors + report.notes:
        judge_words(problem, english)
        assert problem.row >= 1
    made = Customer.objects.count() - there
    if report.faulty:
        assert report.errors
        assert (report.created, report.updated, made) == (0, 0, 0)
        return "held back, rows named"
    assert made == report.created
    return "came in whole"
