"""Contacts: written, ordered, told, found; the birth date only where it is asked for."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Missing, Refused, Stale
from stammkunde.foundation.undo import undo
from stammkunde.people import operations, queries, rules
from stammkunde.people import record as records
from stammkunde.people.models import Contact, Customer, CustomerSettings
from stammkunde.people.operations import ContactChange
from stammkunde.people.search import SEARCH
from tests import cast

pytestmark = pytest.mark.db


def firm():
    return cast.customer(kind="organisation", organisation="Lindentor GmbH")


def refusals(**values):
    outcome = operations.add_contacts(actor=cast.owner(), contacts=[values])
    assert not outcome.done
    return [(one.row, one.code, one.field) for one in outcome.refused]


def order(home):
    return [row.first_name for row in queries.contacts_of(cast.owner(), home.pk)]


def told(home):
    return [str(line.text) for line in records.timeline(cast.owner(), home.pk)[0]]


def moved(row, *, up):
    return operations.order_contacts(actor=cast.owner(), contact=row.pk, up=up)


def test_contacts_come_in_the_order_in_which_they_are_asked_for():
    home = firm()
    marta, frank, timo = (
        cast.contact(home, first_name=name) for name in ("Marta", "Frank", "Timo")
    )
    assert [row.priority for row in (marta, frank, timo)] == [1, 2, 3]
    moved(timo, up=True)
    assert order(home) == ["Marta", "Timo", "Frank"]
    moved(marta, up=False)
    assert order(home) == ["Timo", "Marta", "Frank"]


def test_a_step_beyond_the_end_moves_nobody_and_an_undo_brings_the_order_back():
    home = firm()
    marta, _frank = (cast.contact(home, first_name=name) for name in ("Marta", "Frank"))
    assert moved(marta, up=True).done == []
    outcome = moved(marta, up=False)
    assert order(home) == ["Frank", "Marta"]
    undo(actor=cast.owner(), entry=outcome.entry)
    assert order(home) == ["Marta", "Frank"]


def test_whoever_is_in_the_archive_or_not_there_has_no_place():
    marta = cast.contact()
    operations.archive_contacts(actor=cast.owner(), contacts=[marta.pk])
    with pytest.raises(Refused) as no:
        moved(marta, up=True)
    assert no.value.code == "archived"
    with pytest.raises(Missing):
        operations.order_contacts(actor=cast.owner(), contact=4711, up=True)


def test_a_contact_without_a_name_or_with_a_crooked_address_is_refused():
    home = firm()
    assert refusals(customer=home.pk, role="Büro") == [(0, "name_missing", "last_name")]
    wrong = {"customer": home.pk, "last_name": "Wolff", "email": "wolff"}
    assert refusals(**wrong) == [(0, "invalid", "email")]
    assert refusals(customer=home.pk, colour="x") == [(0, "unknown_field", "colour")]


def test_a_birth_date_is_kept_for_private_customers_and_for_companies_only_where_it_is_asked_for():
    born = {"first_name": "Petra", "birth_date": "04.05.1980"}
    home = firm()
    assert refusals(customer=home.pk, **born) == [(0, "birth_date_of_company", "birth_date")]
    assert cast.contact(cast.customer(), **born).birth_date == date(1980, 5, 4)
    operations.change_settings(actor=cast.owner(), values={"birth_dates_of_company_contacts": True})
    petra = cast.contact(home, **born)
    assert petra.birthday_key == 504
    with building():
        CustomerSettings.objects.update(birth_dates_of_company_contacts=False)


def test_a_birth_date_that_is_there_may_stay_when_something_else_changes():
    home = cast.customer()
    petra = cast.contact(home, first_name="Petra", birth_date="04.05.1980")
    with building():
        Customer.objects.filter(pk=home.pk).update(kind="organisation", organisation="Wolff KG")
    change = ContactChange(petra.pk, {"role": "Inhaberin"})
    assert operations.change_contacts(actor=cast.owner(), changes=[change]).done
    late = ContactChange(petra.pk, {"birth_date": "05.05.1980"})
    outcome = operations.change_contacts(actor=cast.owner(), changes=[late])
    assert [(one.row, one.code) for one in outcome.refused] == [(petra.pk, "birth_date_of_company")]


def test_only_the_same_field_conflicts():
    petra = cast.contact(first_name="Petra", phone="030 1111")
    first = ContactChange(petra.pk, {"phone": "030 2222"}, {"phone": "030 1111"})
    operations.change_contacts(actor=cast.owner(), changes=[first])
    other = ContactChange(petra.pk, {"role": "Büro"}, {"role": ""})
    operations.change_contacts(actor=cast.owner(), changes=[other])
    with pytest.raises(Stale) as late:
        operations.change_contacts(
            actor=cast.owner(),
            changes=[ContactChange(petra.pk, {"phone": "030 3333"}, {"phone": "030 1111"})],
        )
    assert [one.field for one in late.value.conflicts] == ["phone"]


def test_archive_and_restore_say_who_is_there_already():
    petra = cast.contact()
    for turn, code in (
        (operations.restore_contacts, "not_archived"),
        (operations.archive_contacts, ""),
        (operations.archive_contacts, "already_archived"),
        (operations.restore_contacts, ""),
    ):
        outcome = turn(actor=cast.owner(), contacts=[petra.pk])
        assert [one.code for one in outcome.refused] == ([code] if code else [])


def test_who_died_has_no_birthday_any_more_and_the_day_lies_not_ahead():
    petra = cast.contact(cast.customer(), birth_date="04.05.1980")
    with pytest.raises(Refused) as no:
        operations.mark_contacts_deceased(actor=cast.owner(), contacts=[petra.pk], on="01.01.2999")
    assert no.value.code == "in_future"
    operations.mark_contacts_deceased(actor=cast.owner(), contacts=[petra.pk], on="01.02.2026")
    petra.refresh_from_db()
    assert (petra.deceased_on, petra.birthday_key) == (date(2026, 2, 1), 0)
    operations.mark_contacts_deceased(actor=cast.owner(), contacts=[petra.pk], on=None)
    petra.refresh_from_db()
    assert (petra.deceased_on, petra.birthday_key) == (None, 504)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("add_contacts", {"contacts": []}),
        ("change_contacts", {"changes": []}),
        ("order_contacts", {"contact": 1, "up": True}),
        ("archive_contacts", {"contacts": []}),
        ("restore_contacts", {"contacts": []}),
        ("mark_contacts_deceased", {"contacts": [], "on": None}),
    ],
)
def test_nobody_writes_contacts_without_the_word(name, more):
    with pytest.raises(Forbidden):
        getattr(operations, name)(actor=cast.actor("people.see"), **more)


def test_contacts_find_their_customer_by_name_phone_and_mail_until_they_are_archived():
    home = firm()
    petra = cast.contact(
        home, first_name="Petra", last_name="Wölk", phone="0171 3920021", email="p@woelk.example"
    )

    def found(query):
        return list(queries.customers_matching(cast.owner(), query))

    assert found("woelk") == found("3920021") == found("p@woelk") == [home]
    operations.archive_contacts(actor=cast.owner(), contacts=[petra.pk])
    assert found("woelk") == []
    assert not SEARCH.drift([home])


def test_a_new_customer_brings_contacts_along_and_one_undo_takes_all_away():
    item = cast.customer_values(kind="organisation", organisation="Lindentor GmbH")
    people = [{"first_name": "Marta", "phone": "keine"}, {"last_name": "Jessen"}]
    wrong = operations.add_customers(actor=cast.owner(), customers=[{**item, "contacts": people}])
    assert [one.field for one in wrong.refused] == ["contacts.0.phone"]
    people[0]["phone"] = "030 1111"
    outcome = operations.add_customers(actor=cast.owner(), customers=[{**item, "contacts": people}])
    found = queries.contacts_of(cast.owner(), outcome.done[0].pk)
    assert [(row.priority, rules.contact_name(row)) for row in found] == [
        (1, "Marta"),
        (2, "Jessen"),
    ]
    undo(actor=cast.owner(), entry=outcome.entry)
    assert not Contact.objects.exists()


def test_the_timeline_tells_of_contacts_by_name():
    home = firm()
    petra = cast.contact(home, first_name="Petra", last_name="Wolff")
    change = ContactChange(petra.pk, {"role": "Büro"})
    operations.change_contacts(actor=cast.owner(), changes=[change])
    operations.mark_contacts_deceased(actor=cast.owner(), contacts=[petra.pk], on="01.02.2026")
    operations.archive_contacts(actor=cast.owner(), contacts=[petra.pk])
    archived, died, changed, added, *_older = told(home)
    assert all("Petra Wolff" in line for line in (archived, died, changed, added))
    assert "→ Büro" in changed


def test_the_first_contacts_stand_on_the_details_of_an_organisation():
    home = firm()
    cast.contact(home, first_name="Petra", last_name="Wolff", role="Hausmeisterin")
    client = cast.logged_in()
    body = client.get(reverse("people:record", args=[home.pk])).content.decode()
    assert "Petra Wolff" in body
    assert "Hausmeisterin" in body


def tab(home):
    return reverse("people:contacts", args=[home.pk])


def test_the_tab_stands_where_contacts_are_usual_or_somebody_is_there():
    home = cast.customer()
    client = cast.logged_in()
    page = reverse("people:record", args=[home.pk])
    assert "Weitere Personen (" not in client.get(page).content.decode()
    cast.contact(home)
    assert "Weitere Personen (1)" in client.get(page).content.decode()
    operations.change_settings(actor=cast.owner(), values={"profile": "care"})
    other = cast.customer()
    body = client.get(reverse("people:record", args=[other.pk])).content.decode()
    assert "Kontakte (0)" in body


def test_a_contact_is_added_in_the_tab_and_edited_in_place_and_without_script():
    home = firm()
    client = cast.logged_in()
    answer = client.post(tab(home), {"first_name": "Petra", "email": "petra"})
    assert answer.status_code == 422
    assert 'value="Petra"' in answer.content.decode()
    answer = client.post(tab(home), {"first_name": "Petra", "phone": "030 1111"})
    petra = Contact.objects.get()
    assert answer.headers["Location"] == f"{tab(home)}#k-{petra.pk}"
    assert 'href="tel:0301111"' in client.get(tab(home)).content.decode()
    edit = reverse("people:contact_edit", args=[petra.pk])
    rest = cast.logged_in(htmx=True)
    body = {"first_name": "Petra", "phone": "030 2222", "expected.phone": "030 1111"}
    answer = rest.post(edit, body)
    assert b"<html" not in answer.content
    assert "030 2222" in answer.content.decode()
    late = rest.post(edit, {**body, "phone": "030 3333"})
    assert late.status_code == 409
    assert "030 2222" in late.content.decode()
    plain = cast.logged_in()
    assert b"<html" in plain.get(edit).content


def test_the_form_of_a_company_does_not_ask_for_birth_dates():
    client = cast.logged_in()
    assert 'name="birth_date"' not in client.get(tab(firm())).content.decode()
    assert 'name="birth_date"' in client.get(tab(cast.customer())).content.decode()


def test_buttons_move_archive_and_restore_a_contact():
    home = firm()
    marta, frank = (cast.contact(home, first_name=name) for name in ("Marta", "Frank"))
    client = cast.logged_in()
    client.post(reverse("people:contact_move", args=[frank.pk]), {"do": "up"})
    assert order(home) == ["Frank", "Marta"]
    client.post(reverse("people:contact_archive", args=[frank.pk]))
    assert "Archiviert" in client.get(tab(home)).content.decode()
    client.post(reverse("people:contact_restore", args=[frank.pk]))
    url = reverse("people:contact_deceased", args=[marta.pk])
    assert client.post(url, {"deceased_on": "morgen"}).status_code == 422
    assert client.post(url, {"deceased_on": "01.02.2026"}).status_code == 302
    assert "Verstorben" in client.get(tab(home)).content.decode()


def test_many_contacts_cost_as_many_queries_as_a_few(django_assert_max_num_queries):
    homes = cast.many_customers(40)
    items = [{"customer": row.pk, "first_name": f"Kontakt {row.pk}"} for row in homes]
    with django_assert_max_num_queries(30):
        operations.add_contacts(actor=cast.owner(), contacts=items)
