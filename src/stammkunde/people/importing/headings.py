"""What a column heading means: which noun, which field of it, the how-manieth (IMP-02, IMP-06)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from stammkunde.foundation.fields import heading_key
from stammkunde.people.fields import FIELDS, OwnField, own_fields
from stammkunde.people.importing import words

_TAIL = re.compile(r"([aou])e+")
_DIGITS = re.compile(r"\d+")
_FAMILY_HEADING = re.compile(
    rf"^(?:{'|'.join(sorted({*words.PEOPLE_WORDS, *words.ANIMAL_WORDS}, key=len, reverse=True))})"
    r"[\s_.:-]*(\d*)[\s_.:-]+(.+)$",
    re.IGNORECASE,
)
_EXTERNAL = re.compile(r"^(?:externe|external)[\s_-]*id[\s_:-]*\(?(.*?)\)?$", re.IGNORECASE)
_WHOLE = re.compile("adresse|anschrift|address", re.IGNORECASE)  # "Rechnung" alone may say yes
OWN = "Eigenes Feld"
LONGEST = 120  # of a heading; what is longer is none
# What an export writes, by noun and key; {} is the how-manieth.
WRITTEN: Mapping[str, Mapping[str, str]] = {
    words.FAMILY: {
        key: f"Teilnehmer {{}} {said[0]}"
        for key, said in words.FAMILY_KEYS.items()
        if key != words.NAME
    },
    words.PEOPLE: {
        key: f"Ansprechpartner {{}} {said[0]}"
        for key, said in words.CONTACT_KEYS.items()
        if key != words.NAME
    },
    words.ADDRESSES: {
        key: f"Weitere Anschrift {{}} {said[0]}"
        for key, said in words.ADDRESS_KEYS.items()
        if not key.startswith("+")
    },
    words.BANK: {key: f"{said[0]} {{}}" for key, said in words.BANK_KEYS.items()},
    words.GIVEN: {
        "phone": "Telefon {}", "phone_label": "Telefon {} Art",
        "email": "E-Mail {}", "email_label": "E-Mail {} Art",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Target:
    """What a column holds. `noun` is "" for the customer; `place` counts from 1, 0 asks for the next.

    `name`: the label of a phone or address, the system of an external id, `ANIMAL` for an animal.
    """

    noun: str
    key: str
    place: int = 0
    name: str = ""

    @property
    def path(self) -> str:
        """What names the target within one list."""
        return self.key if not self.noun else f"{self.noun}.{self.place}.{self.key}.{self.name}"


def word(text: str) -> str:
    """A heading without case, umlauts, blanks and signs, however its words are joined."""
    return _TAIL.sub(r"\1", heading_key(text))


def target_of(heading: str) -> Target | None:
    """What the heading means, or None: first names of fields, then own fields, then the rest."""
    said = heading.replace("*", "").strip()
    if len(said) > LONGEST:
        return None
    key = word(said)
    if said in (words.FAULTS, words.ORIGINAL):
        return Target("", words.LEFT_OUT, name=said)  # our own words, needed by nobody
    if said == "Kind":  # a child; the customer's kind is "Art"
        return Target(words.FAMILY, words.NAME)
    if key in first_words():
        return first_words()[key]
    own = _first_noun(said, key) or _own(said, "")
    if own:
        return own
    if key in _words():
        return _words()[key]
    return _external(said, key) or _counted(key) or _own_of_family(said)


def _first_noun(said: str, key: str) -> Target | None:
    """What an export writes for more than the customer itself; no own field can take it either."""
    if said.startswith(words.EXTERNAL):
        return _external(said, key)
    numbers = _DIGITS.findall(key)
    found = _written_nouns().get(_DIGITS.sub("", key)) if len(numbers) == 1 else None
    place = int(numbers[0]) if numbers else 0
    if found is None or place >= 1_000 or (found.noun == words.GIVEN and place == 1):
        return None
    return replace(found, place=place)


@cache
def _written_nouns() -> dict[str, Target]:
    return {
        word(text.format("")): Target(noun, key)
        for noun, said in WRITTEN.items()
        for key, text in said.items()
    }


def _own(said: str, noun: str, place: int = 0) -> Target | None:
    """The own field of this label; as written first, else however it is spelled."""
    of = "participant" if noun else "customer"
    label = said.removeprefix(OWN).strip(" :") or said
    fields = own_fields(of)
    found = next((one for one in fields if str(one.label) == label), None)
    found = found or next((one for one in fields if word(str(one.label)) == word(label)), None)
    return Target(noun, found.key, place) if found else None


def _own_of_family(said: str) -> Target | None:
    match = _FAMILY_HEADING.match(said) if own_fields("participant") else None
    return _own(match[2].strip(), words.FAMILY, int(match[1] or 0)) if match else None


def _external(said: str, key: str) -> Target | None:
    match = _EXTERNAL.match(said)
    if match:
        return Target(words.EXTERNAL_IDS, "value", 1, match[1].strip())
    for system in words.SYSTEMS:
        rest = key.removeprefix(word(system))
        if rest != key and rest in {"id", "nummer", "nr", "number", "kundenid", "kundennummer"}:
            return Target(words.EXTERNAL_IDS, "value", 1, system)
    return None


def _counted(key: str) -> Target | None:
    """A heading with a number in it, or one about somebody besides the customer."""
    numbers = _DIGITS.findall(key)
    if len(numbers) > 1:
        return None
    found = _nouns().get(_DIGITS.sub("", key))
    if found is None:
        return None
    place = int(numbers[0]) if numbers else 0
    if found.noun == words.GIVEN and place == 1 and not found.name:
        return None
    return replace(found, place=place) if 0 <= place <= 999 else None


@cache
def first_words() -> dict[str, Target]:
    """What an export writes for the customer itself; no own field can take these words."""
    found = {word(key): Target("", key) for key in FIELDS.keys}
    found |= {word(one.headings[0]): Target("", one.key) for one in FIELDS}
    return found | {word(said[0]): Target("", key) for key, said in words.BESIDE.items()}


@cache
def _words() -> dict[str, Target]:
    """Every other word for something that a customer has once."""
    lists: list[tuple[str, Iterable[str]]] = [
        *words.LEFT_OUT_WORDS.items(),
        *((one.key, one.headings) for one in FIELDS),
        *words.FIELD_WORDS.items(),
        *words.COMBINED.items(),
        *words.BESIDE.items(),
    ]
    found = {word(said): Target("", key) for key, many in lists for said in many}
    for name, many in words.PHONE_LABELS.items():
        found |= {word(said): Target(words.GIVEN, "phone", 0, name) for said in many}
    for name, many in words.EMAIL_LABELS.items():
        found |= {word(said): Target(words.GIVEN, "email", 0, name) for said in many}
    for key in words.OF_ANIMALS:
        animals = {Target(words.FAMILY, key, 0, words.ANIMAL): words.FAMILY_KEYS[key]}
        found |= {word(said): one for one, many in animals.items() for said in many}
    name_of_animal = Target(words.FAMILY, "first_name", 0, words.ANIMAL)
    found |= {word(said): name_of_animal for said in words.ANIMAL_NAMES}
    found |= {word(said): Target(words.EXTERNAL_IDS, "value", 1) for said in words.EXTERNAL_WORDS}
    found |= {
        word(said): Target(words.BANK, key, 1)
        for key, many in words.BANK_KEYS.items()
        for said in many
    }
    return found


@cache
def _nouns() -> dict[str, Target]:
    """Words without their number for what a customer may have several of."""
    found: dict[str, Target] = {}
    for key, many in words.BANK_KEYS.items():
        found |= {word(said): Target(words.BANK, key) for said in many}
    for kind, usual, labelled in (
        ("phone", words.PHONE_WORDS, words.PHONE_LABELS),
        ("email", words.EMAIL_WORDS, words.EMAIL_LABELS),
    ):
        ways = [("", usual), *labelled.items()]
        for name, many in ways:
            for said in many:
                found[word(said)] = Target(words.GIVEN, kind, 0, name)
                for end in words.POINT_LABEL_WORDS:
                    base = re.sub(r"value$", "", word(said))
                    found[base + word(end)] = Target(words.GIVEN, f"{kind}_label", 0, name)
    family = [(words.PEOPLE_WORDS, ""), (words.ANIMAL_WORDS, words.ANIMAL)]
    for about, name in family:
        found |= _joined(about, words.FAMILY_KEYS, Target(words.FAMILY, "", 0, name))
        found |= {word(said): Target(words.FAMILY, words.NAME, 0, name) for said in about}
    found |= _joined(words.CONTACT_WORDS, words.CONTACT_KEYS, Target(words.PEOPLE, ""))
    found |= {word(said): Target(words.PEOPLE, words.NAME) for said in words.BARE_CONTACTS}
    for name, about in words.ADDRESS_WORDS.items():
        found |= _joined(about, words.ADDRESS_KEYS, Target(words.ADDRESSES, "", 0, name))
        whole = Target(words.ADDRESSES, words.ADDRESS, 0, name)
        found |= {word(said): whole for said in about if _WHOLE.search(said)}
    return found


def _joined(
    about: Iterable[str], keys: Mapping[str, Iterable[str]], target: Target
) -> dict[str, Target]:
    """Both orders: "Teilnehmer Vorname" and "Vorname Teilnehmer"."""
    pairs = [(key, said) for key, many in keys.items() for said in many]
    return {
        joined: replace(target, key=key)
        for who in about
        for key, said in pairs
        for joined in (word(who) + word(said), word(said) + word(who))
    }


def written(target: Target) -> str:
    """The heading that an export writes for a target."""
    if target.noun == words.EXTERNAL_IDS:
        return f"{words.EXTERNAL} {target.name}".strip()
    if not target.noun:
        if target.key in words.BESIDE:
            return words.BESIDE[target.key][0]
        return FIELDS[target.key].headings[0]
    return WRITTEN[target.noun][target.key].format(target.place)


def written_own(field: OwnField, noun: str = "", place: int = 0) -> str:
    """The heading of an own field: its label, which `target_of` reads again as just this field."""
    about = f"Teilnehmer {place} " if noun else ""
    for said in (f"{about}{field.label}", f"{about}{OWN} {field.label}"):
        if target_of(said) == Target(noun, field.key, place):
            return said
    return f"{about}{OWN} {field.label}"


def known() -> Iterator[str]:
    """The headings that people are told of."""
    yield from (one.headings[0] for one in FIELDS)
    yield from (said[0] for said in words.BESIDE.values())
    yield from (str(one.label) for one in own_fields())


def meant(heading: str) -> str:
    """The known heading that somebody may have meant, or ""."""
    if len(heading) > LONGEST:
        return ""
    spelled = {word(said): said for said in [*known(), *_usual()]}
    close = difflib.get_close_matches(word(heading), spelled, 1, 0.75)
    return spelled[close[0]] if close else ""


def _usual() -> Iterator[str]:
    for noun in (words.FAMILY, words.PEOPLE, words.GIVEN):
        yield from (said.format(2 if noun == words.GIVEN else 1) for said in WRITTEN[noun].values())
    yield from (words.EXTERNAL, "IBAN", "Kontoinhaber", "Mobil", "Hausnummer")
