"""What one line says about more than the customer: who takes part, whom to ask, further addresses
and numbers, accounts, numbers of other programs (IMP-06)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from stammkunde.people import rules
from stammkunde.people.importing import whole, words
from stammkunde.people.importing.headings import Target
from stammkunde.people.importing.item import Item
from stammkunde.people.importing.report import Problem
from stammkunde.people.models import Kind, ParticipantKind

if TYPE_CHECKING:
    from stammkunde.people.importing.columns import Columns

Spot = tuple[str, int, str]
Groups = dict[Spot, dict[str, Any]]
_ONLY_ANIMALS = frozenset(words.OF_ANIMALS)
_LABEL = "Weitere Anschrift"


@dataclass(frozen=True)
class Ways:
    """What decides how lines are read. `animals`: whoever takes part is one unless the list says
    otherwise. `of_companies`: contacts of organisations have birth dates (PAR-09)."""

    columns: Columns
    animals: bool
    of_companies: bool

    def heading(self, spot: Spot, *keys: str) -> str:
        """The heading of the first of these keys that the list has for this entry, else of any."""
        noun, place, name = spot
        wanted = [Target(noun, key, place, name).path for key in keys]
        start, end = f"{noun}.{place}.", f".{name}"
        wanted += [
            path for path in self.columns.headings if path.startswith(start) and path.endswith(end)
        ]
        return next(
            (self.columns.headings[one] for one in wanted if one in self.columns.headings), ""
        )


def put(item: Item, groups: Groups, ways: Ways) -> None:
    """Put the entries of a row into `item.beside`; wrong ones are told."""
    external: list[tuple[str, str]] = []
    points: list[tuple[Spot, dict[str, Any]]] = []
    for spot, said in groups.items():
        noun = spot[0]
        if noun == words.GIVEN:
            points.append((spot, said))
        elif noun == words.EXTERNAL_IDS:
            external += [(spot[2], value) for value in dict.fromkeys(said["value"])]
        elif noun == words.FAMILY:
            _entry(item, spot, _participant(item, spot, said, ways))
        elif noun == words.PEOPLE:
            _entry(item, spot, _contact(item, spot, said, ways))
        elif noun == words.ADDRESSES:
            _entry(item, spot, _address(item, spot, said, ways))
        elif noun == words.BANK:
            _entry(item, spot, _account(item, spot, said, ways))
    if points:
        _points(item, points, ways)
    if external:
        item.external_ids = tuple(external)
        item.beside[words.EXTERNAL_IDS] = external


def _entry(item: Item, spot: Spot, entry: dict[str, Any] | None) -> None:
    if entry is not None:
        noun, place, name = spot
        item.beside.setdefault(noun, []).append(entry)
        item.spots.setdefault(noun, []).append(Target(noun, "", place, name))


def _participant(item: Item, spot: Spot, said: dict[str, Any], ways: Ways) -> dict[str, Any] | None:
    is_self = said.pop(words.SELF, False)
    if said.keys() <= {"kind"} and not is_self:
        return None
    kind = said.get("kind") or _kind_of(spot, said, ways, is_self)
    values = {**said, "kind": kind}
    name = values.pop(words.NAME, "")
    if name and not _is_name(item, ways.heading(spot, words.NAME), name):
        return None
    if name:
        values |= _called(item, spot, name, kind, ways)
    if kind == ParticipantKind.ANIMAL and "kind" not in said and values.get("last_name"):
        if values.get("first_name") and not values.get("breed"):
            values["breed"] = values.pop("last_name")
            text = _("“%(value)s” was read as the breed.") % {"value": values["breed"]}
            hint = _("Call the column “Teilnehmer 1 Rasse”, or write “Person” into a column Art.")
            heading = ways.heading(spot, "last_name")
            item.notes.append(Problem(item.number, heading, text, hint))
    if is_self:
        values["is_self"] = True
        if _is_organisation(item):
            text = _("An organisation does not take part itself.")
            whole.told(item, ways.heading(spot, words.SELF), text, _("Empty the cell."))
        return values
    for one in rules.participant_problems(values):
        whole.told(item, ways.heading(spot, "first_name", words.NAME), one.message, _fill())
    return values


def _kind_of(spot: Spot, said: dict[str, Any], ways: Ways, is_self: bool) -> str:
    animal = spot[2] == words.ANIMAL or not _ONLY_ANIMALS.isdisjoint(said) or ways.animals
    return (ParticipantKind.ANIMAL if animal and not is_self else ParticipantKind.PERSON).value


def _is_name(item: Item, heading: str, name: str) -> bool:
    """Whether a cell holds a name at all, or how many there are."""
    if any(char.isalpha() for char in name):
        return True
    text = _("“%(value)s” is no name.") % {"value": name[:60]}
    hint = _("Write a name, or call the column otherwise if it counts something.")
    whole.told(item, heading, text, hint)
    return False


def _called(item: Item, spot: Spot, name: str, kind: str, ways: Ways) -> dict[str, str]:
    """Names of one cell: an animal has one, a child's surname may be that of the customer."""
    if kind == ParticipantKind.ANIMAL or " " not in name:
        return {"first_name": name}
    surname = item.values.get("last_name") or ""
    if surname and name.endswith(f" {surname}"):
        return {"first_name": name.removesuffix(surname).strip(), "last_name": surname}
    return _whole_name(item, spot, name, ways)


def _whole_name(item: Item, spot: Spot, name: str, ways: Ways) -> dict[str, str]:
    """A name that can be read in two ways stays in one piece, and somebody is told."""
    parts = whole.name_parts(name)
    if parts is not None:
        return {key: part for key, part in parts.items() if part}
    text = _("First and last name of “%(value)s” cannot be told apart; both came in as last name.")
    hint = _("Write “Müller, Anna”, or give each a column.")
    heading = ways.heading(spot, words.NAME)
    item.notes.append(Problem(item.number, heading, text % {"value": name[:60]}, hint))
    return {"last_name": name}


def _contact(item: Item, spot: Spot, said: dict[str, Any], ways: Ways) -> dict[str, Any] | None:
    values = dict(said)
    name = values.pop(words.NAME, "")
    if name and not _is_name(item, ways.heading(spot, words.NAME), name):
        return None
    if name:
        values |= _whole_name(item, spot, name, ways)
    asked = ways.of_companies or not _is_organisation(item)
    for one in rules.contact_problems(values, birth_dates=asked):
        key = one.field or "last_name"
        whole.told(item, ways.heading(spot, key, words.NAME, "last_name"), one.message, _fill())
    return values


def _address(item: Item, spot: Spot, said: dict[str, Any], ways: Ways) -> dict[str, Any] | None:
    values = dict(said)
    if words.PLACE in values:
        text = values.pop(words.PLACE)
        found = whole.place(text)
        whole.doubt(item, ways.heading(spot, words.PLACE), found.get("postcode", ""), text)
        values |= found
    if words.ADDRESS in values:
        text = values.pop(words.ADDRESS)
        parts = whole.address(text)
        if parts is None:
            whole.told(item, ways.heading(spot, words.ADDRESS), *whole.unclear_address())
            return None
        values |= parts
        whole.doubt(item, ways.heading(spot, words.ADDRESS), parts.get("postcode", ""), text)
    if words.HOUSE in values:
        values["street"] = whole.with_house(values.get("street", ""), values.pop(words.HOUSE))
    if values.keys() <= {"country"}:
        return None
    if not (values.get("street") or values.get("city")):
        text = _("An address needs a street or a city.")
        whole.told(item, ways.heading(spot, "street", "city"), text, _fill())
    name = spot[2] if spot[2] != words.COUNTED else ""
    return {"label": name or _LABEL, **values}


def _account(item: Item, spot: Spot, said: dict[str, Any], ways: Ways) -> dict[str, Any] | None:
    if not said.get("iban"):
        text = _("There is an account holder, but no IBAN.")
        whole.told(item, ways.heading(spot, "holder"), text, _fill())
        return None
    return dict(said)


def _points(item: Item, points: list[tuple[Spot, dict[str, Any]]], ways: Ways) -> None:
    """Further phones and e-mails; one with a label is the first where the row has no plain one."""
    promoted: set[str] = set()
    seen = {
        rules.folded_point(kind, item.values[kind])
        for kind in ("phone", "email")
        if item.values.get(kind)
    }
    further: list[tuple[Spot, dict[str, str]]] = []
    for spot, said in sorted(points, key=lambda one: one[0][1]):
        for kind in ("phone", "email"):
            value, label = said.get(kind), said.get(f"{kind}_label") or spot[2]
            if not value:
                continue
            folded = rules.folded_point(kind, value)
            if folded in seen:
                continue
            seen.add(folded)
            if spot[2] and spot[2] not in words.NEVER_FIRST and not item.values.get(kind):
                item.values[kind] = value
                if not item.values.get(f"{kind}_label"):
                    item.values[f"{kind}_label"] = label
                promoted.add(kind)
            else:
                further.append((spot, {"kind": kind, "value": value, "label": label}))
    item.promoted = frozenset(promoted)
    for spot, entry in further:
        _entry(item, spot, entry)


def _is_organisation(item: Item) -> bool:
    kind = item.values.get("kind")
    return kind == Kind.ORGANISATION if kind else bool(item.values.get("organisation"))


def _fill() -> str:
    return _("Fill the cell, or empty all cells of this entry.")
