"""What notes do when people have news; people know nothing of them."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from stammkunde.accounts import queries as accounts
from stammkunde.foundation.events import on
from stammkunde.foundation.operations import consequence
from stammkunde.foundation.refusals import Refused
from stammkunde.notes import operations, queries
from stammkunde.notes.models import Note, Origin
from stammkunde.notes.operations import NewNote
from stammkunde.people import queries as people
from stammkunde.people.events import (
    CustomersErased,
    CustomersWithdrawn,
    ParticipantsChanged,
    ParticipantsWithdrawn,
    ProofExpiring,
)


@on(CustomersErased)
def internal_notes_are_lost_with_the_customer(event: CustomersErased) -> None:
    """Erased for ever: their notes go, and what the journal knew of them (DEL-03)."""
    operations.drop_notes(actor=consequence(), customers=event.ids, participants=event.participants)


@on(CustomersWithdrawn)
def who_has_notes_stays(event: CustomersWithdrawn) -> None:
    """Nobody undoes a customer about whom the office has written something down."""
    if Note.objects.filter(customer__in=event.ids).exists():
        raise Refused("has_notes", _("There are notes about this customer."))


@on(ParticipantsWithdrawn)
def participants_with_notes_stay(event: ParticipantsWithdrawn) -> None:
    """The same for somebody who takes part."""
    if Note.objects.filter(participant__in=event.ids).exists():
        raise Refused("has_notes", _("There are notes about this participant."))


@on(ProofExpiring)
def proofs_that_run_out_come_back(event: ProofExpiring) -> None:
    """One follow-up per proof, for the account managers; without any for whoever filed the proof,
    and else for everybody who may edit customers (CLS-15)."""
    actor = consequence()
    found = people.proofs(actor, event.ids)
    managers = people.managers_by_customer(actor, [one.customer for one in found])
    staff = {one.id for one in queries.offered(actor)}
    editing = [pk for pk, words in accounts.words_by_user(staff).items() if "people.edit" in words]
    notes = []
    for one in found:
        looked_after = any(not manager.former for manager in managers.get(one.customer, ()))
        author = [one.author] if one.author in staff and one.author else sorted(editing)
        day = date_format(one.valid_until, "SHORT_DATE_FORMAT")
        notes.append(
            NewNote(
                title=_("Proof runs out: %(group)s") % {"group": one.group_name},
                text=_("The proof holds until %(day)s. Please ask for a new one.") % {"day": day},
                customer=one.customer,
                origin=Origin.SYSTEM.value,
                due_on=actor.today,
                inform=[] if looked_after else author,
            )
        )
    if notes:
        operations.write_notes(actor=actor, notes=notes)


@on(ParticipantsChanged)
def notes_follow_participants_home(event: ParticipantsChanged) -> None:
    """Who lives with another customer now takes the notes along."""
    if Note.objects.filter(participant__in=event.ids).exists():
        operations.rehome_notes(actor=consequence(), participants=event.ids)
