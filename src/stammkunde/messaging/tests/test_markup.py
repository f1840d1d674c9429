"""Our small Markdown: what it can, and that no value of a customer becomes markup (D19)."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from stammkunde.messaging.texts.markup import html_skeleton, text_skeleton
from stammkunde.messaging.texts.parsing import pieces

pytestmark = pytest.mark.pure
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    '<a href="https://evil.test">hier</a>',
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "[klick](https://evil.test)",
    "**fett** *schräg*",
    "javascript:alert(1)",
    "&lt;img src=x&gt;",
    "\ue0000\ue003 \uf0000\uf001",
    "</td></table><h1>",
    "{{ kunde.name }}",
)


class Tags(HTMLParser):
    """The tags of a page, with the addresses of its links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.odd: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.odd += [name for name, _value in attrs if name not in {"href", "class"}]


def html(text: str, links: tuple[str, ...] = (), **values: str) -> str:
    named = {name.replace("_", "."): value for name, value in values.items()}
    return html_skeleton([pieces(text, "de")], links).filled(named, html=True)


def plain(text: str, links: tuple[str, ...] = (), **values: str) -> str:
    named = {name.replace("_", "."): value for name, value in values.items()}
    return text_skeleton(pieces(text, "de"), links).filled(named, html=False)


def test_paragraphs_lines_bold_italic_lists_and_links() -> None:
    text = "Eins\nzwei\n\n**fett** und *schräg*\n\n- a\n- b\n\n1. x\n2. y\n\n[Kurse](https://a.de/k?x=1&y=2)!"
    assert html(text) == (
        "<p>Eins<br>zwei</p>\n<p><strong>fett</strong> und <em>schräg</em></p>\n"
        "<ul><li>a</li><li>b</li></ul>\n<ol><li>x</li><li>y</li></ol>\n"
        '<p><a href="https://a.de/k?x=1&amp;y=2">Kurse</a>!</p>'
    )


def test_the_plain_text_drops_the_signs_and_keeps_the_address() -> None:
    text = "**Wichtig:** *heute*\n\n- a\n\n[Kurse](https://a.de/k) ansehen"
    assert plain(text) == "Wichtig: heute\n\n- a\n\nKurse: https://a.de/k ansehen"


def test_an_address_that_was_typed_is_a_link_without_its_full_stop() -> None:
    assert (
        html("Siehe https://a.de/x.") == '<p>Siehe <a href="https://a.de/x">https://a.de/x</a>.</p>'
    )


def test_a_link_alone_in_its_paragraph_is_a_button() -> None:
    shown = html("[Bestätigen]({{ link.x }})", ("link.x",), link_x="https://a.de/?a=1&b=2")
    assert shown == '<div class="button"><a href="https://a.de/?a=1&amp;b=2">Bestätigen</a></div>'


def test_an_address_of_ours_is_a_link_wherever_it_stands() -> None:
    shown = html("Hier: {{ link.x }}", ("link.x",), link_x="https://a.de/b")
    assert shown == '<p>Hier: <a href="https://a.de/b">https://a.de/b</a></p>'


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    "text",
    ["Hallo {{ kunde.name }}", "**{{ kunde.name }}**", "- {{ kunde.name }}",
     "[{{ kunde.name }}](https://a.de)", "[x]({{ kunde.name }})", "{{ kunde.name }}",
     "https://a.de/{{ kunde.name }}", "[x](https://a.de/?n={{ kunde.name }})"],
)  # fmt: skip
def test_no_value_becomes_markup_or_a_link(text: str, value: str) -> None:
    shown = Tags(html(text, kunde_name=value))
    assert shown.tags <= {"p", "strong", "ul", "li", "a", "div"}
    assert not shown.odd
    assert all(link.startswith("https://a.de") for link in shown.links)


def test_without_the_escape_a_value_would_be_markup() -> None:
    """The twin: what the test above would find."""
    raw = html_skeleton([pieces("Hallo {{ kunde.name }}", "de")])
    assert "img" in Tags(raw.filled({"kunde.name": HOSTILE[0]}, html=False)).tags


@pytest.mark.parametrize("typed", [
    "<img src=x onerror=alert(1)>", "<script>x</script>", "[x](javascript:alert(1))",
    '[x](https://a.de" onclick="x)', "[x](data:text/html,x)", "<a href=https://evil.test>x</a>",
])  # fmt: skip
def test_html_of_the_writer_stays_words(typed: str) -> None:
    shown = Tags(html(typed))
    assert shown.tags <= {"p", "a"}
    assert not shown.odd
    assert not [link for link in shown.links if not link.startswith("https://a.de")]


def test_a_part_of_an_address_is_quoted_and_cannot_be_its_host() -> None:
    shown = html("[x](https://a.de/?n={{ kunde.nummer }})", kunde_nummer='1&x="/../')
    assert Tags(shown).links == ["https://a.de/?n=1%26x%3D%22%2F..%2F"]
    assert "<a" not in html("[x](https://{{ kunde.name }}/)", kunde_name="evil.test")


def test_a_link_value_that_is_no_web_address_leads_nowhere() -> None:
    shown = html("[x]({{ link.x }})", ("link.x",), link_x="javascript:alert(1)")
    assert Tags(shown).links == [""]


def test_a_value_of_several_lines_keeps_them() -> None:
    assert html("{{ liste }}", liste="a\nb") == "<p>a<br>b</p>"
