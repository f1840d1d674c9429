"""Chromium against the running product: Debian's browser, no download, nothing but loopback."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import cast
from tests.browser.chromium import FLAGS, ROOT, chromium_path

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
OUTSIDE = {"http", "https", "ws", "wss", "ftp"}
# A refused form answers 4xx on purpose, and Chromium notes each in its console. Whoever leaves a
# page while it still asks something ends that question, and htmx notes it.
ON_PURPOSE = re.compile(
    r"Failed to load resource: the server responded with a status of 4\d\d"
    r"|htmx:(sendAbort|afterRequest), "
)


def missing(what: str) -> None:
    """Skip with a reason at somebody's desk, fail where everything has to be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing", pytrace=False)
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, started once. Our own fixture: pytest-playwright's warn with this pytest.

    Playwright's loop runs in the test's thread, so Django is told not to take it for async code.
    """
    path = chromium_path()
    if path is None:
        missing("Chromium (apt-get install chromium)")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            yield browser
            browser.close()


@pytest.fixture(scope="session")
def axe_source() -> str:
    """axe-core, installed by npm for development and never shipped."""
    if not AXE.exists():
        missing("axe-core (npm ci in frontend/)")
    return AXE.read_text(encoding="utf-8")


@dataclass
class Office:
    """A small business: one person who may everything, and a handful of customers."""

    url: str
    user: Any
    customers: list[Any]

    @property
    def one(self) -> Any:
        """The customer that most stories are about."""
        return self.customers[0]

    def record(self, customer: Any = None) -> str:
        """Address of a record."""
        return f"{self.url}/customers/{(customer or self.one).pk}/"


ROWS: list[dict[str, Any]] = [
    {"first_name": "Kathrin", "last_name": "Berger", "city": "Berlin", "postcode": "10437",
     "email": "kathrin@berger.example", "phone": "0171 3920018"},
    {"first_name": "Anna-Lena", "last_name": "Berg", "city": "Berlin", "postcode": "13347"},
    {"first_name": "Uwe", "last_name": "Haberland", "city": "Bernau", "postcode": "16321"},
    {"first_name": "Lisbeth", "last_name": "Huber", "email": "", "phone": ""},
    {"kind": "organisation", "organisation": "Kita Sonnenhügel e. V.", "city": "Buch"},
    {"first_name": "Maximiliane-Wilhelmine", "city": "Hellschen-Heringsand-Unterschaar",
     "last_name": "Freifrau von und zu Donaudampfschifffahrtselektrizitätenhauptbetriebswerk",
     "email": "maximiliane-wilhelmine.freifrau-von-und-zu-donaudampfschifffahrt@mail.example"},
    {"first_name": "Per", "last_name": "Lindqvist"},
]  # fmt: skip


@pytest.fixture
def office(live_server: Any) -> Office:
    """The running product with a few customers in it."""
    user = cast.user(name="Miriam Jansen", email="miriam@lindenhof.example")
    rows = cast.customers(*ROWS)
    _known_well(rows[0].pk)
    return Office(live_server.url, user, rows)


def _known_well(customer: int) -> None:
    """Tags, a group, a consent, a bank account and a second address for one customer."""
    ours, system = cast.people, cast.system()
    tags = ours.add_tags(actor=system, names=["Agility", "Welpe", "Stammkundschaft"]).done
    given = [tag.pk for tag in tags]
    ours.tag_customers(actor=system, customers=[customer], tags=given)
    (group,) = ours.add_labels(actor=system, kind="group", names=["Ermäßigt"]).done
    ours.put_into_groups(actor=system, kind="group", customers=[customer], groups=[group.pk])
    ours.record_consents(
        actor=system, customers=[customer], purpose="newsletter", channel="email",
        source="paper", given=True, on=system.today, proof="Bogen 7",
    )  # fmt: skip
    ours.add_bank_account(
        actor=system, customer=customer, iban="DE89370400440532013000", holder="Kathrin Berger"
    )
    address = {"label": "Abholung", "street": "Oderberger Str. 40", "city": "Berlin"}
    ours.add_address(actor=system, customer=customer, values=address)


@dataclass
class Watch:
    """What a page must never do: errors in the console, broken policies, calls to strangers."""

    problems: list[str]

    def follow(self, page: Page) -> Page:
        """Write down every problem of this page from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)
        return page

    def _console(self, message: Any) -> None:
        if message.type == "error" and not ON_PURPOSE.match(message.text):
            self.problems.append(f"console: {message.text}")

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in OUTSIDE and parts.hostname not in {"localhost", "127.0.0.1"}:
            self.problems.append(f"left this machine: {request.url}")

    def _response(self, response: Any) -> None:
        if response.status >= 500 or (response.status >= 400 and "/static/" in response.url):
            self.problems.append(f"{response.status}: {response.url}")


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test at its end when a followed page misbehaved."""
    watching = Watch([])
    yield watching
    assert not watching.problems, "\n".join(watching.problems)


Opener = Callable[..., Page]


@pytest.fixture
def browse(chromium: Browser, watch: Watch) -> Iterator[Opener]:
    """`browse(user, url=..., **context)`: a fresh, watched page, logged in as `user` if given."""
    opened: list[BrowserContext] = []

    def fresh(user: Any = None, *, url: str = "", **arguments: Any) -> Page:
        values = {"viewport": {"width": 1440, "height": 900}, "locale": "de-DE"} | arguments
        context = chromium.new_context(**values)
        opened.append(context)
        if user is not None:
            morsels = cast.logged_in(user).cookies.values()
            context.add_cookies(
                [{"name": one.key, "value": one.value, "url": url} for one in morsels]
            )
        page = watch.follow(context.new_page())
        page.set_default_timeout(8000)
        return page

    yield fresh
    for context in opened:
        context.close()


@pytest.fixture
def desk(browse: Opener, office: Office) -> Page:
    """The office's own browser: logged in, wide window."""
    return browse(office.user, url=office.url)
