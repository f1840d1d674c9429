"""What a customer's page shows, put together for one actor, by part of the page.

Rooms above build their tabs with the same frame: `frame(...)` and `people/record_frame.html`.
"""

from stammkunde.people.record.beside import GLANCE, PARTS, Glance, Part
from stammkunde.people.record.birthdays import Birthdays, ShownBirthday, birthdays
from stammkunde.people.record.completeness import shown_missing
from stammkunde.people.record.composer import SLOT, Composer, ComposerEntry, composer
from stammkunde.people.record.contacts import (
    ShownContact,
    asks_birth_dates,
    first_contacts,
    shown_contact,
    shown_contacts,
)
from stammkunde.people.record.details import (
    ShownAccount,
    ShownField,
    shown_accounts,
    shown_addresses,
    shown_consents,
    shown_field,
    shown_fields,
    shown_own,
    shown_place,
    split_fields,
)
from stammkunde.people.record.documents import (
    ShownDocument,
    ShownProof,
    shown_about,
    shown_documents,
    shown_proofs,
)
from stammkunde.people.record.frame import Frame, ShownFact, ShownTab, frame
from stammkunde.people.record.guardians import (
    ShownGuardian,
    ShownWard,
    candidates,
    read_was,
    shown_guardians,
    wards_elsewhere,
)
from stammkunde.people.record.imports import (
    ShownImport,
    running_import,
    shown_imports,
    touched,
    undone_text,
)
from stammkunde.people.record.participants import (
    ShownParticipant,
    may_take_part,
    shown_participant,
    shown_participants,
)
from stammkunde.people.record.pictures import picture_url
from stammkunde.people.record.points import ShownPoints, resting, shown_points
from stammkunde.people.record.prefs import SettingRow, ShownSetting, shown_settings
from stammkunde.people.record.reaching import CONSENT_SLOT, WRITE_SLOT
from stammkunde.people.record.timeline import (
    KINDS,
    TELLING,
    Line,
    Teller,
    TimelineKind,
    last_writer,
    timeline,
    timeline_kinds,
)

__all__ = [
    "CONSENT_SLOT",
    "GLANCE",
    "KINDS",
    "PARTS",
    "SLOT",
    "TELLING",
    "WRITE_SLOT",
    "Birthdays",
    "Composer",
    "ComposerEntry",
    "Frame",
    "Glance",
    "Line",
    "Part",
    "SettingRow",
    "ShownAccount",
    "ShownBirthday",
    "ShownContact",
    "ShownDocument",
    "ShownFact",
    "ShownField",
    "ShownGuardian",
    "ShownImport",
    "ShownParticipant",
    "ShownPoints",
    "ShownProof",
    "ShownSetting",
    "ShownTab",
    "ShownWard",
    "Teller",
    "TimelineKind",
    "asks_birth_dates",
    "birthdays",
    "candidates",
    "composer",
    "first_contacts",
    "frame",
    "last_writer",
    "may_take_part",
    "picture_url",
    "read_was",
    "resting",
    "running_import",
    "shown_about",
    "shown_accounts",
    "shown_addresses",
    "shown_consents",
    "shown_contact",
    "shown_contacts",
    "shown_documents",
    "shown_field",
    "shown_fields",
    "shown_guardians",
    "shown_imports",
    "shown_missing",
    "shown_own",
    "shown_participant",
    "shown_participants",
    "shown_place",
    "shown_points",
    "shown_proofs",
    "shown_settings",
    "split_fields",
    "timeline",
    "timeline_kinds",
    "touched",
    "undone_text",
    "wards_elsewhere",
]
