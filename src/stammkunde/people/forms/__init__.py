"""Forms of the room, made of the declared fields, so that every door judges alike."""

from stammkunde.people.forms.contact import ContactForm
from stammkunde.people.forms.creation import NewCustomer, hidden_fields
from stammkunde.people.forms.customer import CustomerForm
from stammkunde.people.forms.participant import ParticipantForm, participant_rows
from stammkunde.people.forms.rows import RowForm, Rows, rows_of

__all__ = [
    "ContactForm",
    "CustomerForm",
    "NewCustomer",
    "ParticipantForm",
    "RowForm",
    "Rows",
    "hidden_fields",
    "participant_rows",
    "rows_of",
]
