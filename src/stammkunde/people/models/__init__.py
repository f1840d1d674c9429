"""The tables of people, by noun."""

from stammkunde.people.models.address import (
    Address,
)
from stammkunde.people.models.bank import (
    BankAccount,
)
from stammkunde.people.models.consent import (
    Channel,
    Consent,
    ConsentSource,
    Purpose,
)
from stammkunde.people.models.customer import (
    IN_USE,
    Customer,
    Kind,
    Salutation,
)
from stammkunde.people.models.groups import (
    LABELS,
    MEMBERSHIP,
    CustomerGroup,
    RecipientGroup,
    Tag,
)
from stammkunde.people.models.participant import (
    NO_DAY,
    Guardianship,
    Participant,
    ParticipantKind,
    Sex,
)
from stammkunde.people.models.status import (
    CUSTOMER,
    FORMER,
    PROSPECT,
    Business,
    CustomerSettings,
    CustomerStatus,
    NumberAlias,
    NumberMode,
)

__all__ = [
    "CUSTOMER",
    "FORMER",
    "IN_USE",
    "LABELS",
    "MEMBERSHIP",
    "NO_DAY",
    "PROSPECT",
    "Address",
    "BankAccount",
    "Business",
    "Channel",
    "Consent",
    "ConsentSource",
    "Customer",
    "CustomerGroup",
    "CustomerSettings",
    "CustomerStatus",
    "Guardianship",
    "Kind",
    "NumberAlias",
    "NumberMode",
    "Participant",
    "ParticipantKind",
    "Purpose",
    "RecipientGroup",
    "Salutation",
    "Sex",
    "Tag",
]
