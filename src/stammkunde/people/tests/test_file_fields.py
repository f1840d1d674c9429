"""Company data, insurer, origin, what is missing, and what a new customer brings along."""

from __future__ import annotations

from datetime import date

import pytest

from stammkunde.foundation import undo
from stammkunde.foundation.fields import FieldProblem
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.people import importing, operations, queries, rules
from stammkunde.people.fields import FIELDS, checks
from stammkunde.people.models import BankAccount, Customer
from tests import cast

IBAN = "DE89 3704 0044 0532 0130 00"  # the example of the standard


@pytest.mark.pure
@pytest.mark.parametrize(
    ("check", "typed", "stored"),
    [
        (checks.vat_id, "de 136 695 976", "DE136695976"),
        (checks.vat_id, "ATU12345678", "ATU12345678"),
        (checks.vat_id, "CHE-123.456.789 MWST", "CHE123456789MWST"),
        (checks.buyer_reference, "04011000-1234512345-06", "04011000-1234512345-06"),
        (checks.buyer_reference, "Bestellung 12-34", "Bestellung 12-34"),
        (checks.buyer_reference, "4711-23", "4711-23"),
        (checks.insurance_number, "a 123456780", "A123456780"),
    ],
)
def test_numbers_that_others_gave_out_are_stored_in_one_form(check, typed, stored):
    assert check(typed) == stored


@pytest.mark.pure
@pytest.mark.parametrize(
    ("check", "typed"),
    [
        (checks.vat_id, "136695976"),
        (checks.vat_id, "DE13669597"),
        (checks.vat_id, "DE136695979"),
        (checks.vat_id, "US136695976"),
        (checks.vat_id, "ATU1234567"),
        (checks.buyer_reference, "04011000-1234512345-07"),
        (checks.buyer_reference, "991-01484-65"),
        (checks.insurance_number, "A123456789"),
        (checks.insurance_number, "1234567890"),
        (checks.insurance_number, "A12345678"),
    ],
)
def test_typing_mistakes_in_them_are_told(check, typed):
    with pytest.raises(FieldProblem):
        check(typed)


@pytest.mark.db
def test_every_door_checks_them_alike():
    company = cast.customer(kind="organisation", vat_id="de 136695976")
    assert company.vat_id == "DE136695976"
    outcome = operations.add_customers(
        actor=cast.owner(), customers=[cast.customer_values(insurance_number="A123456789")]
    )
    assert [(one.code, one.field) for one in outcome.refused] == [("invalid", "insurance_number")]
    answer = cast.logged_in().post(f"/customers/{company.pk}/edit/vat_id/", {"vat_id": "DE1"})
    assert answer.status_code == 422
    report = importing.import_customers(
        cast.system(),
        b"Firma;USt-IdNr.\nMusikhaus;DE 136 695 976\nLaden;DE1",
        course=importing.Course(importing.Mode.VALID_ROWS),
    )
    assert (report.created, [one.column for one in report.errors]) == (1, ["USt-IdNr."])


def card(customer, profile="course"):
    operations.change_settings(actor=cast.system(), values={"profile": profile})
    said = cast.logged_in().get(f"/customers/{customer.pk}/").content.decode()
    return {key for key in FIELDS.keys if f'id="f-{key}"' in said}


@pytest.mark.db
def test_company_data_show_for_organisations_and_the_insurer_where_insurers_pay():
    person, company = cast.customer(), cast.customer(kind="organisation")
    assert not {"vat_id", "insurer"} & card(person)
    assert {"vat_id", "buyer_reference"} <= card(company)
    assert {"insurer", "insurance_number"} <= card(person, "care")
    assert not {"insurer"} & card(company, "care")
    filled = cast.customer(insurer="AOK", vat_id="DE136695976")
    assert {"insurer", "vat_id"} <= card(filled)


# Where somebody came from


@pytest.mark.db
def test_the_door_says_where_a_customer_came_from():
    by_hand = operations.add_customers(
        actor=cast.owner(), customers=[cast.customer_values(last_name="Handmann")]
    )
    listed = operations.add_customers(
        actor=cast.owner(door="import"), customers=[cast.customer_values()]
    )
    said = {**cast.customer_values(last_name="Rufer"), "origin": "phone"}
    called = operations.add_customers(actor=cast.owner(), customers=[said])
    origins = [one.done[0].origin for one in (by_hand, listed, called)]
    assert origins == ["hand", "import", "phone"]
    found = cast.logged_in().get("/customers/", {"f.origin": "phone"}).content.decode()
    assert "Rufer, " in found
    assert "Handmann, " not in found
    said["origin"] = "moon"
    outcome = operations.add_customers(actor=cast.owner(), customers=[said])
    assert [one.field for one in outcome.refused] == ["origin"]


# What is missing


@pytest.mark.pure
def test_what_is_missing_depends_on_kind_and_industry():
    person = Customer(kind="person", first_name="Ada")
    assert list(rules.missing_fields(person, "course")) == [
        "phone",
        "email",
        "address",
        "last_name",
    ]
    full = {"phone": "1", "email": "a@b.de", "street": "A 1", "postcode": "1", "city": "B"}
    company = Customer(kind="organisation", organisation="A", **full)
    assert list(rules.missing_fields(company, "course")) == []
    assert list(rules.missing_fields(company, "care")) == ["vat_id"]
    cared = Customer(kind="person", first_name="A", last_name="B", insurer="AOK", **full)
    assert list(rules.missing_fields(cared, "care")) == ["insurance_number"]
    person.deceased_on = date(2026, 1, 1)
    assert not rules.missing_fields(person, "course")


@pytest.mark.db
def test_the_record_says_quietly_what_is_missing_and_where_to_fill_it_in():
    home = cast.customer(email="")
    url = f"/customers/{home.pk}/"
    assert f'href="{url}edit/email/"' in cast.logged_in().get(url).content.decode()
    missing = cast.logged_in().get(url).content.decode().partition('id="missing"')[2]
    assert f"{url}edit/email/" in missing.partition("</p>")[0]
    assert f"{url}edit/phone/" not in missing.partition("</p>")[0]
    reading = cast.logged_in(cast.user(roles=("readonly",))).get(url).content.decode()
    assert 'id="missing"></p>' in reading
    browser = cast.logged_in(htmx=True)
    filled = browser.post(f"{url}edit/email/", {"email": "a@example.org", "expected": ""})
    rest = filled.content.decode().partition('id="missing"')[2].partition("</p>")[0]
    assert "hx-swap-oob" in rest
    assert "edit/email/" not in rest


# At creation (CUS-04, CUS-05)


def words():
    owner = cast.owner()
    return [
        operations.add_labels(actor=owner, kind=kind, names=[f"Wort {kind}"]).done[0]
        for kind in ("tag", "group", "recipient_group")
    ]


@pytest.mark.db
def test_a_new_customer_brings_tags_groups_and_a_bank_account():
    tag, group, recipients = words()
    item = cast.customer_values(first_name="Kathrin", last_name="Beispiel") | {
        "tags": [tag.pk],
        "groups": [group.pk],
        "recipient_groups": [recipients.pk],
        "bank": {"iban": IBAN},
    }
    outcome = operations.add_customers(actor=cast.owner(), customers=[item])
    (made,) = outcome.done
    found = queries.labels_of(cast.owner(), made.pk)
    assert [one.name for one in (*found.tags, *found.groups, *found.recipient_groups)] == [
        "Wort tag", "Wort group", "Wort recipient_group",
    ]  # fmt: skip
    assert BankAccount.objects.get().holder == "Kathrin Beispiel"
    assert {made.pk} == {row.pk for row in queries.customers_matching(cast.owner(), "Wort")}
    undo.undo(actor=cast.owner(), entry=outcome.entry)
    assert not Customer.objects.exists()
    assert not BankAccount.objects.exists()


@pytest.mark.db
def test_a_wrong_account_and_an_archived_group_are_refused_in_their_place():
    tag, group, _recipients = words()
    operations.archive_labels(actor=cast.owner(), kind="group", labels=[group.pk])
    item = cast.customer_values() | {
        "tags": [tag.pk], "groups": [group.pk], "bank": {"iban": "DE1"},
    }  # fmt: skip
    outcome = operations.add_customers(actor=cast.owner(), customers=[item])
    assert [one.field for one in outcome.refused] == ["bank.iban", "groups"]
    assert not Customer.objects.exists()


@pytest.mark.db
def test_a_merged_tag_means_its_successor_from_the_start():
    tag, _group, _recipients = words()
    (other,) = operations.add_tags(actor=cast.owner(), names=["Nachfolger"]).done
    operations.merge_tags(actor=cast.owner(), source=tag.pk, into=other.pk)
    item = cast.customer_values() | {"tags": [tag.pk]}
    (made,) = operations.add_customers(actor=cast.owner(), customers=[item]).done
    assert [one.name for one in queries.labels_of(cast.owner(), made.pk).tags] == ["Nachfolger"]


@pytest.mark.db
def test_only_who_may_see_accounts_brings_one():
    item = cast.customer_values() | {"bank": {"iban": IBAN}}
    with pytest.raises(Forbidden):
        operations.add_customers(actor=cast.actor("people.edit"), customers=[item])


# Who has died


def died(customer, on="01.11.2026", actor=None, **more):
    return operations.mark_deceased(
        actor=actor or cast.owner(), customer=customer.pk, on=on, **more
    )


@pytest.mark.db
def test_a_day_of_death_is_noted_shown_and_taken_back():
    home = cast.customer()
    outcome = died(home)
    assert "01.11.2026" in cast.logged_in().get(f"/customers/{home.pk}/").content.decode()
    listed = cast.logged_in().get("/customers/").content.decode()
    assert '<span class="st n">Verstorben</span>' in listed
    undo.undo(actor=cast.owner(), entry=outcome.entry)
    home.refresh_from_db()
    assert home.deceased_on is None
    died(home)
    operations.unmark_deceased(actor=cast.owner(), customer=home.pk)
    home.refresh_from_db()
    assert home.deceased_on is None


@pytest.mark.db
@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("", "day_missing"),
        ("bald", "invalid"),
        ("01.01.2999", "in_future"),
        ("01.01.1950", "before_birth"),
    ],
)
def test_a_day_that_cannot_be_is_refused(on, code):
    home = cast.customer(birth_date="02.01.1950")
    with pytest.raises(Refused) as no:
        died(home, on)
    assert no.value.code == code
    answer = cast.logged_in().post(f"/customers/{home.pk}/deceased/", {"deceased_on": on})
    assert answer.status_code == 422


@pytest.mark.db
def test_an_organisation_does_not_die_and_only_who_edits_notes_a_death():
    company, person = cast.customer(kind="organisation"), cast.customer()
    with pytest.raises(Refused) as no:
        died(company)
    assert no.value.code == "no_person"
    with pytest.raises(Forbidden):
        died(person, actor=cast.actor(queries.SEE))
    with pytest.raises(Forbidden):
        operations.unmark_deceased(actor=cast.actor(queries.SEE), customer=person.pk)


@pytest.mark.db
def test_the_page_notes_a_death_and_takes_it_back():
    home, browser = cast.customer(), cast.logged_in()
    url = f"/customers/{home.pk}/deceased/"
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"deceased_on": "01.11.2026"}).status_code == 302
    home.refresh_from_db()
    assert home.deceased_on == date(2026, 11, 1)
    assert browser.post(url, {"remove": "1"}).status_code == 302
    home.refresh_from_db()
    assert home.deceased_on is None
