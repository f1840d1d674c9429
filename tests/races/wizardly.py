"""The import wizard as a command that can be killed: `@wizard through FILE`, `@wizard undo`.

`through` goes on with the newest draft, whatever state a kill left it in, as a person would who
comes back: it checks, commits, and lets the worker's jobs run, all in this process.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from stammkunde.foundation import takeback
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.drafts import keeping
from stammkunde.foundation.jobs import running
from stammkunde.foundation.models import ImportBatch, ImportDraft
from stammkunde.people import tasks
from stammkunde.people.importing import wizard
from stammkunde.people.importing.wizard import checking
from tests import cast

STEPS = 12


def main(words: list[str]) -> None:
    """Run one of the two; exit code 1 when it does not get to its end."""
    checking.CHUNK = 250
    keeping.ALIVE = timedelta(0)  # nobody else works here: whoever gave no sign is dead
    takeback.recover()
    keeping.sweep()
    if words[1] == "through":
        _through(Path(words[2]))
    else:
        _undo()
    connection.close()


def _me() -> Actor:
    return cast.at_desk(4711, "Miriam Jansen")


def _through(path: Path) -> None:
    me = _me()
    for _step in range(STEPS):
        going_on = wizard.drafts(me)
        if not going_on:
            if ImportDraft.objects.filter(state="done", batch__in=_standing()).exists():
                return
            wizard.begin(me, path.name, [path.read_bytes()])
            continue
        shown = going_on[0]
        print(f"{shown.id} {shown.state} {shown.progress.interrupted}", flush=True)
        if shown.state in ("uploaded", "failed"):
            wizard.check(me, shown.id, shown.version)
        elif shown.state == "checked":
            wizard.commit(me, shown.id, shown.version, "all_or_nothing")
        elif shown.progress.interrupted:
            again = wizard.check if shown.state == "checking" else _commit
            again(me, shown.id, shown.version)
        _work()
    raise SystemExit("the wizard does not get to its end")


def _commit(actor: Actor, draft: int, version: int) -> Any:
    return wizard.commit(actor, draft, version, "all_or_nothing")


def _standing() -> Any:
    return ImportBatch.objects.filter(state="done", file="list.csv").values("pk")


def _undo() -> None:
    batch = _standing().order_by("-pk").first()
    if batch is not None:
        takeback.begin_undo(_me(), batch["pk"])
        running.enqueue(tasks.undo_import, batch=batch["pk"], label="Miriam Jansen")
    _work()


def _work() -> None:
    """The waiting jobs of imports, one after the other; not what other rooms make of their events."""
    _only_ours()
    while held := running.claim("race"):
        running.perform(held)
        _only_ours()
    failed = DBTaskResult.objects.exclude(exception_class_path="").values_list("traceback")
    if failed:
        sys.exit(f"a job failed: {failed[0][0]}")


def _only_ours() -> None:
    ours = Q(task_path__contains=".importing.wizard.") | Q(task_path__endswith=".undo_import")
    DBTaskResult.objects.exclude(ours).delete()
