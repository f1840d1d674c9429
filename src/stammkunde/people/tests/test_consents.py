"""Consents: written down, never changed; the newest by day wins (N-17, CUS-19)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from stammkunde.foundation.lists.listing import Listing
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.people import operations, queries, rules
from stammkunde.people.lists import CustomerList
from stammkunde.people.models import Consent
from tests import cast

pytestmark = pytest.mark.db


@pytest.fixture
def editor():
    return cast.actor("people.see", "people.edit")


def say(actor, customer, given=True, days=0, **values):
    wanted = {"purpose": "newsletter", "channel": "email", "source": "paper"} | values
    on = wanted.pop("on", actor.today - timedelta(days=days))
    return operations.record_consents(
        actor=actor, customers=[customer.pk], given=given, on=on, **wanted
    )


def newsletter(customer):
    customer.refresh_from_db()
    return customer.newsletter


def test_the_newest_statement_by_day_wins_in_whatever_order_they_are_written_down(editor):
    made = cast.customer()
    say(editor, made, given=True, days=10)
    assert newsletter(made)
    say(editor, made, given=False, days=2)
    assert not newsletter(made)
    say(editor, made, given=True, days=5)  # an older paper turns up
    assert not newsletter(made)
    holds = rules.newest(queries.consents_of(editor, made.pk))
    assert holds[rules.NEWSLETTER].given is False
    assert holds["photos", "any"] is None
    say(editor, made, given=True)
    assert newsletter(made)


def test_other_purposes_do_not_touch_the_newsletter(editor):
    made = cast.customer()
    say(editor, made, purpose="advertising")
    say(editor, made, channel="letter")
    assert not newsletter(made)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"purpose": "everything"}, "invalid"),
        ({"channel": "pigeon"}, "invalid"),
        ({"source": ""}, "invalid"),
        ({"on": None}, "invalid"),
        ({"proof": "x" * 2001}, "invalid"),
        ({"days": -1}, "future"),
    ],
)
def test_what_nobody_can_have_said_is_refused(editor, values, code):
    with pytest.raises(Refused) as no:
        say(editor, cast.customer(), **values)
    assert no.value.code == code
    assert not Consent.objects.exists()


def test_without_the_word_no_consent_is_written_or_read():
    made = cast.customer()
    with pytest.raises(Forbidden):
        say(cast.actor("people.see"), made)
    with pytest.raises(Forbidden):
        queries.consents_of(cast.nobody(), made.pk)


def test_the_database_keeps_every_statement(editor):
    say(editor, cast.customer())
    for act in (
        lambda: Consent.objects.update(given=False),
        lambda: Consent.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), building():
            act()
    assert Consent.objects.get().given


def test_the_list_filters_by_newsletter(editor):
    yes, _no = cast.many_customers(2)
    say(editor, yes)
    found = {
        value: [row.pk for row in Listing(parse(CustomerList, cast.owner(), query)).rows]
        for value, query in (("1", {"f.newsletter": "1"}), ("0", {"f.newsletter": "0"}))
    }
    assert found["1"] == [yes.pk]
    assert yes.pk not in found["0"]


def test_the_record_shows_what_holds_and_the_page_what_was():
    office, made = cast.logged_in(roles=("office",)), cast.customer()
    url = f"/customers/{made.pk}/consents/"
    form = {"purpose": "photos", "channel": "any", "source": "paper", "given": "1"}
    assert office.post(url, form | {"on": "08.03.2021", "proof": "Bogen 7"}).status_code == 302
    assert office.post(url, form | {"on": "bald"}).status_code == 422
    assert office.post(url, form | {"on": ""}).status_code == 422
    assert "08.03.2021" in office.get(f"/customers/{made.pk}/").content.decode()
    text = office.get(url).content.decode()
    assert "Bogen 7" in text
    readonly = cast.logged_in(roles=("readonly",))
    assert "<textarea" not in readonly.get(url).content.decode()
    assert readonly.post(url, form).status_code == 403
