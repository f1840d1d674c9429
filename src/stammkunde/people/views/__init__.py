"""The room's pages, by noun."""

from stammkunde.people.views.customers import (
    ARCHIVE,
    Crumb,
    archive,
    edit,
    edit_field,
    new,
    record,
    restore,
    timeline,
    value,
)

__all__ = [
    "ARCHIVE",
    "Crumb",
    "archive",
    "edit",
    "edit_field",
    "new",
    "record",
    "restore",
    "timeline",
    "value",
]
