"""The form that adds a customer and the one that edits all fields, with and without script."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from stammkunde.foundation.undo import undo
from stammkunde.people import lifecycle, operations
from stammkunde.people.models import (
    BankAccount,
    Contact,
    ContactPoint,
    Customer,
    CustomerStatus,
    Participant,
)
from tests import cast

pytestmark = pytest.mark.db

NEW = "/customers/new/"


@pytest.fixture
def office():
    return cast.logged_in(roles=("office",))


def body(**values):
    return {"kind": "person", "first_name": "Kathrin", "last_name": "Blume", **values}


def profile(key):
    operations.change_settings(actor=cast.owner(), values={"profile": key})


def opened(text):
    """The headings of the folded parts that stand open."""
    return re.findall(r'<details class="fold[^"]*" open><summary>([^<]+)', text)


def test_the_usual_case_is_unfolded_and_the_rest_is_folded(office):
    text = office.get(NEW).content.decode()
    assert opened(text) == []
    order = ["kind", "salutation", "first_name", "last_name", "phone", "email",
             "p0-first_name", "p0-birth_date", "street", "postcode", "city", "t0-value"]  # fmt: skip
    places = [text.index(f'name="{name}"') for name in order]
    assert places == sorted(places)
    assert text.count('name="p2-first_name"') == 1
    assert "p__n__-first_name" in text  # the row that script copies


def test_everything_known_on_the_phone_goes_in_at_once(office):
    (group,) = operations.add_labels(actor=cast.owner(), kind="group", names=["Ermäßigt"]).done
    (tag,) = operations.add_tags(actor=cast.owner(), names=["Welpe"]).done
    values = body(
        phone="0171 3920018", **{"p0-first_name": "Lea", "p0-birth_date": "04.05.2019"},
        **{"t0-value": "030 1234567", "t0-label": "Büro", "t1-value": "zwei@blume.example"},
        **{"c0-first_name": "Oma", "c0-role": "Notfall", "c0-phone": "0172 1"},
        **{"bank-iban": "DE89 3704 0044 0532 0130 00", "marker": "⭐"},
        groups=[group.pk], tags=[tag.pk], do="save",
    )  # fmt: skip
    values["c0-phone"] = "0172 5550001"
    owner = cast.logged_in()
    answer = owner.post(NEW, values)
    assert answer.status_code == 302, answer.content.decode()
    made = Customer.objects.get()
    assert answer["Location"] == reverse("people:record", args=[made.pk])
    assert Participant.objects.filter(is_self=False).get().last_name == "Blume"
    assert made.email == "zwei@blume.example"
    assert ContactPoint.objects.get().label == "Büro"
    assert Contact.objects.get().role == "Notfall"
    assert BankAccount.objects.get().holder == "Kathrin Blume"
    assert list(made.groups.all()) == [group]
    assert list(made.tags.all()) == [tag]
    assert (made.marker, made.origin) == ("⭐", "hand")


def test_what_is_wrong_stands_in_its_row_its_part_is_open_and_nothing_is_lost(office):
    values = body(
        email="kathrin@", note="ruft abends an",
        **{"p1-first_name": "Tom", "p1-birth_date": "32.1.2019", "c0-email": "oma@", "c0-role": "x"},
        **{"p3-first_name": "Eva"},
    )  # fmt: skip
    answer = office.post(NEW, values)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert not Customer.objects.exists()
    for typed in ("kathrin@", "ruft abends an", "32.1.2019", "oma@", "Tom", "Eva"):
        assert typed in text
    assert 'id="id_email_error"' in text
    assert 'id="id_p1-birth_date_error"' in text
    assert 'id="id_c0-email_error"' in text
    assert opened(text) == ["Weitere Personen", "Weitere Angaben"]


def test_what_only_the_operation_knows_stands_in_the_row_too(office):
    answer = office.post(NEW, body(**{"t1-value": "keine Nummer", "c0-role": "Hausmeister"}))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_t1-value_error"' in text
    assert "Hausmeister" in text
    assert not Customer.objects.exists()


def test_an_iban_with_a_slip_stands_at_its_field():
    answer = cast.logged_in().post(NEW, body(**{"bank-iban": "DE89 3704 0044 0532 0130 01"}))
    assert answer.status_code == 422
    assert 'id="id_bank-iban_error"' in answer.content.decode()


def test_who_may_not_see_accounts_is_not_asked_for_one():
    reader = cast.user(roles=("office",))
    text = cast.logged_in(reader).get(NEW).content.decode()
    may = cast.actor_of(reader).may("people.bank")
    assert ('name="bank-iban"' in text) == may


# Status and number (CUS-12, CLS-09)


def with_number():
    return CustomerStatus.objects.get(code="customer")


def test_a_status_with_number_proposes_the_next_one_and_takes_it(office):
    proposal = lifecycle.next_number(lifecycle.business())
    text = office.get(NEW).content.decode()
    assert f'name="number" value="{proposal}"' in text
    assert re.search(r'<option value="\d+" class="numbered">Kunde', text)
    values = body(status=with_number().pk, number=proposal, proposed=proposal)
    answer = office.post(NEW, values, follow=True)
    assert Customer.objects.get().number == proposal
    assert f"Die Kundennummer ist {proposal}." in answer.content.decode()


def test_a_proposal_that_is_gone_becomes_the_next_number_and_that_is_said(office):
    proposal = lifecycle.next_number(lifecycle.business())
    cast.customer(status=with_number().pk)
    values = body(status=with_number().pk, number=proposal, proposed=proposal)
    answer = office.post(NEW, values, follow=True)
    made = Customer.objects.get(last_name="Blume")
    assert made.number not in {"", proposal}
    assert f"{proposal} wurde inzwischen vergeben." in answer.content.decode()


def test_a_typed_number_that_somebody_has_is_refused_at_its_field(office):
    cast.customer(status=with_number().pk, number="K-7")
    values = body(status=with_number().pk, number="k-7", proposed="0001")
    answer = office.post(NEW, values)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="k-7"' in text
    assert opened(text) == ["Status und Kundennummer"]
    assert 'class="fld number bad"' in text


def test_without_script_the_proposal_stays_a_proposal(office):
    proposal = lifecycle.next_number(lifecycle.business())
    office.post(NEW, body(number=proposal, proposed=proposal))
    assert Customer.objects.get().number == ""


# Likely duplicates


def test_the_hint_while_typing_names_who_may_be_meant_and_why(office):
    there = cast.customer(first_name="Kathrin", last_name="Berger", phone="0171 3920018")
    operations.archive_customers(actor=cast.owner(), customers=[there.pk])
    values = body(phone="+49 171 3920018", email="kathrin@", **{"p0-birth_date": "32.13."})
    text = office.post("/customers/alike/", values, headers={"HX-Request": "true"}).content.decode()
    assert "Vielleicht schon da" in text
    assert "Kathrin Berger" in text
    assert "gleiche Telefonnummer" in text
    assert "Archiviert" in text
    assert "Trotzdem anlegen" not in text
    assert office.post("/customers/alike/", body()).content.decode().strip() == ""


def test_the_edit_form_asks_for_others_only(office):
    made = cast.customer(phone="0171 3920018")
    asked = f"/customers/alike/?besides={made.pk}"
    assert made.phone in office.get(f"/customers/{made.pk}/edit/").content.decode()
    assert "Vielleicht" not in office.post(asked, {"phone": made.phone}).content.decode()
    cast.customer(phone="0171 3920018")
    assert "Vielleicht" in office.post(asked, {"phone": made.phone}).content.decode()


def test_saving_shows_who_may_be_there_and_adds_nevertheless_when_asked(office):
    there = cast.customer(first_name="Kathrin", last_name="Berger", phone="0171 3920018")
    values = body(phone="01713920018", **{"p0-first_name": "Lea"})
    answer = office.post(NEW, values)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Trotzdem anlegen" in text
    assert 'value="Lea"' in text
    assert f'name="seen" value="{there.pk}"' in text
    assert Customer.objects.count() == 1
    seen = {"do": "anyway", "seen": str(there.pk)}
    assert office.post(NEW, {**values, **seen, "do": "save"}).status_code == 409
    assert office.post(NEW, {**values, **seen}).status_code == 302
    assert Customer.objects.count() == 2


def test_an_e_mail_address_that_is_forbidden_twice_stands_at_its_field(office):
    operations.change_settings(actor=cast.owner(), values={"unique_email": "forbid"})
    cast.customer(email="familie@blume.example")
    answer = office.post(NEW, body(email="familie@blume.example", do="anyway"))
    assert answer.status_code == 422
    assert 'id="id_email_error"' in answer.content.decode()


@pytest.mark.parametrize(("how", "said"), [("warn", True), ("allow", False)])
def test_an_address_that_somebody_else_has_is_mentioned_after_the_change(office, how, said):
    operations.change_settings(actor=cast.owner(), values={"unique_email": how})
    cast.customer(first_name="Jan", last_name="Vogel", email="familie@blume.example")
    made = cast.customer()
    page = office.post(
        f"/customers/{made.pk}/edit/email/", {"email": "familie@blume.example"}, follow=True
    )
    assert ("Auch bei: Jan Vogel." in page.content.decode()) == said
    values = body(email="Familie@blume.example")
    page = office.post(f"/customers/{made.pk}/edit/", values, follow=True)
    assert ("Auch bei: Jan Vogel." in page.content.decode()) == said


# After saving


def test_the_toast_takes_back_the_customer_with_all_that_came_along():
    office = cast.logged_in()
    (tag,) = operations.add_tags(actor=cast.owner(), names=["Welpe"]).done
    values = body(
        tags=[tag.pk], **{"p0-first_name": "Lea", "t0-value": "030 1234567", "c0-first_name": "Oma"},
        **{"t1-value": "030 1234568", "bank-iban": "DE89370400440532013000"},
    )  # fmt: skip
    answer = office.post(NEW, values)
    text = office.get(answer["Location"]).content.decode()
    assert "Kathrin Blume ist angelegt" in text
    entry = int(text.split('action="/undo/')[1].split("/")[0])
    undo(actor=cast.owner(), entry=entry)
    assert not Customer.objects.exists()


def test_saving_and_adding_another_comes_back_to_an_empty_form(office):
    answer = office.post(NEW, body(do="again"))
    assert answer["Location"] == NEW
    text = office.get(NEW).content.decode()
    assert "Kathrin Blume ist angelegt" in text
    assert 'value="Blume"' not in text


def test_the_list_that_one_comes_from_shows_the_new_customer_on_top(office):
    cast.customer(first_name="Ida", last_name="Anders", city="Ulm")
    back = "q=ulm&lens=archive"
    answer = office.post(f"{NEW}?{urlencode({'back': back})}", body())
    record = office.get(answer["Location"]).content.decode()
    made = Customer.objects.get(last_name="Blume")
    crumb = re.search(rf'href="(/customers/\?[^"]*new={made.pk})"', record)
    assert crumb, record[:500]
    shown = office.get(crumb[1].replace("&amp;", "&")).content.decode()
    assert "Gerade angelegt, passt nicht zur Linse" in shown
    assert shown.index("Gerade angelegt") < shown.index("Blume, Kathrin")


def test_a_list_that_contains_the_new_customer_needs_no_note(office):
    made = cast.customer(last_name="Blume")
    for query in (f"new={made.pk}", "new=999999", "new=abc", "new=-1", "new="):
        answer = office.get(f"/customers/?lens=all&{query}")
        assert answer.status_code == 200
        assert "passt nicht zur Linse" not in answer.content.decode()
    shown = office.get(f"/customers/?lens=archive&new={made.pk}").content.decode()
    assert "passt nicht zur Linse" in shown
    assert f"new={made.pk}" not in re.search(r'<nav class="lenses".*?</nav>', shown, re.DOTALL)[0]


def test_the_button_of_the_list_takes_its_state_along(office):
    text = office.get("/customers/?lens=archive&q=ulm").content.decode()
    assert f"{NEW}?back=q%3Dulm%26lens%3Darchive" in text


# What is known before anybody types


def test_a_number_from_the_phone_stands_in_the_form_and_in_the_origin(office):
    text = office.get(f"{NEW}?phone=%2B491715550123&origin=phone&status=9&note=x").content.decode()
    assert 'value="+491715550123"' in text
    assert '<input type="hidden" name="origin" value="phone">' in text
    office.post(NEW, body(origin="phone"))
    assert Customer.objects.get().origin == "phone"


def test_an_invented_origin_is_none(office):
    office.post(NEW, body(origin="import"))
    assert Customer.objects.get().origin == "hand"


def test_an_organisation_is_asked_for_its_own_data_first(office):
    text = office.get(f"{NEW}?kind=organisation&organisation=Kita").content.decode()
    assert 'value="organisation" checked' in text
    assert re.search(r'<input[^>]*name="organisation" value="Kita"[^>]*autofocus', text)


@pytest.mark.parametrize(("key", "insured", "rows"), [("care", True, False), ("dogs", False, True)])
def test_the_industry_decides_what_is_asked(office, key, insured, rows):
    profile(key)
    text = office.get(NEW).content.decode()
    assert ('name="insurer"' in text) == insured
    assert ('name="p0-first_name"' in text) == rows
    assert ("Kontakte" in opened(text)) == (not rows)


def test_a_field_that_is_switched_off_stays_in_sight_where_something_stands_in_it(office):
    made = cast.customer(insurer="AOK Nordost")
    assert 'value="AOK Nordost"' in office.get(f"/customers/{made.pk}/edit/").content.decode()
    other = cast.customer()
    assert 'name="insurer"' not in office.get(f"/customers/{other.pk}/edit/").content.decode()


def test_own_fields_are_part_of_both_forms(office):
    operations.add_own_field(actor=cast.owner(), of="customer", label="Schuhgröße", kind="number")
    text = office.get(NEW).content.decode()
    name = re.search(r'name="(custom\.[^"]+)"', text)[1]
    wrong = office.post(NEW, body(**{name: "groß"})).content.decode()
    assert opened(wrong) == ["Eigene Felder"]
    office.post(NEW, body(**{name: "38"}))
    made = Customer.objects.get()
    edit = f"/customers/{made.pk}/edit/"
    text = office.get(edit).content.decode()
    assert re.search(rf'name="{re.escape(name)}" value="38"', text)
    answer = office.post(edit, body(**{name: "39", f"expected.{name}": "38"}))
    assert answer.status_code == 302
    assert re.search(rf'name="{re.escape(name)}" value="39"', office.get(edit).content.decode())


def test_the_form_costs_the_same_whoever_is_there(office, django_assert_max_num_queries):
    cast.many_customers(30)
    with django_assert_max_num_queries(20):
        office.get(NEW)
