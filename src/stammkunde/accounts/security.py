"""Security events: written outside operations, because a failed login is no operation."""

from __future__ import annotations

from stammkunde.accounts.models import SecurityEvent
from stammkunde.foundation import clock, guard, once, triggers
from stammkunde.foundation.ratelimit import hashed

Kind = SecurityEvent.Kind


def start() -> None:
    """Declare the table: written freely, rows only ever added."""
    table = SecurityEvent._meta.db_table
    guard.free(table)
    triggers.append_only(table)


def record(
    kind: SecurityEvent.Kind,
    *,
    user_id: int | None,
    actor_id: int | None = None,
    address: str = "",
    request_id: str = "",
) -> None:
    """Write one event; the address is stored as a keyed hash only."""
    event = SecurityEvent(
        kind=kind,
        at=clock.now(),
        user_id=user_id,
        actor_id=actor_id,
        address_hash=hashed("address", address) if address else "",
        request_id=request_id,
    )
    SecurityEvent.objects.bulk_create([event])
    once.touched()
