"""Nobody is added twice by mistake: hints, the refusal on saving, unique e-mail addresses (C-04)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stammkunde.foundation.refusals import Forbidden
from stammkunde.people import operations, queries, rules
from stammkunde.people.models import Customer
from stammkunde.people.operations.alike import emails_taken
from tests import cast

pytestmark = pytest.mark.db


def person(**values):
    return {"kind": "person", "first_name": "Kathrin", "last_name": "Blume", **values}


def hits(**values):
    return [(one.customer.pk, one.reasons) for one in queries.alike(cast.owner(), person(**values))]


def add(actor=None, *, seen=(), **values):
    return operations.add_customers(
        actor=actor or cast.owner(), customers=[person(**values)], unless_alike=True, seen=seen
    )


def unique(how):
    operations.change_settings(actor=cast.owner(), values={"unique_email": how})


@pytest.mark.parametrize(
    ("there", "typed", "reason"),
    [
        ({"email": "Kathrin@Blume.example"}, {"email": "kathrin@blume.EXAMPLE "}, "email"),
        ({"phone": "+49 (0)171 39200-18"}, {"phone": "0171/3920018"}, "phone"),
        ({"phone": "0049 171 3920018"}, {"points": [{"value": "0171 3920018"}]}, "phone"),
        ({"first_name": "KATHRIN", "last_name": "Blüme", "postcode": "10437"},
         {"last_name": "Bluemé", "postcode": "10437"}, "name"),
        ({"points": [{"value": "0171 1"}, {"value": "030 7712345"}]},
         {"phone": "+49 30 7712345"}, "phone"),
        ({"points": [{"value": "a@b.example"}, {"value": "zwei@b.example"}]},
         {"email": "ZWEI@b.example"}, "email"),
    ],
)  # fmt: skip
def test_each_sign_finds_who_may_be_the_same(there, typed, reason):
    made = cast.customer(**there)
    assert hits(**typed) == [(made.pk, (reason,))]


def test_the_phone_of_a_contact_is_a_sign():
    firm = cast.customer(kind="organisation", organisation="Schreinerei Birke", phone="")
    cast.contact(firm, first_name="Nadja", last_name="Klein", phone="030 7712345")
    gone = cast.contact(firm, first_name="Udo", last_name="Alt", phone="030 9912345")
    operations.archive_contacts(actor=cast.owner(), contacts=[gone.pk])
    assert hits(phone="+49 30 7712345") == [(firm.pk, ("phone",))]
    assert hits(phone="+49 30 771234") == hits(phone="030 9912345") == []


def test_a_child_with_the_same_birthday_under_somebody_else_is_a_sign():
    other = cast.customer(first_name="Jan", last_name="Vogel")
    cast.participant(other, first_name="Lea", last_name="Blume", birth_date="04.05.2019")
    lea = {"first_name": "Lea", "birth_date": "04.05.2019"}
    assert hits(participants=[lea]) == [(other.pk, ("member",))]
    assert hits(participants=[{**lea, "birth_date": "05.05.2019"}]) == []
    assert hits(participants=[{**lea, "birth_date": "4.5."}]) == []


@pytest.mark.parametrize(
    "typed",
    [{}, {"postcode": "10437"}, {"email": "kathrin@"}, {"phone": "0"}, {"phone": "+"},
     {"email": "\x00"}, {"phone": "017"}, {"kind": "dog", "last_name": ""}],
)  # fmt: skip
def test_what_is_half_typed_finds_nobody_and_hurts_nobody(typed):
    cast.customer(first_name="", last_name="Blume", email="", phone="", postcode="10439")
    assert hits(**typed) == []


def test_at_most_five_are_shown_the_likeliest_first_and_the_archive_last():
    cast.many_customers(6, phone="0171 3920018")
    gone, both = cast.customers(
        {"phone": "0171 3920018"}, {"phone": "0171 3920018", "email": "k@blume.example"}
    )
    operations.archive_customers(actor=cast.owner(), customers=[gone.pk])
    found = hits(phone="0171 3920018", email="k@blume.example")
    assert len(found) == 5
    assert found[0] == (both.pk, ("email", "phone"))


def test_an_archived_customer_is_found_too():
    made = cast.customer(email="k@blume.example")
    operations.archive_customers(actor=cast.owner(), customers=[made.pk])
    (found,) = queries.alike(cast.owner(), person(email="k@blume.example"))
    assert found.customer.archived_at is not None


def test_the_customer_who_is_edited_is_not_like_herself():
    made = cast.customer(email="k@blume.example")
    values = person(email="k@blume.example")
    assert queries.alike(cast.owner(), values, besides=made.pk) == []


def test_nobody_is_found_without_the_word():
    with pytest.raises(Forbidden):
        queries.alike(cast.nobody(), person(email="k@blume.example"))


def test_saving_refuses_who_may_be_there_and_names_them():
    made = cast.customer(phone="0171 3920018")
    outcome = add(phone="01713920018")
    (no,) = outcome.refused
    assert (no.code, no.field, no.row) == ("alike", None, 0)
    assert isinstance(no, rules.AlikeRefusal)
    assert no.ids == (made.pk,)
    assert not outcome.done
    assert Customer.objects.count() == 1


def test_whoever_has_been_looked_at_is_no_hindrance_but_a_third_one_is():
    made = cast.customer(phone="0171 3920018")
    assert add(phone="01713920018", seen=[made.pk]).done
    assert add(phone="01713920018", seen=[made.pk]).refused[0].code == "alike"


def test_lists_and_other_doors_are_not_stopped():
    cast.customer(phone="0171 3920018")
    outcome = operations.add_customers(actor=cast.owner(), customers=[person(phone="01713920018")])
    assert outcome.done


def test_a_number_that_is_wrong_is_said_before_the_hint():
    cast.customer(phone="0171 3920018")
    assert [no.code for no in add(phone="01713920018", email="k@").refused] == ["invalid"]


# One e-mail address (C-04)


def test_where_it_is_allowed_an_e_mail_address_alone_is_no_hint():
    cast.customer(email="familie@blume.example")
    unique("allow")
    assert hits(email="familie@blume.example") == []
    assert add(email="familie@blume.example").done


def test_where_it_is_forbidden_nobody_gets_an_address_that_somebody_has():
    unique("forbid")
    made = cast.customer(email="familie@blume.example", phone="0171 1111111")
    operations.archive_customers(actor=cast.owner(), customers=[made.pk])
    twice = [person(email="Familie@Blume.example"), person(email="neu@blume.example"),
             person(email="NEU@blume.example"), person(email="")]  # fmt: skip
    outcome = operations.add_customers(actor=cast.owner(), customers=twice)
    assert [(no.row, no.code, no.field) for no in outcome.refused] == [
        (0, "email_taken", "email"), (2, "email_taken", "email"),
    ]  # fmt: skip
    assert len(outcome.done) == 2


def test_where_it_is_forbidden_a_change_is_refused_but_the_own_address_stays():
    unique("forbid")
    first, second = cast.customers({"email": "a@blume.example"}, {"email": "b@blume.example"})
    wanted = [operations.CustomerChange(second.pk, {"email": "A@blume.example"})]
    (no,) = operations.change_customers(actor=cast.owner(), changes=wanted).refused
    assert (no.code, no.field) == ("email_taken", "email")
    own = [operations.CustomerChange(first.pk, {"email": "A@blume.example"})]
    assert operations.change_customers(actor=cast.owner(), changes=own).done


@pytest.mark.parametrize("how", ["warn", "allow"])
def test_otherwise_two_may_have_the_same_address(how):
    unique(how)
    cast.customer(email="a@blume.example")
    other = cast.customer(email="b@blume.example")
    change = operations.CustomerChange(other.pk, {"email": "a@blume.example"})
    assert operations.change_customers(actor=cast.owner(), changes=[change]).done


def test_further_addresses_count_as_taken():
    made = cast.customer(points=[{"value": "a@b.example"}, {"value": "Zwei@b.example"}])
    assert emails_taken(["zwei@b.example", "a@b.example", ""]) == {"zwei@b.example", "a@b.example"}
    assert emails_taken(["zwei@b.example"], besides=[made.pk]) == set()


# Found by indexes


def test_every_question_is_answered_by_an_index():
    cast.many_customers(3)
    values = person(
        email="k@blume.example", phone="0171 3920018", postcode="10437",
        participants=[{"first_name": "Lea", "birth_date": "04.05.2019"}],
    )  # fmt: skip
    with CaptureQueriesContext(connection) as caught:
        queries.alike(cast.owner(), values)
    asked = [one["sql"] for one in caught.captured_queries if "people_customer" in one["sql"]]
    asked = [sql for sql in asked if "settings" not in sql]
    assert len(asked) == 8
    for sql in asked:
        assert _walks(sql) == [], sql


def _walks(sql):
    """The steps of the plan that walk through a whole table."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            steps = [row[3] for row in cursor.fetchall() if row[3].startswith("SCAN ")]
            return [one for one in steps if "VIRTUAL TABLE INDEX 0:M" not in one]  # MATCH
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        return [line for (line,) in cursor.fetchall() if "Seq Scan" in line]
