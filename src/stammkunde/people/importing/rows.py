"""What one row of a list says (IMP-02): cells become values; what is wrong or doubtful is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from stammkunde.foundation import sheets
from stammkunde.foundation.fields import DATE, FieldProblem
from stammkunde.people import lifecycle, profiles
from stammkunde.people.importing import cells, damage, nouns, whole, words
from stammkunde.people.importing.columns import Columns, unknown
from stammkunde.people.importing.headings import Target
from stammkunde.people.importing.item import Item
from stammkunde.people.importing.overlay import Overlay
from stammkunde.people.importing.report import Problem
from stammkunde.people.models import Origin
from stammkunde.people.operations import NUMBER, PUBLIC_ID, STATUS

REMEMBERED, IN_ALL = 4_000, 100_000  # cells per column: cities, groups and days come again
_SPECIAL = frozenset({NUMBER, STATUS, PUBLIC_ID, "salutation", "kind", words.ORIGIN, *words.LABELS})
_TAKEN_APART = {
    words.NAME: ("first_name", "last_name"),
    words.PLACE: ("postcode", "city"),
    words.ADDRESS: ("street", "postcode", "city"),
}


@dataclass
class Slot:
    """One column as it is read: where its values go, how a cell is read, what was read before."""

    target: Target
    heading: str
    read: cells.Read
    spot: tuple[str, int, str] | None
    dated: bool = False
    plain: bool = False  # a field of the customer, as it is
    known: dict[str, cells.Said] = field(default_factory=dict)


@dataclass
class Reading:
    """How the rows of one list are read. The same row may be read again (a second pass).

    `first` is where an ID stood first, `told` which unknown columns were told of.
    """

    columns: Columns
    slots: list[Slot | None]
    blank: dict[str, Any]
    ways: nouns.Ways
    first: dict[Any, int] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)
    room: int = IN_ALL  # cells that may still be remembered
    over: Overlay | None = None


def reading(columns: Columns, over: Overlay | None = None) -> Reading:
    """How rows under these columns are read, now: statuses, own fields, settings.

    over: what somebody has settled about cells. Then doubts are questions that keep the row out,
    and of columns that nobody knows nothing is told.
    """
    known = sorted(lifecycle.known_statuses(), key=lambda one: one.archived_at is None)
    slots = [
        _slot(target, columns.named[at], known) if target is not None else None
        for at, target in enumerate(columns.at)
    ]
    blank: dict[str, Any] = {}
    for target in columns.at:
        if target is not None and not target.noun:
            for key in _TAKEN_APART.get(target.key, (target.key,)):
                if key in columns.fields and key != "kind":
                    blank[key] = columns.fields[key].parse("")
    animals = profiles.current().animals
    of_companies = lifecycle.business().birth_dates_of_company_contacts
    told = set(range(columns.width)) if over is not None else set()
    ways = nouns.Ways(columns, animals, of_companies)
    return Reading(columns, slots, blank, ways, told=told, over=over)


def _slot(target: Target, heading: str, statuses: list[Any]) -> Slot:
    spot = (target.noun, target.place, target.name) if target.noun else None
    if target.key == PUBLIC_ID:
        return Slot(target, heading, _id, spot)
    field_ = cells.field_of(target)
    dated = field_ is not None and field_.kind is DATE
    plain = not target.noun and field_ is not None and target.key not in _SPECIAL
    return Slot(target, heading, cells.reader_of(target, statuses), spot, dated, plain)


def read_row(reading: Reading, row: sheets.Row) -> Item:
    """What a row says. Cells that are wrong stand in `problems`: the row must stay out."""
    item = Item(row.number, reading.blank.copy(), beside={words.ORIGIN: Origin.IMPORT.value})
    if reading.over is not None:
        if row.number in reading.over.skipped:
            item.left_out = True
            return item
        row = reading.over.laid_over(row)
    special: dict[str, tuple[Any, Slot]] = {}
    groups: dict[tuple[str, int, str], dict[str, Any]] = {}
    slots, width = reading.slots, reading.columns.width
    for at, cell in enumerate(row.cells):
        text = cell.strip() if cell else ""
        if not text and at not in row.marks:
            continue
        slot = slots[at] if at < width else None
        if slot is None:
            _nobodys(reading, item, at)
            continue
        said = slot.known.get(text) if at not in row.marks else None
        said = said or _said(reading, item, at, text, row.marks.get(at, ""))
        if said is None:
            continue
        value, doubt = said
        if doubt:
            item.notes.append(Problem(row.number, slot.heading, *doubt, at=at))
        if slot.spot is not None:
            groups.setdefault(slot.spot, {})[slot.target.key] = value
        elif slot.plain:
            item.values[slot.target.key] = value
        else:
            special[slot.target.key] = (value, slot)
    _finish(reading, item, special, groups)
    for at in reading.columns.starred:
        _starred(reading, item, row, at)
    if reading.over is not None:
        reading.over.ask(item, reading.columns)
    return item


def _said(reading: Reading, item: Item, at: int, text: str, mark: str) -> cells.Said | None:
    """What a cell says; None where it is wrong (told) or holds nothing after all."""
    slot = reading.slots[at]
    if slot is None or slot.target.key == words.LEFT_OUT:
        return None
    try:
        if mark:
            _marked(slot, mark, text)
        if not text:
            return None
        said = slot.read(text)
    except FieldProblem as no:
        code, proposals = getattr(no, "code", ""), getattr(no, "proposals", ())
        told = Problem(item.number, slot.heading, no.message, no.hint, code, proposals, at)
        item.problems.append(told)
        return None
    if len(slot.known) < REMEMBERED and len(text) < 80 and reading.room:
        reading.room -= 1
        slot.known[text] = said
    return said


def heading_of(columns: Columns, item: Item, name: str) -> str:
    """The heading, as the file writes it, of what a refusal calls `participants.0.birth_date`."""
    noun, _dot, rest = name.partition(".")
    spots = item.spots.get(noun, ())
    place, _dot, key = rest.partition(".")
    if spots and place.isdigit() and int(place) < len(spots):
        spot = spots[int(place)]
        wanted = Target(spot.noun, key, spot.place, spot.name)
        start, end = f"{spot.noun}.{spot.place}.", f".{spot.name}"
        of_it = (one for one in columns.headings if one.startswith(start) and one.endswith(end))
        return columns.headings.get(wanted.path) or columns.headings.get(next(of_it, ""), "")
    found = columns.headings.get(name)
    for combined, keys in _TAKEN_APART.items():
        found = found or (columns.headings.get(combined) if name in keys else None)
    return found or whole.usual(name)


def _finish(
    reading: Reading,
    item: Item,
    special: dict[str, tuple[Any, Slot]],
    groups: dict[tuple[str, int, str], dict[str, Any]],
) -> None:
    if special:
        for key in (PUBLIC_ID, STATUS, NUMBER):
            if key in special:
                _identity(reading, item, key, *special.pop(key))
        whole.put(item, {key: value for key, (value, _slot) in special.items()}, reading.columns)
    if groups:
        nouns.put(item, groups, reading.ways)
        for one in item.external_ids:
            heading = reading.columns.headings.get(
                Target(words.EXTERNAL_IDS, "value", 1, one[0]).path, words.EXTERNAL
            )
            text = _("This number of another program stands in row %(row)s already.")
            _once(reading, item, one, heading, text)


def _identity(reading: Reading, item: Item, key: str, value: Any, slot: Slot) -> None:
    if key == STATUS:
        item.status = value
    elif key == NUMBER:
        item.wish = value
    else:
        item.public_id = value
        text = _("This ID stands in row %(row)s already.")
        _once(reading, item, value, slot.heading, text)


def _once(reading: Reading, item: Item, value: Any, heading: str, text: str) -> None:
    first = reading.first.setdefault(value, item.number)
    if first != item.number:
        hint = _("Delete one of the two rows.")
        item.problems.append(Problem(item.number, heading, text % {"row": first}, hint))


def _id(text: str) -> cells.Said:
    damage.sound(text)
    try:
        return UUID(text), None
    except ValueError:
        raise FieldProblem(
            _("“%(value)s” is not an ID of this program.") % {"value": text[:60]},
            _(
                "Leave the cell empty for a new customer. A number that another program gave belongs "
                "into a column “Externe ID”."
            ),
        ) from None


def _marked(slot: Slot, mark: str, text: str) -> None:
    """Refuse what the spreadsheet itself says is no text (D22)."""
    if mark == damage.ROUNDED_MARK:
        raise damage.rounded(text)
    if mark == damage.UNKNOWN_MARK:
        raise FieldProblem(
            _("The formula in this cell was never calculated."),
            _("Open the list in the spreadsheet program and save it again."),
        )
    if mark == damage.DATE_MARK and not slot.dated:
        raise damage.became_date(text)


def _nobodys(reading: Reading, item: Item, at: int) -> None:
    columns = reading.columns
    if at >= columns.width:
        text = _("This row has more cells than there are columns.")
        hint = _("Text with a separator in it needs quotation marks.")
        if not any(one.message == text for one in item.problems):
            item.problems.append(Problem(item.number, "", text, hint))
    elif at not in reading.told:
        said = unknown(columns.named[at], again=bool(reading.told))
        reading.told.add(at)
        item.notes.append(Problem(columns.header, columns.named[at], *said))


def _began(item: Item, target: Target) -> bool:
    spots = item.spots.get(target.noun, ())
    return any((one.place, one.name) == (target.place, target.name) for one in spots)


def _starred(reading: Reading, item: Item, row: sheets.Row, at: int) -> None:
    """A column with a star must be filled (IMP-03); of names, one will do."""
    if at < len(row.cells) and row.cells[at].strip():
        return
    target = reading.columns.at[at]
    names = ("first_name", "last_name", "organisation")
    if target is None or (target.noun and not _began(item, target)):
        return
    if not target.noun and target.key in names and any(item.values.get(key) for key in names):
        return
    text = _("This column is marked with a * and must be filled.")
    hint = _("Fill the cell, or take the * out of the heading if it may stay empty.")
    item.problems.append(Problem(item.number, reading.columns.named[at], text, hint, at=at))
