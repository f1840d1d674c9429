"""Customer lists in (IMP-02, IMP-05): columns, rows, plan, apply. An import never sends anything."""

from stammkunde.people.importing.apply import CHUNK, import_customers
from stammkunde.people.importing.columns import BESIDE_HEADINGS, ID_HEADING
from stammkunde.people.importing.leftover import faulty_rows
from stammkunde.people.importing.plan import Course, Mode, OnMatch
from stammkunde.people.importing.report import Problem, Progress, Report

__all__ = [
    "BESIDE_HEADINGS",
    "CHUNK",
    "ID_HEADING",
    "Course",
    "Mode",
    "OnMatch",
    "Problem",
    "Progress",
    "Report",
    "faulty_rows",
    "import_customers",
]
