"""Each form of the product sent twice, and sent again with other content after going back (D09).

Double click, resend, back button, restored tab: one object for the same content, and what was
changed is never dropped without a word. `tests/races/test_posted_at_once.py` sends them in parallel.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls.converters import IntConverter

from stammkunde.accounts.models import User
from stammkunde.foundation import clock, once
from stammkunde.foundation.models import FormReceipt, ListDefault
from stammkunde.foundation.web.once import digests
from stammkunde.people.models import Consent, Customer, CustomerPrefs
from tests import cast
from tests.stories import (
    postings,
    postings_inquiries,
    postings_rooms,
    postings_talking,
    postings_writing,
)
from tests.stories.counting import addresses, more, rows
from tests.stories.postings import CONVERTERS, Desk, Form

pytestmark = pytest.mark.db

PIECES = (postings, postings_inquiries, postings_rooms, postings_talking, postings_writing)
FORMS = [form for piece in PIECES for form in piece.forms()]
EXEMPT = {name: why for piece in PIECES for name, why in piece.EXEMPT.items()}
MAKING = [form for form in FORMS if form.makes]

CONVERTERS.update({name: list(one.pattern.converters) for name, one in addresses()})


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """An owner's browser."""
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    return cast.logged_in(cast.user(roles=("owner",)))


@pytest.fixture
def before(office: Client) -> Desk:
    """What the office has on its desk."""
    return postings.desk(User.objects.latest("pk"))


def token(browser: Client) -> str:
    """The token of a page that was opened just now."""
    page = browser.get("/more/").content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]{64})"', page)
    assert found
    return found[1]


def ready(form: Form, desk: Desk) -> str:
    """Whatever the form needs; its address."""
    if form.before:
        form.before(desk)
    return desk.path(form.name, **dict(form.path))


def send(browser: Client, url: str, said: dict[str, Any], opened: str) -> HttpResponse:
    return browser.post(url, {**said, "csrfmiddlewaretoken": opened})


def went_well(answer: HttpResponse) -> bool:
    return answer.status_code in {200, 204, 302} and not answer.headers.get("X-Refused")


def words(answer: HttpResponse) -> str:
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))


def named(form: Form) -> str:
    return form.name + (f" {form.title}" if form.title else "")


def test_every_address_that_takes_a_form_is_tried_or_exempt(office: Client, before: Desk) -> None:
    """Asked of the product itself, so that a new form cannot be forgotten."""
    tried = {form.name for form in FORMS} | set(EXEMPT)
    untried = []
    for name, pattern in addresses():
        if "toyroom" in name or name in tried:
            continue
        wanted = pattern.pattern.converters
        ids = {key: before.ids.get(key, _any(kind)) for key, kind in wanted.items()}
        if office.post(before.path(name, **ids)).status_code != 405:
            untried.append(name)
    assert not untried, "\n".join(untried) + "\nsay in tests/stories/postings.py what is sent there"


def _any(kind: Any) -> Any:
    return 10**6 if isinstance(kind, IntConverter) else "city"


def test_nothing_is_exempt_that_is_not_there_or_tried() -> None:
    there = {name for name, _pattern in addresses()}
    assert set(EXEMPT) - there == set()
    assert {form.name for form in FORMS} - there == set()
    assert {form.name for form in FORMS} & set(EXEMPT) == set()


@pytest.mark.parametrize("form", FORMS, ids=map(named, FORMS))
def test_the_same_form_sent_twice_is_done_once(office: Client, before: Desk, form: Form) -> None:
    url, opened, was = ready(form, before), token(office), rows()
    first = send(office, url, form.say(before), opened)
    assert went_well(first), first.content.decode()[:3000]
    made = more(was)
    assert made or not form.makes, "nothing came of it"
    second = send(office, url, form.say(before), opened)
    assert went_well(second), second.status_code
    assert more(was) == made


@pytest.mark.parametrize("form", MAKING, ids=map(named, MAKING))
def test_other_content_after_going_back_is_not_dropped(
    office: Client, before: Desk, form: Form
) -> None:
    assert form.other is not None
    url, opened, was = ready(form, before), token(office), rows()
    assert went_well(send(office, url, form.say(before), opened))
    made = more(was)
    other = send(office, url, form.other(before), opened)
    assert went_well(other), other.content.decode()[:3000]
    assert more(was) != made
    assert "war schon einmal gespeichert" in words(other)
    assert send(office, url, form.say(before), opened).status_code in {204, 302}
    assert send(office, url, form.other(before), opened).status_code in {204, 302}


def test_without_the_receipts_the_customer_is_there_twice(
    office: Client, before: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: what the receipts are good for."""
    monkeypatch.setattr(once, "begin", lambda operation: None)
    monkeypatch.setattr(once, "end", lambda operation: None)
    opened, said = token(office), {"kind": "person", "last_name": "Sommerfeld", "do": "anyway"}
    for _time in range(2):
        send(office, "/customers/new/", said, opened)
    assert Customer.objects.filter(last_name="Sommerfeld").count() == 2


NEW, NORA = "/customers/new/", {"kind": "person", "first_name": "Nora", "last_name": "Sommerfeld"}


def noras() -> int:
    return Customer.objects.filter(last_name="Sommerfeld").count()


def test_the_second_answer_leads_where_the_first_one_led_and_says_so(office: Client) -> None:
    opened = token(office)
    first, second = (send(office, NEW, NORA, opened) for _time in range(2))
    assert second.headers["Location"] == first.headers["Location"].partition("?")[0]
    assert "nichts doppelt" in words(second)
    page = office.get(second.headers["Location"]).content.decode()
    assert "Rückgängig" in page


def test_the_same_content_in_a_form_that_was_opened_anew_is_meant(office: Client) -> None:
    anyway = NORA | {"do": "anyway"}
    for _time in range(2):
        seen = ",".join(str(pk) for pk in Customer.objects.values_list("pk", flat=True))
        send(office, NEW, anyway | {"seen": seen}, token(office))
    assert noras() == 2


def test_two_colleagues_never_meet_in_one_form(office: Client) -> None:
    opened, other = token(office), cast.logged_in(cast.user(roles=("owner",)))
    send(office, "/settings/tags/", {"do": "add", "name": "Ferien"}, opened)
    answer = send(other, "/settings/tags/", {"do": "add", "name": "Ferien"}, opened)
    assert (
        answer.status_code == 422
    )  # refused as a second tag of this name, not answered as a repeat


def test_what_was_refused_may_be_sent_again(office: Client) -> None:
    opened = token(office)
    wrong = NORA | {"birth_date": "gestern"}
    assert send(office, NEW, wrong, opened).status_code == 422
    assert send(office, NEW, wrong, opened).status_code == 422
    assert send(office, NEW, NORA, opened).status_code == 302
    assert noras() == 1


def test_what_was_undone_may_be_done_again_from_the_same_page(office: Client) -> None:
    opened = token(office)
    send(office, NEW, NORA, opened)
    entry = FormReceipt.objects.get().entry
    office.post(f"/undo/{entry}/", {"next": "/"})
    assert noras() == 0
    assert send(office, NEW, NORA, opened).status_code == 302
    assert noras() == 1
    send(office, NEW, NORA, opened)
    assert noras() == 1


def test_a_switch_goes_on_off_and_on_again_from_one_page(office: Client) -> None:
    home, opened = cast.customer(city="Ulm"), token(office)
    url = f"/customers/{home.pk}/edit/city/"
    for city in ("Bonn", "Köln", "Bonn"):
        assert went_well(send(office, url, {"city": city}, opened))
        home.refresh_from_db()
        assert home.city == city


PHOTOS = {"purpose": "photos", "channel": "any", "source": "paper", "on": "08.03.2021"}
LENSES = "/lists/people.customers/lenses/"


@pytest.mark.parametrize(
    ("url", "one", "other", "now"),
    [
        (
            "/customers/{pk}/consents/",
            PHOTOS | {"given": "1"},
            PHOTOS | {"given": "0"},
            lambda: list(Consent.objects.order_by("pk").values_list("given", flat=True))[-1],
        ),
        (
            "/customers/{pk}/prefs/",
            {"address_form": "du"},
            {"address_form": "sie"},
            lambda: CustomerPrefs.objects.get().address_form,
        ),
        (
            LENSES,
            {"do": "begin", "whom": "me", "lens": "all"},
            {"do": "begin", "whom": "me", "lens": ""},
            lambda: ListDefault.objects.get().lens,
        ),
    ],
    ids=["consent", "prefs", "beginning"],
)
def test_what_is_said_one_way_the_other_and_back_from_one_page_counts(
    office: Client, url: str, one: dict[str, str], other: dict[str, str], now: Any
) -> None:
    url, opened = url.format(pk=cast.customer().pk), token(office)
    seen = []
    for said in (one, other, one, one, other):
        assert went_well(send(office, url, said, opened))
        seen.append(now())
    assert seen == [seen[0], seen[1], seen[0], seen[0], seen[1]]
    assert seen[0] != seen[1]
    assert Consent.objects.count() in {0, 4}


def test_the_same_change_counts_again_once_a_moment_has_passed(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, opened = cast.customer(city="Ulm"), token(office)
    url = f"/customers/{home.pk}/edit/city/"
    send(office, url, {"city": "Bonn"}, opened)
    cast.logged_in().post(url, {"city": "Köln"})
    later = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    send(office, url, {"city": "Bonn"}, opened)
    home.refresh_from_db()
    assert home.city == "Bonn"


def test_a_fragment_is_answered_with_the_page_it_stands_on() -> None:
    office = cast.logged_in(htmx=True)
    home, opened = cast.customer(), token(office)
    url, said = f"/customers/{home.pk}/phones/", {"kind": "phone", "value": "030 1", "label": ""}
    here = {"HX-Current-URL": f"http://testserver/customers/{home.pk}/"}
    cast.logged_in().post(url, said | {"value": "030 0"})
    for _time in range(2):
        answer = office.post(url, {**said, "csrfmiddlewaretoken": opened}, headers=here)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, f"/customers/{home.pk}/")


def test_the_same_file_twice_is_one_picture_and_another_one_takes_its_place(
    office: Client, before: Desk
) -> None:
    opened, url = token(office), before.path("people:picture")
    for colour in (10, 10, 99):
        assert send(office, url, {"picture": postings.picture(colour)}, opened).status_code == 302
    assert FormReceipt.objects.count() == 2


def test_receipts_are_forgotten_after_a_day(office: Client) -> None:
    send(office, NEW, NORA, token(office))
    assert once.sweep() == 0
    FormReceipt.objects.update(at=clock.now() - timedelta(hours=25))
    assert once.sweep() == 1


def test_a_receipt_holds_nothing_of_what_was_typed(office: Client) -> None:
    send(office, NEW + "?back=q%3DSommerfeld", NORA, token(office))
    held = " ".join(str(value) for value in FormReceipt.objects.values().get().values())
    assert "Sommerfeld" not in held
    assert "Nora" not in held


def test_what_scripts_send_without_a_token_is_no_form(office: Client) -> None:
    office.post(NEW, NORA)
    assert not FormReceipt.objects.exists()


def test_reading_a_page_leaves_no_receipt(office: Client) -> None:
    office.get(NEW)
    assert not FormReceipt.objects.exists()


def test_a_claim_is_for_doors_without_an_operation() -> None:
    told = once.Digests("o", "f", "c")
    with once.posting(once.Posting(lambda: told)) as brought:
        once.claim("people.begin_import")
        assert brought.held
    with once.posting(replace(once.Posting(lambda: told))), pytest.raises(once.Again):
        once.claim("people.begin_import")


def test_a_transaction_that_is_tried_again_does_not_meet_its_own_receipt() -> None:
    told = once.Digests("o", "f", "c")
    with once.posting(once.Posting(lambda: told)) as brought:
        for _attempt in range(2):
            once.begin("people.add_customers")
            once.made()
            once.end("people.add_customers")
            assert brought.held
            FormReceipt.objects.all().delete()  # as a rollback would
            once.lost()
        assert brought.held is None


def test_whoever_was_killed_before_the_answer_leaves_the_object_and_the_way_back(
    office: Client,
) -> None:
    opened = token(office)
    send(office, NEW, NORA, opened)
    FormReceipt.objects.update(url="", at=clock.now() - timedelta(minutes=1))
    here = {"Referer": "http://testserver/customers/new/?kind=person"}
    answer = office.post(NEW, {**NORA, "csrfmiddlewaretoken": opened}, headers=here)
    assert answer.headers["Location"] == "/customers/new/?kind=person"
    assert "nichts doppelt" in words(answer)
    assert noras() == 1


def test_a_referer_from_elsewhere_leads_nowhere(office: Client) -> None:
    opened = token(office)
    send(office, NEW, NORA, opened)
    FormReceipt.objects.update(url="", at=clock.now() - timedelta(minutes=1))
    own = "http://testserver//evil.example"
    for evil in ("https://evil.example/x", "//evil.example", "https:evil.example", "\\\\evil", own):
        answer = office.post(
            NEW, {**NORA, "csrfmiddlewaretoken": opened}, headers={"Referer": evil}
        )
        assert answer.headers["Location"] == "/"


def test_what_was_typed_cannot_be_guessed_from_a_receipt_without_the_secret_key(
    settings: Any, office: Client
) -> None:
    opened = token(office)
    send(office, NEW, NORA, opened)
    kept = FormReceipt.objects.values_list("opened", "form", "content").get()
    person = User.objects.latest("pk")
    request = RequestFactory().post(NEW, {**NORA, "csrfmiddlewaretoken": opened})
    request.actor = SimpleNamespace(kind="staff", id=person.pk)  # type: ignore[attr-defined]
    assert digests(request) == kept
    settings.SECRET_KEY = "another one"
    assert not set(digests(request) or ()) & set(kept)
