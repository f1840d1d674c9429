"""What the timeline says, by noun: importing it registers the renderers."""

from stammkunde.people.telling import documents, file
from stammkunde.people.telling.contacts import with_contacts
from stammkunde.people.telling.customers import with_names
from stammkunde.people.telling.guardians import with_guardians
from stammkunde.people.telling.managing import with_managers
from stammkunde.people.telling.participants import with_participants

__all__ = [
    "documents",
    "file",
    "with_contacts",
    "with_guardians",
    "with_managers",
    "with_names",
    "with_participants",
]
