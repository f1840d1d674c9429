"""What shall become of the rows of a list (IMP-04, C-05). Pure: it decides, others read and write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from stammkunde.foundation.folding import fold
from stammkunde.foundation.refusals import Refusal, Refused
from stammkunde.people import rules
from stammkunde.people.fields import FIELDS
from stammkunde.people.importing.item import Item
from stammkunde.people.importing.missing import missing, settled
from stammkunde.people.models import Customer, Kind
from stammkunde.people.operations import NUMBER, PUBLIC_ID, STATUS
from stammkunde.people.operations.customers import STATUS_ID
from stammkunde.people.operations.points import GIVEN

EXTERNAL, EMAIL = "external_id", "email"
MATCHES = (EXTERNAL, NUMBER, EMAIL)
_NAMES = ("first_name", "last_name", "organisation")


class Mode(StrEnum):
    """What a faulty row means for the others (C-05)."""

    ALL_OR_NOTHING = "all_or_nothing"
    VALID_ROWS = "valid_rows"


class OnMatch(StrEnum):
    """What a row does to the customer that it means: nothing, fill empty fields, overwrite."""

    SKIP = "skip"
    FILL = "fill"
    OVERWRITE = "overwrite"


class Deed(StrEnum):
    """What becomes of a row."""

    CREATE = "create"
    UPDATE = "update"
    SKIP = "skip"
    ERROR = "error"


@dataclass(frozen=True)
class Course:
    """How a list comes in. on_match None: rows with our own ID overwrite, all others fill; a row
    whose number or e-mail address belongs to somebody of another name is an error.

    with_number: the status of who brings a number and no status. kind_told: the list has a column
    for the kind. forbids_email: two customers may not have the same e-mail address (C-04).
    numberless: statuses in which nobody has a number (CLS-07). asks: somebody is there to say whether
    a row of another name is who it was recognised as (`Item.same`), whatever `on_match` says.
    """

    mode: Mode = Mode.ALL_OR_NOTHING
    match: tuple[str, ...] = MATCHES
    on_match: OnMatch | None = None
    with_number: int = 0
    kind_told: bool = False
    forbids_email: bool = False
    numberless: frozenset[int] = frozenset()
    asks: bool = False


@dataclass
class Snapshot:
    """What is there at this moment of those whom some rows may mean.

    The keys lead to ids of customers; `own` and `beside` hold what they have in own fields and
    besides; `identities` those of IDENTITY that are there, archived ones included; `erased` the IDs of
    customers who were erased.
    """

    customers: dict[int, Customer] = field(default_factory=dict)
    public_ids: dict[UUID, int] = field(default_factory=dict)
    erased: Set[UUID] = frozenset()
    external_ids: Mapping[tuple[str, str], int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    emails: dict[str, set[int]] = field(default_factory=dict)
    identities: set[tuple[str, ...]] = field(default_factory=set)
    own: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    beside: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


@dataclass
class RowPlan:
    """What becomes of one row, and why not (`refused`: as the operations say no).

    values: of a new customer, or what an old one gets; expected: what stood there when this was
    decided. beside: what comes besides fields, of an old customer only what is not there yet.
    """

    item: Item
    deed: Deed
    customer: Customer | None = None
    values: dict[str, Any] = field(default_factory=dict)
    expected: dict[str, Any] = field(default_factory=dict)
    beside: dict[str, Any] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    doubts: list[Refusal] = field(default_factory=list)


@dataclass
class Earlier:
    """What earlier rows of the same list are about: key -> row number; `made`: who came in by it.

    What a chunk says is kept only when the chunk is through (`keep`), because it may be repeated.
    """

    rows: dict[Any, int] = field(default_factory=dict)
    made: set[int] = field(default_factory=set)
    fresh: dict[Any, int] = field(default_factory=dict)

    def begin(self) -> None:
        """A chunk begins, perhaps again."""
        self.fresh = {}

    def first(self, key: Any, row: int) -> int:
        """The row that said `key` first, perhaps this one."""
        return self.rows.get(key) or self.fresh.setdefault(key, row)

    def keep(self, made: Sequence[int] = ()) -> None:
        """The chunk is through; `made`: ids of the customers that it added."""
        self.rows.update(self.fresh)
        self.made.update(made)
        self.fresh = {}


def plan(items: Sequence[Item], there: Snapshot, course: Course, earlier: Earlier) -> list[RowPlan]:
    """What becomes of these rows, in their order. Reads and writes nothing but `earlier`."""
    earlier.begin()
    return [_Row(item, there, course, earlier).planned() for item in items]


def identity_of(item: Item, course: Course) -> dict[str, Any]:
    """The values of a new customer; without a word about the kind, an organisation's name decides."""
    values = _nothing() | item.values
    if not course.kind_told or not item.values.get("kind"):
        values["kind"] = Kind.ORGANISATION if values["organisation"] else Kind.PERSON
    return values


@cache
def _nothing() -> dict[str, Any]:
    """Every field as `Field.parse` leaves an empty cell."""
    return {one.key: "" if one.required else one.parse("") for one in FIELDS}


@dataclass
class _Row:
    """One row, looked at."""

    item: Item
    there: Snapshot
    course: Course
    earlier: Earlier

    def planned(self) -> RowPlan:
        item, made = self.item, RowPlan(self.item, Deed.ERROR)
        if item.left_out:
            made.deed = Deed.SKIP
            return made
        if item.problems:
            return made
        try:
            found, by = self._meant()
            if found is None:
                return self._new(made)
            made.customer = found
            first = self.earlier.first(("customer", found.pk), item.number)
            if first != item.number:
                raise _said(first, by)
            return self._known(made, found, by)
        except Refused as no:
            made.deed = Deed.ERROR
            made.refused.append(Refusal(item.number, no.code, no.message, no.field))
            return made

    def _meant(self) -> tuple[Customer | None, str]:
        """Who is meant, and by what: our own ID first, then as `match` says."""
        there, item = self.there, self.item
        if item.public_id in there.erased:
            text = _("The customer with this ID was erased for good.")
            raise Refused("erased", text, PUBLIC_ID)
        if item.public_id in there.public_ids:
            return there.customers[there.public_ids[item.public_id]], ""
        for way in self.course.match:
            ids = self._found(way)
            if len(ids) > 1:
                if way == EMAIL and self._is_there():
                    return None, way  # one of them equals the row: it is skipped
                raise _doubtful(way)
            for pk in ids:
                return there.customers[pk], way
        return None, ""

    def _found(self, way: str) -> set[int]:
        there, item = self.there, self.item
        if way == EXTERNAL:
            known = there.external_ids
            return {known[one] for one in item.external_ids if one in known}
        if way == NUMBER:
            pk = there.numbers.get(rules.number_key(item.wish)) if item.wish else None
            return {pk} & there.customers.keys() - self.earlier.made if pk else set()
        email = rules.folded_email(item.values.get("email") or "")
        return there.emails.get(email, set()) - self.earlier.made if email else set()

    def _is_there(self) -> bool:
        return rules.identity(identity_of(self.item, self.course)) in self.there.identities

    def _new(self, made: RowPlan) -> RowPlan:
        item, course = self.item, self.course
        values = identity_of(item, course)
        identity = rules.identity(values)
        if identity in self.there.identities:
            made.deed = Deed.SKIP
            return made
        if self.earlier.first(hash(identity), item.number) != item.number:
            made.deed = Deed.SKIP
            return made
        made.refused.extend(rules.problems(values))
        self._check_number(item.wish)
        self._check_status(item.wish, item.status)
        if course.forbids_email and values["email"]:
            self._once((EMAIL, rules.folded_email(values["email"])), "email")
        made.deed = Deed.ERROR if made.refused else Deed.CREATE
        # A number without a status: who has a number is somebody with number.
        made.values = {
            **values,
            NUMBER: item.wish,
            STATUS: item.status or (course.with_number if item.wish else 0),
        }
        made.beside = dict(item.beside)
        return made

    def _check_number(self, wish: str) -> None:
        if not wish:
            return
        key = rules.number_key(rules.clean_number(wish))
        if key in self.there.numbers:
            text = _("This customer number belongs to somebody else, or did once.")
            raise Refused("number_taken", text, NUMBER)
        self._once((NUMBER, key), NUMBER)

    def _check_status(self, number: Any, status: Any) -> None:
        if number and status in self.course.numberless:
            text = _("Who has a customer number can only get a status with number.")
            raise Refused("status_without_number", text, STATUS)

    def _once(self, key: Any, field: str) -> None:
        first = self.earlier.first(key, self.item.number)
        if first != self.item.number:
            text = _("Row %(row)s says the same.") % {"row": first}
            raise Refused("twice", text, field)

    def _known(self, made: RowPlan, found: Customer, by: str) -> RowPlan:
        course = self.course
        how = course.on_match or (OnMatch.FILL if by else OnMatch.OVERWRITE)
        made.deed = Deed.SKIP
        if by in (EMAIL, NUMBER) and rules.sort_name(rules.values_of(found)) != rules.sort_name(
            identity_of(self.item, course)
        ):
            text = _("Recognised as “%(name)s” by the e-mail address.")
            if by == NUMBER:
                text = _("Recognised as “%(name)s” by the customer number.")
            said = text % {"name": rules.record_name(found)}
            asks = (course.on_match is None or course.asks) and not self.item.same
            if asks and self._names_another(found):
                raise Refused("another", said, by)
            made.doubts.append(Refusal(self.item.number, "recognised", said, by))
        if how is OnMatch.SKIP:
            return made
        for key, was, value in self._differing(found):
            if how is OnMatch.OVERWRITE or (was in ("", None) and value not in ("", None)):
                made.values[key], made.expected[key] = value, was
        made.refused.extend(rules.problems({**rules.values_of(found), **made.values}))
        self._life(made, found, how)
        self._check_status(made.values.get(NUMBER) or found.number, made.values.get(STATUS))
        made.beside = self._missing(made, found)
        if made.refused:
            made.deed = Deed.ERROR
        elif made.values or made.beside:
            made.deed = Deed.UPDATE
        return made

    def _names_another(self, found: Customer) -> bool:
        """Whether the row names somebody whom nobody would take for this customer."""
        pairs = [(self.item.values.get(key) or "", getattr(found, key)) for key in _NAMES]
        return any(said and there and fold(said) != fold(there) for said, there in pairs)

    def _differing(self, found: Customer) -> Iterator[tuple[str, Any, Any]]:
        own = self.there.own.get(found.pk, {})
        for key, value in settled(self.item.values, self.item.promoted, found)[0].items():
            was = own.get(key) if "." in key else getattr(found, key)
            if was != value:
                yield key, was, value

    def _life(self, made: RowPlan, found: Customer, how: OnMatch) -> None:
        """Status and number: a status is never empty, a number never another one (CUS-12)."""
        item = self.item
        if how is OnMatch.OVERWRITE and item.status and item.status != found.status_id:
            made.values[STATUS], made.expected[STATUS_ID] = item.status, found.status_id
        if not item.wish or self.there.numbers.get(rules.number_key(item.wish)) == found.pk:
            return
        if not found.number:
            self._check_number(item.wish)
            made.values[NUMBER] = item.wish
            if not item.status and self.course.with_number and STATUS not in made.values:
                made.values[STATUS] = self.course.with_number
        elif how is OnMatch.OVERWRITE:
            text = _("This customer has a number already.")
            raise Refused("number_given", text, NUMBER)

    def _missing(self, made: RowPlan, found: Customer) -> dict[str, Any]:
        """What the row brings besides fields and the customer has not; the rest stays as it is."""
        given = dict(self.item.beside)
        if points := settled(self.item.values, self.item.promoted, found)[1]:
            given[GIVEN] = [*given.get(GIVEN, ()), *points]
        new, differing = missing(given, self.there.beside.get(found.pk, {}), found)
        for name in differing:
            text = _("“%(name)s” is there already and stays as it is; this list says it otherwise.")
            said = {"name": name}
            made.doubts.append(Refusal(self.item.number, "stays", text % said, None))
        return new


def _said(row: int, by: str) -> Refused:
    text = _("Row %(row)s means the same customer.") % {"row": row}
    return Refused("twice", text, by or None)


def _doubtful(way: str) -> Refused:
    text = {
        EXTERNAL: _("The external IDs of this row belong to several customers."),
        EMAIL: _("Several customers have this e-mail address; nobody knows who is meant."),
    }.get(way, _("Several customers are meant."))
    return Refused("doubtful", text, way)
