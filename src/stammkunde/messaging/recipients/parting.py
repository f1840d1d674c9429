"""Who of many gets a message, and who does not and why: one answer for counting and for sending."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from stammkunde.foundation.actors import Actor
from stammkunde.messaging.marks import address_states
from stammkunde.messaging.models import Channel, Reason
from stammkunde.messaging.rules import gate
from stammkunde.people import queries as people
from stammkunde.people.queries import Addressee

PIECE = 2_000


@dataclass
class Parted:
    """go: who gets it, by id. left: who does not, by reason."""

    go: list[int] = field(default_factory=list)
    left: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @property
    def total(self) -> int:
        """All together."""
        return len(self.go) + sum(map(len, self.left.values()))

    @property
    def reasons(self) -> list[tuple[str, str, list[int]]]:
        """(reason, its word, ids), the most frequent first."""
        told = [(one, str(Reason(one).label), ids) for one, ids in self.left.items() if ids]
        return sorted(told, key=lambda each: (-len(each[2]), each[0]))


def parted(
    actor: Actor, ids: Sequence[int], *, channel: str, category: str, pieces: int = PIECE
) -> Parted:
    """Part customers for a message to many: nobody locked, deceased, archived, unreachable, and for
    advertising nobody without consent; of those who share an address the first one (C-09, C-35).

    A constant number of queries per two thousand.
    """
    found, seen = Parted(), set[str]()
    for start in range(0, len(ids), pieces):
        some = ids[start : start + pieces]
        known = people.addressees(actor, some)
        states = address_states(one.folded for one in known.values())
        for pk in some:
            one = known.get(pk)
            reason = _reason(one, channel, category, states)
            address = one.folded if one else ""
            if reason is None and channel == Channel.EMAIL:
                if address in seen:
                    reason = Reason.TWICE
                seen.add(address)
            if reason is None:
                found.go.append(pk)
            else:
                found.left[reason.value].append(pk)
    return found


def _reason(
    one: Addressee | None, channel: str, category: str, states: Mapping[str, str]
) -> Reason | None:
    if one is None or one.archived:
        return Reason.GONE
    if channel == Channel.EMAIL and not one.email:
        return Reason.NO_ADDRESS
    return gate.may_get(
        one,
        channel=channel,
        category=category,
        automatic=True,  # one of many: nobody confirms anything
        address_state=states.get(one.folded, ""),
    )
