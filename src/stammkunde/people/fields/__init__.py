"""The room's fields, by noun, each declared once (house.md 5)."""

from stammkunde.people.fields.address import ADDRESS
from stammkunde.people.fields.customer import (
    EDIT,
    FIELDS,
    IDENTITY,
    KIND_HINT,
    NUMBER_MODES,
    PROFILES,
)
from stammkunde.people.fields.participant import (
    ANIMAL_KEYS,
    PARTICIPANT,
    PERSON_KEYS,
    participant_keys,
)

__all__ = [
    "ADDRESS",
    "ANIMAL_KEYS",
    "EDIT",
    "FIELDS",
    "IDENTITY",
    "KIND_HINT",
    "NUMBER_MODES",
    "PARTICIPANT",
    "PERSON_KEYS",
    "PROFILES",
    "participant_keys",
]
