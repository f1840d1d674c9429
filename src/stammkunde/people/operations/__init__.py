"""Writing people, by noun. Every door comes here."""

from stammkunde.people.operations.addresses import (
    add_address,
    change_address,
    remove_addresses,
)
from stammkunde.people.operations.bank import (
    add_bank_account,
    remove_bank_accounts,
)
from stammkunde.people.operations.completing import complete_customers, gather_customers
from stammkunde.people.operations.consents import (
    record_consents,
)
from stammkunde.people.operations.contacts import (
    ContactChange,
    add_contacts,
    archive_contacts,
    change_contacts,
    mark_contacts_deceased,
    order_contacts,
    restore_contacts,
)
from stammkunde.people.operations.customers import (
    NUMBER,
    PUBLIC_ID,
    STATUS,
    CustomerChange,
    add_customers,
    archive_customers,
    change_customers,
    restore_customers,
)
from stammkunde.people.operations.deceased import (
    mark_deceased,
    unmark_deceased,
)
from stammkunde.people.operations.documents import (
    NewDocument,
    add_document_kinds,
    add_documents,
    archive_document_kinds,
    change_document,
    change_document_kind,
    delete_documents,
    purge_documents,
    restore_document_kinds,
    restore_documents,
)
from stammkunde.people.operations.erasing import ERASE, bin_customers, erase_customers
from stammkunde.people.operations.groups import (
    LabelKind,
    add_labels,
    add_tags,
    archive_labels,
    change_labels,
    merge_tags,
    put_into_groups,
    restore_labels,
    tag_customers,
    take_out_of_groups,
    untag_customers,
)
from stammkunde.people.operations.guardians import (
    GuardianChange,
    add_guardians,
    change_guardians,
    move_participants,
    remove_guardians,
)
from stammkunde.people.operations.locking import LOCK, lock_customers, unlock_customers
from stammkunde.people.operations.managers import (
    set_managers,
)
from stammkunde.people.operations.numbers import NumberWish, number_customers, renumber_customer
from stammkunde.people.operations.own import (
    add_own_field,
    archive_own_fields,
    change_own_field,
    move_own_field,
    restore_own_fields,
)
from stammkunde.people.operations.participants import (
    ParticipantChange,
    add_participants,
    archive_participants,
    change_participants,
    mark_participants_deceased,
    restore_participants,
)
from stammkunde.people.operations.pictures import (
    remove_participant_pictures,
    remove_pictures,
    set_participant_picture,
    set_picture,
)
from stammkunde.people.operations.points import (
    add_points,
    change_point,
    make_first_point,
    move_point_up,
    remove_points,
)
from stammkunde.people.operations.prefs import (
    change_prefs,
)
from stammkunde.people.operations.proofs import (
    prove_group,
    remind_of_proofs,
)
from stammkunde.people.operations.settings import change_settings
from stammkunde.people.operations.statuses import (
    add_status,
    archive_statuses,
    change_statuses,
    move_status,
    remove_status,
    restore_statuses,
)

__all__ = [
    "ERASE",
    "LOCK",
    "NUMBER",
    "PUBLIC_ID",
    "STATUS",
    "ContactChange",
    "CustomerChange",
    "GuardianChange",
    "LabelKind",
    "NewDocument",
    "NumberWish",
    "ParticipantChange",
    "add_address",
    "add_bank_account",
    "add_contacts",
    "add_customers",
    "add_document_kinds",
    "add_documents",
    "add_guardians",
    "add_labels",
    "add_own_field",
    "add_participants",
    "add_points",
    "add_status",
    "add_tags",
    "archive_contacts",
    "archive_customers",
    "archive_document_kinds",
    "archive_labels",
    "archive_own_fields",
    "archive_participants",
    "archive_statuses",
    "bin_customers",
    "change_address",
    "change_contacts",
    "change_customers",
    "change_document",
    "change_document_kind",
    "change_guardians",
    "change_labels",
    "change_own_field",
    "change_participants",
    "change_point",
    "change_prefs",
    "change_settings",
    "change_statuses",
    "complete_customers",
    "delete_documents",
    "erase_customers",
    "gather_customers",
    "lock_customers",
    "make_first_point",
    "mark_contacts_deceased",
    "mark_deceased",
    "mark_participants_deceased",
    "merge_tags",
    "move_own_field",
    "move_participants",
    "move_point_up",
    "move_status",
    "number_customers",
    "order_contacts",
    "prove_group",
    "purge_documents",
    "put_into_groups",
    "record_consents",
    "remind_of_proofs",
    "remove_addresses",
    "remove_bank_accounts",
    "remove_guardians",
    "remove_participant_pictures",
    "remove_pictures",
    "remove_points",
    "remove_status",
    "renumber_customer",
    "restore_contacts",
    "restore_customers",
    "restore_document_kinds",
    "restore_documents",
    "restore_labels",
    "restore_own_fields",
    "restore_participants",
    "restore_statuses",
    "set_managers",
    "set_participant_picture",
    "set_picture",
    "tag_customers",
    "take_out_of_groups",
    "unlock_customers",
    "unmark_deceased",
    "untag_customers",
]
