"""Writing consents: rows that are only ever added (N-17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from stammkunde.foundation import clock, once, triggers
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import Outcome, emit, operation
from stammkunde.foundation.writes import Keeper, add, change_each, keep, lock
from stammkunde.people import rules
from stammkunde.people.events import CustomersChanged
from stammkunde.people.models import Consent, Customer

triggers.append_only("people_consent")


def _customer(consent: Consent) -> list[tuple[str, int]]:
    return [("customer", consent.customer_id)]


keep(Consent, Keeper(kind="consent", subjects=_customer, part_of="customer"))
once.states("people.record_consents")


@operation("people.record_consents", needs="people.edit")
def record_consents(
    *,
    actor: Actor,
    customers: Sequence[int],
    purpose: str,
    channel: str,
    source: str,
    given: bool,
    on: date | None,
    proof: str = "",
) -> Outcome[Consent]:
    """Write down what customers agreed to, or that they withdrew it (N-17, CUS-19).

    Nothing is ever changed or taken away: the newest statement by day wins, so there is no undo;
    a mistake is followed by the right statement. Keeps `Customer.newsletter`, by which the list
    filters. Refuses unknown choices and a missing day (`invalid`) and a day to come (`future`).
    """
    proof = proof.replace("\x00", "").strip()
    day = rules.check_consent(
        purpose=purpose, channel=channel, source=source, on=on, proof=proof, today=actor.today
    )
    rows = lock(Customer, customers)
    made = add(
        [
            Consent(
                customer=row,
                purpose=purpose,
                channel=channel,
                source=source,
                given=given,
                on=day,
                proof=proof,
                noted_at=clock.now(),
            )
            for row in rows
        ]
    )
    if (purpose, channel) == rules.NEWSLETTER:
        _keep_newsletter(rows)
    return Outcome(made)


def _keep_newsletter(rows: Sequence[Customer]) -> None:
    """Bring the flag of the list to what the newest statements say."""
    said: dict[int, list[Consent]] = defaultdict(list)
    purpose, channel = rules.NEWSLETTER
    for one in Consent.objects.filter(customer__in=rows, purpose=purpose, channel=channel):
        said[one.customer_id].append(one)
    wanted = []
    for row in rows:
        holds = rules.newest(said[row.pk])[rules.NEWSLETTER]
        wanted.append((row, {"newsletter": holds is not None and holds.given}))
    changed = change_each(wanted)
    if changed:
        emit(CustomersChanged(tuple(row.pk for row in changed)))
