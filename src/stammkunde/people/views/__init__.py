"""The room's pages, by noun."""

from stammkunde.people.views.addresses import (
    addresses,
)
from stammkunde.people.views.bank import (
    bank,
)
from stammkunde.people.views.consents import (
    consents,
)
from stammkunde.people.views.customers import (
    ARCHIVE,
    archive,
    edit,
    edit_field,
    new,
    record,
    restore,
    timeline,
    value,
)
from stammkunde.people.views.groups import (
    labels,
    settings_labels,
    settings_merge_tags,
)
from stammkunde.people.views.participants import (
    archive_participant,
    edit_participant,
    participant,
    participants,
    restore_participant,
    take_part,
)
from stammkunde.people.views.settings import settings_customers, settings_statuses
from stammkunde.people.views.standing import lock, renumber, status, unlock

__all__ = [
    "ARCHIVE",
    "addresses",
    "archive",
    "archive_participant",
    "bank",
    "consents",
    "edit",
    "edit_field",
    "edit_participant",
    "labels",
    "lock",
    "new",
    "participant",
    "participants",
    "record",
    "renumber",
    "restore",
    "restore_participant",
    "settings_customers",
    "settings_labels",
    "settings_merge_tags",
    "settings_statuses",
    "status",
    "take_part",
    "timeline",
    "unlock",
    "value",
]
