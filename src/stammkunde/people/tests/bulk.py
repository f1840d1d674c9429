"""What the tests of bulk edits share: pressing the buttons, the worker."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

from stammkunde.foundation.bulkwork import work
from stammkunde.foundation.jobs import running
from stammkunde.foundation.models import ImportBatch
from stammkunde.people import operations
from stammkunde.people.models import Customer, Tag
from tests import cast

HTMX = {"HX-Request": "true"}
LIST = "people.customers"


def tag(name: str = "Chor") -> Tag:
    made: Tag = operations.add_tags(actor=cast.owner(), names=[name]).done[0]
    return made


def words(answer: Any) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def ask(browser: Client, do: str, rows: Any = None, **said: Any) -> Any:
    """Press a button of the bar, or choose in its dialog."""
    data = {"do": do, "query": "", **said}
    data |= {"all": "1"} if rows is None else {"pick": [row.pk for row in rows]}
    return browser.post("/customers/", data)


def run(browser: Client, do: str, rows: Any = None, *, count: int = 5, **said: Any) -> Any:
    return ask(browser, do, rows, step="run", count=count, **said)


def work_off() -> None:
    while held := running.claim("test"):
        running.perform(held)


def begun(**params: Any) -> ImportBatch:
    """An edit of everybody that waits for its job."""
    ids = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    made: ImportBatch = work.ask_for_many(
        actor=cast.owner(), list_key=LIST, deed="tag", ids=ids, params=params
    )
    return made
