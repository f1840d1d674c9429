"""Reading people, by noun."""

from stammkunde.people.queries.addresses import (
    address,
    addresses_of,
)
from stammkunde.people.queries.alike import (
    Alike,
    alike,
)
from stammkunde.people.queries.bank import (
    BANK,
    bank_accounts_of,
)
from stammkunde.people.queries.birthdays import Birthday, birthdays
from stammkunde.people.queries.brief import (
    Brief,
    participants_in_brief,
)
from stammkunde.people.queries.callers import Calling, calling
from stammkunde.people.queries.consents import (
    consents_of,
)
from stammkunde.people.queries.contacts import (
    contact,
    contacts,
    contacts_of,
    first_contacts,
    kin_counts,
)
from stammkunde.people.queries.customers import (
    PORTAL,
    SEE,
    best_matching,
    by_public_id,
    customer,
    customer_rows,
    customers,
    customers_matching,
    erased_ids,
    has_birthday_this_month,
    in_use,
    is_new_this_month,
    known_identities,
    new_this_month,
)
from stammkunde.people.queries.erasing import Erased, due_in_bin, erased
from stammkunde.people.queries.externals import NOUNS, beside_of, by_external_id, external_ids_of
from stammkunde.people.queries.groups import (
    LabelOf,
    Labels,
    counted_labels,
    label,
    label_names,
    labels,
    labels_of,
    offered_labels,
    tag_named,
)
from stammkunde.people.queries.guardians import (
    guardian,
    guardian_counts,
    guardian_names,
    guardians_of,
    wards_elsewhere,
)
from stammkunde.people.queries.imports import (
    IMPORT,
    added_by,
    import_batch,
    import_batches,
    running_import,
    touched_since,
)
from stammkunde.people.queries.managers import (
    Manager,
    chosen_managers,
    has_no_manager,
    is_without_manager,
    manager_names,
    managers_by_customer,
    managers_of,
    offered_managers,
)
from stammkunde.people.queries.matching import by_email, by_number, labels_by_key
from stammkunde.people.queries.own import own_field_rows, own_values, own_values_of
from stammkunde.people.queries.palette import (
    contacts_matching,
    customers_by_id,
    customers_by_name,
    customers_by_other,
)
from stammkunde.people.queries.participants import (
    ANIMAL_IN_USE,
    TAKES_PART,
    best_participants,
    has_no_participants,
    has_participants,
    is_without_participants,
    liability_is_missing,
    participant,
    participant_count,
    participants,
    participants_of,
    takes_part,
    vaccination_ran_out,
    vaccination_runs_out,
)
from stammkunde.people.queries.pictures import (
    may_see_picture,
)
from stammkunde.people.queries.points import (
    point,
    points_of,
)
from stammkunde.people.queries.prefs import (
    own_prefs,
)
from stammkunde.people.queries.statuses import (
    SETTINGS,
    former_numbers,
    settings_row,
    statuses_with_use,
)

__all__ = [
    "ANIMAL_IN_USE",
    "BANK",
    "IMPORT",
    "NOUNS",
    "PORTAL",
    "SEE",
    "SETTINGS",
    "TAKES_PART",
    "Alike",
    "Birthday",
    "Brief",
    "Calling",
    "Erased",
    "LabelOf",
    "Labels",
    "Manager",
    "added_by",
    "address",
    "addresses_of",
    "alike",
    "bank_accounts_of",
    "beside_of",
    "best_matching",
    "best_participants",
    "birthdays",
    "by_email",
    "by_external_id",
    "by_number",
    "by_public_id",
    "calling",
    "chosen_managers",
    "consents_of",
    "contact",
    "contacts",
    "contacts_matching",
    "contacts_of",
    "counted_labels",
    "customer",
    "customer_rows",
    "customers",
    "customers_by_id",
    "customers_by_name",
    "customers_by_other",
    "customers_matching",
    "due_in_bin",
    "erased",
    "erased_ids",
    "external_ids_of",
    "first_contacts",
    "former_numbers",
    "guardian",
    "guardian_counts",
    "guardian_names",
    "guardians_of",
    "has_birthday_this_month",
    "has_no_manager",
    "has_no_participants",
    "has_participants",
    "import_batch",
    "import_batches",
    "in_use",
    "is_new_this_month",
    "is_without_manager",
    "is_without_participants",
    "kin_counts",
    "known_identities",
    "label",
    "label_names",
    "labels",
    "labels_by_key",
    "labels_of",
    "liability_is_missing",
    "manager_names",
    "managers_by_customer",
    "managers_of",
    "may_see_picture",
    "new_this_month",
    "offered_labels",
    "offered_managers",
    "own_field_rows",
    "own_prefs",
    "own_values",
    "own_values_of",
    "participant",
    "participant_count",
    "participants",
    "participants_in_brief",
    "participants_of",
    "point",
    "points_of",
    "running_import",
    "settings_row",
    "statuses_with_use",
    "tag_named",
    "takes_part",
    "touched_since",
    "vaccination_ran_out",
    "vaccination_runs_out",
    "wards_elsewhere",
]
