"""The pages about customers, as browsers with and without script see them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from stammkunde.people import operations
from stammkunde.people.models import Customer
from tests import cast

pytestmark = pytest.mark.db


@pytest.fixture
def office():
    return cast.logged_in(roles=("office",))


def test_the_list_shows_customers_by_last_name(office):
    cast.customers({"first_name": "Anna", "last_name": "Zander"}, {"first_name": "Zoe", "last_name": "Ährlich"})
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
    answer = office.post(url, {"phone": "0172 3333", "expected": "0171 1111"}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Tom Tauber" in text
    assert "0171 2222" in text
    assert "0172 3333" in text
    mine = office.post(url, {"phone": "0172 3333", "expected": "0171 2222"})
    assert mine.status_code == 302
    made.refresh_from_db()
    assert made.phone == "0172 3333"
