"""Who is meant by a row, and what becomes of them (IMP-04): the whole table."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stammkunde.people import importing, lifecycle, operations
from stammkunde.people.models import Customer
from stammkunde.people.operations.externals import EXTERNAL_IDS
from tests import cast

pytestmark = pytest.mark.db
COUNTS = ("created", "updated", "skipped", "faulty")


def bring(text, **course):
    return importing.import_customers(
        cast.owner(door="import"),
        text.encode(),
        course=importing.Course(importing.Mode.VALID_ROWS, **course),
    )


def counts(report):
    assert report.rows == report.created + report.updated + report.skipped + report.faulty
    return tuple(getattr(report, name) for name in COUNTS)


def numbered():
    """A status that goes with a number."""
    return next(one.pk for one in lifecycle.statuses() if one.with_number)


def berg(**values):
    """Somebody with a phone and no street, known by all keys."""
    return cast.customer(
        first_name="Ina",
        last_name="Berg",
        email="ina@mail.example",
        phone="0171 55",
        number="K-77",
        status=numbered(),
        **{EXTERNAL_IDS: [("kutego", "4711")], **values},
    )


KEYS = {
    "id": ("ID", lambda made: str(made.public_id)),
    "external": ("Externe ID kutego", lambda made: "4711"),
    "number": ("Kundennummer", lambda made: "k-077"),
    "email": ("E-Mail", lambda made: "INA@mail.example"),
}
# What becomes of phone (filled before) and street (empty before).
AFTER = {
    importing.OnMatch.SKIP: ("0171 55", "", (0, 0, 1, 0)),
    importing.OnMatch.FILL: ("0171 55", "Weg 1", (0, 1, 0, 0)),
    importing.OnMatch.OVERWRITE: ("030 99", "Weg 1", (0, 1, 0, 0)),
}


@pytest.mark.parametrize("way", KEYS)
@pytest.mark.parametrize("on_match", [*AFTER, None])
def test_one_who_is_recognised_is_treated_as_asked(way, on_match):
    made = berg()
    heading, said = KEYS[way]
    report = bring(
        f"Vorname;Nachname;Telefon;Straße;{heading}\nIna;Berg;030 99;Weg 1;{said(made)}\n",
        on_match=on_match,
    )
    default = importing.OnMatch.OVERWRITE if way == "id" else importing.OnMatch.FILL
    phone, street, wanted = AFTER[on_match or default]
    made.refresh_from_db()
    assert (made.phone, made.street, counts(report)) == (phone, street, wanted)
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("on_match", [*AFTER, None])
@pytest.mark.parametrize("way", ["external", "number", "email"])
def test_one_whom_nobody_knows_is_new(way, on_match):
    berg()
    heading = KEYS[way][0]
    said = {"external": "9999", "number": "K-99", "email": "tom@mail.example"}[way]
    report = bring(f"Vorname;Nachname;{heading}\nTom;Tal;{said}\n", on_match=on_match)
    assert counts(report) == (1, 0, 0, 0)


@pytest.mark.parametrize("on_match", [*AFTER, None])
def test_an_e_mail_address_of_several_is_doubtful_and_never_guessed(on_match):
    made = [berg(), cast.customer(email="Ina@mail.example", last_name="Tal")]
    report = bring("Nachname;E-Mail;Ort\nBerg;ina@mail.example;Ulm\n", on_match=on_match)
    assert counts(report) == (0, 0, 0, 1)
    assert (report.errors[0].row, report.errors[0].column) == (2, "E-Mail")
    assert not Customer.objects.filter(city="Ulm").exists()
    assert Customer.objects.count() == len(made)


def test_of_several_with_one_address_the_one_who_equals_the_row_is_there_already():
    text = "Vorname;Nachname;E-Mail\nIna;Berg;fam@mail.example\nTom;Berg;fam@mail.example\n"
    assert counts(bring(text)) == (2, 0, 0, 0)
    assert counts(bring(text)) == (0, 0, 2, 0)


def test_further_e_mail_addresses_count_too():
    made = berg()
    operations.add_points(
        actor=cast.system(),
        customer=made.pk,
        points=[{"kind": "email", "value": "zwei@mail.example"}],
    )
    assert counts(bring("Nachname;E-Mail;Straße\nBerg;zwei@mail.example;Weg 1\n"))[1] == 1


def test_a_number_counts_more_than_an_address_and_the_order_is_free():
    ina, tom = (
        berg(),
        cast.customer(last_name="Tal", email="tom@mail.example", number="K-88", status=numbered()),
    )
    text = "Nachname;Kundennummer;E-Mail;Straße\nTal;K-88;ina@mail.example;Weg 1\n"
    bring(text)
    tom.refresh_from_db()
    assert tom.street == "Weg 1"
    bring(text.replace("Weg 1", "Weg 2"), match=("email",), on_match="fill")
    ina.refresh_from_db()
    assert ina.street == "Weg 2"


def test_without_that_key_in_the_match_nobody_is_recognised_by_it():
    berg()
    report = bring("Vorname;Nachname;E-Mail\nTom;Tal;ina@mail.example\n", match=("number",))
    assert counts(report) == (1, 0, 0, 0)
    report = bring("Nachname;Kundennummer\nTal;K-77\n", match=("email",))
    assert counts(report) == (0, 0, 0, 1), "a number belongs to one"
    assert report.errors[0].column == "Kundennummer"


@pytest.mark.parametrize(("column", "said"), [("E-Mail", "ina@mail.example"), ("Nummer", "K-77")])
def test_a_row_that_names_somebody_else_is_filled_into_nobody_unless_asked(column, said):
    made = berg()
    rows = f"Vorname;Nachname;{column};Straße\nTom;Tal;{said};Weg 1\n"
    report = bring(rows)
    assert counts(report) == (0, 0, 0, 1)
    assert "Ina Berg" in report.errors[0].message
    assert "--on-match fill" in report.errors[0].hint
    made.refresh_from_db()
    assert made.street == ""
    report = bring(rows, on_match="fill")
    assert counts(report) == (0, 1, 0, 0)
    assert "Ina Berg" in report.notes[0].message


def test_a_row_that_names_nobody_or_the_same_one_shorter_is_no_other_one():
    berg()
    for row in ("Berg;;ina@mail.example;Weg 1", ";Ina;ina@mail.example;Weg 1"):
        report = bring(f"Nachname;Vorname;E-Mail;Straße\n{row}\n")
        assert not report.errors


@pytest.mark.parametrize("way", ["number", "email"])
def test_two_rows_for_the_same_customer_are_told(way):
    made = berg()
    heading, said = KEYS[way]
    row = f"Berg;Weg 1;{said(made)}\n"
    report = bring(f"Nachname;Straße;{heading}\n{row}{row}")
    assert counts(report) == (0, 1, 0, 1)
    assert report.errors[0].row == 3
    assert "2" in report.errors[0].message


def test_two_new_rows_may_not_say_the_same_number():
    report = bring("Nachname;Kundennummer\nBerg;K-5\nTal;K-05\n")
    assert counts(report) == (1, 0, 0, 1)
    assert (report.errors[0].row, report.errors[0].column) == (3, "Kundennummer")


def test_a_former_number_still_means_its_customer():
    made = berg()
    operations.renumber_customer(
        actor=cast.owner(), customer=made.pk, number="K-500", reason="Umzug"
    )
    report = bring("Nachname;Straße;Kundennummer\nBerg;Weg 1;K-77\n", on_match="overwrite")
    made.refresh_from_db()
    assert (counts(report), made.number, made.street) == ((0, 1, 0, 0), "K-500", "Weg 1")


def test_nobody_gets_a_second_number():
    made = berg()
    row = f"Nachname;Kundennummer;ID\nBerg;K-123;{made.public_id}\n"
    report = bring(row)
    assert (counts(report), report.errors[0].column) == ((0, 0, 0, 1), "Kundennummer")
    assert counts(bring(row, on_match=importing.OnMatch.FILL)) == (0, 0, 1, 0)


def test_filling_empties_nothing_and_overwriting_does():
    made = berg()
    text = "Nachname;Telefon;Kundennummer\nBerg;;K-77\n"
    bring(text, on_match=importing.OnMatch.FILL)
    made.refresh_from_db()
    assert made.phone == "0171 55"
    bring(text, on_match=importing.OnMatch.OVERWRITE)
    made.refresh_from_db()
    assert made.phone == ""


def test_the_number_of_somebody_who_was_erased_is_not_given_again():
    made = berg()
    erased = operations.erase_customers(
        actor=cast.owner(), customers=[made.pk], confirmed=["in_use"]
    )
    assert not erased.refused
    report = bring("Nachname;Kundennummer\nNeu;K-77\n")
    assert counts(report) == (0, 0, 0, 1)


def test_where_addresses_must_be_unique_two_new_rows_may_not_share_one():
    operations.change_settings(actor=cast.owner(), values={"unique_email": "forbid"})
    report = bring("Nachname;E-Mail\nBerg;a@mail.example\nTal;A@mail.example\n")
    assert counts(report) == (1, 0, 0, 1)


def test_an_old_list_does_not_bring_back_who_was_erased():
    made = berg()
    row = f"ID;Nachname;E-Mail\n{made.public_id};Berg;ina@mail.example\n"
    operations.erase_customers(actor=cast.owner(), customers=[made.pk], confirmed=["in_use"])
    course = importing.Course(importing.Mode.VALID_ROWS)
    for dry_run in (True, False):
        report = importing.import_customers(
            cast.owner(), row.encode(), course=course, dry_run=dry_run
        )
        assert counts(report) == (0, 0, 0, 1)
        assert (report.errors[0].column, "gelöscht" in report.errors[0].message) == ("ID", True)


def test_who_is_recognised_by_the_number_under_another_name_is_told():
    berg()
    rows = "Vorname;Nachname;Kundennummer;Straße\nTom;Tal;K-77;Weg 1\n"
    report = bring(rows, on_match="fill")
    assert "Ina Berg" in report.notes[0].message
    assert report.notes[0].column == "Kundennummer"
    assert not bring("Vorname;Nachname;Kundennummer;Ort\nIna;Berg;K-77;Ulm\n").notes


def test_who_equals_a_row_is_found_by_name_and_postcode_together():
    """The longer the register, the more people bear one name: an import would read all of them."""
    with CaptureQueriesContext(connection) as seen:
        bring("Vorname;Nachname;PLZ;E-Mail\nIna;Berg;50667;ina@mail.example\n")
    (sql, *_again) = [one["sql"] for one in seen if "sort_name" in one["sql"].split("WHERE")[-1]]
    assert '"sort_name", "people_customer"."postcode") IN (SELECT' in sql
    if connection.vendor == "sqlite":  # of tables as small as here PostgreSQL reads everything
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = [step for *_at, step in cursor.fetchall()]
        assert "INDEX people_cust_identity (sort_name=? AND postcode=?)" in plan[0]
        assert sum("LIST SUBQUERY" in step for step in plan) == 1  # not each with each
