"""What a list answers over HTTP: whole page, body, live results; links that carry the state."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from stammkunde.foundation import actors, rooms
from stammkunde.foundation.refusals import Forbidden
from stammkunde.foundation.remember import remembering
from stammkunde.foundation.tests.listlab.lists import GuestList
from stammkunde.foundation.tests.test_lists_engine import CLERK, NOON, add, make_rows

pytestmark = [pytest.mark.db, pytest.mark.urls("stammkunde.foundation.tests.listlab.urls")]


class _Htmx:
    history_restore_request = False


def get(query: str = "", target: str = "", actor: actors.Actor = CLERK) -> HttpResponse:
    headers = {"HX-Request": "true", "HX-Target": target} if target else {}
    request: Any = RequestFactory().get(f"/guests/?{query}", headers=headers)
    request.actor = actor
    request.htmx = _Htmx() if target else None
    return GuestList.view(request)


def body(query: str = "", target: str = "") -> str:
    return get(query, target).content.decode()


def hrefs(text: str) -> list[str]:
    return [link.replace("&amp;", "&") for link in re.findall(r'href="(/guests/\?[^"]*)"', text)]


def test_a_page_needs_its_word() -> None:
    with pytest.raises(Forbidden):
        get(actor=actors.visitor())


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_a_list_is_read_and_picked_from_and_nothing_else(method: str) -> None:
    request: Any = getattr(RequestFactory(), method)("/guests/")
    request.actor = CLERK
    assert GuestList.view(request).status_code == 405


def test_a_page_and_its_fragments_share_one_address() -> None:
    add("Berg, Anna")
    page, part, live = (get("q=ber", target) for target in ("", "list", "list-results"))
    assert b"<html" in page.content
    assert b"<html" not in part.content
    assert part.content.strip().startswith(b'<div class="listing" id="list" ')
    assert live.content.strip().startswith(b'<div class="results" id="list-results">')
    assert all(b"Anna" in answer.content for answer in (page, part, live))
    assert "HX-Target" in page["Vary"]
    assert part["HX-Push-Url"] == "/guests/?q=ber"
    assert live["HX-Replace-Url"] == "/guests/?q=ber"
    assert "HX-Push-Url" not in page


def test_typing_counts_no_lens_and_keeps_the_numbers_shown(
    django_assert_num_queries: Any,
) -> None:
    make_rows(12)
    with django_assert_num_queries(4):  # how many, in which groups, those in names, in places
        live = body("q=ber", "list-results")
    assert 'id="list-c-active" hx-preserve></span>' in live
    assert "hx-preserve" not in body("q=ber", "list")
    assert "hx-preserve" not in body("q=ber")
    assert 'hx-swap-oob="innerHTML:#list-hits"' in live
    assert 'id="list-q"' not in live


def test_a_plain_list_costs_one_count_and_one_page(
    django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_rows(12)
    monkeypatch.setattr(rooms, "menu_of", lambda actor: [])  # the badges of rooms above
    with remembering():
        body()  # reads what rooms above remember per request, e.g. their settings
        with django_assert_num_queries(2):
            body("sort=-tab.open")
        with django_assert_num_queries(3):  # the lenses keep their numbers, whatever is filtered
            body("sort=-tab.open&f.kind=person")


def test_every_link_keeps_what_it_does_not_change() -> None:
    make_rows(12)
    text = body("q=a&lens=all&sort=-name&f.kind=person&cols=email,phone")
    links = hrefs(text)
    assert "/guests/?q=a&sort=-name&f.kind=person&cols=email,phone" in links  # lens Active
    assert "/guests/?q=a&lens=all&f.kind=person&cols=email,phone" in links  # title, third click
    assert "/guests/?q=a&lens=all&sort=-name&cols=email,phone" in links  # chip
    chooser = body("q=a&lens=all&sort=-name&f.kind=person&cols=email,phone&open=columns")
    assert (
        'name="next" value="/guests/?q=a&amp;lens=all&amp;sort=-name&amp;f.kind=person"' in chooser
    )
    assert 'aria-sort="descending"' in text


def test_a_title_sorts_up_then_down_and_while_searching_back_to_the_best_hits() -> None:
    make_rows(12)
    for query, link in (
        ("", "/guests/?sort=-name"),  # sorted by name already
        ("sort=-name", "/guests/?sort=name"),
        ("q=a", "/guests/?q=a&sort=name"),
        ("q=a&sort=name", "/guests/?q=a&sort=-name"),
        ("q=a&sort=-name", "/guests/?q=a"),
    ):
        head = body(query).split("<thead>")[1].split("</thead>")[0]
        assert hrefs(head)[0] == link


def test_the_list_works_without_a_script() -> None:
    text = body("q=a&lens=all&f.kind=person")
    form = text[text.index('<form id="list-form"') :]
    assert 'method="get"' in form[:200]
    assert '<input type="hidden" name="lens" value="all">' in form
    assert 'type="submit" form="list-form"' in text
    for name in ("q", "f.kind", "f.postcode", "f.arrived_on"):
        assert re.search(rf'name="{re.escape(name)}"[^>]* form="list-form"', text)
    assert re.search(r'value="person" form="list-form" checked', text)
    assert "<script" not in text.split("<main")[1]
    assert not re.search(r"hx-on|js:|hx-vals|\son\w+=", text)


def test_a_filter_whose_column_is_hidden_still_travels_with_the_form() -> None:
    text = body("f.arrived_on=2026-01-01..&cols=email")
    assert '<input type="hidden" name="f.arrived_on" value="2026-01-01..">' in text
    assert 'id="list-f-arrived_on"' not in text


def test_what_people_typed_is_text_and_never_markup() -> None:
    add("<b>Berg</b>, Anna", email='"><script>x</script>')
    text = body("q=%3Cb%3Eber&f.name=%3Cb%3E")
    assert "<b>Berg" not in text
    assert "<script>x" not in text
    assert "<mark>b&gt;Ber</mark>g" in text


def test_an_unknown_filter_answers_400_with_a_way_out() -> None:
    answer = get("f.colour=red")
    assert answer.status_code == 400
    assert "f.colour" in answer.content.decode()
    assert 'href="/guests/"' in answer.content.decode()
    assert b"<html" not in get("f.colour=red", "list").content


def test_a_bad_value_stays_in_its_field_with_its_reason() -> None:
    text = body("f.arrived_on=gestern")
    assert 'value="gestern"' in text
    assert 'aria-invalid="true"' in text
    assert 'role="alert"' in text


def test_pages_are_linked_forth_and_back() -> None:
    make_rows(60)
    first = body("lens=all")
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    behind = next(link for link in hrefs(first) if "after=" in link)
    second = body(behind.partition("?")[2])
    assert re.search(r"51\s*–\s*60", second)
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second


def test_the_empty_states_speak_german() -> None:
    add("Berg, Anna", archived_at=NOON)
    with translation.override("de"):
        text = re.sub(r"\s+", " ", body("q=berx"))
        assert "Niemand gefunden für ‚berx‘ in <em>Active</em>." in text
        assert "In allen suchen" in text
        text = re.sub(r"\s+", " ", body("lens=all&f.kind=company&f.arrived_on=2030-01-01.."))
        assert "Nichts passt. Am strengsten ist <em>" in text
        assert "Diesen Filter löschen" in text
        assert "Alle Filter löschen" in text


def test_an_empty_value_is_a_dash_and_money_is_german() -> None:
    add("Leer, Anna")
    add("Voll, Bert", open=1234)
    with translation.override("de"):
        text = body("cols=email,tab.open")
    assert '<span class="none">–</span>' in text
    assert "1.234,00 €" in text
