"""The zip package around an XLSX file, opened without trusting it (D26), and its XML (D25).

Sizes are judged by what the directory of the package declares, before anything is unpacked; the
standard library never unpacks more than declared. XML is read in small pieces: no document type,
no entity, no endless name, no deep nesting.
"""

from __future__ import annotations

import errno
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol
from xml.parsers import expat

from django.utils.translation import gettext as _

from stammkunde.foundation.sheets.basics import Source, Unreadable
from stammkunde.foundation.sheets.kinds import refuse_other_packages

MOST_PARTS = 5_000
MOST_DIRECTORY = 2 * 1024 * 1024
LARGEST_PART = 600 * 1024 * 1024  # unpacked
MOST_PACKED = 100  # times smaller than unpacked, from SMALL on; programs reach about 20
SMALL = 8 * 1024 * 1024
_PIECE = 64 * 1024
_MOST_NAMES = 2_000
_DEEPEST = 100
_LONGEST_TOKEN = 1024 * 1024
_END = struct.Struct("<4s4H2LH")


class Reader(Protocol):
    """What `parts` drives: elements open and close, `depth` counts the open ones."""

    depth: int

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; names without their prefix."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, piece: str) -> None:
        """Text inside an element, in pieces."""


class Package:
    """A zip package whose directory was judged harmless."""

    def __init__(self, source: Source) -> None:
        self._source = source
        with source.open() as stream, _damage():
            _judge_directory(stream, source.size)
            with zipfile.ZipFile(stream) as archive:
                self._names = {one.filename: one.filename for one in archive.infolist()}
                about = b""
                if "mimetype" in self._names:
                    info = archive.getinfo("mimetype")
                    _judge(info)
                    with archive.open(info) as part:
                        about = part.read(100)
        refuse_other_packages(frozenset(self._names), about)
        self._folded = {name.lower().lstrip("/"): name for name in self._names}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._folded

    def pieces(self, name: str) -> Iterator[bytes]:
        """The unpacked part, piece by piece; refuses damage and what swells beyond reason."""
        with self._source.open() as stream, _damage(), zipfile.ZipFile(stream) as archive:
            try:
                info = archive.getinfo(self._folded[name.lower()])
            except KeyError:
                raise damaged() from None
            _judge(info)
            with archive.open(info) as part:
                while piece := part.read(_PIECE):
                    yield piece

    def walk(self, name: str, reader: Reader) -> Iterator[None]:
        """Let `reader` hear the XML of a part; gives a turn after each piece."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = reader.start
        parser.EndElementHandler = reader.end
        parser.CharacterDataHandler = reader.text
        parser.StartDoctypeDeclHandler = _doctype
        fed = 0
        try:
            for piece in self.pieces(name):
                parser.Parse(piece, False)
                fed += len(piece)
                if (
                    len(parser.intern) > _MOST_NAMES
                    or reader.depth > _DEEPEST
                    or fed - parser.CurrentByteIndex > _LONGEST_TOKEN
                ):
                    raise suspicious()
                yield
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as problem:
            raise damaged() from problem
        yield

    def read(self, name: str, reader: Reader) -> None:
        """`walk` to the end."""
        for _turn in self.walk(name, reader):
            pass


def local(name: str) -> str:
    """An XML name without its prefix."""
    return name.rpartition(":")[2]


def damaged(row: int = 0) -> Unreadable:
    """The refusal of a file that ends in between, or whose parts do not fit."""
    return Unreadable(
        _("This Excel file is damaged in row %(row)s.") % {"row": row}
        if row
        else _("This Excel file is damaged."),
        _("Open it in the spreadsheet program and save it again."),
        row,
    )


def suspicious() -> Unreadable:
    """The refusal of a file made to swell, which no spreadsheet program writes."""
    return Unreadable(
        _("This file would grow beyond all bounds when it is unpacked; it was not opened."),
        _("Save the list again as XLSX or CSV. If somebody sent it to you, ask them."),
    )


def _judge_directory(stream: BinaryIO, size: int) -> None:
    """Before the directory is read: whether it is one of a spreadsheet's size."""
    tail = min(size, 65_536 + _END.size + 20)
    stream.seek(size - tail)
    data = stream.read(tail)
    at = data.rfind(b"PK\x05\x06")
    if at < 0 or len(data) - at < _END.size:
        raise damaged()
    _mark, _disk, _first, _here, parts, length, _offset, _comment = _END.unpack_from(data, at)
    huge = data[max(at - 20, 0) : at].startswith(b"PK\x06\x07")
    if huge or parts > MOST_PARTS or length > MOST_DIRECTORY:
        raise suspicious()
    stream.seek(0)


def _judge(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & 1:
        raise Unreadable(
            _("This file has a password."), _("Save it without a password and start again.")
        )
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged()
    swells = info.file_size > max(info.compress_size, 1) * MOST_PACKED
    if info.file_size > LARGEST_PART or (info.file_size > SMALL and swells):
        raise suspicious()


@contextmanager
def _damage() -> Iterator[None]:
    """Everything that the zip module says about broken packages, as one refusal."""
    try:
        yield
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error,
        ValueError, OverflowError, KeyError,
    ) as problem:  # fmt: skip
        raise damaged() from problem
    except OSError as problem:
        if problem.errno not in (errno.EINVAL, None):
            raise
        raise damaged() from problem


def _doctype(*_declared: object) -> None:
    raise suspicious()
