"""Which addresses do not take mail. Machines ask, too: nothing here depends on who asks."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from stammkunde.messaging.models import AddressKind, AddressState, MailboxMark

_AT_ONCE = 500


def address_states(addresses: Iterable[str]) -> dict[str, str]:
    """ "hard", "soft" or "complaint" per folded address; good ones are missing. 1 query per 500."""
    wanted = sorted({one for one in addresses if one})
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = AddressState.objects.filter(
            address__in=wanted[start : start + _AT_ONCE], cleared_at__isnull=True
        )
        found |= dict(rows.values_list("address", "kind"))
    return found


def undeliverable() -> QuerySet[AddressState, str]:
    """The folded addresses that are gone, for `IN (…)`."""
    rows = AddressState.objects.filter(kind=AddressKind.HARD, cleared_at__isnull=True)
    return rows.values_list("address", flat=True)


def mailbox_mark(name: str) -> MailboxMark | None:
    """How far a mailbox for bounces has been read; None before the first look."""
    return MailboxMark.objects.filter(mailbox=name[:400]).first()
