"""What people tells the rooms above: ids only, never rows."""

from __future__ import annotations

from dataclasses import dataclass

from stammkunde.foundation.events import Event


@dataclass(frozen=True)
class CustomersAdded(Event):
    """New customers are there."""

    ids: tuple[int, ...]


@dataclass(frozen=True)
class CustomersChanged(Event):
    """Some of their fields moved, or they went into the archive or came out of it."""

    ids: tuple[int, ...]


@dataclass(frozen=True)
class CustomersLocked(Event):
    """No system mails, no portal, no sign-up for them from now on (DEL-05)."""

    ids: tuple[int, ...]


@dataclass(frozen=True)
class CustomersWithdrawn(Event):
    """Their creation is being undone: drop what hangs on them, or object with `Refused`."""

    ids: tuple[int, ...]


@dataclass(frozen=True)
class CustomersErased(Event):
    """They are being erased for ever: drop what is personal, or object with `Refused` (DEL-01).

    `participants`: those who go with them. The rows stay, so documents may keep pointing to them.
    """

    ids: tuple[int, ...]
    participants: tuple[int, ...] = ()


@dataclass(frozen=True)
class ParticipantsAdded(Event):
    """New participants are there."""

    ids: tuple[int, ...]


@dataclass(frozen=True)
class ParticipantsChanged(Event):
    """Some of their fields moved, or they went into the archive or came out of it."""

    ids: tuple[int, ...]


@dataclass(frozen=True)
class GuardiansChanged(Event):
    """Rights or shares of those who are responsible for participants moved; ids of guardianships."""

    ids: tuple[int, ...]


@dataclass(frozen=True)
class GuardiansWithdrawn(Event):
    """That these became responsible is being undone; ids of guardianships."""

    ids: tuple[int, ...]


@dataclass(frozen=True)
class HomesWithdrawn(Event):
    """It was the home's responsibility that went, of these participants."""

    participants: tuple[int, ...]


@dataclass(frozen=True)
class ParticipantsWithdrawn(Event):
    """Their creation is being undone: drop what hangs on them, or object with `Refused`."""

    ids: tuple[int, ...]


@dataclass(frozen=True)
class ProofExpiring(Event):
    """These proofs for a group hold for four weeks more at most; ids of proofs, once per day of
    validity (CLS-15, `people.queries.proofs`)."""

    ids: tuple[int, ...]
