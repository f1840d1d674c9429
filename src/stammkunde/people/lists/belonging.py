"""Tags and groups in the list of customers: columns and filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation import prepared
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


def _links(customers: Sequence[int], kind: str) -> QuerySet[Any, Any]:
    """Who carries what: (customer, label, its name and tone) in the order of the labels."""
    other: Any = Customer._meta.get_field(MEMBERSHIP[kind])
    label = other.m2m_reverse_field_name()
    links = other.remote_field.through._default_manager.filter(customer__in=customers)
    links = links.order_by(f"{label}__order", f"{label}__name_folded", label)
    found: QuerySet[Any, Any] = links.values_list(
        "customer", label, f"{label}__name", f"{label}__tone"
    )
    return found


def _pills(kind: str) -> Callable[[Sequence[Any]], Mapping[int, tuple[Pill, ...]]]:
    """What the rows of a page carry, one query; a click shows everybody who does (CLS-10)."""

    def fetch(rows: Sequence[Any]) -> Mapping[int, tuple[Pill, ...]]:
        found: dict[int, tuple[Pill, ...]] = {}
        ids = prepared.filled([row.pk for row in rows])
        for customer, pk, name, tone in prepared.rows(_links, ids, kind):
            said = "" if kind == "tag" or tone == "n" else tone  # tags are neutral (users.md 2)
            pill = Pill(name, f"?f.{MEMBERSHIP[kind]}={pk}", said)
            found[customer] = (*found.get(customer, ()), pill)
        return found

    return fetch


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
