"""The room's pages, by noun."""

from stammkunde.people.views.addresses import (
    addresses,
)
from stammkunde.people.views.bank import (
    bank,
)
from stammkunde.people.views.beside import here, steps
from stammkunde.people.views.calls import call
from stammkunde.people.views.composer import compose, composing
from stammkunde.people.views.consents import (
    consents,
)
from stammkunde.people.views.contacts import (
    archive_contact,
    contact,
    contacts,
    edit_contact,
    move_contact,
    restore_contact,
)
from stammkunde.people.views.customer_form import alike, edit, new
from stammkunde.people.views.customer_settings import settings_customers
from stammkunde.people.views.customers import (
    ARCHIVE,
    archive,
    edit_field,
    record,
    restore,
    timeline,
    value,
)
from stammkunde.people.views.deceased import deceased
from stammkunde.people.views.documents import (
    delete_document,
    document,
    documents,
    restore_document,
    settings_document_kinds,
)
from stammkunde.people.views.groups import (
    labels,
    settings_labels,
    settings_merge_tags,
)
from stammkunde.people.views.guardians import guardians
from stammkunde.people.views.import_check import (
    import_check,
    import_file,
    import_match,
    import_settle,
)
from stammkunde.people.views.import_wizard import (
    import_columns,
    import_done,
    import_drop,
    import_faults,
    import_format,
    import_start,
    import_template,
)
from stammkunde.people.views.imports import (
    import_batch,
    import_errors,
    import_state,
    import_undo,
    settings_imports,
)
from stammkunde.people.views.leaving import delete
from stammkunde.people.views.looking_after import managers, prefs
from stammkunde.people.views.own import settings_fields
from stammkunde.people.views.participants import (
    archive_participant,
    edit_participant,
    participant,
    participants,
    restore_participant,
    take_part,
)
from stammkunde.people.views.parts import (
    contact_deceased,
    participant_deceased,
    participant_note,
)
from stammkunde.people.views.pictures import participant_picture, picture
from stammkunde.people.views.points import points
from stammkunde.people.views.proofs import proof
from stammkunde.people.views.settings import settings_statuses
from stammkunde.people.views.standing import lock, renumber, status, unlock

__all__ = [
    "ARCHIVE",
    "addresses",
    "alike",
    "archive",
    "archive_contact",
    "archive_participant",
    "bank",
    "call",
    "compose",
    "composing",
    "consents",
    "contact",
    "contact_deceased",
    "contacts",
    "deceased",
    "delete",
    "delete_document",
    "document",
    "documents",
    "edit",
    "edit_contact",
    "edit_field",
    "edit_participant",
    "guardians",
    "here",
    "import_batch",
    "import_check",
    "import_columns",
    "import_done",
    "import_drop",
    "import_errors",
    "import_faults",
    "import_file",
    "import_format",
    "import_match",
    "import_settle",
    "import_start",
    "import_state",
    "import_template",
    "import_undo",
    "labels",
    "lock",
    "managers",
    "move_contact",
    "new",
    "participant",
    "participant_deceased",
    "participant_note",
    "participant_picture",
    "participants",
    "picture",
    "points",
    "prefs",
    "proof",
    "record",
    "renumber",
    "restore",
    "restore_contact",
    "restore_document",
    "restore_participant",
    "settings_customers",
    "settings_document_kinds",
    "settings_fields",
    "settings_imports",
    "settings_labels",
    "settings_merge_tags",
    "settings_statuses",
    "status",
    "steps",
    "take_part",
    "timeline",
    "unlock",
    "value",
]
