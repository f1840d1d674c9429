"""Every page, looked at by axe: light and wide always, dark and narrow in turns."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.mail import EmailMessage
from django.http import QueryDict
from django.urls import URLResolver, get_resolver, resolve
from playwright.sync_api import Page

from stammkunde.accounts import operations as accounts
from stammkunde.accounts import queries, security
from stammkunde.accounts.links import reset_link
from stammkunde.accounts.models import Role
from stammkunde.accounts.passkeys import Key
from stammkunde.foundation import clock
from stammkunde.foundation.bulkwork import work as bulkwork
from stammkunde.foundation.lists.saving import save_lens
from stammkunde.foundation.mail import queue
from stammkunde.foundation.models import BusinessData, ImportBatch, SavedLens
from stammkunde.people import importing, operations
from stammkunde.people.models import CUSTOMER, Contact, Customer, CustomerStatus, Participant
from tests import cast
from tests.browser import asking, log_pages, noting, writing_pages
from tests.browser import importing as importing_pages
from tests.browser.conftest import Office, Opener
from tests.browser.paper_pages import PAPER_PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VISITOR = {
    "login", "lost", "join", "dead link", "forgotten password", "link is sent",
    "link for a password", "link is over", "unsubscribe", "dead unsubscribe", "confirm consent",
    *asking.VISITOR,
}  # fmt: skip
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


def _bulk(office: Office, *, waiting: bool = False) -> int:
    """A bulk edit that left somebody out, or one that waits for its turn."""
    params = {"reason": "Zahlt nicht", "message": ""}
    said = {"list_key": "people.customers", "deed": "lock", "params": params}
    ids = [row.pk for row in office.customers]
    actor = cast.actor_of(office.user)
    if waiting:
        return bulkwork.ask_for_many(actor=actor, ids=ids, **said).pk
    bulkwork.change_many(actor=actor, ids=ids[:3], **said)
    bulkwork.change_many(actor=actor, ids=ids, **said)
    return ImportBatch.objects.latest("pk").pk


def _lens(office: Office) -> str:
    """A saved lens with columns of its own, by its key."""
    name = f"Berlin {SavedLens.objects.count()}"
    said = {"query": QueryDict("f.city=Berlin&cols=city,email"), "name": name, "emoji": "🐻"}
    actor = cast.actor_of(office.user)
    made = save_lens(actor=actor, list="people.customers", columns=True, audience="all", **said)
    return f"own.{made.done[0].pk}"


def _draft(office: Office, state: str) -> int:
    """A list on its way in."""
    return importing_pages.draft(office.user, state)


def _held() -> int:
    """Messages that wait for live operation."""
    for number in (1, 2):
        text = ("Neue Termine", "Text", "post@lindenhof.example", [f"n{number}@mail.example"])
        queue(EmailMessage(*text), dedupe_key=f"held-{number}")
    return 2


def _new_house() -> int:
    """Nobody has filled in the first page yet."""
    return BusinessData.objects.update(set_up_at=None)


def _numbered() -> int:
    """A customer with a number."""
    status = CustomerStatus.objects.get(code=CUSTOMER)
    return cast.customer(status=status.pk, number="K-0815").pk


def _invited(kind: int) -> Any:
    """Somebody who is invited for a role of their own: user, role, token of the link."""
    return cast.invited()[kind]


def _office_role() -> int:
    """A role that came with the product."""
    return Role.objects.get(key="office").pk


def _colleague() -> int:
    """Somebody of the team with a history at the door."""
    person = cast.user(roles=("office", "field"), name="Frieda Früh")
    for kind in (security.Kind.LOGIN, security.Kind.LOGIN_FAILED, security.Kind.ROLES_CHANGED):
        security.record(kind, user_id=person.pk, actor_id=person.pk, address="203.0.113.7")
    return person.pk


def _passkey(office: Office) -> str:
    """Give the office's user a passkey and recovery codes, once; adds nothing to an address."""
    if not queries.has_factor(office.user.pk):
        key = Key("aWQ=", "cHVibGlj", 0)
        accounts.add_passkey(actor=cast.actor_of(office.user), key=key, name="Laptop im Büro")
        cast.logged_in(office.user)  # a second session
    return ""


PAGES: dict[str, Callable[[Office], str]] = {
    "login": lambda office: "/accounts/login/",
    "lost": lambda office: "/nowhere/",
    "logout": lambda office: "/accounts/logout/",
    "today": lambda office: "/",
    "palette": lambda office: "/palette/?q=ber",
    "more": lambda office: "/more/",
    "guide": lambda office: "/help/",
    "page of the guide": lambda office: "/help/kunden-finden/",
    "search in the guide": lambda office: "/help/?q=kunde",
    "list": lambda office: "/customers/",
    "saved lens": lambda office: f"/customers/?lens={_lens(office)}",
    "changed lens": lambda office: f"/customers/?lens={_lens(office)}&sort=-city",
    "new lens": lambda office: "/lists/people.customers/lenses/new/?state=q%3Dber",
    "lenses": lambda office: f"/lists/people.customers/lenses/?seen={_lens(office)}",
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
    "bulk edits": lambda office: f"/bulk/?seen={_bulk(office)}",
    "bulk edit": lambda office: f"/bulk/{_bulk(office)}/",
    "waiting bulk edit": lambda office: f"/bulk/{_bulk(office, waiting=True)}/",
    "imports": lambda office: f"/settings/imports/?seen={_imported(office)}",
    "import": lambda office: f"/settings/imports/{_imported(office)}/",
    "import wizard": lambda office: f"/customers/import/?seen={_draft(office, 'uploaded')}",
    "columns of a list": lambda office: f"/customers/import/{_draft(office, 'uploaded')}/columns/",
    "list being checked": lambda office: f"/customers/import/{_draft(office, 'checking')}/check/",
    "checked list": lambda office: f"/customers/import/{_draft(office, 'checked')}/check/",
    "corrected file": lambda office: f"/customers/import/{_draft(office, 'checked')}/file/",
    "discard a list": lambda office: f"/customers/import/{_draft(office, 'checked')}/drop/",
    "list that came in": lambda office: f"/customers/import/{_draft(office, 'done')}/done/",
    "undo an import": lambda office: f"/settings/imports/{_imported(office)}/undo/",
    "a found setting": lambda office: "/settings/?q=steuer",
    "first page": lambda office: f"/setup/?seen={_new_house()}",
    "set-up": lambda office: "/setup/",
    "demo data": lambda office: "/setup/demo/",
    "test mail": lambda office: "/setup/mail/",
    "business": lambda office: "/settings/business/",
    "sending e-mail": lambda office: "/settings/mail/",
    "retention": lambda office: "/settings/retention/",
    "held messages": lambda office: f"/trial/?seen={_held()}",
    "start live operation": lambda office: f"/trial/end/?seen={_held()}",
    "back to trial operation": lambda office: "/trial/begin/",
    "last opened": lambda office: f"/palette/?card=&recent={office.one.pk}",
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
    "form of address": lambda office: "/settings/address/",
    "signature": lambda office: "/settings/signature/",
    "own signature": lambda office: "/account/signature/",
    **writing_pages.PAGES,
    "templates": lambda office: "/communication/templates/",
    "template": lambda office: "/communication/templates/messaging.consent/",
    "new template": lambda office: "/communication/templates/new/",
    "team": lambda office: f"/settings/team/?seen={_colleague()}{_invited(0)}",
    "invite": lambda office: "/settings/team/invite/",
    "colleague": lambda office: f"/settings/team/{_colleague()}/",
    "invited colleague": lambda office: f"/settings/team/{_invited(0)}/",
    "roles of a colleague": lambda office: f"/settings/team/{_colleague()}/roles/",
    "link of an invitation": lambda office: f"/settings/team/{_invited(0)}/link/",
    "withdraw an invitation": lambda office: f"/settings/team/{_invited(0)}/withdraw/",
    "deactivate a colleague": lambda office: f"/settings/team/{_colleague()}/deactivate/",
    "take a factor away": lambda office: f"/settings/team/{_colleague()}/factors/",
    "roles": lambda office: "/settings/roles/",
    "new role": lambda office: "/settings/roles/new/",
    "role": lambda office: f"/settings/roles/{_invited(1)}/",
    "reset a role": lambda office: f"/settings/roles/{_office_role()}/reset/",
    "security": lambda office: "/settings/security/",
    "security journal": lambda office: f"/settings/security/events/?seen={_colleague()}",
    "join": lambda office: f"/join/{_invited(2)}/",
    "dead link": lambda office: "/join/nothing/",
    "my account": lambda office: f"/account/{_passkey(office)}",
    "own email": lambda office: "/account/email/",
    "own password": lambda office: "/account/password/",
    "set up an app": lambda office: "/account/app/",
    "add a passkey": lambda office: "/account/passkey/",
    "recovery codes": lambda office: f"/account/codes/{_passkey(office)}",
    "forgotten password": lambda office: "/accounts/reset/",
    "link is sent": lambda office: "/accounts/reset/sent/",
    "link for a password": lambda office: urlsplit(reset_link(office.user)).path,
    "link is over": lambda office: "/accounts/reset/1-nothing/",
    **asking.PAGES,
    **log_pages.PAGES,
    **noting.PAGES,
    **PAPER_PAGES,
    "bad filter": lambda office: "/customers/?f.nothing=1",
    "style guide": lambda office: "/_styleguide/",
}


# Addresses that are no pages: fragments of a page, answers of a button, a way to somewhere else.
NO_PAGES = {
    "account_confirm", "account_second", "account_secure",  # looked at in test_second_factor
    "account_factor", "account_passkey", "account_passkey_ask", "account_passkey_make",
    "account_sessions",
    "accounts:colleague_renew", "accounts:colleague_reset", "accounts:colleague_restore",
    "accounts:colleague_sessions", "accounts:role_archive", "accounts:role_remove",
    "accounts:role_restore",
    "backoffice:back_up", "backoffice:guide_picture", "foundation:bulk_state", "foundation:bulk_undo",
    "foundation:arrange", "foundation:file", "foundation:logo",
    "foundation:lens_store", "foundation:look",
    "foundation:undo",
    "messaging:ask_consent", "messaging:notice_begin", "messaging:notice_look",
    "messaging:notice_state", "messaging:notice_step", "messaging:stop",
    "people:alike", "people:contact", "people:import_errors", "people:import_faults",
    "people:import_format", "people:import_match", "people:import_settle", "people:import_state",
    "people:import_template",
    "people:contact_archive", "people:document_restore",
    "messaging:letters_print", "messaging:letters_run", "messaging:letter_pdf",
    "people:contact_move", "people:contact_restore", "people:here", "people:participant",
    "people:participant_archive", "people:participant_restore", "people:restore", "people:steps",
    "people:take_part", "people:unlock", "people:value", *log_pages.NO_PAGES, *noting.NO_PAGES,
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
