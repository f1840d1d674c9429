"""Lists to fill in (IMP-02 to IMP-04, IMP-06): headings that come in again as they are.

They hold headings only, so that no example is ever brought in by accident.
"""

from __future__ import annotations

from collections.abc import Sequence

from stammkunde.foundation.fields import LONGTEXT
from stammkunde.people.fields import FIELDS, own_fields, participant_keys
from stammkunde.people.importing import headings, words
from stammkunde.people.importing.headings import Target
from stammkunde.people.profiles import current

OWN, PERSONS, ORGANISATIONS, PARTICIPANTS = "own", "persons", "organisations", "participants"
KINDS: dict[str, str] = {
    OWN: "alles, was ein Import versteht",
    PERSONS: "Privatkunden, Pflichtspalten mit *",
    ORGANISATIONS: "Firmenkunden, Pflichtspalten mit *",
    PARTICIPANTS: "eine Zeile je Kunde, Teilnehmer am Ende der Zeile",
}
_PERSON = ("salutation", "title", "first_name", "last_name*", "birth_date")
_ADDRESS = ("street*", "postcode*", "city*")
_REACH = ("phone", "email")
_CONTACT = ("first_name", "last_name", "role", "phone", "email")
_BILLED = ("label", "street", "postcode", "city", "country")


def template(kind: str) -> Sequence[str]:
    """The headings of one of `KINDS`, from the declared fields and this business's own ones."""
    own = [headings.written_own(one) for one in own_fields()]
    if kind == PARTICIPANTS:
        pair = ["Teilnehmer Vorname", "Teilnehmer Nachname"]
        return [*_said("first_name", "last_name*", *_REACH, *_PLAIN, "note"), *own, *pair, *pair]
    if kind == PERSONS:
        insured = ("insurer", "insurance_number")
        person = [*_said(*_PERSON, *_ADDRESS, *_REACH), "Mobil", *_said(*insured)]
        return [*person, *_many(words.PEOPLE, 1, _CONTACT), *own, *_said("note"), *_labels()]
    if kind == ORGANISATIONS:
        firm = _said("organisation*", "short_name", *_ADDRESS, *_REACH, "vat_id", "buyer_reference")
        contacts = [*_many(words.PEOPLE, 1, _CONTACT), *_many(words.PEOPLE, 2, _CONTACT)]
        bill = [f"Rechnung {words.ADDRESS_KEYS[key][0]}" for key in ("street", "postcode", "city")]
        return [*firm, *contacts, *bill, *own, *_said("note"), *_labels()]
    return [
        *_said(*(one.key for one in FIELDS if one.kind is not LONGTEXT)),
        *(headings.written(Target(words.GIVEN, key, 2)) for key in ("phone", "email")),
        *own,
        *(heading for place in (1, 2) for heading in _family(place)),
        *_many(words.PEOPLE, 1, _CONTACT),
        *_many(words.ADDRESSES, 1, _BILLED),
        *(words.BANK_KEYS[key][0] for key in ("iban", "holder")),
        *_said("note"),
        *_labels(),
        words.EXTERNAL,
        *(words.BESIDE[key][0] for key in (words.STATUS, words.NUMBER)),
    ]


_PLAIN = tuple(key.rstrip("*") for key in _ADDRESS)


def _said(*keys: str) -> list[str]:
    return [FIELDS[key.rstrip("*")].headings[0] + "*" * key.endswith("*") for key in keys]


def _many(noun: str, place: int, keys: Sequence[str]) -> list[str]:
    return [headings.written(Target(noun, key, place)) for key in keys]


def _family(place: int) -> list[str]:
    """Those who take part, as this industry knows them."""
    keys = ["kind", *participant_keys(current().participant), "note"]
    own = [headings.written_own(one, words.FAMILY, place) for one in own_fields("participant")]
    return [*_many(words.FAMILY, place, keys), *own]


def _labels() -> list[str]:
    return [words.BESIDE[key][0] for key in words.LABELS]
