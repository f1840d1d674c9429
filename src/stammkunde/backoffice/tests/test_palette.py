"""The command palette: people, what can be done, where one can go (users.md R1)."""

from __future__ import annotations

import re

import pytest
from django.utils.html import strip_tags

from stammkunde.people import operations
from tests import cast

pytestmark = pytest.mark.db


@pytest.fixture
def office():
    return cast.logged_in(roles=("office",), htmx=True)


def groups(client, query="", **more):
    """[(heading, [(line, address)])] of the answer."""
    text = client.get("/palette/", {"q": query, **more}).content.decode()
    found = []
    for part in text.split("<section")[1:]:
        heading = re.search(r"<h2[^>]*>(.*?)</h2>", part)[1]
        lines = re.findall(r'<a href="([^"]+)">(.*?)</a>', part, re.DOTALL)
        found.append((heading, [(" ".join(strip_tags(t).split()), url) for url, t in lines]))
    return found


def first(client, query):
    return groups(client, query)[0][1][0]


@pytest.fixture
def kathrin():
    made = cast.customer(
        first_name="Kathrin", last_name="Blume", phone="0171 3920018", email="kathrin@blume.example",
        city="Weimar",
    )  # fmt: skip
    cast.participant(made, first_name="Ottokar", last_name="Blume")
    operations.add_contacts(
        actor=cast.owner(),
        contacts=[{"customer": made.pk, "first_name": "Ludmilla", "role": "Großmutter"}],
    )
    return made


@pytest.mark.parametrize(
    ("query", "line"),
    [("kathrin", "Kathrin Blume"), ("blüme", "Kathrin Blume"), ("0018", "Kathrin Blume"),
     ("+49 171 392", "Kathrin Blume"), ("kathrin@", "Kathrin Blume"), ("weimar", "Kathrin Blume"),
     ("ottokar", "Ottokar Blume"), ("ludmilla", "Ludmilla"), ("ottokar blume", "Ottokar Blume")],
)  # fmt: skip
def test_a_person_is_found_by_everything_that_belongs_to_them(office, kathrin, query, line):
    label, url = first(office, query)
    assert label.startswith(line)
    assert url == f"/customers/{kathrin.pk}/"


def test_a_dog_leads_to_its_owner(office):
    operations.change_settings(actor=cast.owner(), values={"profile": "dogs"})
    made = cast.customer(last_name="Vogel")
    cast.participant(made, kind="animal", first_name="Balu", breed="Labrador")
    heading, hits = groups(office, "balu")[0]
    assert heading == "Hunde"
    assert hits[0][1] == f"/customers/{made.pk}/"


def test_names_come_before_places(office):
    cast.customer(first_name="Ida", last_name="Anders", city="Berlin")
    bergers = cast.customer(first_name="Zoe", last_name="Berger", city="Ulm")
    found = groups(office, "ber")
    assert found[0][1][0][1] == f"/customers/{bergers.pk}/"
    assert [heading for heading, _hits in found[:2]] == [
        "Kunden", "Kunden nach Nummer, Telefon, E-Mail, Ort",
    ]  # fmt: skip


def test_nobody_stands_there_twice(office, kathrin):
    addresses = [url for _heading, hits in groups(office, "blume") for _line, url in hits]
    assert len(addresses) == len(set(addresses))


def test_what_was_found_is_marked(office, kathrin):
    text = office.get("/palette/?q=kath").content.decode()
    assert "<mark>Kath</mark>rin" in text


def test_a_number_that_nobody_has_offers_to_add_a_customer_with_it(office, kathrin):
    label, url = first(office, "0171 5550123")
    assert label == "Kunde anlegen mit 0171 5550123"
    assert url == "/customers/new/?phone=0171+5550123&amp;origin=phone"
    assert "anlegen mit" not in str(groups(office, "0171 3920018"))


@pytest.mark.parametrize(
    ("query", "start"),
    [("Ulla Neumann", "first_name=Ulla&amp;last_name=Neumann"), ("neu@x.example", "email=neu%40"),
     ("Neumann", "last_name=Neumann")],
)  # fmt: skip
def test_whoever_is_not_there_can_be_added_as_typed(office, query, start):
    assert start in first(office, query)[1]


def test_nobody_is_offered_to_add_who_may_not(kathrin):
    reader = cast.logged_in(roles=("readonly",), htmx=True)
    assert "anlegen" not in str(groups(reader, "0171 5550123"))
    assert "anlegen" not in str(groups(reader))
    assert "Einstellungen" not in str(groups(reader, "einstell"))


@pytest.mark.parametrize(
    ("query", "url"),
    [("kunde anl", "/customers/new/"), ("neu", "/customers/new/"), ("statu", "/settings/statuses/"),
     ("schlagw", "/settings/tags/"), ("gesperrt", "/customers/?lens=locked"),
     ("kunden arch", "/customers/?lens=archive"), ("heute", "/"), ("teiln", "/participants/")],
)  # fmt: skip
def test_actions_pages_and_lenses_are_found_by_their_german_words(office, query, url):
    assert url in [one for _heading, hits in groups(office, query) for _line, one in hits]


def test_without_a_word_there_is_what_was_opened_last_then_actions_and_pages(office, kathrin):
    gone = cast.customer()
    operations.archive_customers(actor=cast.owner(), customers=[gone.pk])
    found = groups(office, recent=f"{gone.pk},{kathrin.pk},999999,x,-1")
    assert [heading for heading, _hits in found] == ["Zuletzt geöffnet", "Aktionen", "Seiten"]
    assert [url for _line, url in found[0][1]] == [f"/customers/{kathrin.pk}/"]
    assert ("Kunde anlegen", "/customers/new/") in found[1][1]


def test_nobody_without_the_word_finds_anybody(kathrin):
    nobody = cast.logged_in(cast.user(roles=()), htmx=True)
    for asked in ({"q": "blume"}, {"recent": str(kathrin.pk)}):
        assert "Blume" not in nobody.get("/palette/", asked).content.decode()


def test_anything_may_be_typed(office):
    for query in ("%", "\x00", "'", "*", "((", "0", "ß", "🐕", "a" * 5000, "+", '"x'):
        assert office.get("/palette/", {"q": query}).status_code == 200


def test_lenses_that_the_industry_does_not_know_are_not_offered(office):
    assert groups(office, "impfung") == [] or "lens=" not in str(groups(office, "impfung"))
    operations.change_settings(actor=cast.owner(), values={"profile": "dogs"})
    assert "/participants/?lens=vaccination" in str(groups(office, "impfung"))
