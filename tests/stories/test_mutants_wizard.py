"""Damaged lists through the import wizard: no 500, no half import, little memory, German to the end.

STAMMKUNDE_MUTANTS=2000 makes the big run (`./dev bench fuzz`), STAMMKUNDE_SEED repeats one.
"""

from __future__ import annotations

import os
import random
import re
import resource
from collections import Counter
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult

from stammkunde.foundation.jobs import running
from stammkunde.foundation.models import BatchState, ImportBatch, ImportDraft
from stammkunde.people.models import Customer
from tests import cast
from tests.stories import mutants

MUTANTS = int(os.environ.get("STAMMKUNDE_MUTANTS", "15"))
SEED = int(os.environ.get("STAMMKUNDE_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
GROWTH = 150  # megabytes
START = "/customers/import/"
GOOD = {200, 302, 409, 422}

pytestmark = [pytest.mark.slow, pytest.mark.db, pytest.mark.timeout(7200)]


def test_no_damaged_file_breaks_the_wizard_or_comes_in_by_half(capsys: Any) -> None:
    desk = cast.logged_in()
    cast.customer(last_name="Schonda")
    outcomes: Counter[str] = Counter()
    warm = list(mutants.mutants(SEED + 1, 2))
    before = 0
    for number, mutant in enumerate([*warm, *mutants.mutants(SEED, MUTANTS)]):
        if number == len(warm):
            outcomes.clear()
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with transaction.atomic():
            try:
                outcome = through(desk, mutant)
            except Exception as crash:
                where = f"seed {SEED}, mutant {mutant.number} ({mutant.name})"
                raise AssertionError(where) from crash
            outcomes[f"{mutant.kind} {outcome}"] += 1
            transaction.set_rollback(True)
    assert Customer.objects.get().last_name == "Schonda"
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < GROWTH
    with capsys.disabled():
        said = ", ".join(f"{name} {count}" for name, count in sorted(outcomes.items()))
        print(f"\nwizard: STAMMKUNDE_SEED={SEED}, {MUTANTS} files, {said};", end="")
        print(f" process grew by {grown:.0f} MB")


def through(desk: Client, mutant: Any) -> str:
    """Upload, columns, check, a correction, commit: as somebody at a desk does it."""
    name = f"liste.{mutant.kind.lower()}"
    upload = SimpleUploadedFile(name, mutant.data)
    answer = asked(desk, "post", START, {"file": upload})
    if answer.status_code == 422:
        return "refused"
    draft = ImportDraft.objects.get()
    page = asked(desk, "get", answer["Location"])
    answer = asked(desk, "post", answer["Location"], {"version": draft.version})
    if answer.status_code == 422:
        return "refused at the columns"
    check = f"{START}{draft.pk}/check/"
    work()
    draft.refresh_from_db()
    if draft.state == "failed":
        assert draft.trouble
        assert asked(desk, "get", f"{START}{draft.pk}/columns/").status_code == 200
        return "refused by the check"
    assert draft.state == "checked", (draft.state, draft.trouble)
    for which in ("all", "open", "asked", "create", "update", "skip"):
        page = asked(desk, "get", check, {"rows": which})
        assert page.status_code == 200
        assert not re.search(r"%\(\w+\)s", page.content.decode())
    assert asked(desk, "get", f"{START}{draft.pk}/faults/", {"format": "csv"}).status_code == 200
    return committed(desk, draft)


def committed(desk: Client, draft: ImportDraft) -> str:
    """Bring in what can come in, and count it."""
    total = draft.created + draft.updated + draft.skipped + draft.doubtful + draft.faulty
    assert total == draft.rows
    there = Customer.objects.count()
    asked(
        desk, "post", f"{START}{draft.pk}/done/", {"version": draft.version, "mode": "valid_rows"}
    )
    work()
    wanted = draft.created
    draft.refresh_from_db()
    made = Customer.objects.count() - there
    batch = ImportBatch.objects.first()
    if batch is None:
        assert (wanted, draft.state, made) == (0, "checked", 0)
        return "nothing to bring in"
    assert (draft.state, batch.state) == ("done", BatchState.DONE), draft.trouble
    assert made == batch.created == draft.created == wanted
    assert asked(desk, "get", f"{START}{draft.pk}/done/").status_code == 200
    return "came in" if not draft.doubtful + draft.faulty else "came in but for open rows"


def asked(desk: Client, way: str, path: str, data: Any = None) -> Any:
    """An answer that is none of a crash."""
    answer = getattr(desk, way)(path, data or {})
    assert answer.status_code in GOOD, (path, answer.status_code)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


def work() -> None:
    """The waiting jobs of the wizard; none may fail."""
    ours = "people.importing.wizard"
    DBTaskResult.objects.exclude(task_path__contains=ours).delete()
    while held := running.claim("fuzz"):
        running.perform(held)
    failed = DBTaskResult.objects.filter(task_path__contains=ours).exclude(exception_class_path="")
    assert not failed, failed[0].traceback
