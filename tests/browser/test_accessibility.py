"""Every page, looked at by axe: light and wide always, dark and narrow in turns."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLResolver, get_resolver, resolve
from playwright.sync_api import Page

from stammkunde.foundation import clock
from stammkunde.people import importing, operations
from stammkunde.people.models import CUSTOMER, Contact, Customer, CustomerStatus, Participant
from tests import cast
from tests.browser.conftest import Office, Opener

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VISITOR = {"login", "lost"}
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
TURNS = 4


def _contact(office: Office) -> Contact:
    """The second of an organisation's contacts, with everything that can be known."""
    home = office.customers[4]
    cast.contact(home, first_name="Petra", last_name="Wolff", role="Leitung")
    reached = {"phone": "030 23125 220", "email": "frank@jessen.example", "note": "Erst ab 16 Uhr."}
    return cast.contact(home, first_name="Frank", last_name="Jessen", **reached)


def _child(office: Office) -> Participant:
    """A child with two parents of their own."""
    child = cast.participant(office.one, first_name="Lea", birth_date="04.05.2019")
    other = [office.customers[1].pk]
    operations.add_guardians(actor=cast.system(), participant=child.pk, customers=other)
    return child


def _gone(office: Office) -> int:
    """A customer who was deleted for ever, by the two steps of the delete page."""
    gone = office.customers[6].pk
    operations.bin_customers(actor=cast.owner(), customers=[gone])
    operations.erase_customers(actor=cast.owner(), customers=[gone])
    return gone


def _imported(office: Office) -> int:
    """A list with an error that came in, and somebody who changed a row of it since."""
    data = b"Nachname;E-Mail\nImportiert;i@mail.example\nFehler;falsch\n"
    course = importing.Course(importing.Mode.VALID_ROWS)
    report = importing.import_customers(cast.owner(), data, course=course, file="kunden.csv")
    fresh = Customer.objects.get(last_name="Importiert")
    change = operations.CustomerChange(fresh.pk, {"city": "Ulm"})
    operations.change_customers(actor=cast.owner(), changes=[change])
    return report.batch


def _numbered() -> int:
    """A customer with a number."""
    status = CustomerStatus.objects.get(code=CUSTOMER)
    return cast.customer(status=status.pk, number="K-0815").pk


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
    "filtered list": lambda office: (
        "/customers/?f.email=:filled&f.created_at=2020..&cols=email,city,created_at"
    ),
    "sheet": lambda office: "/customers/?q=ber&print=1",
    "new": lambda office: "/customers/new/",
    "new organisation": lambda office: "/customers/new/?kind=organisation",
    "unknown caller": lambda office: "/anruf?nummer=anonymous",
    "just added": lambda office: f"/customers/?lens=archive&new={office.one.pk}",
    "record": lambda office: f"/customers/{office.one.pk}/",
    "long record": lambda office: f"/customers/{office.customers[5].pk}/",
    "edit": lambda office: f"/customers/{office.one.pk}/edit/email/",
    "edit all": lambda office: f"/customers/{office.one.pk}/edit/",
    "archive": lambda office: f"/customers/{office.one.pk}/archive/",
    "delete": lambda office: f"/customers/{office.one.pk}/delete/",
    "status": lambda office: f"/customers/{office.one.pk}/status/",
    "lock": lambda office: f"/customers/{office.one.pk}/lock/",
    "renumber": lambda office: f"/customers/{_numbered()}/renumber/",
    "deleted for ever": lambda office: f"/customers/{_gone(office)}/",
    "edit participant": lambda office: f"/participants/{_child(office).pk}/edit/",
    "participant picture": lambda office: f"/participants/{_child(office).pk}/picture/",
    "participant deceased": lambda office: f"/participants/{_child(office).pk}/deceased/",
    "contact deceased": lambda office: f"/contacts/{_contact(office).pk}/deceased/",
    "export": lambda office: "/customers/?q=ber&export=1",
    "settings": lambda office: "/settings/",
    "imports": lambda office: f"/settings/imports/?seen={_imported(office)}",
    "import": lambda office: f"/settings/imports/{_imported(office)}/",
    "undo an import": lambda office: f"/settings/imports/{_imported(office)}/undo/",
    "statuses": lambda office: "/settings/statuses/",
    "recipient groups": lambda office: "/settings/recipient-groups/",
    "participants": lambda office: f"/customers/{office.one.pk}/participants/",
    "participant list": lambda office: "/participants/",
    "contacts": lambda office: f"/customers/{_contact(office).customer_id}/contacts/",
    "contact": lambda office: f"/contacts/{_contact(office).pk}/edit/",
    "guardians": lambda office: f"/participants/{_child(office).pk}/guardians/?q=hab",
    "participant note": lambda office: f"/participants/{_child(office).pk}/note/",
    "timeline": lambda office: f"/customers/{office.one.pk}/timeline/",
    "labels": lambda office: f"/customers/{office.one.pk}/labels/",
    "consents": lambda office: f"/customers/{office.one.pk}/consents/",
    "bank": lambda office: f"/customers/{office.one.pk}/bank/",
    "addresses": lambda office: f"/customers/{office.one.pk}/addresses/",
    "phones": lambda office: f"/customers/{office.one.pk}/phones/",
    "picture": lambda office: f"/customers/{office.one.pk}/picture/",
    "deceased": lambda office: f"/customers/{office.one.pk}/deceased/",
    "managers": lambda office: f"/customers/{office.one.pk}/managers/",
    "own settings": lambda office: f"/customers/{office.one.pk}/prefs/",
    "tags": lambda office: "/settings/tags/",
    "merge tags": lambda office: "/settings/tags/merge/",
    "groups": lambda office: "/settings/groups/",
    "own fields": lambda office: "/settings/fields/",
    "customer settings": lambda office: "/settings/customers/",
    "bad filter": lambda office: "/customers/?f.nothing=1",
    "style guide": lambda office: "/_styleguide/",
}


# Addresses that are no pages: fragments of a page, answers of a button, a way to somewhere else.
NO_PAGES = {
    "foundation:arrange", "foundation:file", "foundation:look", "foundation:undo",
    "people:alike", "people:contact", "people:import_errors", "people:import_state",
    "people:contact_archive",
    "people:contact_move", "people:contact_restore", "people:here", "people:participant",
    "people:participant_archive", "people:participant_restore", "people:restore", "people:steps",
    "people:take_part", "people:unlock", "people:value",
}  # fmt: skip


def names_of(patterns: list[Any], space: str = "") -> Iterator[str]:
    """The names of all addresses of the product, with the room before them."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from names_of(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name}"


def test_every_page_that_exists_is_in_the_list(office: Office) -> None:
    looked_at = set()
    for name in set(PAGES) - {"lost"}:
        address = PAGES[name](office).partition("?")[0]
        looked_at.add(resolve(address, urlconf="stammkunde.urls").view_name)
    there = set(names_of(get_resolver("stammkunde.urls").url_patterns))
    assert there - looked_at - NO_PAGES == set()
    assert NO_PAGES - there == set()
    assert NO_PAGES & looked_at == set()


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
