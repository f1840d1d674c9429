"""Customer lists in (IMP-02, IMP-05), thin: CSV and the fields of a customer.

Rows go in chunks through the same operations as the form. An import never sends anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stammkunde.foundation import planning, sheets
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.fields import FieldProblem, FieldSet, heading_key
from stammkunde.foundation.folding import fold
from stammkunde.foundation.refusals import Forbidden, Refusal
from stammkunde.people import lifecycle, operations, queries, rules
from stammkunde.people.fields import FIELDS, KIND_HINT, PREFIX, known_fields
from stammkunde.people.models import Customer, Kind
from stammkunde.people.operations import NUMBER, PUBLIC_ID, STATUS, CustomerChange

CHUNK = 1_000
ID_HEADING = "ID"
_BESIDE = {
    PUBLIC_ID: frozenset({"id", "kundenid", "customerid", "publicid"}),
    STATUS: frozenset({"status", "kundenstatus", "customerstatus"}),
    NUMBER: frozenset({"kundennummer", "kundennr", "kdnr", "nummer", "number", "customernumber"}),
}
BESIDE_HEADINGS = {STATUS: "Status", NUMBER: "Kundennummer", PUBLIC_ID: ID_HEADING}
_NAMES = ("first_name", "last_name", "organisation")
_KINDS = {
    fold(word): kind
    for kind, words in {
        Kind.PERSON: "Privatperson Privatkunde Privat Person p individual private",
        Kind.ORGANISATION: "Organisation Firma Firmenkunde Unternehmen Verein company o f",
    }.items()
    for word in words.split()
}

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Problem:
    """One cell that did not come in: spreadsheet row, heading, what is wrong, what to do."""

    row: int
    column: str
    message: str
    hint: str = ""


@dataclass
class Report:
    """What came of an import: created + updated + skipped + rows with errors = rows.

    `notes` are doubts about rows that did come in. `format` tells how the file was read.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    skipped: int = 0
    errors: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    format: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing came in and nothing was there already."""
        return not (self.created or self.updated or self.skipped)


@dataclass
class _Item:
    """One row on its way: values by field key, and the id that the file says."""

    number: int
    values: dict[str, Any]
    public_id: UUID | None = None
    status: int = 0
    wish: str = ""  # the customer number that the file says


@dataclass
class _Import:
    """One file on its way in."""

    actor: Actor
    columns: dict[int, str]
    headings: dict[str, str]
    width: int
    report: Report
    fields: FieldSet
    statuses: dict[str, int] = field(default_factory=dict)
    with_number: int = 0
    ids: dict[UUID, int] = field(default_factory=dict)
    seen: set[tuple[str, ...]] = field(default_factory=set)


def import_customers(
    actor: Actor, data: bytes, *, progress: Progress = lambda done, total: None
) -> Report:
    """Bring the list in `data` in. Needs `people.import` and `people.edit`.

    A row whose ID is known changes that customer's fields, where they differ; a row that equals a
    customer (or an earlier row) in name, address, e-mail and phone is skipped; every other row is
    a new customer.
    A row with an error stays out, the others come in. Refuses (`Unreadable`) a file that is no
    list. Repeating an import adds nothing.
    """
    if not actor.may("people.import"):
        raise Forbidden("people.import")
    sheet = sheets.read(data)
    report = Report(format=f"{sheet.encoding}, {_named(sheet.delimiter)}")
    columns = _columns(sheet, report)
    headings = {key: sheet.headings[position] for position, key in columns.items()}
    running = _Import(actor, columns, headings, len(sheet.headings), report, known_fields())
    for status in lifecycle.statuses():
        running.statuses[fold(str(status))] = status.pk
        running.with_number = running.with_number or (status.pk if status.with_number else 0)
    for start in range(0, len(sheet.rows), CHUNK):
        _bring_in(running, sheet.rows[start : start + CHUNK])
        progress(min(start + CHUNK, len(sheet.rows)), len(sheet.rows))
    report.errors.sort(key=lambda problem: problem.row)
    if report.created > CHUNK:
        planning.look_again()
    return report


def _columns(sheet: sheets.Sheet, report: Report) -> dict[int, str]:
    """Which column holds which field. Unknown and double ones are reported, never dropped quietly."""
    columns: dict[int, str] = {}
    headings, fields = sheet.headings, known_fields()
    for position, heading in enumerate(headings):
        if not heading and not any(
            "".join(row.cells[position : position + 1]).strip() for row in sheet.rows
        ):
            continue
        known = fields.by_heading(heading)
        beside = next((one for one, said in _BESIDE.items() if heading_key(heading) in said), "")
        key = beside or (known.key if known else "")
        if key in columns.values():
            other = headings[next(at for at, there in columns.items() if there == key)]
            report.errors.append(
                Problem(
                    1,
                    heading,
                    _("This column means the same as “%(other)s” and was left out.")
                    % {"other": other},
                    _("Put both into one column, or rename one."),
                )
            )
        elif key:
            columns[position] = key
        else:
            report.errors.append(
                Problem(1, heading, _("Nobody knows this column; it was left out."), _known())
            )
    if not {*_NAMES, PUBLIC_ID} & set(columns.values()):
        raise sheets.Unreadable(_("No column of this list holds a name."), _known(), 1)
    return columns


def _known() -> str:
    names = ", ".join([*(one.headings[0] for one in known_fields()), *BESIDE_HEADINGS.values()])
    return _("Known columns: %(names)s.") % {"names": names}


def _bring_in(running: _Import, rows: Sequence[sheets.Row]) -> None:
    report = running.report
    report.rows += len(rows)
    items = [item for row in rows if (item := _read(running, row))]
    there = queries.by_public_id(
        running.actor, [item.public_id for item in items if item.public_id]
    )
    own = _own_of(running, there.values())
    fresh = []
    changes: dict[int, tuple[_Item, CustomerChange]] = {}
    for item in items:
        customer = there.get(item.public_id) if item.public_id else None
        if customer is None:
            fresh.append(item)
            continue
        moved = _moved(customer, item, own.get(customer.pk, {}))
        if moved:
            changes[customer.pk] = (item, CustomerChange(customer.pk, moved))
        else:
            report.skipped += 1
    _change(running, changes)
    _add(running, fresh)


def _change(running: _Import, changes: dict[int, tuple[_Item, CustomerChange]]) -> None:
    if not changes:
        return
    outcome = operations.change_customers(
        actor=running.actor, changes=[change for _item, change in changes.values()]
    )
    running.report.updated += len(outcome.done)
    for refusal in outcome.refused:
        _refused(running, changes[refusal.row or 0][0], refusal)


def _add(running: _Import, items: Sequence[_Item]) -> None:
    report = running.report
    complete = [_completed(running, item) for item in items]
    running_seen = running.seen | queries.known_identities(
        running.actor, [item.values for item in complete]
    )
    new = []
    for item in complete:
        identity = rules.identity(item.values)
        if identity in running_seen:
            report.skipped += 1
        else:
            running_seen.add(identity)
            running.seen.add(identity)
            new.append(item)
    if not new:
        return
    outcome = operations.add_customers(
        actor=running.actor,
        customers=[
            rules.Parsed(
                {
                    **item.values,
                    PUBLIC_ID: item.public_id,
                    NUMBER: item.wish,
                    # A number without a status: who has a number is somebody with number.
                    STATUS: item.status or (running.with_number if item.wish else 0),
                }
            )
            for item in new
        ],
    )
    report.created += len(outcome.done)
    for refusal in outcome.refused:
        _refused(running, new[refusal.row or 0], refusal)


def _read(running: _Import, row: sheets.Row) -> _Item | None:
    """The values of a row, or None when one of its cells is wrong (reported)."""
    problems: list[Problem] = []
    item = _Item(row.number, {})
    for position, cell in enumerate(row.cells):
        text = cell.strip()
        if position not in running.columns:
            if text and position >= running.width:
                message = _("This row has more cells than there are columns.")
                hint = _("Text with a separator in it needs quotation marks.")
                problems.append(Problem(row.number, "", message, hint))
            continue
        key = running.columns[position]
        heading = running.headings[key]
        if "\ufffd" in text:
            message = _("A letter of this cell was lost before.")
            problems.append(Problem(row.number, heading, message, _("Write the cell again.")))
        elif key == PUBLIC_ID:
            item.public_id = _id(running, row, text, problems)
        elif key == STATUS:
            item.status = _status(running, row, text, problems)
        elif key == NUMBER:
            item.wish = text
        else:
            try:
                value = _KINDS.get(fold(text), text) if key == "kind" else text
                item.values[key] = running.fields[key].parse(value)
            except FieldProblem as problem:
                problems.append(Problem(row.number, heading, problem.message, problem.hint))
    running.report.errors.extend(problems)
    _doubt(running, item)
    return None if problems else item


def _id(running: _Import, row: sheets.Row, text: str, problems: list[Problem]) -> UUID | None:
    if not text:
        return None
    heading = running.headings[PUBLIC_ID]
    try:
        public_id = UUID(text)
    except ValueError:
        message = _("“%(value)s” is not an ID of this program.") % {"value": text[:60]}
        hint = _("Leave the cell empty for a new customer.")
        problems.append(Problem(row.number, heading, message, hint))
        return None
    first = running.ids.setdefault(public_id, row.number)
    if first != row.number:
        message = _("This ID stands in row %(row)s already.") % {"row": first}
        problems.append(Problem(row.number, heading, message, _("Delete one of the two rows.")))
    return public_id


def _status(running: _Import, row: sheets.Row, text: str, problems: list[Problem]) -> int:
    known = running.statuses.get(fold(text), 0)
    if text and not known:
        message = _("There is no status “%(value)s”.") % {"value": text[:60]}
        hint = _("Possible are: %(names)s") % {
            "names": ", ".join(str(one) for one in lifecycle.statuses())
        }
        problems.append(Problem(row.number, running.headings[STATUS], message, hint))
    return known


def _own_of(running: _Import, customers: Iterable[Customer]) -> dict[int, dict[str, Any]]:
    """What these have in own fields; asked only where the list has a column for one."""
    asked = any(key.startswith(PREFIX) for key in running.headings)
    ids = [one.pk for one in customers] if asked else []
    return queries.own_values(running.actor, "customer", ids) if ids else {}


def _moved(customer: Customer, item: _Item, own: Mapping[str, Any]) -> dict[str, Any]:
    columns, beside = rules.parted(item.values)
    moved = {key: value for key, value in columns.items() if getattr(customer, key) != value}
    moved |= {key: value for key, value in beside.items() if own.get(key) != value}
    if item.status and item.status != customer.status_id:
        moved[STATUS] = item.status
    if item.wish and rules.number_key(item.wish) != customer.number_key:
        moved[NUMBER] = item.wish
    return moved


def _completed(running: _Import, item: _Item) -> _Item:
    """A new customer's values; without a column for the kind, an organisation's name decides."""
    values = _nothing() | item.values
    if "kind" not in running.headings:
        values["kind"] = Kind.ORGANISATION if values["organisation"] else Kind.PERSON
    item.values = values
    return item


@cache
def _nothing() -> dict[str, Any]:
    """Every field as `Field.parse` leaves an empty cell."""
    return {one.key: "" if one.required else one.parse("") for one in FIELDS}


def _refused(running: _Import, item: _Item, refusal: Refusal) -> None:
    key = refusal.field or ""
    known = running.fields
    column = running.headings.get(key) or (
        known[key].headings[0] if key in known else BESIDE_HEADINGS.get(key, ID_HEADING)
    )
    hint = str(KIND_HINT) if refusal.code == "name_missing" else ""
    running.report.errors.append(Problem(item.number, column, str(refusal.message), hint))


def _doubt(running: _Import, item: _Item) -> None:
    """Four digits: Austria or Switzerland, or a spreadsheet ate the zero. Told, never guessed (D22)."""
    postcode = item.values.get("postcode", "")
    if len(postcode) == 4 and postcode.isdigit():
        message = _("This postcode has only four digits.")
        hint = _("For Germany write 0%(postcode)s.") % {"postcode": postcode}
        running.report.notes.append(
            Problem(item.number, running.headings["postcode"], message, hint)
        )


def _named(delimiter: str) -> str:
    return {
        ";": pgettext("people", "semicolon"),
        ",": pgettext("people", "comma"),
        "\t": pgettext("people", "tab"),
    }.get(delimiter, delimiter)
