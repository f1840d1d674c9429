"""The one way in for files: judged by what they hold, never by name or by what a browser says.

A kind of file is declared once, with what it takes and how much of it:

    LOGO = uploads.declare(uploads.Intake("foundation.logo", takes=uploads.PICTURES))
    checked = uploads.taken(actor, LOGO, upload)         # in the door, outside of transactions
    file = uploads.keep(checked)                         # in the operation

Pictures are unpacked within bounds and written anew (`foundation.images`), lists are opened as
lists (`foundation.sheets`), papers are PDF that begin and end as one and are never opened here.
Nothing else comes in: no SVG, no HTML, no archive (D26, D27).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Protocol

from django.db.models import Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from stammkunde.foundation import files, images, ratelimit, sheets
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import StoredFile
from stammkunde.foundation.refusals import Refused

MEGABYTE = 1024 * 1024
PICTURES, LISTS, PAPERS = frozenset({"picture"}), frozenset({"list"}), frozenset({"paper"})
MOST_BYTES = 32 * MEGABYTE  # of anything; what is larger is not read at all (`web.bodies`)
XLSX, CSV = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv"
PDF = "application/pdf"
_HOUR = timedelta(hours=1)
_PIECE = 256 * 1024


class Incoming(Protocol):
    """What a door hands over; Django's uploaded files are like this."""

    @property
    def name(self) -> str | None: ...
    @property
    def size(self) -> int | None: ...
    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True)
class Given:
    """Bytes that stand for an upload, in commands and tests."""

    name: str
    data: bytes

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.data)

    def chunks(self) -> Iterator[bytes]:
        """All of it."""
        yield self.data


@dataclass(frozen=True)
class Intake:
    """What one kind of stored file takes. kind: as in `files.owns`. takes: PICTURES, LISTS, PAPERS.

    most_bytes: of one upload. side: pictures are stored at most that many pixels wide and high.
    per_hour: uploads of one person (at most 100). room: bytes of all files of this kind together.
    named: a picture keeps its name, with the ending of what it became.
    """

    kind: str
    takes: frozenset[str]
    most_bytes: int = 10 * MEGABYTE
    side: int = 512
    per_hour: int = 100
    room: int = 2048 * MEGABYTE
    named: bool = False

    def __post_init__(self) -> None:
        if not self.takes or self.takes - (PICTURES | LISTS | PAPERS):
            raise ValueError(f"{self.kind}: takes pictures, lists, papers")
        if self.most_bytes > MOST_BYTES:
            raise ValueError(f"{self.kind}: no upload has more than {MOST_BYTES} bytes")


@dataclass(frozen=True)
class Checked:
    """An upload that is what its kind takes: name and type are ours."""

    intake: Intake
    name: str
    content_type: str
    source: bytes | Path
    small: bytes = b""

    @property
    def size(self) -> int:
        """In bytes."""
        return self.source.stat().st_size if isinstance(self.source, Path) else len(self.source)

    def pieces(self) -> Iterator[bytes]:
        """The bytes, a piece at a time."""
        with (
            self.source.open("rb") if isinstance(self.source, Path) else BytesIO(self.source)
        ) as found:
            while piece := found.read(_PIECE):
                yield piece


INTAKES: dict[str, Intake] = {}


def declare(intake: Intake) -> Intake:
    """Declare what a kind takes; its room says with `files.owns` who may read."""
    if INTAKES.get(intake.kind, intake) != intake:
        raise ValueError(f"{intake.kind} is declared twice")
    INTAKES[intake.kind] = intake
    return intake


def taken(
    actor: Actor, intake: Intake, upload: Incoming | None, *, field: str = "upload"
) -> Checked:
    """What came in, judged by its content. Call it outside of transactions: unpacking takes time.

    Refuses (`field` names the form's): `upload_missing`, `upload_empty`, `upload_too_big`,
    `upload_kind` (none of what the kind takes), `upload_pixels`, `upload_damaged`; `TooMany` after
    `per_hour` uploads of this person.
    """
    try:
        return _judged(intake, let_in(actor, intake, upload))
    except ratelimit.TooMany:
        raise
    except Refused as no:
        raise Refused(no.code, no.message, field) from no


def let_in(actor: Actor, intake: Intake, upload: Incoming | None) -> Incoming:
    """The first half of `taken`, for whoever judges the content on his own: there is a file, not
    too large, and this person has not sent too many. Refuses as `taken`, without a field.
    """
    if upload is None or isinstance(upload, list | str):
        raise Refused("upload_missing", _("Choose a file first."))
    size = upload.size or 0
    if size > intake.most_bytes:
        most = number_format(intake.most_bytes // MEGABYTE)
        raise Refused("upload_too_big", _("The file has more than %(most)s MB.") % {"most": most})
    if not size:
        raise Refused("upload_empty", _("The file is empty."))
    who = str(actor.id or actor.kind)
    ratelimit.hit(f"upload.{intake.kind}"[:40], who, intake.per_hour, _HOUR)
    return upload


def make_sure_of_room(intake: Intake, size: int) -> None:
    """Refuse (`upload_full`) what does not fit any more among the files of its kind."""
    there = StoredFile.objects.filter(owner=intake.kind).aggregate(bytes=Sum("size"))["bytes"] or 0
    if there + size > intake.room:
        raise Refused("upload_full", _("There is no room for more files of this kind."))


def keep(checked: Checked) -> StoredFile:
    """Store it, inside an operation; refuses when the kind's room is full (`upload_full`)."""
    intake = checked.intake
    make_sure_of_room(intake, checked.size)
    return files.store(
        intake.kind, checked.name, checked.content_type, checked.pieces(), small=checked.small
    )


def _judged(intake: Intake, upload: Incoming) -> Checked:
    path = getattr(upload, "temporary_file_path", None)
    source = Path(path()) if path else b"".join(upload.chunks())
    head = _head(source)
    if intake.takes >= PAPERS and head.startswith(b"%PDF-"):
        return _paper(intake, upload.name or "", source)
    if intake.takes >= LISTS and not (intake.takes >= PICTURES and _begins_like_a_picture(head)):
        return _list(intake, upload.name or "", source, head)
    data = source if isinstance(source, bytes) else source.read_bytes()
    try:
        picture = images.made(data, side=intake.side)
    except Refused as no:
        if no.code == "upload_kind" and intake.takes >= PAPERS and b"<svg" not in data[:4096]:
            text = _("This is neither a PDF nor a picture (JPG, PNG, WebP, GIF).")
            raise Refused("upload_kind", text) from no
        raise
    name = _ending(upload.name or "", "webp") if intake.named else picture.name
    return Checked(intake, name, picture.content_type, picture.data, picture.small)


def _paper(intake: Intake, name: str, source: bytes | Path) -> Checked:
    """A PDF, as far as its first and last bytes say; whoever opens it does so within bounds."""
    tail = source[-_PIECE:] if isinstance(source, bytes) else source.read_bytes()[-_PIECE:]
    if b"%%EOF" not in tail:
        raise Refused("upload_damaged", _("The PDF is damaged."))
    return Checked(intake, _ending(name, "pdf"), PDF, source)


def _ending(name: str, ending: str) -> str:
    """The name with this ending in place of its own."""
    harmless = files.harmless_name(name)
    stem, dot, old = harmless.rpartition(".")
    if dot and stem and len(old) <= 5:
        harmless = stem
    return files.harmless_name(f"{harmless}.{ending}")


def _list(intake: Intake, name: str, source: bytes | Path, head: bytes) -> Checked:
    """A list that can be opened up to its headings; the ending of its name says what it is."""
    try:
        sheet = sheets.read(source)
    except sheets.Unreadable as no:
        raise Refused("upload_kind", " ".join(filter(None, [no.message, no.hint]))) from no
    except MemoryError as no:
        raise Refused("upload_damaged", _("The list is damaged.")) from no
    ending, kind = ("xlsx", XLSX) if sheet.encoding == "XLSX" else ("csv", CSV)
    harmless = files.harmless_name(name)
    if not harmless.lower().endswith(f".{ending}"):
        harmless = files.harmless_name(f"{harmless}.{ending}")
    return Checked(intake, harmless, kind, source)


def _head(source: bytes | Path) -> bytes:
    if isinstance(source, bytes):
        return source[:16]
    with source.open("rb") as found:
        return found.read(16)


def _begins_like_a_picture(head: bytes) -> bool:
    return head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8")) or head[8:12] == b"WEBP"
