"""A list as a real spreadsheet program saves it: LibreOffice, headless, from a flat XML sheet.

Every cell is text, as offices keep postcodes and phone numbers. `soffice` runs with a profile of
its own in a temporary folder, so that a LibreOffice that is open on the desk is left alone.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

SECONDS = 180
_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
_MIME = "application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True)
class Form:
    """How a list is saved: Python's name of the encoding, LibreOffice's number, the delimiter."""

    name: str
    encoding: str
    number: int
    delimiter: str


WINDOWS = Form("windows-1252", "cp1252", 1, ";")
UTF8 = Form("utf-8", "utf-8", 76, ",")


def soffice() -> str:
    """Where LibreOffice is; "" without one."""
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


def version() -> str:
    """What LibreOffice calls itself."""
    said = subprocess.run([soffice(), "--version"], capture_output=True, text=True, timeout=SECONDS)
    return said.stdout.strip()


def save_as(form: Form, lines: Iterable[Sequence[str]], path: Path) -> Path:
    """Let LibreOffice write `lines` (the headings first) to `path`, which must end in .csv."""
    with tempfile.TemporaryDirectory(prefix="stammkunde-soffice-") as name:
        folder = Path(name)
        sheet = folder / "list.fods"
        sheet.write_text(flat_xml(lines), "utf-8")
        # delimiter, quotation mark, encoding, first line, columns, language, quote all texts, as shown
        how = f"{ord(form.delimiter)},34,{form.number},1,,0,false,true"
        subprocess.run(
            [
                soffice(),
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                *("--headless", "--norestore", "--convert-to"),
                f"csv:Text - txt - csv (StarCalc):{how}",
                *("--outdir", str(folder), str(sheet)),
            ],
            check=True,
            capture_output=True,
            timeout=SECONDS,
        )
        shutil.copyfile(folder / "list.csv", path)
    return path


def flat_xml(lines: Iterable[Sequence[str]]) -> str:
    """One sheet of text cells as flat OpenDocument."""
    spaces = " ".join(f'xmlns:{short}="{long}"' for short, long in _SPACES.items())
    rows = "\n".join(
        f"<table:table-row>{''.join(map(_cell, line))}</table:table-row>" for line in lines
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {spaces} office:version="1.3" '
        f'office:mimetype="{_MIME}"><office:body><office:spreadsheet>'
        f'<table:table table:name="Kunden">\n{rows}\n</table:table>'
        "</office:spreadsheet></office:body></office:document>\n"
    )


def _cell(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    return (
        '<table:table-cell office:value-type="string">'
        f"<text:p>{escape(text)}</text:p></table:table-cell>"
    )
