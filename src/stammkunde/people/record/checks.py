"""The check of a list as its page shows it: counts that add up, rows, cells, ways to settle them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from stammkunde.people.importing import wizard
from stammkunde.people.record.drafts import number

MOST_COLUMNS = 7
_LOST = frozenset({"rounded", "narrow", "became_date"})  # what no program can know any more
_EMPTY = wizard.Cell(-1, "")
_TONES = {"doubtful": "ask", "error": "bad", "settled": "fixed"}


@dataclass(frozen=True)
class Segment:
    """A choice of rows."""

    key: str
    label: Any
    count: int
    now: bool


@dataclass(frozen=True)
class ShownCell:
    """One cell of a row of the check. hint: the id of the sentence about it, "" where there is none."""

    at: int
    label: str
    cell: wizard.Cell
    row: int
    hint: str = ""

    @property
    def tone(self) -> str:
        """Its colour; "" for a cell like any other."""
        return _TONES.get(self.cell.state, "ask" if self.hint else "")

    @property
    def nil(self) -> bool:
        """Whether there is nothing to show."""
        return not self.tone and not self.cell.text

    @property
    def form(self) -> str:
        """What the cell's form is called in the page."""
        return f"c-{self.row}-{self.at}"

    @property
    def field(self) -> str:
        """What its field is called in the page."""
        return f"v-{self.row}-{self.at}"

    @property
    def said(self) -> str:
        """Which cell it is, for who does not see the table."""
        said = _("%(column)s, row %(row)s") % {"column": self.label, "row": self.row}
        return said if self.hint else _("%(cell)s, settled") % {"cell": said}

    @property
    def former(self) -> str:
        """What it says in the file."""
        return _("As in the file: %(text)s") % {"text": self.cell.was or "–"}

    @property
    def width(self) -> str:
        """Signs that the field shows at least."""
        return str(min(max(len(self.cell.text), 8), 26))


@dataclass(frozen=True)
class Button:
    """One way to settle a cell: what it sends, what it says."""

    do: str
    label: str
    plain: bool = False


@dataclass(frozen=True)
class ShownProblem:
    """What is wrong with a cell or a row, and the ways to settle it. more: it is not the first one
    about its cell."""

    problem: wizard.ProblemView
    row: int
    last: bool = False
    more: int = 0

    @property
    def asks(self) -> bool:
        """A doubt, not a mistake."""
        return self.problem.doubt

    @property
    def id(self) -> str:
        """What names the sentence in the page."""
        return f"h-{self.row}-{self.problem.at}" + (f"-{self.more}" if self.more else "")

    @property
    def form(self) -> str:
        """The form that its buttons belong to; the first one about a cell holds its field, too."""
        return "c" + self.id[1:]

    @property
    def field(self) -> str:
        """The field in the table that it is about, "" of a whole row."""
        return f"v-{self.row}-{self.problem.at}" if self.problem.at >= 0 else ""

    @property
    def said(self) -> str:
        """What it is about, for who does not see the table."""
        said = _("row %(row)s") % {"row": self.row}
        return f"{said}, {self.problem.column}" if self.problem.column else said

    @property
    def hint(self) -> str:
        """What helps, here in the page: the cell can be typed over."""
        one = self.problem
        if len(one.proposals) == 1:
            return _("Is %(value)s meant?") % {"value": one.proposals[0]}
        if one.proposals:
            return _("Which one is meant?")
        return _("Please type it.") if one.code in _LOST else one.hint

    @property
    def buttons(self) -> list[Button]:
        """For this cell alone."""
        one = self.problem
        lone = len(one.proposals) == 1
        made = [
            Button(f"take:{at}", _("Take %(value)s") % {"value": text} if lone else text)
            for at, text in enumerate(one.proposals)
        ]
        if one.as_is:
            made.append(Button("as_is", pgettext("people: wizard", "Leave as it is"), plain=True))
        if one.empty and one.at >= 0:
            made.append(Button("empty", pgettext("people: wizard", "Leave empty"), bool(made)))
        if self.last and (not self.asks or not made):
            made.append(Button("skip", pgettext("people: wizard", "Skip row"), plain=True))
        return made

    @property
    def straight(self) -> bool:
        """Whether all cells alike can take their proposals by one button."""
        one = self.problem
        return one.alike > 1 and one.at >= 0 and len(one.proposals) == 1

    @property
    def alike(self) -> list[Button]:
        """The other ways for all cells of this column with the same trouble."""
        one = self.problem
        if one.alike < 2 or one.at < 0:
            return []
        made = []
        if not self.straight:
            said = _("All like %(value)s")
            each = enumerate(one.proposals)
            made = [Button(f"alike:take:{at}", said % {"value": text}) for at, text in each]
        if one.as_is:
            made.append(Button("alike:as_is:0", _("Leave all as they are")))
        if one.empty:
            made.append(Button("alike:empty:0", _("Leave all empty")))
        made.append(Button("alike:skip:0", _("Skip these rows")))
        return made

    @property
    def alike_said(self) -> str:
        """What stands on the button for all of them."""
        n = self.problem.alike
        text = ngettext("All %(n)s such cells", "All %(n)s such cells", n)
        return text % {"n": number(n)}


@dataclass(frozen=True)
class ShownRow:
    """One row of the check."""

    row: wizard.RowView
    cells: Sequence[ShownCell]
    problems: Sequence[ShownProblem]
    status: tuple[str, Any]

    @property
    def number(self) -> str:
        """Its number in the file, as it stands there."""
        return str(self.row.number)

    @property
    def below(self) -> bool:
        """Whether something is said below it."""
        return bool(self.problems or self.row.notes or self.row.skipped_by_hand)

    @property
    def record(self) -> str:
        """The page of the customer whom the row means."""
        return reverse("people:record", args=[self.row.who_id]) if self.row.who_id else ""


@dataclass(frozen=True)
class ShownCheck:
    """Step 3: counts that add up, the rows of one segment, what can be chosen."""

    draft: wizard.Shown
    page: wizard.RowPage | None
    which: str
    after: int = 0
    wide: bool = False
    chosen: bool = True  # somebody chose these rows

    @property
    def counts(self) -> list[tuple[Any, int, str]]:
        """(label, number, tone); the ones behind the first add up to it."""
        counts = self.draft.counts
        changed = pgettext("people: wizard", "will be completed")
        if self.draft.on_match == "overwrite":
            changed = pgettext("people: wizard", "will be changed")
        told = [
            (pgettext("people: wizard", "Rows"), counts.rows, ""),
            (pgettext("people: wizard", "customers will be added"), counts.create, "g"),
            (changed, counts.update, ""),
        ]
        if counts.skip:
            told.append((pgettext("people: wizard", "will be skipped"), counts.skip, ""))
        open_ = (
            pgettext("people: wizard", "still doubtful"),
            counts.open,
            "o" if counts.open else "",
        )
        return [*told, open_]

    @property
    def settled(self) -> str:
        """How many of the doubtful cells are settled; "" without any."""
        counts = self.draft.counts
        if not counts.cells_asked:
            return ""
        said = {"done": number(counts.cells_settled), "all": number(counts.cells_asked)}
        return _("%(done)s of %(all)s doubtful cells settled") % said

    @property
    def checked(self) -> str:
        """That the whole list was looked at."""
        rows = number(self.draft.counts.rows)
        return _("%(done)s of %(all)s rows checked") % {"done": rows, "all": rows}

    @property
    def segments(self) -> list[Segment]:
        """The choices of rows that have any."""
        counts = self.draft.counts
        changed = pgettext("people: wizard", "Completed")
        if self.draft.on_match == "overwrite":
            changed = pgettext("people: wizard", "Changed")
        known = [
            ("all", pgettext("people: wizard", "All"), counts.rows),
            ("asked", _("Doubtful and settled"), counts.asked),
            ("create", pgettext("people: wizard", "Added"), counts.create),
            ("update", changed, counts.update),
            ("skip", pgettext("people: wizard", "Skipped"), counts.skip),
        ]
        return [
            Segment(key, label, count, key == self.which)
            for key, label, count in known
            if count or key in {"all", self.which}
        ]

    @property
    def query(self) -> str:
        """What says the same rows again."""
        said = {"show": self.which} if self.chosen else {}
        if self.after:
            said["after"] = str(self.after)
        if self.wide:
            said["wide"] = "1"
        return "?" + urlencode(said)

    @property
    def wider(self) -> str:
        """What says the same rows with all their columns."""
        return "?" + urlencode({"show": self.which, "after": self.after, "wide": "1"})

    @property
    def next(self) -> str:
        """The following rows, "" at the end."""
        if self.page is None or not self.page.next:
            return ""
        return "?" + urlencode({"show": self.which, "after": self.page.next})

    @cached_property
    def places(self) -> list[int]:
        """The columns that are shown: what has a doubt, and the first ones that say something here."""
        if self.page is None:
            return []
        rows, known = self.page.rows, self.page.columns
        doubtful = {cell.at for row in rows for cell in row.cells if cell.state}
        doubtful |= {one.at for row in rows for one in row.problems if one.at >= 0}
        if self.wide:
            return sorted({*known, *doubtful})
        filled = {cell.at for row in rows for cell in row.cells if cell.text}
        others = [at for at in known if at in filled and at not in doubtful]
        return sorted([*others[: max(MOST_COLUMNS - len(doubtful), 2)], *doubtful])

    @property
    def more_columns(self) -> int:
        """How many columns of the list are not shown."""
        return len(self.page.columns) - len(self.places) if self.page else 0

    @property
    def span(self) -> str:
        """Over how many columns a sentence below a row stands."""
        return str(len(self.places) + 1)

    @property
    def headings(self) -> list[str]:
        """The head of the table."""
        return [self.draft.columns[at] for at in self.places]

    @property
    def rows(self) -> list[ShownRow]:
        """The rows of this page."""
        return [self._row(row) for row in self.page.rows] if self.page else []

    def _row(self, row: wizard.RowView) -> ShownRow:
        known = {cell.at: cell for cell in row.cells}
        seen: Counter[int] = Counter()
        problems = []
        for one in row.problems:
            last = one is row.problems[-1]
            problems.append(ShownProblem(one, row.number, last, seen[one.at]))
            seen[one.at] += 1
        cells = [
            ShownCell(
                at,
                self.draft.columns[at],
                known.get(at, _EMPTY),
                row.number,
                f"h-{row.number}-{at}" if seen[at] else "",
            )
            for at in self.places
        ]
        return ShownRow(row, cells, problems, self._status(row))

    def _status(self, row: wizard.RowView) -> tuple[str, Any]:
        if row.result == "create":
            return "g", pgettext("people: wizard", "will be added")
        if row.result == "update" and self.draft.on_match == "overwrite":
            return "b", pgettext("people: wizard", "changes")
        if row.result == "update":
            return "b", pgettext("people: wizard", "completes")
        if row.result == "skip":
            return "", pgettext("people: wizard", "is skipped")
        return "r" if row.result == "error" else "o", pgettext("people: wizard", "doubtful")


def matches(shown: wizard.Shown) -> list[tuple[str, Any, bool]]:
    """By what somebody is recognised: (value, label, chosen)."""
    labels = {
        "external_id": _("External number"),
        "number": _("Customer number"),
        "email": pgettext("people: wizard", "E-mail"),
    }
    return [(key, labels[key], key in shown.match) for key in wizard.MATCHES]


def ways(shown: wizard.Shown) -> list[tuple[str, Any, bool]]:
    """What happens to who is there already: (value, label, chosen)."""
    said = [
        ("skip", pgettext("people: wizard", "Skip")),
        ("fill", _("Fill empty fields")),
        ("overwrite", pgettext("people: wizard", "Overwrite")),
    ]
    return [(key, label, key == shown.on_match) for key, label in said]
