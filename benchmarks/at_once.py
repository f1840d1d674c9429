"""A bulk edit of many customers and its undo: the whole job, from the click to its end (LST-12)."""

from __future__ import annotations

import json

from benchmarks.places import Place

MANY = 10_000
# What the worker does, in a process of its own; the register is as full as it is.
_EDIT = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "stammkunde.settings"
import django; django.setup()
import json, time
from stammkunde.foundation import actors
from stammkunde.foundation.bulkwork import work
from stammkunde.foundation.models import ImportBatch
from stammkunde.people import operations
from stammkunde.people.models import Customer
actor = actors.system()
tag = operations.add_tags(actor=actor, names=["Messung"]).done[0]
rows = Customer.objects.filter(archived_at=None).order_by("pk")
ids = list(rows.values_list("pk", flat=True)[:{many}])
params = {{"way": "give", "which": [str(tag.pk)]}}
page, deed = work.deed_of("people.customers", "tag")

def timed(do):
    start = time.perf_counter()
    done = do()
    return time.perf_counter() - start, done

looked, outlook = timed(lambda: deed.look(actor, ids, params))

def edit():
    batch = work.ask_for_many(
        actor=actor, list_key=page.key, deed=deed.key, ids=ids, params=params)
    work.run.call(batch=batch.pk)
    return ImportBatch.objects.get(pk=batch.pk)

edited, batch = timed(edit)

def undo():
    work.take_back(actor, batch)
    work.run_undo.call(batch=batch.pk, who=["system", None, "Messung"])
    return ImportBatch.objects.get(pk=batch.pk)

undone, after = timed(undo)
assert outlook.change == batch.updated == len(ids), (outlook.change, batch.updated, batch.state)
assert (after.state, after.stayed, tag.customers.count()) == ("undone", "", 0), after.state
print(json.dumps([len(ids), looked, edited, undone]))
"""


def tagged(place: Place, many: int = MANY) -> tuple[int, float, float, float]:
    """Tag customers and undo it: how many, and the seconds of preview, edit and undo."""
    said = place.run_code(_EDIT.format(many=many))
    count, looked, edited, undone = json.loads(said.splitlines()[-1])
    return count, looked, edited, undone
