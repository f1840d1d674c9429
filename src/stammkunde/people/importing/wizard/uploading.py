"""Lists come in: by what they hold, not by their name, and not larger than anybody needs (D26-D29)."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation import drafts, files, once, sheets, uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import DraftState
from stammkunde.foundation.refusals import Refused
from stammkunde.people.importing import words
from stammkunde.people.importing.columns import columns_of, knows
from stammkunde.people.importing.names import KIND
from stammkunde.people.importing.plan import MATCHES, OnMatch
from stammkunde.people.importing.wizard import checking, holding
from stammkunde.people.importing.wizard.shapes import Shown
from stammkunde.people.importing.wizard.showing import show
from stammkunde.people.operations import PUBLIC_ID

MOST_BYTES = 20 * 1024 * 1024
SAMPLES, LOOKED_AT, LONGEST_SAMPLE = 5, 200, 80
XLSX, CSV = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text/csv",
)
UTF_16 = "utf-16"
ENCODINGS: tuple[tuple[str, Any], ...] = (
    ("utf-8", "UTF-8"),
    ("cp1252", pgettext_lazy("sheets", "Windows-1252 (older Excel)")),
    ("mac-roman", pgettext_lazy("sheets", "Mac Roman (older Mac)")),
    ("iso8859-15", "ISO-8859-15"),
    (UTF_16, "UTF-16"),
)
DELIMITERS: tuple[tuple[str, Any], ...] = (
    (";", pgettext_lazy("sheets", "semicolon")),
    (",", pgettext_lazy("sheets", "comma")),
    ("\t", pgettext_lazy("sheets", "tab")),
    ("|", pgettext_lazy("sheets", "bar |")),
)
READABLE = (DraftState.UPLOADED, DraftState.MAPPED, DraftState.CHECKED, DraftState.FAILED)


def begin(actor: Actor, name: str, pieces: Iterable[bytes]) -> Shown:
    """Begin an import with an uploaded file (IMP-02). Needs `people.import` and `people.edit`.

    What it is is told by its content. Refuses more than 20 MB (`file_too_big`), what is no list
    (`unreadable`), and one without rows (`no_rows`).
    """
    holding.need(actor)
    data = _gathered(pieces)
    found = _looked_at(data, {})
    with transaction.atomic():
        once.claim("people.begin_import")
        uploads.make_sure_of_room(holding.INTAKE, len(data))
        file = files.store(holding.FILE, name, _kind_of(data), [data])
        draft = drafts.begin(actor, KIND, file, **_said(found, {}))
    return show(actor, draft.pk)


def set_format(
    actor: Actor,
    draft: int,
    version: int,
    *,
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
    header: int = 0,
) -> Shown:
    """Read the file otherwise; "" and 0 as it is found. What was assigned and settled is forgotten.

    Refuses (`unreadable`, `no_rows`) what cannot be read so; then nothing is changed.
    """
    row = holding.held(actor, draft)
    known = {"encoding": dict(ENCODINGS), "delimiter": dict(DELIMITERS)}
    said = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet[:200], "header": header}
    wanted = {
        key: value for key, value in said.items() if value and value in known.get(key, {value})
    }
    if wanted.get("encoding") == UTF_16:
        del wanted["encoding"]  # found by itself, or it is none
    found = _looked_at(files.path_of(row.file).read_bytes(), wanted)
    if encoding == UTF_16 != found["encoding"]:
        raise Refused("unreadable", _("This file is not written in UTF-16."), "encoding")
    changed = {**_said(found, wanted), "state": DraftState.UPLOADED}
    with drafts.change(row, version, READABLE, **changed):
        drafts.forget(row.pk)
    drafts.clear(row.pk)
    return show(actor, draft)


def reupload(actor: Actor, draft: int, version: int, name: str, pieces: Iterable[bytes]) -> Shown:
    """Take a mended file and check again. Our own list of errors is laid over the rows that it names;
    any other file takes the place of the list, and what was assigned stays where it has the same
    headings. Refuses as `begin`, and `other_list` a list of errors with other columns.
    """
    row = holding.held(actor, draft)
    data = _gathered(pieces)
    found = _looked_at(data, {})
    headings = found["headings"]
    kind = _kind_of(data)
    if words.ORIGINAL in headings:
        theirs, ours = (
            [one for one in some if one not in checking.OURS]
            for some in (headings, holding.look(row)["headings"])
        )
        if theirs != ours:
            text = _("This list of errors belongs to another list.")
            raise Refused("other_list", text, "file")
        with transaction.atomic():
            mended = files.store(holding.FILE, name, kind, [data]).key
            checking.started(actor, row, version, READABLE, mended=mended)
        return show(actor, draft, said=_("The mended rows are laid over the list."))
    same = headings == holding.look(row)["headings"]
    said = _said(found, {})
    if same:
        said |= {"mapping": row.mapping, "match": row.match, "on_match": row.on_match}
    before = row.file
    with transaction.atomic():
        file = files.store(holding.FILE, name, kind, [data])
        said |= {"file": file.key, "name": file.name, "sha256": file.sha256, "size": file.size}
        with drafts.change(row, version, READABLE, state=DraftState.UPLOADED, **said):
            drafts.forget(row.pk)
            files.remove([before] if before else [])
    drafts.clear(row.pk)
    if same:
        checking.started(actor, row, row.version, READABLE)
    return show(actor, draft, said=_("The new file takes the place of the former one."))


def abandon(actor: Actor, draft: int) -> None:
    """Give an import up: its file, rows and corrections are gone. One that is coming in is taken
    back by its job."""
    drafts.abandon(holding.held(actor, draft))


def _gathered(pieces: Iterable[bytes]) -> bytes:
    data = bytearray()
    for piece in pieces:
        data += piece
        if len(data) > MOST_BYTES:
            text = _("The file has more than 20 MB. Split the list into several files.")
            raise Refused("file_too_big", text, "file")
    return bytes(data)


def _kind_of(data: bytes) -> str:
    return XLSX if data.startswith(b"PK") else CSV


def _looked_at(data: bytes, wanted: dict[str, Any]) -> dict[str, Any]:
    """Headings, samples and format of a list, as JSON takes them."""
    try:
        sheet = sheets.read(data, knows=knows, **wanted)
        samples: list[list[str]] = [[] for _heading in sheet.headings]
        first = False
        for number, row in enumerate(sheet.rows):
            first = True
            if number >= LOOKED_AT:
                break
            for at, cell in enumerate(row.cells[: len(samples)]):
                if len(samples[at]) < SAMPLES and cell.strip():
                    samples[at].append(cell.strip()[:LONGEST_SAMPLE])
    except sheets.Unreadable as no:
        raise Refused("unreadable", f"{no.message} {no.hint}".strip(), "file") from no
    if not first:
        raise Refused("no_rows", _("There is nothing below the headings of this list."), "file")
    encoding = sheet.encoding.replace("windows-1252", "cp1252")
    if encoding in ("utf-8-sig", "utf-8"):
        encoding = "utf-8"
    return {
        "headings": [str(one) for one in sheet.headings],
        "samples": samples,
        "header": sheet.header,
        "encoding": "" if sheet.name else _spelled(encoding),
        "delimiter": sheet.delimiter,
        "sheet": sheet.name,
        "sheets": list(sheet.others),
        "text": sheet.format,
    }


def _spelled(encoding: str) -> str:
    """An encoding as `ENCODINGS` names it."""
    name = codecs.lookup(encoding).name
    return next((one for one, _label in ENCODINGS if codecs.lookup(one).name == name), encoding)


def _said(found: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """The columns of a draft whose file was just looked at."""
    known = drafts.known(KIND, found["headings"])
    columns = columns_of(holding.Headings(found["headings"]), known, nameless=True)
    own_id = PUBLIC_ID in columns.headings
    return {
        "chosen": holding.written(wanted) if wanted else "",
        "look": holding.written(found),
        "mapping": holding.written(known) if known else "",
        "remembered": bool(known),
        "match": ",".join(MATCHES),
        "on_match": (OnMatch.OVERWRITE if own_id else OnMatch.FILL).value,
        "tallies": "",
        "rows": 0,
        **dict.fromkeys(("done", "created", "updated", "skipped", "doubtful", "faulty"), 0),
        "trouble": "",
        "hint": "",
    }
