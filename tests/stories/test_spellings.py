"""Twenty people who are hard to spell, found through the door however somebody types them (R1)."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from stammkunde.foundation.lists import export, sets
from stammkunde.foundation.lists.printing import Sheet
from stammkunde.foundation.lists.state import parse
from stammkunde.people import lifecycle, operations
from stammkunde.people.lists import CustomerList
from stammkunde.people.models import Customer
from tests import cast

pytestmark = pytest.mark.db

NOTHING = {"first_name": "", "last_name": "", "email": "", "phone": "", "postcode": "", "city": ""}
FIRM = {"kind": "organisation"}
PEOPLE: dict[str, dict[str, Any]] = {
    "mueller": {"first_name": "Jürgen", "last_name": "Müller", "phone": "0171/555 01 23"},
    "mueller_ue": {"first_name": "Michaela", "last_name": "Mueller", "phone": "+49 30 9988776"},
    "yilmaz": {"first_name": "İlkay", "last_name": "Yılmaz", "city": "Gießen", "postcode": "35390"},
    "sahin": {"first_name": "Ayşe", "last_name": "Dağ-Şahin", "email": "a.sahin@gast.example"},
    "weiss": {"first_name": "Anna-Lena", "last_name": "Weiß", "phone": "+49 (0)160 1122 334"},
    "strauss": {"first_name": "STEFAN", "last_name": "STRAUẞ", "number": "K-0042"},
    "luedenscheidt": {"first_name": "Dr. Käthe", "last_name": "Müller-Lüdenscheidt"},
    "wiese": {"first_name": "Max", "last_name": "von der Wiese", "city": "Köln"},
    "zu_berg": {"first_name": "Ida", "last_name": "zu Berg", "phone": "(0221) 44 55-66"},
    "hassan": {"first_name": "Omar", "last_name": "al-Hassan"},
    "oneal": {"first_name": "Sinéad", "last_name": "O’Neal", "email": "sinead@gast.example"},
    "angelo": {"first_name": "Luca", "last_name": "D'Angelo"},
    "wisniewski": {"first_name": "Łukasz", "last_name": "Wiśniewski"},
    "francoise": {"first_name": "Françoise", "last_name": "L'Œuvre", "postcode": "66111"},
    "dvorak": {"first_name": "Jiří", "last_name": "Dvořák", "phone": "+420 601 234 567"},
    "short": {"first_name": "Li", "last_name": "Ö", "city": "Ulm"},
    "nfd": {"first_name": unicodedata.normalize("NFD", "Björn"), "last_name": "Ægidius"},
    "dogs": {"first_name": "Nele", "last_name": "Feuerbach", "number": "2044"},
    "firm": FIRM | {"organisation": "Grün & Söhne Hausverwaltung GmbH & Co. KG", "short_name": "GSH"},
    "club": FIRM | {"organisation": "Sportfreunde Süd e. V.", "email": "kasse@sport-sued.example"},
}  # fmt: skip

SPELLINGS: dict[str, tuple[str, ...]] = {
    "mueller": (
        "Müller", "mueller", "MULLER", "müll", "ller jürgen", "Mu\u0308ller", "Müller, Jürgen",
        "Juergen Muller", "0171 5550123", "0171/5550123", "(0171) 555-0123", "+491715550123",
        "+49 (0)171 555 01 23", "0049 171 5550123", "0171.555.01.23", "5550123", "0123", "555 01 23",
        "Müller 0171", "müller +49 171 555", "(0171) 555 Müller",
    ),
    "mueller_ue": (
        "Müller Michaela", "mueller", "michala", "ela", "030 9988776", "+49 30 99 88 776", "8776",
    ),
    "yilmaz": (
        "Yılmaz", "YILMAZ", "yilmaz ilkay", "İLKAY", "ilkay", "ılkay", "35390 Gießen", "giessen 35390",
        "GIESSEN", "Gie\u1e9een",
    ),
    "sahin": ("Şahin", "sahin", "Dağ", "dag sahin", "Dag-Sahin", "ayse", "a.sahin@gast", "Dağşahin"),
    "weiss": (
        "Weiß", "WEISS", "weiss", "Weiẞ", "Anna Lena", "anna-lena", "Annalena", "lena weiss",
        "0160 1122334", "0160-11 22 334", "00491601122334", "+49 160", "2334",
    ),
    "strauss": (
        "Strauß", "strauss", "Stefan Strauss", "K-0042", "k0042", "K-42", "k42", "0042", "42", "K 42",
    ),
    "luedenscheidt": (
        "Müller-Lüdenscheidt", "mueller luedenscheidt", "Lüdenscheidt Müller", "Ludenscheidt-Muller",
        "muellerluedenscheidt", "Dr. Käthe", "kathe", "Kaethe L",
    ),
    "wiese": ("von der Wiese", "Wiese", "vonderwiese", "wiese max köln", "v wiese", "max von der w"),
    "zu_berg": (
        "zu Berg", "zuberg", "berg ida", "Berg, Ida zu", "0221445566", "+49 221 44 55 66", "5566",
    ),
    "hassan": ("al-Hassan", "Al Hassan", "alhassan", "hassan", "hassan, omar", "al hass"),
    "oneal": ("O'Neal", "O’Neal", "ONeal", "o neal", "oneal sinead", "Sinéad", "sinead@gast.example"),
    "angelo": ("D'Angelo", "d´angelo", "dangelo", "Angelo", "D Angelo"),
    "wisniewski": ("Wiśniewski", "wisniewski lukasz", "ŁUKASZ", "wiśn"),
    "francoise": ("Françoise", "francoise", "L'Œuvre", "loeuvre", "l'oeuvre", "66111"),
    "dvorak": ("Dvořák", "dvorak", "Jiri Dvorak", "+420 601234567", "00420 601 234 567"),
    "short": ("Ö", "Li Ö", "oe", "ö ulm", "ulm li"),
    "nfd": ("Björn", "bjoern", "bjorn", "Bjo\u0308rn Æ", "aegidius", "Ægid"),
    "dogs": (
        "Bello", "bello feuerbach", "276 0981 0012 3456", "276098100123456", "3456", "Feuerbach",
        "erbach", "1007", "2044", "Feuer Nele",
    ),
    "firm": (
        "GSH", "Grün & Söhne", "gruen und soehne", "Grün Söhne", "Hausverwaltung", "verwaltung gsh",
        "GmbH & Co. KG", "gmbh co kg", "Söhne GmbH",
    ),
    "club": (
        "e. V.", "e.V.", "eV", "sportfreunde e v", "Süd", "sued", "kasse@", "sport-sued.example",
        "@sport-sued", "sportfreunde süd e.v.",
    ),
}  # fmt: skip

ROW = re.compile(r'href="/customers/(\d+)/[?"]')
NEXT = re.compile(r'rel="next" href="([^"]*)"')
HITS = re.compile(r'id="list-hits"[^>]*>\s*([\d.]+) ')
CHIP, FORMER, NUMBER = "276 0981 0012 3456", "2044", "1007"


def twenty() -> dict[str, int]:
    """The ids of the twenty, by their key; one has a dog with a chip, and an older number."""
    with_number = lifecycle.statuses().get(code="customer").pk
    rows = [
        NOTHING | {"kind": "person"} | one | ({"status": with_number} if "number" in one else {})
        for one in PEOPLE.values()
    ]
    ids = {key: row.pk for key, row in zip(PEOPLE, cast.customers(*rows), strict=True)}
    home = Customer.objects.get(pk=ids["dogs"])
    cast.participants(home, {"kind": "animal", "first_name": "Bello", "chip": CHIP})
    operations.renumber_customer(
        actor=cast.system(), customer=home.pk, number=NUMBER, reason="Neues System"
    )
    return ids


def pages(client: Client, **query: str) -> list[int]:
    """The ids on all pages, in their order, as the links of the pages lead on."""
    found, path = list[int](), "/customers/?" + urlencode(query)
    while path:
        page = client.get(path)
        assert page.status_code == 200, (path, page.status_code)
        text = page.content.decode()
        found += dict.fromkeys(map(int, ROW.findall(text.partition('id="list-results"')[2])))
        following = NEXT.search(text)
        path = unescape(following[1]) if following else ""
    if found:
        said = HITS.search(text)
        assert said, f"{query}: nobody says how many"
        assert int(said[1].replace(".", "")) == len(found), f"{query}: {said[1]} are said"
    return found


def same_everywhere(client: Client, typed: str) -> list[int]:
    """The ids that the pages show; print, export and palette name the same ones."""
    shown = pages(client, q=typed)
    exported = [row.pk for row in export.rows(CustomerList, cast.owner(), {"q": typed})]
    assert exported == shown, f"{typed}: the export holds others"
    printed = [row.pk for row in Sheet(parse(CustomerList, cast.owner(), {"q": typed})).found]
    assert printed == shown, f"{typed}: the print holds others"
    if len(typed) > 1:
        palette = client.get("/palette/", {"q": typed}).content.decode()
        hits = [int(pk) for pk in ROW.findall(palette)]
        assert hits[:1] == shown[:1], f"{typed}: the palette begins with somebody else"
    return shown


def test_there_are_twenty_people_and_many_more_spellings() -> None:
    assert set(PEOPLE) == set(SPELLINGS)
    assert len(PEOPLE) == 20
    assert sum(map(len, SPELLINGS.values())) >= 140


@pytest.mark.parametrize("key", SPELLINGS)
def test_somebody_is_found_in_every_spelling(key: str) -> None:
    ids, client = twenty(), cast.logged_in()
    missed = [typed for typed in SPELLINGS[key] if ids[key] not in same_everywhere(client, typed)]
    assert not missed, missed


def test_a_spelling_of_somebody_else_finds_nobody() -> None:
    twenty()
    client = cast.logged_in()
    for typed in ("Möller", "Weist", "K-43", "0171 5550124", "Bella", "vonderwüste", "OHG"):
        assert same_everywhere(client, typed) == [], typed


@pytest.mark.parametrize("typed", ["muel", "Müller 0171", "a b", "berlin"])
def test_many_pages_hold_each_hit_once(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("Müller", "Mueller-Berg", "Mulle", "Bauer")
    cast.customers(
        *(
            {"first_name": "Ab"[n % 2], "last_name": names[n % 4], "city": "Berlin"}
            for n in range(130)
        )
    )
    client = cast.logged_in()
    found = same_everywhere(client, typed)
    assert len(found) == len(set(found)) > CustomerList.size
    monkeypatch.setattr(sets, "MANY", 5)  # a broad search is answered in another order of work
    assert same_everywhere(client, typed) == found
