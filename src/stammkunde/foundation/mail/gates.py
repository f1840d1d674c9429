"""What the rooms above have to say about a mail: before it goes, and once it is settled.

`gate("messaging.", ask)`: the postman asks for every claimed mail whose purpose begins so, before
a byte is sent; a text (the reason) stops it, the row becomes SUPPRESSED; `WAIT` keeps it in the
queue, and it is asked again in a while (`sender.WAITS`). `settled(hear)`: told in
the same transaction whenever the state of mails changes. `rate(ask)`: mails per minute that the
house's server takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stammkunde.foundation.models import OutgoingMail

Ask = Callable[[OutgoingMail], "str | None"]
Hear = Callable[[Sequence[OutgoingMail]], None]

WAIT = "wait"

_gates: dict[str, Ask] = {}
_hearers: list[Hear] = []
_rates: list[Callable[[], int]] = []


def gate(prefix: str, ask: Ask) -> None:
    """Declare who is asked for mail whose purpose begins with `prefix`; once per prefix."""
    if _gates.get(prefix, ask) is not ask:
        raise ValueError(f"two gates for {prefix}")
    _gates[prefix] = ask


def settled(hear: Hear) -> None:
    """Declare who is told that the state of mails has changed; the rows carry the new state."""
    if hear not in _hearers:
        _hearers.append(hear)


def rate(ask: Callable[[], int]) -> None:
    """Declare who knows how many mails per minute the server takes (0: as many as you like)."""
    _rates[:] = [ask]


def objection(row: OutgoingMail) -> str | None:
    """Why this mail must not go, by the first gate that says so."""
    for prefix, ask in _gates.items():
        if row.purpose.startswith(prefix) and (no := ask(row)) is not None:
            return no
    return None


def tell(rows: Sequence[OutgoingMail]) -> None:
    """Tell all hearers; inside the transaction that changed the rows."""
    for hear in _hearers if rows else ():
        hear(rows)


def per_minute() -> int:
    """How many mails a minute may leave; 0 without a limit."""
    return _rates[0]() if _rates else 0
