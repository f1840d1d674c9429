"""What the room watches about itself, whoever moves its rows: an undo, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from stammkunde.foundation.events import on
from stammkunde.foundation.operations import emit
from stammkunde.foundation.refusals import Refused
from stammkunde.people import rules
from stammkunde.people.events import (
    GuardiansChanged,
    GuardiansWithdrawn,
    HomesWithdrawn,
    ParticipantsChanged,
)
from stammkunde.people.models import Guardianship, Participant


@on(GuardiansChanged)
def shares_of_a_participant_stay_whole(event: GuardiansChanged) -> None:
    """Whoever moves a share, an undo, too: those who pay share out 100 % (N-06)."""
    moved = Guardianship.objects.filter(pk__in=event.ids).values_list("participant", flat=True)
    by_participant: dict[int, list[Guardianship]] = defaultdict(list)
    for row in Guardianship.objects.filter(participant__in=list(moved)):
        by_participant[row.participant_id].append(row)
    for rows in by_participant.values():
        rules.check_shares(rows)


@on(ParticipantsChanged)
def nobody_is_at_home_with_an_erased_customer(event: ParticipantsChanged) -> None:
    """Who found another home stays there, also when the step that led there is undone (DEL-03)."""
    lost = Participant.objects.filter(pk__in=event.ids, erased_at__isnull=True)
    if lost.filter(customer__erased_at__isnull=False).exists():
        raise Refused("customer_erased", _("The customer was deleted for ever."), "customer")
    _check_homes(event.ids)  # nor with one whose responsibility has ended (N-06)


@on(GuardiansWithdrawn)
def a_home_that_stops_being_responsible_is_looked_at_again(event: GuardiansWithdrawn) -> None:
    """After the undo, which may take the participant along."""
    homes = Guardianship.objects.filter(pk__in=event.ids, customer=F("participant__customer"))
    if found := tuple(homes.values_list("participant", flat=True)):
        emit(HomesWithdrawn(found))


@on(HomesWithdrawn)
def who_became_the_home_stays_responsible(event: HomesWithdrawn) -> None:
    """The undo of the beginning does not leave a participant with a home that is not responsible."""
    _check_homes(event.participants)


def _check_homes(participants: Collection[int]) -> None:
    responsible = Guardianship.objects.filter(
        participant=OuterRef("pk"), customer=OuterRef("customer")
    )
    there = Participant.objects.filter(pk__in=participants, erased_at__isnull=True)
    if there.filter(~Exists(responsible)).exists():
        text = _("Only somebody who is responsible can be the home of a participant.")
        raise Refused("not_responsible", text, "customer")
