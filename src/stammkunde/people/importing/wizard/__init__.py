"""The import wizard: a list is uploaded, columns are assigned, it is checked, cells are settled, it
comes in (IMP-01 to IMP-08, ADR 25).

Every function takes the actor first and needs `people.import` and `people.edit`; a draft belongs to
whoever began it. `version` is the one that the page showed: `Stale` when the draft has moved on.
"""

from __future__ import annotations

from stammkunde.people.importing.plan import MATCHES
from stammkunde.people.importing.wizard.assigning import choices, columns, set_mapping
from stammkunde.people.importing.wizard.checking import check, set_match, stop_checking
from stammkunde.people.importing.wizard.committing import commit
from stammkunde.people.importing.wizard.holding import INTAKE
from stammkunde.people.importing.wizard.listing import error_list
from stammkunde.people.importing.wizard.settling import (
    all_alike,
    as_is,
    correct,
    leave_empty,
    skip_row,
    take,
    take_back,
)
from stammkunde.people.importing.wizard.shapes import (
    PAGE,
    Cell,
    ChoiceGroup,
    ColumnView,
    Counts,
    Format,
    ProblemView,
    Progress,
    RowPage,
    RowView,
    Shown,
)
from stammkunde.people.importing.wizard.showing import drafts, rows, show, step
from stammkunde.people.importing.wizard.uploading import (
    DELIMITERS,
    ENCODINGS,
    MOST_BYTES,
    abandon,
    begin,
    reupload,
    set_format,
)

__all__ = [
    "DELIMITERS",
    "ENCODINGS",
    "INTAKE",
    "MATCHES",
    "MOST_BYTES",
    "PAGE",
    "Cell",
    "ChoiceGroup",
    "ColumnView",
    "Counts",
    "Format",
    "ProblemView",
    "Progress",
    "RowPage",
    "RowView",
    "Shown",
    "abandon",
    "all_alike",
    "as_is",
    "begin",
    "check",
    "choices",
    "columns",
    "commit",
    "correct",
    "drafts",
    "error_list",
    "leave_empty",
    "reupload",
    "rows",
    "set_format",
    "set_mapping",
    "set_match",
    "show",
    "skip_row",
    "step",
    "stop_checking",
    "take",
    "take_back",
]
