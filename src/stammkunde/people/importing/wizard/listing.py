"""The rows that stay out, as a list to be mended: what is wrong stands at the end of each (IMP-05)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stammkunde.foundation import drafts, files, sheets
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import DraftState, ImportDraft
from stammkunde.foundation.refusals import Missing
from stammkunde.people.importing import words
from stammkunde.people.importing.wizard import holding
from stammkunde.people.importing.wizard.checking import CHUNK, OURS
from stammkunde.people.importing.wizard.uploading import CSV, XLSX


def error_list(actor: Actor, draft: int, kind: str) -> tuple[str, str, Iterator[bytes]]:
    """(name, content type, pieces) of the rows of a checked list that stay out, as "xlsx" or "csv".

    Cells are as they would come in; `words.ORIGINAL` says which row it is, so that the mended list
    can be laid over the first one (`reupload`).
    """
    row = holding.held(actor, draft)
    if kind not in ("xlsx", "csv") or row.state not in (DraftState.CHECKED, DraftState.DONE):
        raise Missing(kind)
    name = files.harmless_name(_("Errors %(file)s") % {"file": row.name} + f".{kind}")
    lines = _lines(row)
    if kind == "xlsx":
        title = pgettext("people: import", "Errors")
        return name, XLSX, sheets.write_xlsx(lines, title=title)
    return name, f"{CSV}; charset=utf-8", _as_csv(lines)


def _as_csv(lines: Iterator[list[str]]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf"
    for piece in sheets.write(lines):
        yield piece.encode()


def _lines(row: ImportDraft) -> Iterator[list[str]]:
    headings = holding.look(row)["headings"]
    places = [at for at, heading in enumerate(headings) if heading not in OURS]
    yield [words.ORIGINAL, *(headings[at] for at in places), words.FAULTS]
    pending = []
    for one in drafts.staying_out(row.pk):
        pending.append(drafts.told(one))
        if len(pending) == CHUNK:
            yield from _some(row, pending, places)
            pending = []
    yield from _some(row, pending, places)


def _some(row: ImportDraft, rows: list[drafts.Looked], places: list[int]) -> Iterator[list[str]]:
    over = holding.overlay_of(row, [one.number for one in rows])
    for one in rows:
        cells = over.laid_over(sheets.Row(one.number, list(one.cells), one.marks)).cells
        wrong = " ".join(_said(said) for said in one.problems)
        shown = [cells[at] if at < len(cells) else "" for at in places]
        yield [str(one.number), *shown, wrong]


def _said(problem: dict[str, str]) -> str:
    where = f"{problem['column']}: " if problem["column"] else ""
    return f"{where}{problem['message']} {problem['hint']}".rstrip()
