"""What pages get to see of a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

PAGE = 50


@dataclass(frozen=True)
class Format:
    """How the file is read. `sheets`: those that somebody sees; `text`: all of it, for people;
    `chosen`: what somebody chose, the rest was found."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header: int = 1
    sheets: tuple[str, ...] = ()
    text: str = ""
    chosen: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Counts:
    """create + update + skip + doubtful + error = rows, once all are checked."""

    rows: int = 0
    create: int = 0
    update: int = 0
    skip: int = 0
    doubtful: int = 0
    error: int = 0
    settled_rows: int = 0
    cells_settled: int = 0
    cells_open: int = 0

    @property
    def open(self) -> int:
        """Rows that do not come in as they are."""
        return self.doubtful + self.error

    @property
    def ready(self) -> int:
        """Rows that an import would write."""
        return self.create + self.update

    @property
    def asked(self) -> int:
        """Rows that were open once."""
        return self.open + self.settled_rows

    @property
    def cells_asked(self) -> int:
        """Cells that were open once."""
        return self.cells_open + self.cells_settled


@dataclass(frozen=True)
class Progress:
    """How far the job is. `waiting`: in line behind others; `interrupted`: its process is gone, and
    the same may be begun again."""

    done: int = 0
    total: int = 0
    waiting: bool = False
    interrupted: bool = False


@dataclass(frozen=True)
class Shown:
    """A draft as its owner sees it."""

    id: int
    version: int
    state: str
    name: str
    size: int
    begun_at: datetime
    changed_at: datetime
    format: Format
    remembered: bool
    match: tuple[str, ...]
    on_match: str
    mode: str
    counts: Counts
    progress: Progress
    trouble: str = ""
    trouble_hint: str = ""
    batch: int = 0
    said: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnView:
    """One column of the file. choice: the heading that it is read as, "" for one that is left out;
    detected: what it would be without anybody's choice; known: whether it comes in."""

    at: int
    heading: str
    samples: Sequence[str]
    choice: str
    known: bool
    detected: str
    starred: bool
    problem: str = ""
    hint: str = ""


@dataclass(frozen=True)
class ChoiceGroup:
    """What columns may be read as, under one label: (key, label) each."""

    label: str
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Cell:
    """A cell as it comes in; `was`: what the file says where that is something else."""

    at: int
    text: str
    was: str = ""
    state: str = ""


@dataclass(frozen=True)
class ProblemView:
    """What is wrong or asked about a cell (`at` -1: about the row), and the ways out. `doubt`: it
    only asks. `alike`: how many open cells of this column ask the same."""

    at: int
    column: str
    message: str
    hint: str
    code: str
    proposals: Sequence[str]
    as_is: bool
    empty: bool
    alike: int
    doubt: bool = False


@dataclass(frozen=True)
class RowView:
    """A row and what becomes of it; `who`: whom it means; `why`: why it is left out."""

    number: int
    result: str
    cells: Sequence[Cell]
    problems: Sequence[ProblemView]
    who: str = ""
    who_id: int = 0
    notes: Sequence[str] = ()
    skipped_by_hand: bool = False
    why: str = ""


@dataclass(frozen=True)
class RowPage:
    """Some rows; `next`: behind which the others stand, 0 for none; `columns`: those worth a look."""

    rows: Sequence[RowView]
    next: int
    counts: Counts
    columns: Sequence[int]
