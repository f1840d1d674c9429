"""The room's fields, by noun, each declared once (house.md 5)."""

from stammkunde.people.fields.address import ADDRESS
from stammkunde.people.fields.contact import CONTACT
from stammkunde.people.fields.customer import (
    AUTO_SELF,
    EDIT,
    FIELDS,
    IDENTITY,
    KIND_HINT,
    NAME_ORDERS,
    NUMBER_MODES,
    PROFILES,
    UNIQUE_EMAIL,
)
from stammkunde.people.fields.guardian import GUARDIAN
from stammkunde.people.fields.own import (
    NO,
    OWN_KINDS,
    OWN_OF,
    PREFIX,
    YES,
    OwnField,
    declared_fields,
    known_fields,
    own_fields,
    own_fields_changed,
)
from stammkunde.people.fields.participant import (
    ANIMAL_KEYS,
    NOTE,
    PARTICIPANT,
    PERSON_KEYS,
    participant_keys,
)
from stammkunde.people.fields.point import POINT, POINT_LABELS, POINT_VALUES

__all__ = [
    "ADDRESS",
    "ANIMAL_KEYS",
    "AUTO_SELF",
    "CONTACT",
    "EDIT",
    "FIELDS",
    "GUARDIAN",
    "IDENTITY",
    "KIND_HINT",
    "NAME_ORDERS",
    "NO",
    "NOTE",
    "NUMBER_MODES",
    "OWN_KINDS",
    "OWN_OF",
    "PARTICIPANT",
    "PERSON_KEYS",
    "POINT",
    "POINT_LABELS",
    "POINT_VALUES",
    "PREFIX",
    "PROFILES",
    "UNIQUE_EMAIL",
    "YES",
    "OwnField",
    "declared_fields",
    "known_fields",
    "own_fields",
    "own_fields_changed",
    "participant_keys",
]
