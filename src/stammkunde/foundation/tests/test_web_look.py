"""Pages and fragments, pages that say no, static addresses, tags of the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.test import Client, RequestFactory
from django.utils.translation import gettext_lazy, override
from django_htmx.middleware import HtmxDetails

from stammkunde.foundation import clock
from stammkunde.foundation.models import BusinessData
from stammkunde.foundation.templatetags import house
from stammkunde.foundation.views import safe_next
from stammkunde.foundation.web import assets, errors, fragments
from tests import cast

TOAST = {"text": "Gespeichert.", "level": "success", "entry": ""}


def asked(path: str = "/customers/", *, post: dict[str, str] | None = None, **headers: str) -> Any:
    """A request as the middleware would hand it on."""
    make = RequestFactory(headers=headers)
    request: Any = make.post(path, post) if post is not None else make.get(path)
    request.htmx = HtmxDetails(request)
    request.actor = cast.nobody()
    request._messages = CookieStorage(request)
    return request


def body(request: HttpRequest) -> str:
    return fragments.page(
        request, "foundation/error.html", {"title": "Ganz"}, fragment="foundation/_status.html"
    ).content.decode()


@pytest.mark.db
def test_a_browser_gets_the_whole_page_and_htmx_its_piece() -> None:
    assert "<html" in body(asked())
    assert "<html" not in body(asked(**{"HX-Request": "true"}))


@pytest.mark.db
def test_going_back_in_the_history_brings_the_whole_page() -> None:
    assert "<html" in body(asked(**{"HX-Request": "true", "HX-History-Restore-Request": "true"}))


@pytest.mark.pure
def test_no_cache_may_mix_up_page_and_piece() -> None:
    answer = fragments.page(asked(), "foundation/_toast.html", TOAST)
    assert "HX-Request" in answer["Vary"]


@pytest.mark.pure
def test_a_message_travels_with_the_piece_and_offers_to_undo() -> None:
    request = asked(**{"HX-Request": "true"})
    messages.success(request, "Archiviert.", extra_tags=fragments.undo_tag(17))
    text = body(request)
    assert 'hx-swap-oob="beforeend:#toasts"' in text
    assert "Archiviert." in text
    assert 'action="/undo/17/"' in text


@pytest.mark.pure
def test_a_message_without_an_entry_offers_nothing() -> None:
    assert fragments.undo_tag(None) == ""
    assert house.undo_entry("success undo:x") == ""


@pytest.mark.db
@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.not_found, 404),
        (errors.csrf_failure, 403),
        (errors.server_error, 500),
    ],
)
def test_a_no_is_a_page_for_browsers_and_a_toast_for_htmx(answer: Any, status: int) -> None:
    page = answer(asked())
    assert page.status_code == status
    assert "<html" in page.content.decode()
    piece = answer(asked(**{"HX-Request": "true"}))
    assert piece.status_code == status
    assert piece["HX-Retarget"] == "#toasts"
    assert "<html" not in piece.content.decode()


@pytest.mark.pure
def test_the_page_of_a_bug_names_the_request() -> None:
    request = asked()
    request.request_id = "0a1b2c3d"
    assert "0a1b2c3d" in errors.server_error(request).content.decode()


@pytest.mark.db
def test_a_refusal_carries_its_code_for_scripts() -> None:
    answer = errors.refused(asked(), "Schon archiviert.", code="archived")
    assert answer["X-Refused"] == "archived"
    assert "Schon archiviert." in answer.content.decode()


@pytest.mark.pure
def test_static_addresses_change_with_the_content() -> None:
    version = assets.version_of("stammkunde/css/tokens.css")
    assert len(version) == 10
    assert static("stammkunde/css/tokens.css").endswith(f"?v={version}")
    assert static("stammkunde/css/none.css") == "/static/stammkunde/css/none.css"


@pytest.mark.db
def test_without_a_build_pages_use_our_own_icons(monkeypatch: pytest.MonkeyPatch) -> None:
    there = assets.find
    monkeypatch.setattr(assets, "find", lambda name: None if "dist/" in name else there(name))
    page = body(asked())
    assert "dist/" not in page
    assert "stammkunde/icons.svg" in house.icon("plus")
    assert assets.find(house.OWN_SPRITE) is not None


@pytest.mark.pure
def test_a_piece_that_lasts_says_what_it_would_say_now(monkeypatch: pytest.MonkeyPatch) -> None:
    dialogs, here = "foundation/_dialogs.html", {"palette_url": "/palette/"}
    monkeypatch.setattr(house.ENV, "mode", "production")
    house._lasting.cache_clear()
    for _try in range(2):
        for language in ("de", "en"):
            with override(language):
                assert house.lasting(dialogs, **here) == render_to_string(dialogs, here)
    assert house._lasting.cache_info().hits == 2
    assert "/anderswo/" in house.lasting(dialogs, palette_url="/anderswo/")


@dataclass(frozen=True)
class Line:
    """An entry of the navigation, and one that holds a row."""

    label: Any
    url: str = "/x/"
    icon: str = "x"
    current: bool = False
    count: Any = None
    hot: bool = False


@pytest.mark.pure
def test_a_piece_is_written_again_as_soon_as_it_would_say_something_else() -> None:
    menu = "foundation/_menu.html"
    shown = [Line("Berg"), Line("Berg", count=3), Line("Berg", count=4), Line("<Tal>")]
    shown += [Line("Berg", current=True), Line(gettext_lazy("My account"))]
    for _try in range(2):
        for line in shown:
            for language in ("de", "en"):
                with override(language):
                    fresh = render_to_string(menu, {"entries": [line]})
                    assert house.lasting(menu, entries=[line]) == fresh


@pytest.mark.pure
@pytest.mark.parametrize(
    "value",
    [BusinessData(pk=1), (BusinessData(pk=1),), [Line(BusinessData(pk=1))], object()],
    ids=range(4),
)
def test_a_piece_that_lasts_takes_nothing_that_changes_while_it_stays_equal(value: Any) -> None:
    with pytest.raises(TypeError, match="entries"):
        house.lasting("foundation/_menu.html", entries=value)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/customers/7/?a=1", "/customers/7/?a=1"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_never_leaves_the_house(wanted: str, goes: str) -> None:
    assert safe_next(asked(post={"next": wanted})) == goes


@pytest.mark.pure
def test_figures_and_days_look_german() -> None:
    assert house.money(120450) == "1.204,50 €"
    assert house.money(-5) == "-0,05 €"
    assert house.count(10000) == "10.000"
    assert house.day(date(2026, 11, 21)) == "21.11.2026"
    assert house.daytime(datetime(2026, 11, 21, 13, 5, tzinfo=UTC)) == "21.11.2026, 14:05"


@pytest.mark.pure
def test_empty_is_a_dash_everywhere() -> None:
    for shown in (house.dash(""), house.money(None), house.day(None), house.mark("", ["a"])):
        assert shown == '<span class="none">–</span>'
    assert house.dash(0) == 0


@pytest.mark.pure
def test_a_long_address_breaks_behind_its_at_sign_and_stays_escaped() -> None:
    assert house.breaking("kurz@mail.example") == "kurz@mail.example"
    long = "marek.pfefferkorn758@post.example"
    assert house.breaking(long) == "marek.pfefferkorn758@<wbr>post.example"
    assert "<script>" not in house.breaking(f"<script>{long}")
    assert house.breaking(house.dash("")) == house.DASH


@pytest.mark.pure
def test_days_close_by_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 21))
    assert house.longday(date(2026, 11, 21)).startswith("Heute, Samstag")
    assert house.longday(date(2026, 11, 20)).startswith("Gestern, Freitag")
    assert house.longday(date(2025, 11, 20)).endswith("2025")


@pytest.mark.pure
def test_hits_are_marked_and_markup_in_names_stays_text() -> None:
    page = Template("{% mark name terms %}").render(
        Context({"name": "<b>Berger", "terms": ["ber"]})
    )
    assert page == "&lt;b&gt;<mark>Ber</mark>ger"


@pytest.mark.pure
def test_initials_and_tones_stay_the_same() -> None:
    assert house.initials("Miriam Jansen") == "MJ"
    assert house.initials("kasse") == "KA"
    assert house.initials("Autohaus Berger GmbH & Co. KG") == "AB"
    assert house.initials("Kita Sonnenhügel e. V.") == "KS"
    assert house.initials("") == "?"
    assert house.tone("Kita Sonnenhügel") == house.tone("Kita Sonnenhügel")


@pytest.mark.db
def test_the_look_is_kept_in_cookies_and_nonsense_is_ignored() -> None:
    client = cast.logged_in()
    answer = client.post("/look/", {"theme": "dark", "density": "huge", "next": "/more/"})
    assert answer["Location"] == "/more/"
    assert answer.cookies["theme"].value == "dark"
    assert "density" not in answer.cookies
    assert 'data-theme="dark"' in client.get("/more/").content.decode()


@pytest.mark.db
def test_looking_at_an_address_that_only_takes_forms_is_answered_with_a_page() -> None:
    answer = cast.logged_in().get("/look/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Hier gibt es nichts zu sehen" in answer.content.decode()


@pytest.mark.db
def test_the_style_guide_is_for_staff_outside_of_production() -> None:
    assert Client().get("/_styleguide/").status_code == 302
    assert cast.logged_in().get("/_styleguide/").status_code == 200
