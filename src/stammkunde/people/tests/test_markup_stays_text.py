"""What people type is never markup: in names, addresses, groups, tags, states, own fields."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from stammkunde.people import operations
from stammkunde.people.lists import CustomerList, ParticipantList
from stammkunde.people.models import Customer
from stammkunde.people.tests.own import own
from tests import cast

pytestmark = pytest.mark.db

EVIL = (
    "'\"><i onx=1>&amp;"  # leaves either kind of attribute, and a text; not what it says when read
)
SCRIPT = "</td></script><script>onx</script>"


class Reader(HTMLParser):
    """Collects what a browser would see: texts, values of attributes, and evil elements."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self.evil: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element: nobody writes one with `onx`."""
        if any(name.startswith("onx") for name, _value in attrs):
            self.evil.append(f"<{tag} {attrs}>")
        self.seen += [value for _name, value in attrs if value]

    def handle_data(self, data: str) -> None:
        """A text; inside of a script it would run."""
        if self.lasttag == "script" and "onx" in data and SCRIPT not in data:
            self.evil.append(data)
        self.seen.append(data)


@pytest.fixture
def evil() -> Customer:
    field = own("Feld " + EVIL)
    choice = own("Wahl " + EVIL, "choice", choices=["A" + EVIL, "B"])
    made = cast.customer(
        first_name="Eva" + EVIL,
        last_name="Zwo" + SCRIPT,
        city="Ort" + EVIL,
        email="a&b'c@kunde.example",
        **{f"custom.{field.slug}": "W" + EVIL, f"custom.{choice.slug}": "A" + EVIL},
    )
    cast.participant(made, first_name="Kind" + EVIL, last_name="Zwo" + SCRIPT)
    system = cast.system()
    tags = operations.add_tags(actor=system, names=["T" + EVIL, "U" + SCRIPT]).done
    operations.tag_customers(actor=system, customers=[made.pk], tags=[one.pk for one in tags])
    for kind in ("group", "recipient_group"):
        groups = operations.add_labels(actor=system, kind=kind, names=["G" + EVIL, "H" + SCRIPT])
        operations.put_into_groups(
            actor=system, kind=kind, customers=[made.pk], groups=[one.pk for one in groups.done]
        )
    made.refresh_from_db()
    return made


def looked_at(browser: Client, address: str, **data: Any) -> list[str]:
    """Texts and attributes of a page, in which nothing came alive."""
    answer = browser.post(address, data) if data else browser.get(address)
    assert answer.status_code == 200, address
    read = Reader(answer.content.decode())
    assert read.evil == [], address
    return read.seen


def columns(page: Any) -> str:
    return ",".join(col.key for col in page.columns_for(cast.owner()) if not col.fixed)


def test_lists_menus_paper_and_export_show_it_as_it_was_typed(evil: Customer) -> None:
    whole, pieces = cast.logged_in(), cast.logged_in(htmx=True)
    wide = f"?cols={columns(CustomerList)}"
    for query in (wide, wide + "&q=eva", wide + "&q=onx", wide + "&sort=city"):
        for browser in (whole, pieces):
            seen = looked_at(browser, "/customers/" + query)
            for word in ("Eva", "Ort", "W", "A", "T", "G"):
                assert any(word + EVIL in one for one in seen) or "&q=" in query, word
            assert any("a&b'c@kunde.example" in one for one in seen)
    for what in (str(evil.pk), "columns"):
        for browser in (whole, pieces):
            seen = looked_at(browser, f"/customers/{wide}&q=eva&open={what}")
            assert any(EVIL in one for one in seen), what
    for query in ("&print=1", "&export=1", "&q=%27%22%3E%3Ci+onx%3D1%3E", "&f.city=%22%3E%3Ci+onx"):
        for browser in (whole, pieces):
            looked_at(browser, "/customers/" + wide + query)
    looked_at(whole, "/customers/", do="print", query=wide, pick=evil.pk)
    looked_at(whole, "/customers/", do="export", query=wide, pick=evil.pk)
    for query in ("", "&q=kind", "&print=1", "&export=1"):
        looked_at(whole, f"/participants/?cols={columns(ParticipantList)}{query}")


def test_records_palette_and_settings_show_it_as_it_was_typed(evil: Customer) -> None:
    whole, pieces = cast.logged_in(), cast.logged_in(htmx=True)
    record = f"/customers/{evil.pk}/"
    seen = looked_at(whole, record)
    for word in ("Eva", "Ort", "W", "A", "T", "G"):
        assert any(word + EVIL in one for one in seen), word
    for part in ("edit/", "edit/city/", "labels/", "participants/", "archive/"):
        for browser in (whole, pieces):
            looked_at(browser, record + part)
    assert any(EVIL in one for one in looked_at(whole, "/palette/?q=eva"))
    for part in ("tags", "groups", "recipient-groups", "fields"):
        assert any(EVIL in one for one in looked_at(whole, f"/settings/{part}/")), part
    looked_at(whole, "/")
