"""What is right for a customer, without a database."""

from __future__ import annotations

import pytest

from stammkunde.people import rules
from stammkunde.people.fields import FIELDS
from stammkunde.people.models import Customer, Kind

pytestmark = pytest.mark.pure


def person(**values):
    return Customer(kind="person", **values)


def organisation(**values):
    return Customer(kind="organisation", **values)


@pytest.mark.parametrize("key", FIELDS.keys)
def test_a_field_is_as_long_as_its_column(key):
    # The database knows no length of dates and long texts; the field keeps them.
    assert FIELDS[key].kind.value in {"choice", "date", "longtext"} or (
        FIELDS[key].max_length == Customer._meta.get_field(key).max_length
    )


@pytest.mark.parametrize("key", FIELDS.keys)
def test_field_and_column_agree_on_what_is_personal(key):
    column = Customer._meta.get_field(key)
    assert FIELDS[key].personal == getattr(column, "personal", True)  # a date of a person is theirs


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Art", "kind"), ("kind", "kind"), ("Vorname *", "first_name"), ("first name", "first_name"),
        ("NACHNAME", "last_name"), ("Name", "last_name"), ("surname", "last_name"),
        ("Firma", "organisation"), ("company", "organisation"), ("E-Mail", "email"),
        ("e mail", "email"), ("Mail", "email"), ("Tel.", "phone"), ("Handy", "phone"),
        ("PLZ", "postcode"), ("zip", "postcode"), ("Ort", "city"), ("Stadt", "city"),
    ],
)  # fmt: skip
def test_headings_are_understood_in_german_and_english(heading, key):
    assert FIELDS.by_heading(heading).key == key


def test_no_two_fields_claim_one_heading():
    claimed = [heading for field in FIELDS for heading in field.all_headings()]
    assert len(claimed) == len(set(claimed))


def test_a_person_needs_a_first_or_a_last_name():
    assert rules.problems({"kind": "person"})[0].code == "name_missing"
    assert not rules.problems({"kind": "person", "first_name": "Li"})
    assert not rules.problems({"kind": "person", "last_name": "李"})


def test_an_organisation_needs_its_name_whoever_its_contact_is():
    problem = rules.problems({"kind": "organisation", "last_name": "Weiß"})[0]
    assert (problem.code, problem.field) == ("name_missing", "organisation")
    assert not rules.problems({"kind": "organisation", "organisation": "Nordglanz"})


def test_somebody_of_no_kind_is_refused():
    assert rules.problems({"last_name": "Weiß"})[0].field == "kind"


def test_values_that_a_field_cannot_take_are_refused_at_their_field():
    values, refused = rules.clean({"email": "kathrin@", "phone": "4,93171E+11", "city": " Ulm "})
    assert {(one.code, one.field) for one in refused} == {
        ("invalid", "email"),
        ("invalid", "phone"),
    }
    assert values == {"city": "Ulm"}


def test_a_field_that_does_not_exist_is_refused():
    assert rules.clean({"balance": "1"})[1][0].code == "unknown_field"


def test_lists_say_the_last_name_first_and_pages_say_the_first_name_first():
    anna = person(first_name="Anna", last_name="von der Wiese")
    assert rules.list_name(anna) == "von der Wiese, Anna"
    assert rules.record_name(anna) == "Anna von der Wiese"
    assert (
        rules.list_name(person(first_name="Cher"))
        == rules.record_name(person(first_name="Cher"))
        == "Cher"
    )


def test_an_organisation_stands_under_its_name_with_its_contact_behind():
    firm = organisation(organisation="Nordglanz GmbH", first_name="Tom", last_name="Weiß")
    assert rules.list_name(firm) == "Nordglanz GmbH · Weiß, Tom"
    assert rules.record_name(firm) == "Nordglanz GmbH"


def test_names_sort_as_people_expect():
    rows = [
        person(last_name="Berg Mann", first_name="Anna"),
        person(last_name="Berg", first_name="Zoe"),
        person(last_name="Ährlich"),
        organisation(organisation="Ahrens KG", last_name="Zander"),
        person(last_name="Zwirn"),
    ]
    for row in rows:
        rules.derive(row)
    assert [rules.list_name(row) for row in sorted(rows, key=lambda row: row.sort_name)] == [
        "Ahrens KG · Zander", "Ährlich", "Berg, Zoe", "Berg Mann, Anna", "Zwirn",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["x", "n" * 120, "Null", "O'Neal", "Yılmaz", "李", "MÜLLER", "🐬", "ﷺ" * 120]
)
def test_every_name_has_a_sort_key_that_fits_its_column(name):
    row = person(
        last_name=name, first_name=name, city=name, phone="+49 " + "1" * 56, email="Ä@X.DE"
    )
    rules.derive(row)
    for column in set(rules.DERIVED) - {"birthday_key"}:
        assert len(getattr(row, column)) <= Customer._meta.get_field(column).max_length
    assert row.sort_name
    assert row.email_folded == "ä@x.de"


def test_who_is_in_the_archive_goes_there_no_second_time():
    there, here = person(last_name="A"), person(last_name="B")
    there.archived_at = "yesterday"
    done, refused = rules.archivable([there, here])
    assert done == [here]
    assert refused[0].code == "already_archived"
    assert rules.restorable([there, here])[0] == [there]


def test_the_kinds_have_the_words_of_the_office():
    assert set(Kind.values) == {"person", "organisation"}
