"""A letter as PDF: typst sets it from JSON, the paper goes behind it (ADR 38).

Fonts are those that come inside the typst package, so every machine prints the same. The text of
users is data and never typst's language.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pikepdf
import typst

FOLDER = Path(__file__).parent
BOX = "□"  # stands for a sign that no font has
_LACKS = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_MOST_GAPS = 20  # different signs of one letter; beyond that everything unusual becomes a box
_lacking: set[str] = set()  # signs of which this process knows that no font has them
_A4 = (595.276, 841.89)


@dataclass(frozen=True)
class Paper:
    """What stands behind the text, as bytes of pictures (b"" for white), and the margins in mm."""

    first: bytes = b""
    following: bytes = b""
    top: int = 35
    bottom: int = 30
    right: int = 20
    fold_marks: bool = True


@dataclass(frozen=True)
class Sheet:
    """One letter, all in ready words. head: (name, line) where no paper says who writes."""

    subject: str
    address: Sequence[str]
    back: str
    info: Sequence[tuple[str, str]]
    blocks: Sequence[dict[str, Any]]
    closing: Sequence[dict[str, Any]] = ()
    head: tuple[str, str] | None = None
    language: str = "de"
    page_words: str = "{n}/{m}"
    paper: Paper = field(default_factory=Paper)


@dataclass(frozen=True)
class Made:
    """A finished letter. gaps: signs that were replaced by boxes, each once."""

    pdf: bytes
    pages: int
    gaps: str = ""


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (FOLDER / "letter.typ").read_bytes()


def text_of(sheet: Sheet) -> tuple[bytes, str]:
    """The letter on white paper, and the signs that became boxes. Never fails because of a sign."""
    data = _data(sheet)
    gaps = {one for one in _lacking if one in data}
    while True:
        try:
            return _compiled(_boxed(data, gaps)), "".join(sorted(gaps))
        except typst.TypstError as problem:
            found = _LACKS.search(str(problem))
            if found is None:
                raise
            fresh = {one for one in found[1] if not one.isascii() and one != BOX} - gaps
            if not fresh or len(gaps) > _MOST_GAPS:
                gaps |= _unusual(data)
                return _compiled(_boxed(data, gaps)), "".join(sorted(gaps))
            gaps |= fresh
            _lacking.update(fresh)


def _compiled(data: str) -> bytes:
    compiler = typst.Compiler(
        _template(), root=FOLDER, font_paths=_fonts(), sys_inputs={"data": data}
    )
    return cast("bytes", compiler.compile(format="pdf", pdf_standards=["a-2b"], timestamp=0))


def _data(sheet: Sheet) -> str:
    said = {
        "subject": sheet.subject,
        "address": list(sheet.address)[:6],
        "return": sheet.back,
        "info": [list(one) for one in sheet.info],
        "blocks": list(sheet.blocks),
        "closing": list(sheet.closing),
        "head": {"name": sheet.head[0], "line": sheet.head[1]} if sheet.head else None,
        "lang": sheet.language,
        "page": sheet.page_words,
        "fold": sheet.paper.fold_marks,
        "top": sheet.paper.top,
        "bottom": sheet.paper.bottom,
        "right": sheet.paper.right,
    }
    return "".join(_plain(json.dumps(said, ensure_ascii=False)))


def _plain(text: str) -> Iterator[str]:
    """Without signs that are none: private ones, halves of surrogates, directions."""
    for one in text:
        if (
            "\ud800" <= one <= "\udfff"
            or "\ue000" <= one <= "\uf8ff"
            or "\u202a" <= one <= "\u202e"
        ):
            continue
        yield one


def _boxed(data: str, signs: set[str]) -> str:
    return data.translate({ord(one): BOX for one in signs})


def _unusual(data: str) -> set[str]:
    return {one for one in data if ord(one) > 0x24F and one not in "–—‘’‚“”„…€•□"}


class Papers:
    """The pictures behind the pages of one file, each put in once however many pages show it."""

    def __init__(self, target: pikepdf.Pdf) -> None:
        self._target = target
        self._known: dict[bytes, pikepdf.Object] = {}

    def put_behind(self, page: pikepdf.Page, picture: bytes) -> None:
        """The picture behind everything on the page, as large as an A4 sheet."""
        if not picture:
            return
        if picture not in self._known:
            with pikepdf.open(BytesIO(_drawn(picture))) as drawn:
                form = drawn.pages[0].as_form_xobject()
                self._known[picture] = self._target.copy_foreign(form)
        name = page.add_resource(self._known[picture], pikepdf.Name.XObject)
        page.contents_add(f"/Artifact BMC q {name} Do Q EMC\n".encode(), prepend=True)


def _drawn(picture: bytes) -> bytes:
    compiler = typst.Compiler(
        b"#let p = bytes(json(bytes(sys.inputs.data)))\n"
        b'#set page(paper: "a4", margin: 0mm)\n#image(p, width: 210mm, height: 297mm, fit: "stretch")',
        root=FOLDER,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(list(picture))},
    )
    return cast("bytes", compiler.compile(format="pdf", timestamp=0))


def letter(sheet: Sheet) -> Made:
    """One letter on its paper."""
    return merged([sheet])[0]


def merged(sheets: Sequence[Sheet], *, duplex: bool = False) -> tuple[Made, list[int]]:
    """All letters in one file, in their order, and how many pages each has.

    duplex: a letter with an odd number of pages is followed by an empty one, so that the next
    begins on a sheet of its own.
    """
    target = pikepdf.new()
    papers, counts, gaps = Papers(target), [], ""
    for sheet in sheets:
        pdf, lacking = text_of(sheet)
        gaps += "".join(one for one in lacking if one not in gaps)
        with pikepdf.open(BytesIO(pdf)) as source:
            counts.append(len(source.pages))
            first = len(target.pages)
            target.pages.extend(source.pages)
        for at in range(first, len(target.pages)):
            picture = sheet.paper.first if at == first else sheet.paper.following
            papers.put_behind(target.pages[at], picture)
        if duplex and counts[-1] % 2:
            target.add_blank_page(page_size=_A4)
    out = BytesIO()
    target.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return Made(out.getvalue(), len(target.pages), gaps), counts
