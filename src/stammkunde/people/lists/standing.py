"""Status and lock in the list of customers: badge, padlock, filter, lenses (CLS-05, DEL-04)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists import Badge, Flag, Lens
from stammkunde.foundation.templatetags.house import icon
from stammkunde.people import lifecycle
from stammkunde.people.models import IN_USE

LOCKED = Flag(
    "locked",
    pgettext_lazy("people", "Locked"),
    column="number",
    when=Q(locked_at__isnull=False),
    otherwise=Q(locked_at__isnull=True),
)


def badges(rows: Sequence[Any]) -> dict[int, Badge]:
    """The status of each row as a badge in its tone, or that somebody died, or when the bin is
    emptied; one query.
    """
    known = {row.pk: Badge(str(row), row.tone) for row in lifecycle.known_statuses()}
    shown = {row.pk: known[row.status_id] for row in rows if row.status_id in known}
    for row in rows:
        if row.deceased_on is not None:
            shown[row.pk] = Badge(pgettext("people", "Deceased"))
        if row.erase_after is not None:
            text = _("Erasure %(day)s") % {"day": date_format(row.erase_after, "d.m.")}
            shown[row.pk] = Badge(text, "r")
    return shown


def choices() -> list[tuple[int, str]]:
    """What the filter offers: archived statuses, too, for somebody may still have them."""
    return list(lifecycle.status_names().items())


def padlock(row: Any) -> SafeString | str:
    """The padlock beside a locked name, with the reason in its tooltip (users.md 2)."""
    if row.locked_at is None:
        return ""
    return format_html(
        '<span class="lockb" title="{}">{}<span class="sr">{}</span></span>',
        row.lock_reason,
        icon("lock"),
        pgettext("people", "Locked"),
    )


def lens(code: str, label: Any, said: Any) -> Lens:
    """The lens of one shipped status, asked by its id: an index then knows at once who has it."""

    def where(_actor: Actor) -> Q:
        ids = [row.pk for row in lifecycle.known_statuses() if row.code == code]
        return IN_USE & Q(status__in=ids)

    return Lens(code, label, where=where, said=said)
