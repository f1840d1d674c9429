"""The flat list of what a text may insert: German names, nothing behind them but ready words.

A placeholder is looked up in a mapping of strings and nowhere else: there is no object that a text
could reach, no attribute, no call, no loop (D18).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORD, LINK = "word", "link"
CUSTOMER, PARTICIPANT, HOUSE, AUTHOR, DAY, OCCASION = (
    "customer", "participant", "house", "author", "day", "occasion",
)  # fmt: skip
GROUPS = {
    CUSTOMER: pgettext_lazy("messaging: placeholders", "Customer"),
    PARTICIPANT: pgettext_lazy("messaging: placeholders", "Participant"),
    HOUSE: pgettext_lazy("messaging: placeholders", "Business"),
    AUTHOR: pgettext_lazy("messaging: placeholders", "Who writes"),
    DAY: pgettext_lazy("messaging: placeholders", "Date"),
    OCCASION: pgettext_lazy("messaging: placeholders", "This message"),
}


@dataclass(frozen=True)
class Placeholder:
    """One name that a text may insert: `{{ kunde.vorname | Ersatztext }}`.

    label: what it stands for, for the chooser. sample: what a preview shows where there is nobody
    yet. kind: `LINK` where the value is an address that our own code made; only such a one may
    stand behind a word as its link.
    """

    name: str
    label: Any
    group: str = OCCASION
    sample: Any = ""
    kind: str = WORD


@dataclass(frozen=True)
class Group:
    """Placeholders that belong together in the chooser."""

    label: Any
    placeholders: tuple[Placeholder, ...]


GENERAL = (
    Placeholder("kunde.anrede", _("Salutation, as the form of address wants it"), CUSTOMER),
    Placeholder("kunde.name", _("Name of the customer"), CUSTOMER),
    Placeholder("kunde.vorname", _("First name of the customer"), CUSTOMER),
    Placeholder("kunde.nachname", _("Last name of the customer"), CUSTOMER),
    Placeholder("kunde.firma", pgettext_lazy("messaging", "Organisation"), CUSTOMER),
    Placeholder("kunde.nummer", _("Customer number"), CUSTOMER),
    Placeholder("kunde.email", _("E-mail address of the customer"), CUSTOMER),
    Placeholder("teilnehmer.name", _("Name of the participant"), PARTICIPANT),
    Placeholder("teilnehmer.vorname", _("First name of the participant"), PARTICIPANT),
    Placeholder("betrieb.name", _("Name of the business"), HOUSE),
    Placeholder("betrieb.inhaber", _("Owner of the business"), HOUSE),
    Placeholder("betrieb.strasse", _("Street of the business"), HOUSE),
    Placeholder("betrieb.plz", _("Postcode of the business"), HOUSE),
    Placeholder("betrieb.ort", _("Town of the business"), HOUSE),
    Placeholder("betrieb.telefon", _("Telephone of the business"), HOUSE),
    Placeholder("betrieb.email", _("E-mail address of the business"), HOUSE),
    Placeholder("betrieb.website", _("Website of the business"), HOUSE),
    Placeholder("ich.name", _("Name of who writes"), AUTHOR),
    Placeholder("ich.email", _("E-mail address of who writes"), AUTHOR),
    Placeholder("heute", _("Today's date"), DAY),
    Placeholder("jahr", _("The current year"), DAY),
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def named(name: str) -> str:
    """A name as it is looked up: small letters, no blanks, ß and umlauts written out."""
    return "".join(name.lower().split()).translate(_UMLAUTS)


def placeholders(own: Sequence[Placeholder] = ()) -> list[Group]:
    """All names that a text may use, in groups for the chooser; those of the occasion come first."""
    every = [*own, *GENERAL]
    order = [OCCASION, *(key for key in GROUPS if key != OCCASION)]
    found = [(key, tuple(one for one in every if one.group == key)) for key in order]
    return [Group(GROUPS[key], ones) for key, ones in found if ones]


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that somebody most likely meant, "" when none is near."""
    names = list(known)
    wanted = named(name)[:60]
    close = difflib.get_close_matches(wanted, names, n=1, cutoff=0.6)
    if close:
        return close[0]
    last = wanted.rpartition(".")[2]
    return next((one for one in names if last and one.rpartition(".")[2] == last), "")
