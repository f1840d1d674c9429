"""Who may what: every address x every member of the cast, with and without htmx (D32, D34).

The table is read by a person. An address that is missing from it fails, and so does one that the
product no longer has. A decision is what the door says, not what the page looks like:

    in     let in (also when the form then is not valid)       out    403
    login  sent to the login page                               none   404
    how    405, the address does not take this method
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import IntConverter

from stammkunde.accounts.middleware import PUBLIC
from stammkunde.foundation import clock
from stammkunde.foundation.models import BatchState, ImportBatch, JournalEntry
from stammkunde.foundation.operations import building
from tests import cast

pytestmark = [pytest.mark.db, pytest.mark.house]

CAST = ("owner", "office", "field", "accounting", "readonly", "nobody", "visitor")
TABLE = """
                              owner  office field  accou. readon nobody visitor
GET  account_login            in     in     in     in     in     in     in
POST account_login            in     in     in     in     in     in     in
GET  account_logout           in     in     in     in     in     in     login
POST account_logout           login  login  login  login  login  login  login
GET  backoffice:palette       in     in     in     in     in     in     login
POST backoffice:palette       how    how    how    how    how    how    login
GET  backoffice:today         in     in     in     in     in     in     login
POST backoffice:today         how    how    how    how    how    how    login
GET  foundation:arrange       how    how    how    how    how    how    login
POST foundation:arrange       none   none   none   none   none   none   login
GET  foundation:look          how    how    how    how    how    how    login
POST foundation:look          in     in     in     in     in     in     login
GET  foundation:more          in     in     in     in     in     in     login
POST foundation:more          how    how    how    how    how    how    login
GET  foundation:styleguide    in     in     in     in     in     in     login
POST foundation:styleguide    how    how    how    how    how    how    login
GET  foundation:undo          how    how    how    how    how    how    login
POST foundation:undo          in     in     out    out    out    out    login
GET  people:addresses         in     in     out    out    out    out    login
POST people:addresses         in     in     out    out    out    out    login
GET  people:alike             how    how    how    how    how    how    login
POST people:alike             in     in     out    out    out    out    login
GET  people:archive           in     in     out    out    out    out    login
POST people:archive           in     in     out    out    out    out    login
GET  people:bank              in     in     out    out    out    out    login
POST people:bank              in     in     out    out    out    out    login
GET  people:call              in     in     in     in     in     out    login
POST people:call              how    how    how    how    how    how    login
GET  people:consents          in     in     in     in     in     out    login
POST people:consents          in     in     out    out    out    out    login
GET  people:delete            in     out    out    out    out    out    login
POST people:delete            in     out    out    out    out    out    login
GET  people:contact           in     in     in     in     in     out    login
POST people:contact           how    how    how    how    how    how    login
GET  people:contact_archive   how    how    how    how    how    how    login
POST people:contact_archive   in     in     out    out    out    out    login
GET  people:contact_deceased  in     in     out    out    out    out    login
POST people:contact_deceased  in     in     out    out    out    out    login
GET  people:contact_edit      in     in     out    out    out    out    login
POST people:contact_edit      in     in     out    out    out    out    login
GET  people:contact_move      how    how    how    how    how    how    login
POST people:contact_move      in     in     out    out    out    out    login
GET  people:contact_restore   how    how    how    how    how    how    login
POST people:contact_restore   in     in     out    out    out    out    login
GET  people:contacts          in     in     in     in     in     out    login
POST people:contacts          in     in     out    out    out    out    login
GET  people:edit              in     in     out    out    out    out    login
POST people:edit              in     in     out    out    out    out    login
GET  people:edit_all          in     in     out    out    out    out    login
POST people:edit_all          in     in     out    out    out    out    login
GET  people:here              how    how    how    how    how    how    login
POST people:here              in     in     in     in     in     out    login
GET  people:managers          in     in     out    out    out    out    login
POST people:managers          in     in     out    out    out    out    login
GET  people:prefs             in     in     out    out    out    out    login
POST people:prefs             in     in     out    out    out    out    login
GET  people:steps             in     in     in     in     in     out    login
POST people:steps             how    how    how    how    how    how    login
GET  people:guardians         in     in     out    out    out    out    login
POST people:guardians         in     in     out    out    out    out    login
GET  people:labels            in     in     out    out    out    out    login
POST people:labels            in     in     out    out    out    out    login
GET  people:list              in     in     in     in     in     out    login
POST people:list              in     in     in     in     in     out    login
GET  people:new               in     in     out    out    out    out    login
POST people:new               in     in     out    out    out    out    login
GET  people:participant       in     in     in     in     in     out    login
POST people:participant       how    how    how    how    how    how    login
GET  people:participant_archive  how how how how how how login
POST people:participant_archive  in  in  out out out out login
GET  people:participant_edit  in     in     out    out    out    out    login
POST people:participant_edit  in     in     out    out    out    out    login
GET  people:participant_list  in     in     in     in     in     out    login
POST people:participant_list  in     in     in     in     in     out    login
GET  people:participant_deceased in in out out out out login
POST people:participant_deceased in in out out out out login
GET  people:participant_note  in     in     out    out    out    out    login
POST people:participant_note  in     in     out    out    out    out    login
GET  people:participant_picture in in out out out out login
POST people:participant_picture in in out out out out login
GET  people:participant_restore  how how how how how how login
POST people:participant_restore  in  in  out out out out login
GET  people:participants      in     in     in     in     in     out    login
POST people:participants      in     in     out    out    out    out    login
GET  people:record            in     in     in     in     in     out    login
POST people:record            how    how    how    how    how    how    login
GET  people:restore           how    how    how    how    how    how    login
POST people:restore           in     in     out    out    out    out    login
GET  people:take_part         how    how    how    how    how    how    login
POST people:take_part         in     in     out    out    out    out    login
GET  people:settings_fields   in     in     out    out    out    out    login
POST people:settings_fields   in     in     out    out    out    out    login
GET  people:settings_groups   in     in     out    out    out    out    login
POST people:settings_groups   in     in     out    out    out    out    login
GET  people:settings_merge_tags in     in     out    out    out    out    login
POST people:settings_merge_tags in     in     out    out    out    out    login
GET  people:settings_recipient_groups in     in     out    out    out    out    login
POST people:settings_recipient_groups in     in     out    out    out    out    login
GET  people:settings_tags     in     in     out    out    out    out    login
POST people:settings_tags     in     in     out    out    out    out    login
GET  people:timeline          in     in     in     in     in     out    login
POST people:timeline          how    how    how    how    how    how    login
GET  people:value             in     in     in     in     in     out    login
POST people:value             how    how    how    how    how    how    login
GET  backoffice:settings      in     in     out    out    out    out    login
POST backoffice:settings      how    how    how    how    how    how    login
GET  people:lock              in     in     out    out    out    out    login
POST people:lock              in     in     out    out    out    out    login
GET  foundation:file          in     in     in     in     in     none   login
POST foundation:file          how    how    how    how    how    how    login
GET  people:deceased          in     in     out    out    out    out    login
POST people:deceased          in     in     out    out    out    out    login
GET  people:picture           in     in     out    out    out    out    login
POST people:picture           in     in     out    out    out    out    login
GET  people:points            in     in     out    out    out    out    login
POST people:points            in     in     out    out    out    out    login
GET  people:renumber          in     in     out    out    out    out    login
POST people:renumber          in     in     out    out    out    out    login
GET  people:settings_customers in     in     out    out    out    out    login
POST people:settings_customers in     in     out    out    out    out    login
GET  people:settings_statuses in     in     out    out    out    out    login
POST people:settings_statuses in     in     out    out    out    out    login
GET  people:settings_imports  in     in     out    out    out    out    login
POST people:settings_imports  how    how    how    how    how    how    login
GET  people:import            in     in     out    out    out    out    login
POST people:import            how    how    how    how    how    how    login
GET  people:import_errors     in     in     out    out    out    out    login
POST people:import_errors     how    how    how    how    how    how    login
GET  people:import_state      in     in     out    out    out    out    login
POST people:import_state      how    how    how    how    how    how    login
GET  people:import_undo       in     in     out    out    out    out    login
POST people:import_undo       in     in     out    out    out    out    login
GET  people:status            in     in     out    out    out    out    login
POST people:status            in     in     out    out    out    out    login
GET  people:unlock            how    how    how    how    how    how    login
POST people:unlock            in     in     out    out    out    out    login
GET  toyroom:points           in     in     out    in     in     out    login
POST toyroom:points           in     in     out    in     in     out    login
"""
# What a visitor may see, said once more on purpose: whoever opens a page opens it twice (D32).
OPEN = {"account_login", "account_logout"}
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class Scene:
    """One customer, one journal entry to undo, and everybody's browser."""

    customer: int
    entry: int
    participant: int
    contact: int
    file: str
    browsers: dict[str, Client]
    batch: int = 0

    def path(self, name: str) -> str:
        """The address called `name`, about this scene's things."""
        wanted = ADDRESSES[name].pattern.converters
        values = {key: self._value(key, converter) for key, converter in wanted.items()}
        return reverse(name, kwargs=values)

    def _value(self, key: str, converter: Any) -> Any:
        if key == "key":
            return self.file
        if isinstance(converter, IntConverter):
            return {
                "entry": self.entry,
                "participant": self.participant,
                "contact": self.contact,
                "batch": self.batch,
            }.get(key, self.customer)
        return "city"


def addresses(
    resolver: Any = None, spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    """Every address of the product with its full name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join([*spaces, pattern.name or str(pattern.pattern)]), pattern
        else:
            space = (pattern.namespace,) if pattern.namespace else ()
            yield from addresses(pattern, (*spaces, *space))


def read(table: str) -> dict[tuple[str, str], dict[str, str]]:
    """The table as {(method, name): {member: decision}}; a crooked row is an error."""
    rows = {}
    for line in table.strip().splitlines()[1:]:
        method, name, *decisions = line.split()
        rows[method, name] = dict(zip(CAST, decisions, strict=True))
    return rows


ADDRESSES = dict(addresses())
ROWS = read(TABLE)
ABOUT_ONE = sorted(
    name
    for name, pattern in ADDRESSES.items()
    if name.startswith("people:")
    and {"pk", "participant", "contact"} & set(pattern.pattern.converters)
)


def gaps(rows: dict[tuple[str, str], Any], names: set[str]) -> list[str]:
    """What the table lacks, and what it holds that the product does not have."""
    wanted = {(method, name) for method in ("GET", "POST") for name in names}
    missing = [
        f"not in the table: {method} {name}" for method, name in sorted(wanted - rows.keys())
    ]
    stale = [
        f"not in the product: {method} {name}" for method, name in sorted(rows.keys() - wanted)
    ]
    return missing + [line for line in stale if "toyroom" not in line or "toyroom:points" in names]


def decision(answer: HttpResponse) -> str:
    """What the door said."""
    where = answer.headers.get("HX-Redirect") or answer.headers.get("Location") or ""
    if where.startswith(settings.LOGIN_URL):
        return "login"
    if answer.streaming:
        answer.getvalue()  # reads and closes the file
    assert answer.status_code < 500, answer
    return {403: "out", 404: "none", 405: "how"}.get(answer.status_code, "in")


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The cast in front of one customer with a picture."""
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    customer = cast.customer()
    picture = cast.picture(customer)
    entry = JournalEntry.objects.filter(operation="people.add_customers").latest("pk")
    people = {key: cast.user(roles=(key,)) for key in CAST[:5]} | {"nobody": cast.user(roles=())}
    browsers = {key: cast.logged_in(person) for key, person in people.items()}
    browsers["visitor"] = Client()
    ids = (customer.pk, entry.pk, cast.participant(customer).pk, cast.contact(customer).pk)
    with building():
        batch = ImportBatch.objects.create(
            kind="customers", state=BatchState.DONE, begun_at=clock.now(), created=1
        )
    return Scene(*ids, picture, browsers, batch.pk)


def test_every_address_is_in_the_table() -> None:
    assert gaps(ROWS, set(ADDRESSES)) == []


def test_an_address_that_is_missing_from_the_table_is_found() -> None:
    assert gaps(ROWS, {*ADDRESSES, "billing:list"}) == [
        "not in the table: GET billing:list",
        "not in the table: POST billing:list",
    ]
    assert gaps(ROWS, set(ADDRESSES) - {"people:new"}) == [
        "not in the product: GET people:new",
        "not in the product: POST people:new",
    ]


def test_every_address_has_a_name() -> None:
    assert [name for name, pattern in ADDRESSES.items() if not pattern.name] == []


@pytest.mark.parametrize(
    ("method", "name"), sorted(ROWS), ids=[" ".join(row) for row in sorted(ROWS)]
)
def test_everybody_may_exactly_what_the_table_says(scene: Scene, method: str, name: str) -> None:
    if name not in ADDRESSES:
        pytest.skip("the toy room is not built in")
    for headers in ({}, HTMX):
        assert _decisions(scene, method, name, headers) == ROWS[method, name], headers


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_no_form_is_taken_without_its_token(scene: Scene, name: str) -> None:
    for member, browser in scene.browsers.items():
        browser.handler.enforce_csrf_checks = True
        answer = browser.post(scene.path(name), headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403, (member, name)


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - OPEN))
def test_a_visitor_gets_nothing_but_the_way_to_the_login(scene: Scene, name: str) -> None:
    visitor = scene.browsers["visitor"]
    for method in ("get", "head", "post", "put", "patch", "delete", "options"):
        for headers in ({}, HTMX):
            answer = getattr(visitor, method)(scene.path(name), headers=headers)
            assert decision(answer) == "login", (method, headers)
            assert answer.content == b""


def test_the_open_pages_are_exactly_the_ones_named_here() -> None:
    assert set(PUBLIC) == OPEN


@pytest.mark.parametrize("name", ABOUT_ONE)
def test_a_customer_who_is_not_there_is_missing_for_everybody_who_may_look(
    scene: Scene, name: str
) -> None:
    nowhere = Scene(10**9, scene.entry, 10**9, 10**9, scene.file, scene.browsers)
    for method in ("GET", "POST"):
        expected = {
            member: "none" if said == "in" else said for member, said in ROWS[method, name].items()
        }
        assert _decisions(nowhere, method, name, {}) == expected


def _decisions(scene: Scene, method: str, name: str, headers: dict[str, str]) -> dict[str, str]:
    told = {}
    for member, browser in scene.browsers.items():
        ask: Callable[..., Any] = browser.get if method == "GET" else browser.post
        with transaction.atomic():
            told[member] = decision(ask(scene.path(name), headers=headers))
            transaction.set_rollback(True)
    return told
