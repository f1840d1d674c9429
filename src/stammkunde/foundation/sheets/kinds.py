"""Files that are no lists, known by how they begin, and what to do with each."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from stammkunde.foundation.sheets.basics import Unreadable

ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_MARKUP = re.compile(rb"<(!doctype|html|head|meta|table|body|\?xml|[a-z]+:?[a-z]*\s+xmlns)", re.I)
_PACKED = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM\x00", b"II*\x00", b"MM\x00*")


def refuse_other_kinds(head: bytes) -> None:
    """`Unreadable` for a file that begins like something else than a list."""
    if not head.replace(b"\0", b"").strip(b"\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise Unreadable(_("The file is empty."), _("Its first row must name the columns."))
    if head.startswith(_OLE):
        raise Unreadable(
            _("This is an old Excel file (.xls), or one with a password."),
            _("In the spreadsheet program: save as, file type XLSX or CSV, without a password."),
        )
    if head.startswith(b"%PDF"):
        raise Unreadable(_("This is a PDF, not a list."), _save_as())
    if head.startswith((b"{\\rtf", *_PICTURES)):
        raise Unreadable(_("This is a text document or a picture, not a list."), _save_as())
    if head.startswith(_PACKED):
        raise packed()
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if _MARKUP.match(text):
        raise Unreadable(
            _("This is a web page or an XML file, even if its name says otherwise."),
            _("Open it in the spreadsheet program and save it as XLSX or CSV."),
        )


def packed() -> Unreadable:
    """The refusal of an archive that is no spreadsheet."""
    return Unreadable(
        _("This is a packed archive, not a list."), _("Unpack it and choose the list in it.")
    )


def refuse_other_packages(names: frozenset[str], about: bytes) -> None:
    """`Unreadable` for a zip package that is no XLSX; `about` is its `mimetype`, if it has one."""
    if b"opendocument" in about or "content.xml" in names:
        raise Unreadable(
            _("This is an OpenDocument file (.ods)."),
            _("In the spreadsheet program: save as, file type XLSX or CSV."),
        )
    if "xl/workbook.bin" in names:
        raise Unreadable(_("This is a binary Excel file (.xlsb)."), _save_as())
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise Unreadable(_("This is a text document or a picture, not a list."), _save_as())
    if any(name.startswith("Index/") for name in names):
        raise Unreadable(_("This is a Numbers file."), _("Export it as Excel or CSV."))
    if "[Content_Types].xml" not in names:
        raise packed()


def _save_as() -> str:
    return _("Save the list as XLSX or CSV.")
