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
from stammkunde.people.operations.consents import (
    record_consents,
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
from stammkunde.people.operations.locking import LOCK, lock_customers, unlock_customers
from stammkunde.people.operations.numbers import NumberWish, number_customers, renumber_customer
from stammkunde.people.operations.participants import (
    ParticipantChange,
    add_participants,
    archive_participants,
    change_participants,
    restore_participants,
)
from stammkunde.people.operations.statuses import (
    add_status,
    archive_statuses,
    change_settings,
    change_statuses,
    move_status,
    remove_status,
    restore_statuses,
)

__all__ = [
    "LOCK",
    "NUMBER",
    "PUBLIC_ID",
    "STATUS",
    "CustomerChange",
    "LabelKind",
    "NumberWish",
    "ParticipantChange",
    "add_address",
    "add_bank_account",
    "add_customers",
    "add_labels",
    "add_participants",
    "add_status",
    "add_tags",
    "archive_customers",
    "archive_labels",
    "archive_participants",
    "archive_statuses",
    "change_address",
    "change_customers",
    "change_labels",
    "change_participants",
    "change_settings",
    "change_statuses",
    "lock_customers",
    "merge_tags",
    "move_status",
    "number_customers",
    "put_into_groups",
    "record_consents",
    "remove_addresses",
    "remove_bank_accounts",
    "remove_status",
    "renumber_customer",
    "restore_customers",
    "restore_labels",
    "restore_participants",
    "restore_statuses",
    "tag_customers",
    "take_out_of_groups",
    "unlock_customers",
    "untag_customers",
]
