"""Our own small Markdown: paragraphs, lines, **bold**, *italic*, lists, [words](link).

A text becomes a skeleton of HTML and one of plain text before any value is known: slots are marks
(private characters that nobody can type), the HTML goes through nh3, and only then do values go in,
escaped. So no value can become markup, and no link points where the text did not say (D19).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

import nh3

from stammkunde.messaging.texts.parsing import MOST_VALUE, Piece, Slot

# A mark is <opener><number><END>; the opener says how the value is written there.
WORD, WHOLE, PART, END = "\ue000", "\ue001", "\ue002", "\ue003"
_MARK = re.compile(f"([{WORD}{WHOLE}{PART}])([0-9]+){END}")
_SLOT = f"{WORD}[0-9]+{END}"
_ADDRESS = (
    r"(?:https?://[^\s/()<>\"'\ue000-\uf8ff]++|mailto:|tel:)[^\s()<>\"']*+"  # never tried again
)
_LINK = re.compile(rf"\[([^\[\]\n]{{1,300}})\]\(({_SLOT}|{_ADDRESS})\)")
_BARE = re.compile(
    r"(?<![\w/\"'=>@.])https?://[^\s<>\"'()\ue000-\uf8ff]*[^\s<>\"'().,;:!?\ue000-\uf8ff]"
)
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]{1,1000})(?<=\S)\*\*")
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,1000})(?<=[^\s*])\*(?![\w*])")
_ITEM = re.compile(r"(?:[-•]|\*(?!\*))[ \t]+(.*)")
_NUMBERED = re.compile(r"[0-9]{1,3}[.)][ \t]+(.*)")
_ALLOWED = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "div"}
_WEB = re.compile(r"https?://", re.IGNORECASE)
BUTTON = "button"


@dataclass(frozen=True)
class Skeleton:
    """A text with holes: what stands between them, and for each hole its slot and how it is filled."""

    parts: tuple[str, ...]
    holes: tuple[tuple[str, Slot], ...]

    def filled(self, values: dict[str, str], *, html: bool, holes: bool = False) -> str:
        """The text with its values; no value is read again, in HTML each one is escaped.

        holes: where nothing goes in, HTML shows the name instead (previews).
        """
        said = [self.parts[0]]
        for (way, slot), after in zip(self.holes, self.parts[1:], strict=True):
            value = value_of(slot, values)
            if not value and after[:1] in {",", ".", "!", "?", ";", ":"}:
                said[-1] = said[-1].removesuffix(" ")  # "Hallo ," is "Hallo,"
            if way == PART:
                value = quote(value, safe="")
            elif way == WHOLE and not _WEB.match(value):
                value = ""
            if html:
                value = escape(value).replace("\n", "<br>")
            if holes and not value and way == WORD:
                value = f'<mark class="hole">{escape(slot.name)}</mark>'
            said += [value, after]
        return "".join(said)


def value_of(slot: Slot, values: dict[str, str]) -> str:
    """What goes into a slot: its value within bounds, else its fall-back."""
    value = _printable(values.get(slot.name, "")[:MOST_VALUE])
    return value or slot.fallback


def _printable(value: str) -> str:
    if not value.isprintable():
        value = "".join(one for one in value if one == "\n" or one.isprintable())
    return value.strip()


def html_skeleton(
    texts: Sequence[Sequence[Piece]],
    links: Collection[str] = (),
    around: Callable[..., str] = "".join,
) -> Skeleton:
    """The HTML of texts, put together by `around`, which gets the clean HTML of each ("" for none).

    links: names of slots whose value is an address of our own.
    """
    slots: list[Slot] = []
    clean = []
    for pieces in texts:
        marked = _marked(pieces, slots)
        blocks = [one for one in re.split(r"\n[ \t]*\n+", marked) if one.strip()]
        clean.append(
            nh3.clean(
                "\n".join(_block(block, slots, links) for block in blocks),
                tags=_ALLOWED,
                attributes={"a": {"href"}, "div": {"class"}},
                url_schemes={"http", "https", "mailto", "tel"},
                link_rel=None,
            )
        )
    return _cut(around(clean), slots)


def text_skeleton(pieces: Sequence[Piece], links: Collection[str] = ()) -> Skeleton:
    """The plain text of a text: the marks of bold and italic go, a link follows its words."""
    slots: list[Slot] = []
    marked = _marked(pieces, slots)

    def link(found: re.Match[str]) -> str:
        known = _is_address(found[2], slots, links)
        return f"{found[1]}: {_address(found[2])}" if known else found[0]

    marked = _LINK.sub(link, marked)
    marked = _ITALIC.sub(r"\1", _BOLD.sub(r"\1", marked))
    return _cut(re.sub(r"\n{3,}", "\n\n", marked.strip()), slots)


def _marked(pieces: Sequence[Piece], slots: list[Slot]) -> str:
    """The text with a mark for each slot, which is put behind those that are there."""
    said: list[str] = []
    for piece in pieces:
        if isinstance(piece, Slot):
            said.append(f"{WORD}{len(slots)}{END}")
            slots.append(piece)
        else:
            said.append(piece.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(said)


def _block(block: str, slots: list[Slot], links: Collection[str]) -> str:
    lines = [line.strip() for line in block.strip().split("\n")]
    found: list[str] = []
    while lines:
        for pattern, tag in ((_ITEM, "ul"), (_NUMBERED, "ol")):
            if pattern.match(lines[0]):
                items = []
                while lines and (item := pattern.match(lines[0])):
                    items.append(f"<li>{_inline(item[1], slots, links)}</li>")
                    lines.pop(0)
                found.append(f"<{tag}>{''.join(items)}</{tag}>")
                break
        else:
            said = []
            while lines and not (_ITEM.match(lines[0]) or _NUMBERED.match(lines[0])):
                said.append(lines.pop(0))
            found.append(_paragraph(said, slots, links))
    return "".join(found)


def _paragraph(lines: list[str], slots: list[Slot], links: Collection[str]) -> str:
    said = "<br>".join(_inline(line, slots, links) for line in lines)
    if len(lines) == 1 and _LINK.fullmatch(lines[0]):
        return f'<div class="{BUTTON}">{said}</div>'  # a link of its own is what is to be done
    return f"<p>{said}</p>"


def _inline(line: str, slots: list[Slot], links: Collection[str]) -> str:
    """One line; what has become a tag is put aside, so that nothing reads it again."""
    aside: list[str] = []

    def keep(html: str) -> str:
        aside.append(html)
        return f"\uf000{len(aside) - 1}\uf001"

    def link(found: re.Match[str]) -> str:
        if not _is_address(found[2], slots, links):
            return found[0]
        return keep(f'<a href="{escape(_address(found[2]))}">{escape(found[1])}</a>')

    def own_link(found: re.Match[str]) -> str:
        number = int(found[0][1:-1])
        if slots[number].name not in links:
            return found[0]
        return keep(f'<a href="{WHOLE}{number}{END}">{found[0]}</a>')

    line = _LINK.sub(link, line)
    line = re.sub(_SLOT, own_link, line)
    line = _BARE.sub(
        lambda found: keep(f'<a href="{escape(found[0])}">{escape(found[0])}</a>'), line
    )
    line = escape(line)
    line = _BOLD.sub(r"<strong>\1</strong>", line)
    line = _ITALIC.sub(r"<em>\1</em>", line)
    return re.sub("\uf000([0-9]+)\uf001", lambda found: aside[int(found[1])], line)


def _is_address(address: str, slots: list[Slot], links: Collection[str]) -> bool:
    """A customer's own words are none; what somebody typed, or our own code made, is one."""
    return not re.fullmatch(_SLOT, address) or slots[int(address[1:-1])].name in links


def _address(address: str) -> str:
    """The marks in an address: the whole of it, or a part behind the host, which is quoted."""
    if re.fullmatch(_SLOT, address):
        return WHOLE + address[1:]
    return address.replace(WORD, PART)


def _cut(text: str, slots: list[Slot]) -> Skeleton:
    parts: list[str] = []
    holes: list[tuple[str, Slot]] = []
    end = 0
    for mark in _MARK.finditer(text):
        parts.append(text[end : mark.start()])
        holes.append((mark[1], slots[int(mark[2])]))
        end = mark.end()
    return Skeleton((*parts, text[end:]), tuple(holes))
