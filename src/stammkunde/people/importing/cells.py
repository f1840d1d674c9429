"""What one cell says, by what its column holds: a value, a doubt, or a refusal (D22)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.fields import (
    CHOICE,
    DATE,
    LONGTEXT,
    PHONE,
    POSTCODE,
    Field,
    FieldProblem,
    FieldSet,
)
from stammkunde.foundation.folding import fold
from stammkunde.foundation.refusals import Refused
from stammkunde.people import rules
from stammkunde.people.fields import (
    ADDRESS,
    CONTACT,
    FIELDS,
    PARTICIPANT,
    POINT,
    POINT_VALUES,
    known_fields,
)
from stammkunde.people.importing import damage, words
from stammkunde.people.importing.damage import Doubt
from stammkunde.people.importing.headings import Target
from stammkunde.people.models import Kind, Origin, ParticipantKind, Salutation, Sex

Said = tuple[Any, Doubt | None]
Read = Callable[[str], Said]

_SEVERAL = re.compile(r"\s*:::\s*")  # how Google contacts write several values into one cell
_ONE_BAR = re.compile(r"(?<!\|)\|(?!\|)")
_NEVER_DATES = frozenset({"street", words.HOUSE, "chip", "insurance_number", "number", "value"})
_WHOLE = frozenset({"number", "value", "chip", "insurance_number", "iban", words.HOUSE})


def _words(**said: str) -> dict[str, str]:
    return {fold(word): key for key, many in said.items() for word in many.split()}


_CHOICES: dict[tuple[str, str], dict[str, str]] = {
    ("", "kind"): _words(
        **{
            Kind.PERSON: "Privatperson Privatkunde Privatkundin Privat Person p individual private",
            Kind.ORGANISATION: "Organisation Firma Firmenkunde Unternehmen Verein company o f "
            "Geschäftskunde gewerblich organization business",
        }
    ),
    ("", "salutation"): _words(
        **{
            Salutation.MS: "Frau Fr. Ms Mrs Miss Ms. Mrs. w",
            Salutation.MR: "Herr Herrn Hr. Mr Mr. m",
        }
    ),
    (words.FAMILY, "kind"): _words(
        **{
            ParticipantKind.PERSON: "Person Kind Mensch Teilnehmer child",
            ParticipantKind.ANIMAL: "Tier Hund dog Katze Pferd",
        }
    ),
    (words.FAMILY, "sex"): _words(
        **{
            Sex.FEMALE: "weiblich w f Hündin Stute Katze female",
            Sex.MALE: "männlich m Rüde Kater male Hengst Wallach",
        }
    ),
}


# As an export writes them, whatever the language of whoever exports.
SEXES = {Sex.FEMALE.value: "weiblich", Sex.MALE.value: "männlich"}
SALUTATIONS = {"": "", Salutation.MS.value: "Frau", Salutation.MR.value: "Herr"}
ORIGINS = {
    Origin.HAND.value: "von Hand angelegt",
    Origin.PHONE.value: "Anruf",
    Origin.IMPORT.value: "Import",
    Origin.BOOKING.value: "Online-Buchung",
    Origin.NEWSLETTER.value: "Newsletter",
    Origin.CONTACT.value: "Kontaktformular",
    Origin.CALLBACK.value: "Rückrufbitte",
    Origin.INFO.value: "Infoanfrage",
}


def field_of(target: Target) -> Field | None:
    """The field that a column fills, if it fills just one."""
    if target.noun == words.GIVEN:
        labels = target.key.endswith("_label")
        return POINT["label"] if labels else POINT_VALUES[target.key]
    sets: dict[str, FieldSet] = {"": FIELDS, words.PEOPLE: CONTACT, words.ADDRESSES: ADDRESS}
    if "." in target.key:
        return known_fields("participant" if target.noun else "customer")[target.key]
    found = PARTICIPANT if target.noun == words.FAMILY else sets.get(target.noun)
    return found[target.key] if found is not None and target.key in found else None


def reader_of(target: Target, statuses: Sequence[Any]) -> Read:
    """How the cells of a column are read; what it raises is `FieldProblem`."""
    field = field_of(target)
    if field is not None and field.kind is DATE:
        return _day(field)
    special = {
        "iban": _iban, "holder": _holder, words.SELF: _yes, "origin": _origin,
        words.COUNTRY: _plain(60), words.NAME: _plain(200), words.PLACE: _plain(130),
        words.ADDRESS: _plain(250), words.HOUSE: _house, "value": _external,
        "number": _number, "status": _status(statuses),
        **dict.fromkeys(words.LABELS, _labels),
    }  # fmt: skip
    if field is None or (target.noun == words.ADDRESSES and target.key == words.COUNTRY):
        return special.get(target.key, _plain(200))
    if field.kind is CHOICE and (target.noun, target.key) in _CHOICES:
        return _choice(field, _CHOICES[target.noun, target.key])
    return _text(field, target.key)


def _text(field: Field, key: str) -> Read:
    parse, most = field.parse, field.max_length
    doubt = {PHONE: damage.phone_doubt, POSTCODE: damage.postcode_doubt}.get(field.kind)
    whole = field.kind in (PHONE, POSTCODE) or key in _WHOLE
    figures = whole or "." in key  # what an own field holds nobody knows
    dated = key in _NEVER_DATES
    plain = field.kind not in (PHONE, POSTCODE, LONGTEXT) and type(field) is Field
    plain = plain and field.kind.value == "text" and field.check is None

    def read(text: str) -> Said:
        damage.sound(text, figures=figures)
        if whole:
            damage.whole(text)
        if dated:
            damage.no_date(text)
        if plain and len(text) <= most and text.isprintable():
            return text, damage.long_doubt(text) if key == "chip" else None
        if ":::" in text and field.kind is not LONGTEXT:
            raise FieldProblem(
                _("Several values stand in this cell: “%(value)s”.") % {"value": text[:60]},
                _("Give each of them a column: “Telefon 2”, “E-Mail 2”."),
            )
        value = parse(text)
        return value, doubt(text) if doubt else None

    return read


def _day(field: Field) -> Read:
    def read(text: str) -> Said:
        damage.sound(text, figures=True)
        return field.parse(damage.day(text)), None

    return read


def _choice(field: Field, known: dict[str, str]) -> Read:
    """A choice in any of its words; what follows "Herr" or "Frau" is read by rows.py."""

    def read(text: str) -> Said:
        damage.sound(text)
        found = known.get(fold(text))
        if found is None and field.key == "salutation":
            first, _blank, rest = text.partition(" ")
            if fold(text) == "firma":
                return (Kind.ORGANISATION.value, ""), None
            if fold(first) in known:
                return (known[fold(first)], rest.strip()), None
        value = str(found) if found is not None else field.parse(text)
        return ((value, "") if field.key == "salutation" else value), None

    return read


def _plain(most: int) -> Read:
    field = Field("text", "", max_length=most)

    def read(text: str) -> Said:
        damage.sound(text)
        return field.parse(text), None

    return read


def _house(text: str) -> Said:
    damage.sound(text, figures=True)
    damage.whole(text)
    damage.no_date(text)
    return Field("text", "", max_length=20).parse(text), None


def _number(text: str) -> Said:
    damage.sound(text, figures=True)
    damage.whole(text)
    damage.no_date(text)
    try:
        return rules.clean_number(text), damage.long_doubt(text)
    except Refused as no:
        hint = _("Letters and digits, at most 40. Empty, the customer gets the next number.")
        raise FieldProblem(no.message, hint) from no


def _external(text: str) -> Said:
    """The external ids of a cell, one or several with | between them."""
    damage.sound(text, figures=True)
    field = Field("value", "", max_length=rules.LONGEST_EXTERNAL)
    values = [value for part in text.split("|") if (value := field.parse(part))]
    for value in values:
        damage.whole(value)
        damage.no_date(value)
    return values, damage.long_doubt(text)


def _iban(text: str) -> Said:
    """What is wrong never repeats the account: not everybody who reads reports may see it."""
    if text.isascii():
        damage.sound(text, figures=True)
    try:
        return rules.clean_iban(text), None
    except Refused as no:
        raise FieldProblem(no.message, _("Compare it with the bank statement.")) from no


def _holder(text: str) -> Said:
    damage.sound(text)
    try:
        return rules.account_holder(text), None
    except Refused as no:
        raise FieldProblem(no.message, _("Write the name of the person.")) from no


def _yes(text: str) -> Said:
    return PARTICIPANT["neutered"].parse(text), None


def _origin(text: str) -> Said:
    """How a customer came to be; many lists mean something else by it, which is told."""
    damage.sound(text)
    field = Field("origin", "", kind=CHOICE, choices=tuple(ORIGINS.items()))
    try:
        return field.parse(text), None
    except FieldProblem as problem:
        return None, Doubt(problem.message, problem.hint)


def _status(statuses: Sequence[Any]) -> Read:
    known = {fold(str(one)): one.pk for one in statuses}

    def read(text: str) -> Said:
        damage.sound(text)
        found = known.get(fold(text))
        if found is None:
            raise FieldProblem(
                _("There is no status “%(value)s”.") % {"value": text[:60]},
                _("Possible are: %(names)s") % {"names": ", ".join(str(one) for one in statuses)},
            )
        return found, None

    return read


def _labels(text: str) -> Said:
    """The names in a cell: | between them, else ; else a comma. A | within a name is written ||."""
    damage.sound(text)
    if _ONE_BAR.search(text):
        parts = [part.replace("||", "|") for part in _ONE_BAR.split(text)]
    elif ":::" in text:
        parts = [part for part in _SEVERAL.split(text) if not part.startswith("*")]
    else:
        parts = text.replace("\n", ";").split(";" if ";" in text or "\n" in text else ",")
    try:
        names = [rules.label_name(part.strip()) for part in parts if part.strip()]
    except Refused as no:
        raise FieldProblem(no.message, _("Several names have | between them.")) from no
    return list({rules.label_key(name): name for name in names}.values()), None


def written_labels(names: Sequence[str]) -> str:
    """What `_labels` reads again."""
    if len(names) == 1 and not any(sign in names[0] for sign in ("|", ";", ",", ":::")):
        return names[0]
    said = " | ".join(name.replace("|", "||") for name in names)
    return said if len(names) != 1 else f"{said} |"
