"""A form that comes in twice is done once (D09): double click, resend, back button, two tabs.

Every opened page has a token of its own. The first operation of a request that writes leaves a
receipt of (person, token, form, content) in its own transaction, under a unique key: the same
content again waits for the first and is then answered with its result (`Again`). Other content of
the same form is done like any other. What made nothing new may be said again after a moment, or
after something else from the same page, so that a switch can be turned on, off and on; and what was
undone may be done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from stammkunde.foundation import clock
from stammkunde.foundation.models import FormReceipt, JournalEntry

KEPT = timedelta(hours=24)
RESENT = timedelta(seconds=10)  # a double click, a browser that sends again


class Digests(NamedTuple):
    """What names an opened page, one form of it and what it brings, without any of its content."""

    opened: str
    form: str
    content: str


Read = Callable[[], "Digests | None"]

_STATEMENTS: set[str] = set()  # operations that add a row to say how something stands now


def states(operation: str) -> None:
    """Declare an operation whose new row says how something stands now, such as a consent: said
    after something else from the same page, the same is meant again."""
    _STATEMENTS.add(operation)


class Again(Exception):
    """This very content was done already; `receipt` says what came of it. No refusal: no form
    shows it, the door answers with the first result."""

    def __init__(self, receipt: FormReceipt) -> None:
        super().__init__(receipt.operation)
        self.receipt = receipt


@dataclass
class Posting:
    """One request that brings a form.

    read: gives the digests, or None where the request carries no token. Asked once
    and late: reading an upload costs. held: the receipt of what was written. other: the same form
    had made something before, with other content.
    """

    read: Read
    digests: Digests | None = None
    asked: bool = False
    held: int | None = None
    other: bool = False
    made: bool = False
    changed: bool = False
    entry: int | None = None
    row: int | None = None
    before: int | None = None

    def known(self) -> Digests | None:
        """The digests, read when first asked for."""
        if not self.asked:
            self.digests, self.asked = self.read(), True
        return self.digests


_posting: ContextVar[Posting | None] = ContextVar("posting", default=None)


@contextmanager
def posting(brought: Posting) -> Iterator[Posting]:
    """What is written in here answers to this form."""
    token = _posting.set(brought)
    try:
        yield brought
    finally:
        _posting.reset(token)


def begin(operation: str) -> None:
    """Claim the form for an operation, first thing in its transaction; `Again` when it was done.

    Waits while another request has the same content in hand. Does nothing outside a posted form
    and once this request has written.
    """
    now = _posting.get()
    if now is None:
        return
    now.before = now.held
    if now.held is not None or now.known() is None:
        return
    now.made, now.changed, now.entry, now.row = False, False, None, None
    while not _put(now, operation):
        rows = FormReceipt.objects.select_for_update()
        found = rows.filter(content=_digests(now).content).first()
        if found is None:
            continue  # swept or given up this very moment
        if _holds(found, operation):
            raise Again(found)
        now.row = found.pk
        break


def every_time() -> None:
    """For a door whose answer is shown once and never again, such as secrets: it is no form that
    could come in twice."""
    if (now := _posting.get()) is not None:
        now.asked, now.digests = True, None


def lost() -> None:
    """The transaction that began last came to nothing and is tried again."""
    if (now := _posting.get()) is not None:
        now.held = now.before


def claim(operation: str) -> None:
    """For the rare door that makes something without an operation: `begin` and `end` in one, inside
    the transaction that makes it."""
    begin(operation)
    made()
    end(operation)


def made() -> None:
    """Something new was added by what is running (`writes.add`)."""
    if (now := _posting.get()) is not None:
        now.made = True


def touched() -> None:
    """Rows were written by what is running; a list that leaves as a file is none."""
    if (now := _posting.get()) is not None:
        now.changed = True


def wrote(entry: int | None, *, undoes: bool) -> None:
    """What is running ended with this journal entry. An undo happens once, like something new."""
    if (now := _posting.get()) is not None:
        now.entry = entry
        now.made = now.made or (undoes and entry is not None)


def end(operation: str) -> None:
    """Keep the receipt if anything was written, give it up otherwise; last in the transaction."""
    now = _posting.get()
    if now is None or now.held is not None or now.known() is None:
        return
    _opened, form, content = _digests(now)
    mine = FormReceipt.objects.filter(content=content)
    if not (now.made or now.changed):
        if now.row is None:
            mine.delete()
        return
    if now.made:
        others = FormReceipt.objects.filter(form=form, made=True).exclude(content=content)
        now.other = others.exists()
    mine.update(operation=operation, made=now.made, entry=now.entry, url="", at=clock.now())
    now.held = mine.values_list("pk", flat=True).first()


def answered(done: Posting, url: str) -> None:
    """Note where the answer led, for whoever sends the same again."""
    if url and done.made:
        FormReceipt.objects.filter(pk=done.held or 0).update(url=url[:300])


def give_up(done: Posting) -> None:
    """The answer was a no after all: the same content may be sent again."""
    FormReceipt.objects.filter(pk=done.held or 0).delete()
    done.held = None


def gone(url: str) -> None:
    """What stood at this address was given up: the form that made it may make it once more."""
    FormReceipt.objects.filter(url=url).delete()


def receipt(brought: Posting) -> FormReceipt | None:
    """The receipt of the same content, if it was done a moment ago."""
    digests = brought.known()
    if digests is None:
        return None
    return FormReceipt.objects.filter(content=digests.content, at__gte=lately()).first()


def lately() -> datetime:
    """Since when somebody may just have sent the same twice."""
    return clock.now() - RESENT


def sweep() -> int:
    """Nightly: forget receipts after `KEPT`; returns how many."""
    return FormReceipt.objects.filter(at__lt=clock.now() - KEPT).delete()[0]


def _put(now: Posting, operation: str) -> bool:
    """Whether the receipt is ours; waits for another transaction that holds the same content."""
    table = FormReceipt._meta.db_table
    sql = (
        f'INSERT INTO "{table}" (opened, form, content, operation, made, entry, url, at)'  # noqa: S608
        " VALUES (%s, %s, %s, %s, %s, NULL, '', %s) ON CONFLICT (content) DO NOTHING"
    )
    at = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_digests(now), operation, False, at])
        return cursor.rowcount == 1


def _digests(now: Posting) -> Digests:
    digests = now.known()
    assert digests is not None
    return digests


def _holds(found: FormReceipt, operation: str) -> bool:
    """Whether what was done stands for what is asked now."""
    if found.entry is not None and JournalEntry.objects.filter(undoes=found.entry).exists():
        return False
    if found.operation != operation or (found.made and operation not in _STATEMENTS):
        return True
    since = FormReceipt.objects.filter(opened=found.opened, at__gt=found.at)
    return (found.made or found.at >= lately()) and not since.exists()
