"""The user guide: pages of docs/guide, read once per start, found by words and by page.

A page is Markdown: `# Title`, one paragraph what for, sections. Its first line may name the pages
of the product that it helps with, as `<!-- people:list people:record#abschnitt -->`; README.md is
the table of contents. Pictures lie in `bilder/`. The wheel carries the folder as `stammkunde/guide`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

import stammkunde
from stammkunde.foundation.folding import fold

CONTENTS = "README"
SHORTEST_QUERY = 3
PICTURES = "bilder"
_PACKAGE = Path(stammkunde.__file__).parent
_HELPS = re.compile(r"\A<!--(.*?)-->\s*", re.DOTALL)
_PAGE_LINK = re.compile(r"([\w-]+)\.md(#[\w-]+)?")
_PICTURE = re.compile(PICTURES + r"/([\w-]+\.png)")
_NAME = re.compile(r"[a-z0-9-]+")
_TITLE_SCORE, _HEADING_SCORE, _MOST_IN_TEXT = 100, 10, 5


@dataclass(frozen=True)
class Section:
    """A part of a page: `anchor` "" is the page's beginning; `words` is its folded text."""

    anchor: str
    heading: str
    words: str
    text: str


@dataclass(frozen=True)
class GuidePage:
    """One page of the guide; `helps` maps names of addresses to an anchor of this page or ""."""

    key: str
    title: str
    lead: str
    html: SafeString
    sections: tuple[Section, ...]
    helps: dict[str, str]


@dataclass(frozen=True)
class Found:
    """A section that says what was asked for."""

    page: GuidePage
    section: Section

    @property
    def label(self) -> str:
        """What to write as a link."""
        return self.section.heading or self.page.title

    @property
    def url(self) -> str:
        """Where it stands."""
        anchor = f"#{self.section.anchor}" if self.section.anchor else ""
        return reverse("backoffice:guide_page", args=[self.page.key]) + anchor


def folder() -> Path:
    """Where the guide lies: in the package, in a working copy under docs/."""
    packed = _PACKAGE / "guide"
    return packed if packed.is_dir() else _PACKAGE.parents[1] / "docs" / "guide"


@cache
def pages() -> dict[str, GuidePage]:
    """Every page by its key (the file's name), the table of contents included."""
    return {path.stem: _read(path) for path in sorted(folder().glob("*.md"))}


def page_of(view_name: str) -> tuple[GuidePage, str] | None:
    """The guide page and anchor that help on the page with this address name; None without one."""
    for page in pages().values():
        if view_name in page.helps:
            return page, page.helps[view_name]
    return None


def search(query: str, limit: int) -> list[Found]:
    """Sections in which every word of the query begins some word, the likeliest first."""
    asked = fold(query).split()
    if not asked:
        return []
    scored: list[tuple[int, int, Found]] = []
    for page in pages().values():
        if page.key == CONTENTS:
            continue
        title = fold(page.title).split()
        for section in page.sections:
            score = _score(asked, title, section)
            if score:
                scored.append((-score, len(scored), Found(page, section)))
    return [found for _score_, _at, found in sorted(scored, key=lambda one: one[:2])[:limit]]


def picture(name: str) -> Path | None:
    """The file of a picture of the guide; None when there is none of this name."""
    stem = name.removesuffix(".png")
    path = folder() / PICTURES / f"{stem}.png"
    return path if name.endswith(".png") and _NAME.fullmatch(stem) and path.is_file() else None


def _score(asked: Sequence[str], title: Sequence[str], section: Section) -> int:
    heading, words = fold(section.heading).split(), section.words.split()
    total = 0
    for word in asked:
        in_title = not section.anchor and any(one.startswith(word) for one in title)
        in_heading = any(one.startswith(word) for one in heading)
        in_text = sum(one.startswith(word) for one in words)
        if not (in_title or in_heading or in_text):
            return 0
        total += in_title * _TITLE_SCORE + in_heading * _HEADING_SCORE + min(in_text, _MOST_IN_TEXT)
    return total


def _read(path: Path) -> GuidePage:
    source = path.read_text("utf-8")
    said = _HELPS.match(source)
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(_HELPS.sub("", source))
    sections = tuple(_sections(tokens))
    for token in _all(tokens):
        _point(token)
    body = SafeString(MarkdownIt("commonmark").renderer.render(tokens, _OPTIONS, {}))
    lead = next((one.content for one in _paragraphs(tokens)), "")
    return GuidePage(
        key=path.stem,
        title=sections[0].heading if sections else path.stem,
        lead=_plain(lead),
        html=body,
        sections=sections,
        helps=_helps(said[1] if said else ""),
    )


_OPTIONS: Any = MarkdownIt("commonmark", {"html": False}).options


def _helps(said: str) -> dict[str, str]:
    found = {}
    for one in said.split():
        name, _hash, anchor = one.partition("#")
        found[name] = anchor
    return found


def _sections(tokens: Sequence[Token]) -> Iterator[Section]:
    """The page cut at its headings, which get their anchors meanwhile."""
    anchor, heading = "", ""
    text: list[str] = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            if heading or text:
                yield _section(anchor, heading, text)
            heading, text = _plain(tokens[at + 1].content), []
            anchor = "" if token.tag == "h1" else anchor_of(heading)
            if anchor:
                token.attrSet("id", anchor)
        elif (
            token.type in {"inline", "fence", "code_block"}
            and tokens[at - 1].type != "heading_open"
        ):
            text.append(_plain(token.content))
    yield _section(anchor, heading, text)


def _section(anchor: str, heading: str, text: Sequence[str]) -> Section:
    whole = " ".join(text)
    words = re.sub(r"[^\w@-]+", " ", fold(whole))
    return Section(anchor, heading, words, whole[:160])


def anchor_of(heading: str) -> str:
    """The anchor of a heading: "2. Erst schauen" is `2-erst-schauen`."""
    return re.sub(r"[^\w]+", "-", fold(heading)).strip("-")


def _plain(text: str) -> str:
    """Markdown of one line without its marks."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"[*`_]{1,3}", "", text).replace("\n", " ").strip()


def _paragraphs(tokens: Sequence[Token]) -> Iterator[Token]:
    for at, token in enumerate(tokens):
        if token.type == "inline" and tokens[at - 1].type == "paragraph_open":
            yield token


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _point(token: Token) -> None:
    """Links between pages and pictures get the addresses that the product serves them under."""
    if token.type == "link_open" and (link := _PAGE_LINK.fullmatch(str(token.attrGet("href")))):
        place = "" if link[1] == CONTENTS else f"{link[1]}/"
        token.attrSet("href", f"/help/{place}{link[2] or ''}")
    if token.type == "image" and (shown := _PICTURE.fullmatch(str(token.attrGet("src")))):
        token.attrSet("src", f"/help/pictures/{shown[1]}")
        token.attrSet("loading", "lazy")
