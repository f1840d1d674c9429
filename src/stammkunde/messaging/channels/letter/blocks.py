"""The text of a letter as blocks: the same small Markdown as in mails, read from its clean HTML."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from stammkunde.messaging.texts.markup import html_skeleton

Block = dict[str, Any]
_PARAGRAPHS, _LISTS = frozenset({"p", "div"}), frozenset({"ul", "ol"})


def blocks(source: str) -> list[Block]:
    """Paragraphs {"t": "p", "c": spans} and lists {"t": "ul" | "ol", "items": [spans]}.

    A span is {"s": text, "b": bold, "i": italic} or {"br": True}. On paper a link shows where it
    leads, unless its words do.
    """
    reader = _Reader()
    reader.feed(html_skeleton([[source]]).filled({}, html=True))
    reader.close()
    return [one for one in reader.found if one.get("c") or one.get("items")]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Block] = []
        self.spans: list[dict[str, Any]] | None = None
        self.bold = self.italic = 0
        self.link, self.words = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open what the tag opens."""
        if tag in _PARAGRAPHS:
            self.spans = []
            self.found.append({"t": "p", "c": self.spans})
        elif tag in _LISTS:
            self.found.append({"t": tag, "items": []})
        elif tag == "li" and self.found:
            self.spans = []
            self.found[-1].setdefault("items", []).append(self.spans)
        elif tag == "br" and self.spans is not None:
            self.spans.append({"br": True})
        elif tag == "a":
            self.link, self.words = dict(attrs).get("href") or "", ""
        self.bold += tag == "strong"
        self.italic += tag == "em"

    def handle_endtag(self, tag: str) -> None:
        """Close what the tag closes."""
        if tag in _PARAGRAPHS or tag == "li":
            self.spans = None
        elif tag == "a":
            shown = self.link.removeprefix("mailto:").removeprefix("tel:")
            if shown and shown not in self.words:
                self._say(f" ({shown})")
            self.link = ""
        self.bold -= tag == "strong"
        self.italic -= tag == "em"

    def handle_data(self, data: str) -> None:
        """Text, where text belongs."""
        self.words += data
        if data.strip() or self.spans:
            self._say(data.replace("\n", " "))

    def _say(self, text: str) -> None:
        if self.spans is None:
            self.spans = []
            self.found.append({"t": "p", "c": self.spans})
        self.spans.append({"s": text, "b": self.bold > 0, "i": self.italic > 0})
