"""The user guide: complete, without dead ends, found by words and by page."""

from __future__ import annotations

import re

import pytest
from django.urls import get_resolver

from stammkunde.backoffice import guide
from tests import cast

ADDRESS = re.compile(r'(?:href|src)="(/help/[^"]*)"')


@pytest.fixture
def office():
    return cast.logged_in(roles=("office",))


@pytest.mark.pure
def test_the_contents_name_every_page_once():
    contents = (guide.folder() / "README.md").read_text("utf-8")
    named = re.findall(r"\]\(([\w-]+)\.md\)", contents)
    assert sorted(named) == sorted(set(guide.pages()) - {guide.CONTENTS})


@pytest.mark.pure
def test_every_page_says_first_what_it_is_for():
    for page in guide.pages().values():
        assert page.title
        assert len(page.lead) > 40, page.key
        assert not page.title.startswith("#")


@pytest.mark.pure
def test_one_page_of_the_product_has_one_page_of_the_guide():
    helps = [name for page in guide.pages().values() for name in page.helps]
    assert sorted(helps) == sorted(set(helps))


@pytest.mark.pure
def test_marks_of_markdown_do_not_reach_the_words_that_are_searched():
    found = guide.search("verschickt nichts", 5)
    assert [one.page.key for one in found if one.page.key == "umziehen"]
    assert "*" not in found[0].section.words


@pytest.mark.pure
def test_a_word_of_a_heading_is_found_before_the_same_word_in_a_text():
    first = guide.search("sichern", 5)[0]
    assert first.page.key == "sichern"


@pytest.mark.pure
@pytest.mark.parametrize(
    "name",
    ["../README.md", "..%2f..%2fREADME.md", "x.png", "a/b.png", ".png", "UPPER.png", "x.svg"],
)
def test_only_pictures_of_the_guide_are_read(name):
    assert guide.picture(name) is None


@pytest.mark.db
def test_no_link_and_no_picture_of_the_guide_leads_nowhere(office):
    asked: dict[str, str] = {}
    for page in guide.pages().values():
        for address in ADDRESS.findall(page.html):
            place, _hash, anchor = address.partition("#")
            if place not in asked:
                answer = office.get(place)
                assert answer.status_code == 200, f"{page.key}: {address}"
                if answer.streaming:
                    assert b"".join(answer.streaming_content)[:4] == b"\x89PNG", address
                    asked[place] = ""
                else:
                    asked[place] = answer.content.decode()
            assert not anchor or f'id="{anchor}"' in asked[place], f"{page.key}: {address}"
        assert ".md" not in "".join(re.findall(r'href="([^"]*)"', page.html)), page.key


@pytest.mark.db
def test_what_a_page_says_to_help_with_exists():
    names = set(_names(get_resolver()))
    for page in guide.pages().values():
        for name, anchor in page.helps.items():
            assert name in names, f"{page.key}: {name}"
            assert not anchor or anchor in {one.anchor for one in page.sections}, page.key


@pytest.mark.db
def test_the_drawer_gets_the_page_that_helps_without_its_shell(office):
    answer = office.get(
        "/help/", {"for": "people:settings_imports"}, headers={"HX-Request": "true"}
    )
    text = answer.content.decode()
    assert "Umziehen" in text
    assert "<html" not in text


@pytest.mark.db
def test_a_page_without_help_of_its_own_gets_the_contents(office):
    assert "Anfangen" in office.get("/help/", {"for": "nobody:knows"}).content.decode()


@pytest.mark.db
def test_the_search_of_the_guide_says_when_there_is_nothing(office):
    text = office.get("/help/", {"q": "xqzwv"}).content.decode()
    assert "Dazu steht nichts in der Hilfe" in text


@pytest.mark.db
def test_an_unknown_page_is_not_found(office):
    assert office.get("/help/nirgends/").status_code == 404
    assert office.get("/help/pictures/nichts.png").status_code == 404


@pytest.mark.db
def test_the_palette_finds_the_guide(office):
    text = office.get(
        "/palette/", {"q": "zurückspielen"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "/help/sichern/" in text


def _names(resolver, space=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern, inner)
        elif pattern.name:
            yield space + pattern.name
