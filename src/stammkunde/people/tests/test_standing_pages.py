"""Status, number, lock, note and marker on pages, in lists and in files."""

from __future__ import annotations

import pytest
from django.urls import reverse

from stammkunde.foundation.refusals import Stale
from stammkunde.people import exports, importing, lifecycle, operations
from stammkunde.people.models import Customer, CustomerStatus
from stammkunde.people.operations import CustomerChange
from stammkunde.people.rules.statuses import is_marker
from tests import cast

pytestmark = pytest.mark.db


def status(code: str) -> CustomerStatus:
    return CustomerStatus.objects.get(code=code)


def step(customer, code="customer", number="", **more):
    values = {"status": status(code).pk} | ({"number": number} if number else {})
    one = CustomerChange(customer.pk, values, **more)
    return operations.change_customers(actor=cast.owner(), changes=[one])


def settings(**values):
    operations.change_settings(actor=cast.owner(), values=values)


def again(customer) -> Customer:
    return Customer.objects.get(pk=customer.pk)


# Fields (CUS-06, CUS-21, CLS-18, NOT-02)


@pytest.mark.parametrize("text", ["⭐", "📞", "🐾", "❤️", "👩‍👧", "🇩🇪", "👍🏽"])
def test_one_emoji_is_a_marker(text):
    assert is_marker(text)


@pytest.mark.parametrize("text", ["VIP", "⭐⭐", "⭐ neu", "1", "<b>"])
def test_words_and_several_emojis_are_no_marker(text):
    assert not is_marker(text)
    refused = operations.add_customers(
        actor=cast.owner(), customers=[cast.customer_values(marker=text)]
    ).refused
    assert [one.code for one in refused] == ["marker_invalid"]


@pytest.mark.parametrize(
    ("key", "old", "shown", "typed", "new"),
    [
        ("relation_start", "01.02.2020", "01.02.2020", "3.4.2021", "03.04.2021"),
        ("salutation", "ms", "Frau", "mr", "Herr"),
        ("note", "eins\nzwei", "eins\nzwei", "eins\r\ndrei", "eins\ndrei"),
        ("marker", "⭐", "⭐", "📞", "📞"),
    ],
)
def test_every_kind_of_field_is_edited_in_place_and_conflicts_show(key, old, shown, typed, new):
    home = cast.customer(**{key: old})
    browser = cast.logged_in(htmx=True)
    url = reverse("people:edit", args=[home.pk, key])
    form = browser.get(url).content.decode()
    assert old in form
    saved = browser.post(url, {key: typed, "expected": old.replace("\n", "\r\n")})
    assert saved.status_code == 200
    assert new in saved.content.decode()
    late = browser.post(url, {key: "" if key != "marker" else "🐾", "expected": old})
    assert late.status_code == 409
    assert new in late.content.decode()


def test_the_relation_ends_after_it_begins():
    home = cast.customer(relation_start="2020-01-02")
    change = CustomerChange(home.pk, {"relation_end": "2020-01-01"})
    refused = operations.change_customers(actor=cast.owner(), changes=[change]).refused
    assert [one.code for one in refused] == ["ends_before_start"]


# Pages


def test_the_status_page_proposes_the_next_number_and_says_which_it_became():
    home, other = cast.many_customers(2)
    browser = cast.logged_in()
    url = reverse("people:status", args=[home.pk])
    assert 'value="0001"' in browser.get(url).content.decode()
    step(other)
    sent = {"status": status("customer").pk, "expected": home.status_id, "number": "0001"}
    body = browser.post(url, sent | {"proposed": "0001"}, follow=True).content.decode()
    assert "0002" in body
    assert "0001 wurde inzwischen vergeben." in body
    late = browser.post(url, sent | {"status": status("former").pk, "number": ""})
    assert late.status_code == 409
    with pytest.raises(Stale):
        step(home, "former", expected={"status_id": status("prospect").pk})


def test_the_record_shows_status_number_lock_marker_and_note():
    home = cast.customer(marker="⭐", note="Ruft abends an", status=status("customer").pk)
    browser = cast.logged_in()
    lock = reverse("people:lock", args=[home.pk])
    assert browser.post(lock, {"reason": ""}).status_code == 422
    browser.post(lock, {"reason": "zahlt nicht"})
    body = browser.get(reverse("people:record", args=[home.pk])).content.decode()
    for said in ("⭐", "Ruft abends an", "0001", "Kunde", "zahlt nicht", "Gesperrt"):
        assert said in body
    listed = browser.get(reverse("people:list"), {"lens": "locked"}).content.decode()
    assert "lockb" in listed
    browser.post(reverse("people:unlock", args=[home.pk]))
    assert again(home).locked_at is None


def test_the_timeline_tells_status_number_and_lock():
    home = cast.customer()
    step(home)
    operations.renumber_customer(actor=cast.owner(), customer=home.pk, number="9", reason="x")
    operations.lock_customers(actor=cast.owner(), customers=[home.pk], reason="zahlt nicht")
    body = cast.logged_in().get(reverse("people:record", args=[home.pk])).content.decode()
    for said in ("Interessent", "<b>0001</b>", "<s>0001</s> → 9", "zahlt nicht"):
        assert said in body


def test_renumbering_by_page_keeps_the_old_number_in_sight():
    home = cast.customer(status=status("customer").pk)
    browser = cast.logged_in()
    url = reverse("people:renumber", args=[home.pk])
    assert browser.post(url, {"number": "12", "reason": ""}).status_code == 422
    browser.post(url, {"number": "12", "reason": "Umstellung"})
    assert again(home).number == "12"
    assert "0001" in browser.get(url).content.decode()


def test_the_settings_pages_keep_statuses_and_numbers():
    browser = cast.logged_in()
    assert "Status" in browser.get(reverse("backoffice:settings")).content.decode()
    url = reverse("people:settings_statuses")
    browser.post(url, {"do": "add", "name": "Stammkunde", "tone": "y", "with_number": "on"})
    made = CustomerStatus.objects.get(name="Stammkunde")
    browser.post(url, {"do": "up", "status": made.pk})
    sent = {"do": "change", "status": made.pk, "name": "Treue", "tone": "k", "with_number": "on"}
    browser.post(url, sent)
    made.refresh_from_db()
    assert (made.name, made.tone, made.with_number, made.position) == ("Treue", "k", True, 3)
    assert browser.post(url, {"do": "add", "name": ""}).status_code == 422
    browser.post(url, {"do": "archive", "status": made.pk})
    browser.post(url, {"do": "restore", "status": made.pk})
    browser.post(url, {"do": "remove", "status": made.pk})
    assert not CustomerStatus.objects.filter(pk=made.pk).exists()
    keep = reverse("people:settings_customers")
    browser.post(keep, {"number_mode": "status", "number_prefix": "K-", "number_digits": "3"})
    assert lifecycle.business().number_prefix == "K-"
    assert not lifecycle.business().title_shown
    assert "K-001" in browser.get(keep).content.decode()
    assert browser.post(keep, {"number_digits": "x"}).status_code == 422
    assert "Titel" not in browser.get(reverse("people:new")).content.decode()


def test_lists_carry_status_and_number_in_and_out():
    text = "Nachname;Status;Kundennummer\nWeiß;Ehemaliger Kunde;17\nRot;;18\nBlau;;17\nGrau;Neu;\n"
    actor = cast.owner(door="import")
    report = importing.import_customers(
        actor, text.encode(), course=importing.Course(importing.Mode.VALID_ROWS)
    )
    assert report.created == 2
    assert [(one.row, one.column) for one in report.errors] == [
        (4, "Kundennummer"),
        (5, "Status"),
    ]
    rows = [list(row) for row in exports.exported(actor)]
    assert [row[-3:-1] for row in rows] == [
        ["Status", "Kundennummer"],
        ["Kunde", "18"],
        ["Ehemaliger Kunde", "17"],
    ]


# What the number page asks, and what a locked customer reads (CLS-09, DEL-05)


def test_the_status_page_marks_the_statuses_that_ask_for_a_number():
    home = cast.customer()
    page = cast.logged_in().get(reverse("people:status", args=[home.pk])).content.decode()
    asking = {status(code).pk for code in ("customer", "former")}
    for one in CustomerStatus.objects.all():
        marked = f'name="status" value="{one.pk}" data-number' in page
        assert marked == (one.pk in asking), one
    assert 'name="number" value="0001"' in page


def test_the_message_for_a_locked_customer_is_kept_and_shown_to_the_office():
    home = cast.customer()
    browser = cast.logged_in()
    said = {"reason": "Unbezahlte Rechnung", "message": " Bitte  rufen Sie uns an. "}
    browser.post(reverse("people:lock", args=[home.pk]), said)
    assert again(home).lock_message == "Bitte rufen Sie uns an."
    page = browser.get(reverse("people:record", args=[home.pk])).content.decode()
    assert "Der Kunde liest: „Bitte rufen Sie uns an.“" in page
    operations.unlock_customers(actor=cast.owner(), customers=[home.pk])
    assert (again(home).lock_reason, again(home).lock_message) == ("", "")
