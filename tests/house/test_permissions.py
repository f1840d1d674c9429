"""Who may what: every address x every member of the cast, with and without htmx (D32, D34).

The table is read by a person. An address that is missing from it fails, and so does one that the
product no longer has. A decision is what the door says, not what the page looks like:

    in     let in (also when the form then is not valid)       out    403
    login  sent to the login page                               none   404
    how    405, the address does not take this method
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import IntConverter
from django.utils import translation

from stammkunde.accounts.middleware import PUBLIC
from stammkunde.accounts.models import StaffSession
from stammkunde.foundation import clock
from stammkunde.foundation.models import (
    BatchState,
    DraftState,
    ImportBatch,
    ImportDraft,
    JournalEntry,
    SavedLens,
    Visibility,
)
from stammkunde.foundation.operations import building
from stammkunde.foundation.web import strangers
from stammkunde.messaging import operations as messaging
from stammkunde.notes.tests import builders
from stammkunde.people.importing import wizard
from tests import cast
from tests.house.papers import papers_of
from tests.house.permission_rows import TABLE

pytestmark = [pytest.mark.db, pytest.mark.house]

CAST = ("owner", "office", "field", "accounting", "readonly", "nobody", "visitor")
# What a visitor may see, said once more on purpose: whoever opens a page opens it twice (D32).
OPEN = {
    "account_login", "account_logout", "account_passkey", "account_passkey_ask", "account_reset",
    "account_reset_key", "account_reset_sent", "account_second", "accounts:join", "foundation:logo",
    "messaging:confirm", "messaging:mail_hook", "messaging:register", "messaging:sms_hook",
    "messaging:unsubscribe",
}  # fmt: skip
# What comes from elsewhere without our token: the website's form, one click of a mail program.
FROM_ELSEWHERE = {
    "messaging:mail_hook", "messaging:register", "messaging:sms_hook", "messaging:unsubscribe",
}  # fmt: skip
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
    draft: int = 0
    invited: int = 0
    role: int = 0
    token: str = "city"
    lens: int = 0
    edit: int = 0
    inquiry: int = 0
    note: int = 0
    notice: int = 0
    papers: dict[str, int] = field(default_factory=dict)

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
                "draft": self.draft,
                "user": self.invited,
                "role": self.role,
                "lens": self.lens,
                "edit": self.edit,
                "inquiry": self.inquiry,
                "note": self.note,
                "notice": self.notice,
                **self.papers,
            }.get(key, self.customer)
        said = {
            "token": self.token,
            "list": "people.customers",
            "page": "importieren",
            "entry": "notes.note",
            "text": "messaging.consent",
            "picture": "importieren-datei.png",
        }
        return said.get(key, "city")


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


@pytest.fixture(scope="module")
def stage(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Scene, Path]]:
    """The scene, made once inside a transaction that never ends well; and its files."""
    files = tmp_path_factory.mktemp("scene")
    whole = transaction.atomic()
    whole._from_testcase = True  # type: ignore[attr-defined]
    with django_db_blocker.unblock(), whole:
        with pytest.MonkeyPatch.context() as patch, translation.override("de"):
            patch.setattr(settings, "DATA_DIR", files)
            made = _made()
        yield made, files
        transaction.set_rollback(True)


@pytest.fixture
def scene(stage: tuple[Scene, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The cast in front of one customer with a picture: everybody has just logged in."""
    made, files = stage
    monkeypatch.setattr(settings, "DATA_DIR", shutil.copytree(files, tmp_path / "data"))
    with building():
        for column in ("confirmed_at", "factor_at"):
            shown = StaffSession.objects.filter(**{f"{column}__isnull": False})
            shown.update(**{column: clock.now()})
    browsers = {member: Client() for member in made.browsers}
    for member, browser in browsers.items():
        known = made.browsers[member].cookies
        browser.cookies = SimpleCookie({name: one.value for name, one in known.items()})
    return replace(made, browsers=browsers)


def _made() -> Scene:
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
        edit = ImportBatch.objects.create(
            kind="bulk.people.customers.tag", state=BatchState.DONE, begun_at=clock.now()
        )
        shared = {"list": "people.customers", "name": "Alle lesen", "visibility": Visibility.ALL}
        lens = SavedLens.objects.create(owner=people["owner"], **shared)
    call = messaging.note_call(actor=cast.system(), name="Ida Immer", phone="0171 5550111")
    asked = call.done[0].pk
    text = {"subject": "Sommerpause", "body": "Wir machen Pause."}
    notice = messaging.add_notice(actor=cast.system(), values=text).done[0].pk
    invited, role, token = cast.invited()
    news = {"invited": invited, "role": role, "token": token}
    note = builders.note(customer, due_on=clock.today())
    draft = _import_draft(people["owner"])
    return Scene(
        *ids,
        picture,
        browsers,
        batch.pk,
        draft,
        **news,
        lens=lens.pk,
        edit=edit.pk,
        inquiry=asked,
        note=note.pk,
        notice=notice,
        papers=papers_of(customer),
    )


def _import_draft(person: Any) -> int:
    """A list that somebody began to import, and that is checked; nobody else may see it."""
    actor = cast.actor_of(person)
    made = wizard.begin(actor, "liste.csv", [b"Nachname;PLZ\nBerg;1067\n"]).id
    with building():
        ImportDraft.objects.filter(pk=made).update(state=DraftState.CHECKED)
    return made


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


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - FROM_ELSEWHERE))
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
    assert set(PUBLIC) | strangers.OPEN == OPEN


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
