"""The door for phone systems: who is calling (R1)."""

from __future__ import annotations

import logging
from urllib.parse import quote

import pytest

from stammkunde.foundation.refusals import Forbidden
from stammkunde.people import operations, queries, rules
from tests import cast


@pytest.mark.pure
@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("+49 171 3920018", "01713920018"),
        ("0049 171 3920018", "01713920018"),
        ("+49 (0)171 39200-18", "01713920018"),
        (" 491713920018", "01713920018"),
        ("491713920018", "01713920018"),
        ("1713920018", "01713920018"),
        ("001713920018", "01713920018"),
        ("00049 171 3920018", "01713920018"),
        ("sip:+491713920018@10.0.0.1;user=phone", "01713920018"),
        ("tel:0171/3920018", "01713920018"),
        ("+43 1 5550123", "004315550123"),
    ],
)
def test_every_way_to_send_a_number_is_read(said, digits):
    caller = rules.caller(said)
    assert caller.problem == ""
    assert digits in caller.digits


@pytest.mark.pure
@pytest.mark.parametrize(
    ("said", "problem"),
    [("", "withheld"), ("anonymous", "withheld"), ("Anonym", "withheld"),
     ("sip:anonymous@anonymous.invalid", "withheld"), ("   ", "withheld"),
     ("23", "internal"), ("**620", "internal"), ("#31", "internal"),
     ("<script>", "garbage"), ("0171 abc", "garbage"), ("0" * 60, "garbage"), ("()", "garbage"),
     ("\x00", "garbage"), ("٠١٧١٥٥٥", "garbage")],
)  # fmt: skip
def test_what_is_no_number_is_said(said, problem):
    assert rules.caller(said).problem == problem


@pytest.mark.pure
def test_an_extension_leads_to_the_main_line():
    assert "0301234" + "0" in rules.caller("+49 30 123467").near
    assert all(len(line) >= 7 for line in rules.caller("+49 30 123467").near)


@pytest.fixture
def office():
    return cast.logged_in(roles=("office",))


def call(client, said):
    return client.get(f"/anruf?nummer={quote(said)}")


@pytest.mark.db
@pytest.mark.parametrize("said", ["+49 171 3920018", "00491713920018", "0171 39200-18"])
def test_one_customer_with_the_number_is_opened(office, said):
    made = cast.customer(phone="0171 / 39 200 18")
    cast.customer(phone="0171 3920019")
    assert call(office, said)["Location"] == f"/customers/{made.pk}/"


@pytest.mark.db
def test_a_plus_that_arrives_as_a_blank_is_understood(office):
    made = cast.customer(phone="0171 3920018")
    answer = office.get("/anruf?nummer=+491713920018")
    assert answer["Location"] == f"/customers/{made.pk}/"


@pytest.mark.db
def test_a_further_number_and_a_contacts_number_open_the_record(office):
    points = [{"value": "030 1"}, {"value": "0172 5550002", "label": "Büro"}]
    made = cast.customer(points=points[1:])
    assert call(office, "+491725550002")["Location"] == f"/customers/{made.pk}/"
    other = cast.customer()
    operations.add_contacts(
        actor=cast.owner(),
        contacts=[{"customer": other.pk, "first_name": "Oma", "phone": "0173 555-0003"}],
    )
    assert call(office, "00491735550003")["Location"] == f"/customers/{other.pk}/"
    assert call(office, "0173555000")["Location"].startswith("/customers/new/")


@pytest.mark.db
def test_several_with_the_number_are_a_choice(office):
    cast.customers(
        {"first_name": "Kathrin", "last_name": "Blume", "phone": "030 7712345"},
        {"first_name": "Jan", "last_name": "Vogel", "phone": "+49 30 7712345"},
    )
    answer = call(office, "030 7712345")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Kathrin Blume" in text
    assert "Jan Vogel" in text
    assert "phone=030+7712345" in text


@pytest.mark.db
def test_an_unknown_extension_opens_the_organisation_but_no_private_person(office):
    firm = cast.customer(kind="organisation", phone="030 55501-0")
    cast.customer(phone="030 66601-0")
    assert call(office, "+49 30 5550123")["Location"] == f"/customers/{firm.pk}/"
    assert call(office, "+49 30 6660123")["Location"].startswith("/customers/new/")


@pytest.mark.db
def test_nobody_with_the_number_opens_the_form_with_number_and_origin(office):
    answer = call(office, "+49 171 3920018")
    assert answer["Location"] == "/customers/new/?phone=%2B49+171+3920018&origin=phone"
    assert 'value="+49 171 3920018"' in office.get(answer["Location"]).content.decode()


@pytest.mark.db
def test_who_may_not_add_customers_reads_that_nobody_has_the_number():
    answer = call(cast.logged_in(roles=("readonly",)), "+491713920018")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Niemand hat die Nummer" in text
    assert "/customers/new/" not in text


@pytest.mark.db
@pytest.mark.parametrize(
    ("said", "title"),
    [("anonymous", "Die Nummer ist unterdrückt"), ("23", "Ein internes Gespräch"),
     ("<b>", "Das ist keine Telefonnummer"), ("", "Die Nummer ist unterdrückt")],
)  # fmt: skip
def test_a_number_that_is_none_gets_a_page_that_helps_on(office, said, title):
    answer = call(office, said)
    assert answer.status_code == 200
    assert title in answer.content.decode()
    assert "<b>" not in answer.content.decode().split("<main")[1].split("</h1>")[0]


@pytest.mark.db
def test_an_archived_customer_only_when_nobody_else_has_the_number(office):
    gone, here = cast.customers({"phone": "0171 3920018"}, {"phone": "0171 3920018"})
    operations.archive_customers(actor=cast.owner(), customers=[gone.pk])
    assert call(office, "01713920018")["Location"] == f"/customers/{here.pk}/"
    operations.archive_customers(actor=cast.owner(), customers=[here.pk])
    assert call(office, "01713920018").status_code == 200


@pytest.mark.db
def test_no_log_line_holds_the_number(office, caplog):
    with caplog.at_level(logging.INFO):
        call(office, "+491713920018")
        call(office, "anonymous")
    assert caplog.records
    said = " ".join(f"{line.getMessage()} {getattr(line, 'fields', '')}" for line in caplog.records)
    assert "1713920018" not in said


@pytest.mark.db
def test_nobody_asks_without_the_word():
    with pytest.raises(Forbidden):
        queries.calling(cast.nobody(), rules.caller("+491713920018"))
