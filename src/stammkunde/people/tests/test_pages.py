"""The pages about customers, as browsers with and without script see them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stammkunde.people import operations
from stammkunde.people.models import Customer
from tests import cast

pytestmark = pytest.mark.db


@pytest.fixture
def office():
    return cast.logged_in(roles=("office",))


def test_the_list_shows_customers_by_last_name(office):
    cast.customers(
        {"first_name": "Anna", "last_name": "Zander"}, {"first_name": "Zoe", "last_name": "Ährlich"}
    )
    text = office.get("/customers/").content.decode()
    assert text.index("Ährlich, Zoe") < text.index("Zander, Anna")


def test_a_new_customer_is_at_once_in_list_and_search(office):
    answer = office.post(
        "/customers/new/", {"kind": "person", "last_name": "Çelik", "phone": "+49 171 555"}
    )
    made = Customer.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("people:record", args=[made.pk])
    assert "Çelik" in office.get("/customers/?q=celik").content.decode()
    assert "Çelik" in office.get("/customers/?q=0171555").content.decode()


def test_the_record_opens_on_details(office):
    made = cast.customer(first_name="Nadja", last_name="Sommerfeld", city="Weißensee")
    text = office.get(f"/customers/{made.pk}/").content.decode()
    assert "Nadja Sommerfeld" in text
    assert "Weißensee" in text
    assert 'id="timeline"' in text


def test_one_field_is_edited_in_place_and_the_rest_of_the_page_hears_of_it(office):
    made = cast.customer(last_name="Alt")
    url = f"/customers/{made.pk}/edit/last_name/"
    form = office.get(url, headers={"HX-Request": "true"}).content.decode()
    assert form.lstrip().startswith("<dd")
    assert "<html" not in form
    answer = office.post(
        url, {"last_name": "Neu", "expected": "Alt"}, headers={"HX-Request": "true"}
    )
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Neu" in text
    assert 'id="customer-name" hx-swap-oob="true"' in text
    assert 'id="timeline" hx-swap-oob="true"' in text
    assert "/undo/" in text
    made.refresh_from_db()
    assert made.last_name == "Neu"


def test_without_script_the_same_field_has_a_page_of_its_own(office):
    made = cast.customer(city="Bonn")
    url = f"/customers/{made.pk}/edit/city/"
    assert "<html" in office.get(url).content.decode()
    answer = office.post(url, {"city": "Köln", "expected": "Bonn"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.city == "Köln"


def test_a_bad_value_stands_at_its_field_and_nothing_typed_is_lost(office):
    made = cast.customer()
    answer = office.post(
        f"/customers/{made.pk}/edit/email/", {"email": "kathrin@"}, headers={"HX-Request": "true"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="kathrin@"' in text
    assert 'aria-invalid="true"' in text


def test_the_same_field_written_by_two_shows_both_values(office):
    made = cast.customer(phone="0171 1111")
    tom = cast.actor("people.see", "people.edit", label="Tom Tauber")
    change = operations.CustomerChange(made.pk, {"phone": "0171 2222"})
    operations.change_customers(actor=tom, changes=[change])
    url = f"/customers/{made.pk}/edit/phone/"
    answer = office.post(
        url, {"phone": "0172 3333", "expected": "0171 1111"}, headers={"HX-Request": "true"}
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Tom Tauber" in text
    assert "0171 2222" in text
    assert "0172 3333" in text
    mine = office.post(url, {"phone": "0172 3333", "expected": "0171 2222"})
    assert mine.status_code == 302
    made.refresh_from_db()
    assert made.phone == "0172 3333"


def test_different_fields_written_by_two_are_both_saved(office):
    made = cast.customer(phone="0171 1111", city="Ulm")
    tom = cast.logged_in(roles=("office",))
    at = f"/customers/{made.pk}/edit/"
    office.post(at + "phone/", {"phone": "0171 2222", "expected": "0171 1111"})
    tom.post(at + "city/", {"city": "Bonn", "expected": "Ulm"})
    made.refresh_from_db()
    assert (made.phone, made.city) == ("0171 2222", "Bonn")


def test_esc_brings_the_field_at_rest_back(office):
    made = cast.customer(city="Ulm")
    url = f"/customers/{made.pk}/value/city/"
    text = office.get(url, headers={"HX-Request": "true"}).content.decode()
    assert text.lstrip().startswith('<dd id="f-city"')
    assert "Ulm" in text
    assert office.get(url)["Location"] == f"/customers/{made.pk}/"


@pytest.mark.parametrize("part", ["edit/balance/", "value/balance/", "edit/public_id/"])
def test_a_field_that_does_not_exist_is_missing(office, part):
    assert office.get(f"/customers/{cast.customer().pk}/{part}").status_code == 404


@pytest.mark.parametrize("part", ["", "edit/", "edit/city/", "archive/", "timeline/"])
def test_a_customer_who_does_not_exist_is_missing(office, part):
    assert office.get(f"/customers/999999/{part}").status_code == 404


def test_the_form_keeps_what_was_typed_and_says_at_the_field_what_is_wrong(office):
    values = {"kind": "organisation", "first_name": "Anna", "email": "anna@", "city": "Köln"}
    answer = office.post("/customers/new/", values)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Anna"' in text
    assert 'value="Köln"' in text
    assert 'value="organisation" checked' in text
    assert 'id="id_email_error"' in text
    assert not Customer.objects.exists()


def test_what_only_the_rules_know_stands_at_a_field_too(office):
    answer = office.post("/customers/new/", {"kind": "organisation", "last_name": "Weiß"})
    assert answer.status_code == 422
    assert 'id="id_organisation_error"' in answer.content.decode()


def full(customer, **values):
    """The form with all fields, as a browser sends it."""
    stored = {
        key: getattr(customer, key)
        for key in (
            "kind",
            "first_name",
            "last_name",
            "organisation",
            "email",
            "phone",
            "postcode",
            "city",
        )
    }
    return stored | {f"expected.{key}": value for key, value in stored.items()} | values


def test_all_fields_at_once_turn_a_person_into_an_organisation(office):
    made = cast.customer(last_name="Weiß")
    answer = office.post(
        f"/customers/{made.pk}/edit/", full(made, kind="organisation", organisation="Weiß KG")
    )
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.kind, made.organisation, made.sort_name) == ("organisation", "Weiß KG", "weiss kg")


def test_the_big_form_leaves_alone_what_nobody_touched_in_it(office):
    made = cast.customer(phone="0171 1111", city="Ulm")
    old = full(made, city="Bonn")
    cast.logged_in().post(f"/customers/{made.pk}/edit/phone/", {"phone": "0171 2222"})
    assert office.post(f"/customers/{made.pk}/edit/", old).status_code == 302
    made.refresh_from_db()
    assert (made.phone, made.city) == ("0171 2222", "Bonn")


def test_the_big_form_shows_a_conflict_and_lets_people_decide(office):
    made = cast.customer(phone="0171 1111", city="Ulm")
    mine = full(made, phone="0172 3333", city="Bonn")
    tom = cast.user(roles=("office",), name="Tom Tauber")
    cast.logged_in(tom).post(f"/customers/{made.pk}/edit/phone/", {"phone": "0171 2222"})
    url = f"/customers/{made.pk}/edit/"
    answer = office.post(url, mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Tom Tauber" in text
    assert 'name="expected.phone" value="0171 2222"' in text
    assert 'value="0172 3333"' in text
    agreed = mine | {"expected.phone": "0171 2222"}
    theirs = office.post(url, agreed | {"theirs": "phone"})
    made.refresh_from_db()
    assert (theirs.status_code, made.phone, made.city) == (302, "0171 2222", "Bonn")
    office.post(url, full(made, phone="0172 3333"))
    made.refresh_from_db()
    assert made.phone == "0172 3333"


def test_the_timeline_says_what_moved_and_offers_to_undo_it(office):
    made = cast.customer(city="Ulm")
    office.post(f"/customers/{made.pk}/edit/city/", {"city": "<b>Bonn</b>"})
    text = office.get(f"/customers/{made.pk}/").content.decode()
    assert "<s>Ulm</s> → &lt;b&gt;Bonn&lt;/b&gt;" in text
    entry = text.partition('action="/undo/')[2].partition("/")[0]
    back = office.post(f"/undo/{entry}/", {"next": f"/customers/{made.pk}/"}, follow=True)
    assert "Ulm" in back.content.decode()
    made.refresh_from_db()
    assert made.city == "Ulm"


def test_one_record_does_not_offer_to_undo_a_whole_list(office):
    many = cast.customers({}, {})
    one = cast.customer()
    assert 'action="/undo/' not in office.get(f"/customers/{many[0].pk}/").content.decode()
    assert 'action="/undo/' in office.get(f"/customers/{one.pk}/").content.decode()


def test_undoing_a_creation_on_its_own_page_leads_to_the_list(office):
    office.post("/customers/new/", {"kind": "person", "last_name": "Kurz"})
    made = Customer.objects.get()
    text = office.get(f"/customers/{made.pk}/").content.decode()
    entry = text.partition('action="/undo/')[2].partition("/")[0]
    back = office.post(f"/undo/{entry}/", {"next": f"/customers/{made.pk}/"}, follow=True)
    assert back.redirect_chain[-1][0] == "/customers/"
    assert back.status_code == 200


def test_a_long_timeline_comes_in_pages(office):
    made = cast.customer(city="Ort 0")
    for number in range(1, 31):
        change = operations.CustomerChange(made.pk, {"city": f"Ort {number}"})
        operations.change_customers(actor=cast.owner(), changes=[change])
    page = office.get(f"/customers/{made.pk}/").content.decode()
    assert "Ort 30" in page
    assert "→ Ort 3<" not in page
    older = page.partition('hx-get="/customers/')[2]
    older = page[page.index(f"/customers/{made.pk}/timeline/?before=") :].partition('"')[0]
    piece = office.get(older, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert "→ Ort 3" in piece
    assert "<html" in office.get(older).content.decode()
    assert office.get(f"/customers/{made.pk}/timeline/?before=x").status_code == 200


def test_archiving_says_first_what_it_means_and_can_be_undone(office):
    made = cast.customer(last_name="Ablage")
    url = f"/customers/{made.pk}/archive/"
    assert "<form" in office.get(url).content.decode()
    made.refresh_from_db()
    assert made.archived_at is None
    text = office.post(url, follow=True).content.decode()
    assert "/undo/" in text
    assert f"/customers/{made.pk}/restore/" in text
    assert "Ablage" not in office.get("/customers/").content.decode()
    office.post(f"/customers/{made.pk}/restore/")
    assert "Ablage" in office.get("/customers/").content.decode()


def test_archiving_twice_is_said_and_harms_nobody(office):
    made = cast.customer()
    office.post(f"/customers/{made.pk}/archive/")
    assert office.post(f"/customers/{made.pk}/archive/", follow=True).status_code == 200


def test_who_only_reads_sees_no_pens_and_no_menu():
    made = cast.customer(city="Ulm")
    text = cast.logged_in(roles=("readonly",)).get(f"/customers/{made.pk}/").content.decode()
    assert "Ulm" in text
    assert "/edit/" not in text
    assert "/archive/" not in text
    assert "/undo/" not in text


def test_the_palette_finds_people_and_the_start_page_counts_them(office):
    made = cast.customer(first_name="Balu", last_name="Bärig")
    found = office.get("/palette/?q=bari").content.decode()
    assert f"/customers/{made.pk}/" in found
    assert "/customers/?lens=new" in office.get("/").content.decode()


def asked(client, path, **headers):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path, headers=headers).status_code == 200
    return len(caught)


def test_record_and_list_ask_as_often_for_many_as_for_few(office):
    made = cast.customer()
    paths = [f"/customers/{made.pk}/", "/customers/", "/customers/?q=example"]
    few = [asked(office, path) for path in paths]
    cast.many_customers(120)
    for number in range(12):
        change = operations.CustomerChange(made.pk, {"city": f"Ort {number}"})
        operations.change_customers(actor=cast.owner(), changes=[change])
    assert [asked(office, path) for path in paths] == few


def test_a_name_that_is_markup_stays_text_everywhere(office):
    made = cast.customer(first_name="", last_name="<script>alert(1)</script>")
    parts = ("", "edit/", "archive/", "edit/last_name/")
    for path in (
        "/customers/",
        "/customers/?q=script",
        *(f"/customers/{made.pk}/{p}" for p in parts),
    ):
        assert "<script>alert" not in office.get(path).content.decode()
