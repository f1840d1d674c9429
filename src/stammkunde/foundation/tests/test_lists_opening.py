"""Menus that come when somebody opens them; cells and filters that are written by prepared pieces."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import translation
from django.utils.safestring import mark_safe

from stammkunde.foundation.lists import Badge, Col, Deed, heading
from stammkunde.foundation.lists.cells import BADGE, DATE, EMAIL, LINK, MONEY, PHONE, PILLS, Pill
from stammkunde.foundation.lists.parts import Face
from stammkunde.foundation.lists.writers import name_cell, writer
from stammkunde.foundation.refusals import Missing
from stammkunde.foundation.tests.listlab.lists import GuestList
from stammkunde.foundation.tests.test_lists_engine import CLERK, NOON, add, make_rows
from stammkunde.foundation.tests.test_lists_pages import body, get

pytestmark = [pytest.mark.db, pytest.mark.urls("stammkunde.foundation.tests.listlab.urls")]


class Thing:
    """A row with one value."""

    pk = 7

    def __init__(self, value: Any) -> None:
        self.value = value


SHOUT = {True: Badge("<yes>", "g"), False: Badge("")}
CELLS = [
    (Col("value", "Text"), ["<b>Berg</b>", "", None, "Berg & Tal", 7]),
    (Col("value", "E-mail", kind=EMAIL), ["a&b@berg.example", ""]),
    (Col("value", "Phone", kind=PHONE), ["0171 / 55", "", None]),
    (Col("value", "<Day>", kind=DATE, leaves=2), [NOON, NOON.date(), None]),
    (Col("value", "State", kind=BADGE, badges=SHOUT), [True, False, None, "odd", Badge("x", "r")]),
    (Col("value", "Sum", kind=MONEY), [12, -3, 0, None]),
    (Col("value", "Words", kind=PILLS),
     [(), (Pill("<Chor>", "?f=1", "g"),), (Pill("Chor"), Pill("Berg"), Pill("Tal"))]),
    (Col("value", "After", after=lambda row: "<!>"), ["Berg", ""]),
    (Col("value", "Away", url=lambda row: "/x?a&b"), ["Berg"]),
]  # fmt: skip


@pytest.mark.parametrize("terms", [(), ("ber", "017")])
@pytest.mark.parametrize(("col", "values"), CELLS, ids=[str(col.label) for col, _values in CELLS])
def test_a_written_cell_is_the_cell_of_its_column(
    col: Col, values: list[Any], terms: tuple[str, ...]
) -> None:
    write = writer(col, terms)
    for value in [*values, *values]:
        row = Thing(value)
        assert write(row, "/r") == col.cell(row, terms=terms, url="/r").markup()


NAMES = [
    Col("value", "Name", kind=LINK),
    Col("value", "Faces", kind=LINK, before=lambda row: mark_safe("<i></i>"), after=lambda row: "<!>"),
    Col("value", "Away", kind=LINK, url=lambda row: "/x?a&b"),
    Col("value", "Nowhere", kind=LINK, url=lambda row: ""),
    Col("value", "Plain"),
]  # fmt: skip


@pytest.mark.parametrize("terms", [(), ("ber", "017")])
@pytest.mark.parametrize("col", NAMES, ids=[str(col.label) for col in NAMES])
def test_a_written_name_is_the_first_cell_of_its_row(col: Col, terms: tuple[str, ...]) -> None:
    write = name_cell(col, terms)
    for name in ("<b>Berg</b>", "Haus 017", ""):
        for url in ("/r?a&b", ""):
            cell = col.cell(Thing(name), terms=terms, url=url)
            assert write(Thing(name), name, url) == cell.markup(heads_row=True)


def test_a_filter_is_written_once_for_all_that_it_shows() -> None:
    faces = [
        Face("f.kind", "Kind", "choice", options=(("1", "A", False),), several=True),
        Face("f.kind", "Sort", "choice", options=(("1", "A", False),), several=True),
        Face("f.kind", "Kind", "choice", options=(("1", "B", False),), several=True),
        Face("f.kind", "Kind", "choice", options=(("1", "A", True),), several=True, on=True),
        Face("f.kind", "Kind", "choice", options=(("1", "A", False),), several=True, open=True),
    ]
    written = {heading._filter(face, "/x/", "en") for face in (*faces, *faces)}
    assert len(written) == len(faces)
    assert len({heading._filter(faces[0], path, "en") for path in ("/x/", "/y/")}) == 2
    with translation.override("de"):
        assert "alle" in heading._filter(faces[0], "/x/", "de")


def test_of_long_filters_only_a_few_are_kept() -> None:
    for chosen in range(120):
        options = tuple((str(one), f"Group {one}", one == chosen) for one in range(120))
        face = Face("f.kind", "Kind", "choice", options=options, several=True)
        assert heading._filter(face, "/x/", "en").count(" checked") == 1
    assert heading._long.cache_info().currsize <= 50
    kept = heading._short.cache_info().currsize
    heading._filter(Face("f.kind", "Long and new", "choice", options=options), "/x/", "en")
    assert heading._short.cache_info().currsize == kept


def test_the_menu_of_a_row_that_nobody_sees_is_missing() -> None:
    for wanted in ("4711", "x", "", "-1", "9" * 40):
        if wanted:
            with pytest.raises(Missing):
                get(f"open={wanted}")


def test_a_piece_is_no_page_and_a_page_leads_back_to_the_list_as_it_was() -> None:
    add("<b>Berg</b>, Anna")
    row = re.search(r'name="open" value="(\d+)"', body("q=ber&lens=all"))
    assert row is not None
    piece, page = (get(f"q=ber&lens=all&open={row[1]}", target) for target in ("x", ""))
    assert piece.content.strip().startswith(b'<details class="more">')
    assert b"<html" not in piece.content
    assert "HX-Push-Url" not in piece
    assert "HX-Request" in piece["Vary"]
    text = page.content.decode()
    assert f'href="/guests/{row[1]}/?back=q%3Dber%26lens%3Dall"' in text
    assert 'href="/guests/?q=ber&amp;lens=all"' in text
    assert "<b>Berg" not in text
    assert "&lt;b&gt;Berg" in text


def test_the_chooser_has_the_columns_that_exist_for_whoever_asks() -> None:
    mine = body("open=columns", "x")
    assert 'name="cols" value="tab.open"' in mine
    assert 'name="cols" value="name"' not in mine
    assert 'value="created_at" autocomplete="off">' in mine
    other = get("open=columns", "x", CLERK.__class__("staff", 1, "x", frozenset({"listlab.see"})))
    assert b"tab.open" not in other.content


def test_the_key_e_needs_one_address_for_all_rows() -> None:
    with pytest.raises(ValueError, match="a key needs one address"):
        Deed("edit", "Edit", "pencil", lambda row: "/", edit=True)


def test_fifty_rows_are_little_markup() -> None:
    make_rows(60)
    rows = body("lens=all").split("<tbody")[1].split("</tbody>")[0]
    assert rows.count("<tr>") == GuestList.size
    assert len(rows) < 900 * GuestList.size
