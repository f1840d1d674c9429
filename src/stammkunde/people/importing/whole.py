"""Cells that hold several fields of a customer, taken apart where that is certain (IMP-02)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from stammkunde.foundation.folding import fold
from stammkunde.people.fields import FIELDS
from stammkunde.people.importing import damage, words
from stammkunde.people.importing.item import Item
from stammkunde.people.importing.report import Problem
from stammkunde.people.models import Kind

if TYPE_CHECKING:
    from stammkunde.people.importing.columns import Columns

_PLACE = re.compile(r"^(?:[A-Z]{1,2}-)?(\d{4,5})\s+(\S.*)$")
_ADDRESS = re.compile(r"^(.+?)\s*[,;\n]\s*(?:[A-Z]{1,2}-)?(\d{4,5})\s+([^,;\n]+)$", re.DOTALL)
_TITLE = re.compile(
    r"^((?:(?:Dr|Prof|Dipl|Mag|Ing|med|h\. ?c)\.[\s-]?(?:[A-Z][a-z]+\.\s?)?)+)\s*(.+)$"
)
_HOME = frozenset({"deutschland", "de", "d", "germany", "brd", "ger"})


def usual(key: str) -> str:
    """The heading that people are told where the list has none for it."""
    if key in FIELDS:
        return FIELDS[key].headings[0]
    return words.BESIDE[key][0] if key in words.BESIDE else ""


def put(item: Item, special: dict[str, Any], columns: Columns) -> None:
    """Put what cells beyond plain fields say into the item: names, places, kind, labels, country."""
    values = item.values
    if "kind" in special:
        values["kind"] = special["kind"]
    if "salutation" in special:
        _salute(values, *special["salutation"])
    if words.NAME in special:
        _name(item, special[words.NAME], columns.headings[words.NAME])
    if words.PLACE in special:
        found = {"postcode": "", **place(special[words.PLACE])}
        values |= found
        doubt(item, columns.headings[words.PLACE], found["postcode"], special[words.PLACE])
    if words.ADDRESS in special:
        whole = address(special[words.ADDRESS])
        if whole is None:
            told(item, columns.headings[words.ADDRESS], *unclear_address())
        else:
            values |= whole
            text = special[words.ADDRESS]
            doubt(item, columns.headings[words.ADDRESS], whole.get("postcode", ""), text)
    if words.HOUSE in special:
        values["street"] = with_house(values.get("street", ""), special[words.HOUSE])
    if words.COUNTRY in special:
        _country(item, special[words.COUNTRY], columns.headings[words.COUNTRY])
    for key in (*words.LABELS, words.ORIGIN):
        if special.get(key):
            item.beside[key] = special[key]


def told(item: Item, heading: str, message: str, hint: str) -> None:
    """Something in this row is wrong."""
    item.problems.append(Problem(item.number, heading, message, hint))


def doubt(item: Item, heading: str, postcode: str, text: str) -> None:
    """A postcode out of a longer cell, `text`, may have lost its zero, too."""
    if said := damage.postcode_doubt(postcode):
        meant = re.sub(rf"(?<!\d){postcode}(?!\d)", f"0{postcode}", text, count=1)
        said = said._replace(proposals=(meant,))
        item.notes.append(Problem(item.number, heading, *said))


def name_parts(text: str) -> dict[str, str] | None:
    """Title, first and last name where there is only one way to read them."""
    titled = _TITLE.match(text)
    title, rest = (titled[1].strip(), titled[2]) if titled else ("", text)
    last, comma, first = rest.partition(",")
    if comma and "," not in first:
        return {"title": title, "first_name": first.strip(), "last_name": last.strip()}
    if len(rest.split()) == 1:
        return {"title": title, "last_name": rest}
    return None


def address(text: str) -> dict[str, str] | None:
    """Street, postcode and city of "Musterweg 3, 01067 Dresden"; None where it is not certain."""
    found = _ADDRESS.match(text)
    if found:
        return {"street": found[1], "postcode": found[2], "city": found[3].strip()}
    return None if re.search(r"[,;\n]", text) else {"street": text}


def place(text: str) -> dict[str, str]:
    """Postcode and city of one cell."""
    found = _PLACE.match(text)
    return {"postcode": found[1], "city": found[2]} if found else {"city": text}


def unclear_address() -> tuple[str, str]:
    """What to say of an address that cannot be taken apart for certain."""
    return (
        _("Street, postcode and city of this cell cannot be told apart for certain."),
        _("Write “Musterweg 3, 01067 Dresden”, or give each a column: Straße, PLZ, Ort."),
    )


def with_house(street: str, number: str) -> str:
    """The street with its number behind it, once."""
    return street if street.endswith(f" {number}") else f"{street} {number}".strip()


def _name(item: Item, text: str, heading: str) -> None:
    values = item.values
    if values.get("kind") == Kind.ORGANISATION and not values.get("organisation"):
        values["organisation"] = text
        return
    parts = name_parts(text)
    if parts is None:
        told(
            item,
            heading,
            _("First and last name of “%(value)s” cannot be told apart for certain.")
            % {"value": text[:60]},
            _("Write “Müller, Anna”, or use the columns Vorname and Nachname."),
        )
        return
    title = parts.pop("title")
    values |= parts
    if title and not values.get("title"):
        values["title"] = title


def _salute(values: dict[str, Any], salutation: str, rest: str) -> None:
    """ "Herr Dr." is Herr with the title Dr.; "Firma" says that it is an organisation."""
    if salutation == Kind.ORGANISATION:
        values.setdefault("kind", Kind.ORGANISATION.value)
        return
    values["salutation"] = salutation
    if rest and not values.get("title"):
        values["title"] = rest


def _country(item: Item, text: str, heading: str) -> None:
    """Abroad, four digits are no doubt; the main address has no field for the country itself."""
    if fold(text) in _HOME:
        return
    item.notes = [one for one in item.notes if one.code != damage.ZERO]
    text = _("“%(value)s” was left out: the main address has no field for a country.") % {
        "value": text
    }
    hint = _("Write it behind the city if letters go there: “Wien, Österreich”.")
    item.notes.append(Problem(item.number, heading, text, hint))
