"""Every page, looked at by axe: light and wide always, dark and narrow in turns."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from stammkunde.foundation import clock
from tests.browser.conftest import Office, Opener

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VISITOR = {"login", "lost"}
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
TURNS = 4

PAGES: dict[str, Callable[[Office], str]] = {
    "login": lambda office: "/accounts/login/",
    "lost": lambda office: "/nowhere/",
    "logout": lambda office: "/accounts/logout/",
    "today": lambda office: "/",
    "palette": lambda office: "/palette/?q=ber",
    "more": lambda office: "/more/",
    "list": lambda office: "/customers/",
    "search": lambda office: "/customers/?q=ber",
    "nobody found": lambda office: "/customers/?q=zzzqqq",
    "new": lambda office: "/customers/new/",
    "record": lambda office: f"/customers/{office.one.pk}/",
    "long record": lambda office: f"/customers/{office.customers[5].pk}/",
    "edit": lambda office: f"/customers/{office.one.pk}/edit/email/",
    "edit all": lambda office: f"/customers/{office.one.pk}/edit/",
    "archive": lambda office: f"/customers/{office.one.pk}/archive/",
    "participants": lambda office: f"/customers/{office.one.pk}/participants/",
    "participant list": lambda office: "/participants/",
    "timeline": lambda office: f"/customers/{office.one.pk}/timeline/",
    "labels": lambda office: f"/customers/{office.one.pk}/labels/",
    "consents": lambda office: f"/customers/{office.one.pk}/consents/",
    "bank": lambda office: f"/customers/{office.one.pk}/bank/",
    "addresses": lambda office: f"/customers/{office.one.pk}/addresses/",
    "tags": lambda office: "/settings/tags/",
    "merge tags": lambda office: "/settings/tags/merge/",
    "groups": lambda office: "/settings/groups/",
    "bad filter": lambda office: "/customers/?f.nothing=1",
    "style guide": lambda office: "/_styleguide/",
}


def turns(offset: int) -> list[str]:
    """The quarter of the pages whose turn it is today (STAMMKUNDE_ALL=1: all of them)."""
    names = list(PAGES)
    if os.environ.get("STAMMKUNDE_ALL") == "1":
        return names
    return names[(clock.today().toordinal() + offset) % TURNS :: TURNS]


def violations(page: Page, axe_source: str) -> list[str]:
    """What axe finds, one line per rule with the first element concerned."""
    page.evaluate(axe_source)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})",
        TAGS,
    )
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]


def look_at(name: str, office: Office, browse: Opener, axe_source: str, **context: object) -> None:
    page = browse(None if name in VISITOR else office.user, url=office.url, **context)
    page.goto(office.url + PAGES[name](office))
    assert violations(page, axe_source) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_nothing_that_axe_minds(
    name: str, office: Office, browse: Opener, axe_source: str
) -> None:
    look_at(name, office, browse, axe_source, viewport=WIDE, color_scheme="light")


@pytest.mark.parametrize("name", turns(0))
def test_a_page_is_as_good_in_the_dark(
    name: str, office: Office, browse: Opener, axe_source: str
) -> None:
    look_at(name, office, browse, axe_source, viewport=WIDE, color_scheme="dark")


@pytest.mark.parametrize("name", turns(2))
def test_a_page_is_as_good_on_a_phone(
    name: str, office: Office, browse: Opener, axe_source: str
) -> None:
    look_at(name, office, browse, axe_source, viewport=PHONE, color_scheme="light", has_touch=True)


@pytest.mark.parametrize("width", [768, 390, 320])
def test_no_page_ever_scrolls_sideways(width: int, office: Office, browse: Opener) -> None:
    size = {"width": width, "height": 700}
    staff = browse(office.user, url=office.url, viewport=size)
    visitor = browse(url=office.url, viewport=size)
    wide = {}
    for name, address in PAGES.items():
        page = visitor if name in VISITOR else staff
        page.goto(office.url + address(office))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide[name] = page.evaluate(
                "[...document.querySelectorAll('body *')]"
                ".filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
                ".map(e => e.outerHTML.slice(0, 120))"
            )[:3]
    assert wide == {}
