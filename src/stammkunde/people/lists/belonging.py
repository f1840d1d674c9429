"""Tags and groups in the list of customers: columns and filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.lists import BADGE, PILLS, Badge, Col, Flag, Member, Pill, Stored
from stammkunde.people.models import LABELS, MEMBERSHIP, Customer

TAGS = pgettext_lazy("people", "Tags")
GROUP = pgettext_lazy("people", "Customer group")
RECIPIENTS = _("Recipient group")


NEWSLETTER = pgettext_lazy("people", "Newsletter")
NEWSLETTER_COLUMN = Col(
    "newsletter",
    NEWSLETTER,
    kind=BADGE,
    badges={True: Badge(pgettext_lazy("people: list", "yes"), "g"), False: Badge("")},
    default=False,
)
NEWSLETTER_FILTER = Flag(
    "newsletter", NEWSLETTER, when=Q(newsletter=True), otherwise=Q(newsletter=False)
)


COLUMNS = ("tag", "group")


def _pills(kind: str) -> Callable[[Sequence[Any]], dict[int, tuple[Pill, ...]]]:
    """What the rows of a page carry; a click shows everybody who does (CLS-10)."""

    def fetch(rows: Sequence[Any]) -> dict[int, tuple[Pill, ...]]:
        if not all(hasattr(row, "_labels") for row in rows):
            _carried(rows)
        return {row.pk: tuple(row._labels[kind]) for row in rows if row._labels[kind]}

    return fetch


def _carried(rows: Sequence[Any]) -> None:
    """Hang the pills of both columns on the rows, with one query for all."""
    labels: dict[int, dict[str, list[Pill]]] = {
        row.pk: {kind: [] for kind in COLUMNS} for row in rows
    }
    tags, groups = (
        LABELS[kind]
        ._default_manager.filter(customers__in=list(labels))
        .order_by()
        .annotate(kind=Value(kind))
        .values_list("customers", "kind", "order", "name_folded", "pk", "name", "tone")
        for kind in COLUMNS
    )
    for customer, kind, _order, _folded, pk, name, tone in sorted(tags.union(groups, all=True)):
        said = "" if kind == "tag" or tone == "n" else tone  # tags are neutral (users.md 2)
        labels[customer][kind].append(Pill(name, f"?f.{MEMBERSHIP[kind]}={pk}", said))
    for row in rows:
        row._labels = labels[row.pk]


def _choices(kind: str) -> Callable[[], list[tuple[int, str]]]:
    model: Any = LABELS[kind]
    return lambda: list(model.objects.filter(archived_at=None).values_list("pk", "name"))


def column(kind: str, label: Any, **more: Any) -> Col:
    """The column of tags or groups (CLS-10, CLS-16)."""
    return Col(MEMBERSHIP[kind], label, kind=PILLS, fetch=_pills(kind), **more)


def belongs(kind: str, label: Any) -> Member:
    """The filter by tag or group (CLS-10, CLS-11)."""
    name = MEMBERSHIP[kind]
    through: Any = getattr(Customer, name).through
    other: Any = Customer._meta.get_field(name)
    return Member(
        name,
        label,
        path=f"{name}__id",
        choices=Stored(_choices(kind)),
        through=through,
        own=other.m2m_column_name(),
        other=other.m2m_reverse_name(),
    )
