"""Reading letters: the print queue, a customer's letters, print runs, paper (COM-11, COM-15)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from stammkunde.foundation import clock, files
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.folding import fold
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.messaging.models import (
    ABOUT_NOTICE,
    Channel,
    Letter,
    Letterhead,
    Message,
    PrintRun,
    RunState,
    State,
)
from stammkunde.messaging.queries.messages import SEE, messages

SHOWN, RUNS = 500, 12


def letters(actor: Actor) -> QuerySet[Letter]:
    """Everything that carries a letter, with its message. Needs `messaging.see`."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    return Letter.objects.select_related(
        "message", "message__customer", "message__author", "letterhead"
    )


def letter(actor: Actor, pk: int) -> Letter:
    """One letter; `Missing` when there is none, or none any more."""
    found = letters(actor).filter(pk=pk).first()
    if found is None:
        raise Missing(f"letter {pk}")
    return found


def waiting(
    actor: Actor, *, words: str = "", letterhead: int | None = None, kind: str = ""
) -> QuerySet[Letter]:
    """The letters in the print queue, the oldest first.

    words: all of them in the name of the customer. kind: "notice" for serial letters, "single"
    for the others.
    """
    rows = letters(actor).filter(message__state=State.QUEUED, run__isnull=True)
    for word in fold(words).split():
        rows = rows.filter(message__customer__sort_name__contains=word)
    if letterhead is not None:
        rows = rows.filter(letterhead=letterhead)
    if kind == "notice":
        rows = rows.filter(message__about_kind=ABOUT_NOTICE)
    elif kind == "single":
        rows = rows.exclude(message__about_kind=ABOUT_NOTICE)
    return rows.order_by("pk")


def waiting_count(actor: Actor) -> int:
    """How many letters wait for somebody to print them, those in runs that are not marked included."""
    return letters(actor).filter(message__state=State.QUEUED).count()


def letters_of(actor: Actor, customer: int) -> list[Message]:
    """The letters to one customer, the newest first, each with what carries it, if that is there."""
    rows = messages(actor).filter(customer=customer, channel=Channel.LETTER)
    return list(rows.select_related("author", "letter", "letter__run").order_by("-send_at", "-pk"))


@dataclass(frozen=True)
class Run:
    """A print run as pages show it. waiting: letters of it that are not marked as printed."""

    id: int
    state: str
    letters: int
    pages: int
    duplex: bool
    by_postcode: bool
    gaps: str
    url: str
    author: str
    created_at: datetime
    printed_at: datetime | None

    @property
    def making(self) -> bool:
        """Whether the job is still at it."""
        return self.state == RunState.MAKING

    @property
    def ready(self) -> bool:
        """Whether the file is there."""
        return self.state == RunState.READY


def runs(actor: Actor) -> list[Run]:
    """The latest print runs, the newest first. Needs `messaging.see`."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    rows = PrintRun.objects.select_related("author").order_by("-created_at", "-pk")[:RUNS]
    return [
        Run(
            row.pk, row.state, row.letters, row.pages, row.duplex, row.by_postcode, row.gaps,
            files.url(row.file_id) if row.file_id else "", row.author.name if row.author else "",
            row.created_at, row.printed_at,
        )
        for row in rows
        if row.state != RunState.FAILED or row.created_at > clock.now() - timedelta(days=1)
    ]  # fmt: skip


def runs_with(actor: Actor, customers: Collection[int]) -> list[int]:
    """Print runs with letters to these customers whose file is there or is being made. Needs
    `messaging.see`."""
    made = Q(run__file__isnull=False) | Q(run__state=RunState.MAKING)
    rows = letters(actor).filter(made, message__customer__in=customers)
    return sorted(set(rows.values_list("run", flat=True)))


def runs_to_forget(actor: Actor, before: datetime) -> list[int]:
    """Print runs made before then whose file is still there. Needs `messaging.see`."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    rows = PrintRun.objects.filter(created_at__lt=before, file__isnull=False)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def letters_to_forget(actor: Actor, before: datetime) -> list[int]:
    """Letters that were printed before then and whose text the log does not keep."""
    rows = letters(actor).filter(message__state=State.PRINTED, message__sent_at__lt=before)
    return list(rows.filter(message__text="").order_by("pk").values_list("pk", flat=True))


def letterheads(actor: Actor) -> Sequence[Letterhead]:
    """The papers that are offered, the default one first. Nobody's secret."""
    rows = Letterhead.objects.filter(archived_at__isnull=True)
    return list(rows.order_by("-is_default", "name", "pk"))


def letterheads_with_use(actor: Actor) -> list[Letterhead]:
    """All papers with `waiting`, the number of letters that wait for them. `messaging.settings`."""
    if not actor.may("messaging.settings"):
        raise Forbidden("messaging.settings")
    rows = list(Letterhead.objects.order_by("-is_default", "name", "pk"))
    found = Letter.objects.filter(message__state=State.QUEUED).values_list("letterhead")
    many = dict(found.annotate(many=Count("pk")).order_by())
    for row in rows:
        row.waiting = many.get(row.pk, 0)  # type: ignore[attr-defined]
    return rows


def letterhead(actor: Actor, pk: int) -> Letterhead:
    """One paper; `Missing` when there is none. Needs `messaging.settings`."""
    found = next((one for one in letterheads_with_use(actor) if one.pk == pk), None)
    if found is None:
        raise Missing(f"letterhead {pk}")
    return found
