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
from stammkunde.people.models.contact import (
    Contact,
)
from stammkunde.people.models.customer import (
    ARCHIVED,
    IN_BIN,
    IN_USE,
    Customer,
    Kind,
    Origin,
    Salutation,
)
from stammkunde.people.models.document import (
    Document,
    DocumentKind,
    GroupProof,
    Visibility,
)
from stammkunde.people.models.external import (
    ExternalId,
)
from stammkunde.people.models.groups import (
    LABELS,
    MEMBERSHIP,
    CustomerGroup,
    RecipientGroup,
    Tag,
)
from stammkunde.people.models.own import (
    CustomField,
    CustomValue,
    OwnKind,
    OwnOf,
)
from stammkunde.people.models.participant import (
    NO_DAY,
    Guardianship,
    Participant,
    ParticipantKind,
    Sex,
)
from stammkunde.people.models.point import (
    ContactPoint,
    PointKind,
)
from stammkunde.people.models.prefs import (
    AddressForm,
    CustomerPrefs,
    Language,
    PreferredChannel,
)
from stammkunde.people.models.status import (
    CUSTOMER,
    FORMER,
    PROSPECT,
    AutoSelf,
    Business,
    CustomerSettings,
    CustomerStatus,
    NameOrder,
    NumberAlias,
    NumberMode,
    UniqueEmail,
)

__all__ = [
    "ARCHIVED",
    "CUSTOMER",
    "FORMER",
    "IN_BIN",
    "IN_USE",
    "LABELS",
    "MEMBERSHIP",
    "NO_DAY",
    "PROSPECT",
    "Address",
    "AddressForm",
    "AutoSelf",
    "BankAccount",
    "Business",
    "Channel",
    "Consent",
    "ConsentSource",
    "Contact",
    "ContactPoint",
    "CustomField",
    "CustomValue",
    "Customer",
    "CustomerGroup",
    "CustomerPrefs",
    "CustomerSettings",
    "CustomerStatus",
    "Document",
    "DocumentKind",
    "ExternalId",
    "GroupProof",
    "Guardianship",
    "Kind",
    "Language",
    "NameOrder",
    "NumberAlias",
    "NumberMode",
    "Origin",
    "OwnKind",
    "OwnOf",
    "Participant",
    "ParticipantKind",
    "PointKind",
    "PreferredChannel",
    "Purpose",
    "RecipientGroup",
    "Salutation",
    "Sex",
    "Tag",
    "UniqueEmail",
    "Visibility",
]
