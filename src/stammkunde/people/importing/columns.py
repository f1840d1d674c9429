"""Which column of a list holds what (IMP-02, IMP-06)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from django.utils.translation import gettext as _

from stammkunde.foundation import sheets
from stammkunde.foundation.fields import FieldSet
from stammkunde.people.fields import known_fields
from stammkunde.people.importing import headings as said
from stammkunde.people.importing import words
from stammkunde.people.importing.headings import Target
from stammkunde.people.importing.report import Problem
from stammkunde.people.operations import NUMBER, PUBLIC_ID, STATUS

ID_HEADING = "ID"
BESIDE_HEADINGS = {key: words.BESIDE[key][0] for key in (STATUS, NUMBER, PUBLIC_ID)}
_NAMES = frozenset({"first_name", "last_name", "organisation", words.NAME, NUMBER, PUBLIC_ID})
_MAIN = ("street", "postcode", "city", words.HOUSE, words.PLACE, words.COUNTRY, words.ADDRESS)
CHOSEN_OUT = Target("", words.LEFT_OUT, name="chosen")  # somebody does not want the column
FURTHER = 100  # places of phones that have a label instead of a number begin behind it


class Headed(Protocol):
    """What columns are made of: the headings of a list, and the row in which they stand."""

    @property
    def headings(self) -> Sequence[str]: ...


@dataclass
class Columns:
    """The columns of one list: what stands where, under which heading; what nobody knows.

    `headings` names, by key of a customer's field or by `Target.path`, the heading as the file
    writes it. `problems` are columns that cannot be read (two for the same), `notes` are doubts.
    """

    fields: FieldSet
    width: int
    header: int = 1
    at: list[Target | None] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    named: list[str] = field(default_factory=list)  # as the file writes them, by position
    starred: list[int] = field(default_factory=list)  # must be filled (IMP-03)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def has(self, key: str) -> bool:
        """Whether the list has a column for this field of a customer, or for some of this noun."""
        return key in self.headings or any(one is not None and one.noun == key for one in self.at)


def columns_of(
    sheet: Headed, chosen: Mapping[int, str] | None = None, *, nameless: bool = False
) -> Columns:
    """Which column holds which field. Nothing is dropped quietly: what nobody knows is told as soon
    as a row has something there (rows.py), a second column for the same is a problem.

    chosen: by position the heading that a column is read as, "" for one that somebody leaves out.
    Refuses (`Unreadable`) a list without a column for a name or a number that names somebody, unless
    it may be nameless.
    """
    chosen = chosen or {}
    header = getattr(sheet, "header", 1)
    found = Columns(known_fields(), len(sheet.headings), header)
    found.named = [heading[: said.LONGEST] for heading in sheet.headings]
    read_as = [chosen.get(at, heading) for at, heading in enumerate(sheet.headings)]
    targets = [said.target_of(heading) if heading else None for heading in read_as]
    for at in [at for at, read in chosen.items() if not read and at < found.width]:
        targets[at] = CHOSEN_OUT
    targets = _with_pairs(found, targets)
    targets = _counted(targets)
    targets = _with_main(targets)
    targets = _with_points(targets)
    found.at = list(_once(found, _settled(found, targets)))
    found.starred = [
        at
        for at, one in enumerate(found.at)
        if one is not None and one != CHOSEN_OUT and "*" in found.named[at]
    ]
    if nameless:
        return found
    if not names_somebody(found):
        text = _("No column of this list holds a name.")
        raise sheets.Unreadable(text, known_columns(), header)
    return found


def names_somebody(found: Columns) -> bool:
    """Whether some column says who a row is about."""
    return not found.headings.keys().isdisjoint(_NAMES) or found.has(words.EXTERNAL_IDS)


def knows(cells: Sequence[str]) -> int:
    """How many of these cells are headings of a list of customers."""
    return sum(1 for cell in cells if cell.strip() and said.target_of(cell.strip()) is not None)


def known_columns() -> str:
    """The hint that names all columns."""
    return _("Known columns: %(names)s.") % {"names": ", ".join(said.known())}


def unknown(heading: str, *, again: bool = False) -> tuple[str, str]:
    """What to say of a column that nobody knows, and what to do; `again`: in fewer words."""
    text = _("Nobody knows this column; it was left out.")
    if not heading:
        return _("This column has no heading; it was left out."), _("Give it a heading.")
    close = said.meant(heading)
    hint = _("Did you mean “%(name)s”?") % {"name": close} if close else ""
    return text, hint or ("" if again else known_columns())


def _with_pairs(found: Columns, targets: list[Target | None]) -> list[Target | None]:
    """Names repeated at the end of the line are participants (IMP-06), if nothing else stands there."""
    pair = ["first_name", "last_name"]
    keys = [one.key if one is not None and not one.noun else "" for one in targets]
    start = len(keys)
    while start >= 2 and keys[start - 2 : start] == pair:
        start -= 2
    if not all(key in keys[:start] for key in pair):
        start += 2  # the first pair is the customer's own
    if start >= len(keys) or not all(key in keys[:start] for key in pair):
        return targets
    text = _("These names at the end of the line were read as participants.")
    hint = _("Write “Teilnehmer 1 Vorname”, then nobody can misunderstand it.")
    found.notes.append(Problem(found.header, found.named[start], text, hint))
    further = [Target(words.FAMILY, key) for key in keys[start:]]
    return [*targets[:start], *further]


def _counted(targets: list[Target | None]) -> list[Target | None]:
    """Repeated columns without a number count themselves: the second one is about the second."""
    seen: Counter[tuple[str, str, str]] = Counter()
    counted: list[Target | None] = []
    for one in targets:
        if one is not None and one.noun in {words.FAMILY, words.PEOPLE, words.ADDRESSES}:
            if not one.place:
                key = "" if one.key in {"first_name", words.NAME} else one.key
                seen[one.noun, key, one.name] += 1
                one = replace(one, place=seen[one.noun, key, one.name])
        counted.append(one)
    return counted


def _with_main(targets: list[Target | None]) -> list[Target | None]:
    """The first of counted addresses is the main one; so is the only one that a list has."""
    here = [one for one in targets if one is not None]
    main = {one.key for one in here if not one.noun and one.key in _MAIN}
    names = [words.COUNTED, *words.MAYBE_MAIN]
    first = next(
        (
            name
            for name in names
            if any(
                one.noun == words.ADDRESSES and one.name == name and one.place == 1 for one in here
            )
        ),
        None,
    )
    if first is None or main:
        return targets
    return [
        Target("", one.key)
        if one is not None
        and (one.noun, one.name, one.place) == (words.ADDRESSES, first, 1)
        and one.key in _MAIN
        else one
        for one in targets
    ]


def _with_points(targets: list[Target | None]) -> list[Target | None]:
    """A second plain phone or e-mail is a further one; one with a label has a place of its own."""
    seen = {
        (one.key, one.place)
        for one in targets
        if one is not None and one.noun == words.GIVEN and one.place and not one.name
    }
    main: set[str] = set()
    places: dict[tuple[str, str, int], int] = {}
    settled: list[Target | None] = []
    for one in targets:
        if one is not None and not one.noun and one.key in {"phone", "email"}:
            if one.key in main:
                one = _further(one.key, seen)
            main.add(one.key)
        elif one is not None and one.noun == words.GIVEN:
            kind = one.key.removesuffix("_label")
            if one.name:
                spot = (kind, one.name, one.place)
                place = places.setdefault(spot, FURTHER + len(places))
                one = replace(one, place=place)
            elif not one.place:
                one = _further(one.key, seen)
        settled.append(one)
    return settled


def _further(kind: str, seen: set[tuple[str, int]]) -> Target:
    place = next(number for number in range(2, 1_000) if (kind, number) not in seen)
    seen.add((kind, place))
    return Target(words.GIVEN, kind, place)


def _settled(found: Columns, targets: list[Target | None]) -> Iterator[Target | None]:
    """Columns of several fields become what they are in this list."""
    here = {one.key for one in targets if one is not None and not one.noun}
    both = {"first_name", "last_name"} <= here
    place = bool({"postcode", "city", words.PLACE} & here)
    iban = any(one is not None and one.noun == words.BANK for one in targets)
    before: Target | None = None
    for at, one in enumerate(targets):
        if one == Target("", words.NAME):
            if both:
                _left_out(found, at, _("First and last name stand in columns of their own."))
                one = Target("", words.LEFT_OUT)
            elif "first_name" in here:
                one = Target("", "last_name")
        elif one == Target("", words.ADDRESS) and place and "street" not in here:
            one = Target("", "street")
        elif one is None and said.word(found.named[at]) == "nr" and before == Target("", "street"):
            one = Target("", words.HOUSE)
        elif one == Target("", words.LEFT_OUT) and iban:
            _left_out(found, at, _("The IBAN says the same."))
        elif one == Target("", words.LEFT_OUT):
            one = None
        before = one
        yield one


def _left_out(found: Columns, at: int, why: str) -> None:
    text = _("This column is not needed and was left out.")
    found.notes.append(Problem(found.header, found.named[at], text, why))


def _once(found: Columns, targets: Iterator[Target | None]) -> Iterator[Target | None]:
    """Every field once; a second column for it is a problem."""
    for at, one in enumerate(targets):
        heading = found.named[at]
        if one is None or one.key == words.LEFT_OUT:
            yield one
        elif one.path in found.headings:
            text = _("This column means the same as “%(other)s” and was left out.")
            hint = _("Put both into one column, or rename one.")
            other = {"other": found.headings[one.path]}
            found.problems.append(Problem(found.header, heading, text % other, hint))
            yield Target("", words.LEFT_OUT)
        else:
            found.headings[one.path] = heading
            yield one
