"""Forms of the room, made of the declared fields, so that every door judges alike."""

from stammkunde.people.forms.customer import CustomerForm
from stammkunde.people.forms.participant import ParticipantForm, participant_rows, refuse_rows

__all__ = ["CustomerForm", "ParticipantForm", "participant_rows", "refuse_rows"]
