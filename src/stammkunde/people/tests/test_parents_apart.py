"""Separated parents: each sees their own record and their child, neither sees the other (R4).

A customer who asks is an actor of the kind `customer`; doors for them may come later, what they
may read is decided here. The tests ask every query of the room.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists.listing import Listing
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.foundation.rooms import slots
from stammkunde.people import operations, queries
from stammkunde.people import record as records
from stammkunde.people.lists import CustomerList, ParticipantList
from stammkunde.people.models import Customer
from stammkunde.people.operations import GuardianChange
from tests import cast

pytestmark = pytest.mark.db

MOTHER = {"first_name": "Kathrin", "last_name": "Mutterborn", "email": "kathrin@mutter.example",
          "phone": "0171 1111111", "street": "Mutterweg 1", "postcode": "11111",
          "city": "Mutterstadt", "note": "Notiz über die Mutter"}  # fmt: skip
FATHER = {"first_name": "Tom", "last_name": "Vaterfeld", "email": "tom@vater.example",
          "phone": "0172 2222222", "street": "Vatergasse 2", "postcode": "22222",
          "city": "Vaterhausen", "note": "Notiz über den Vater"}  # fmt: skip
IBANS = ("DE89370400440532013000", "DE02120300000000202051")


class Family:
    """Two parents of one child; each pays half and has a bank account, an address, a contact."""

    def __init__(self) -> None:
        self.mother = cast.customer(**MOTHER)
        self.father = cast.customer(**FATHER)
        child = {"first_name": "Lea", "last_name": "Kindermann", "note": "Notiz zum Kind"}
        self.lea = cast.participant(self.mother, **child)
        office = cast.owner()
        operations.add_guardians(actor=office, participant=self.lea.pk, customers=[self.father.pk])
        pays = {"may_pay": True, "pay_share": 50}
        operations.change_guardians(
            actor=office,
            participant=self.lea.pk,
            changes=[GuardianChange(one.pk, pays) for one in (self.mother, self.father)],
        )
        for one, values, iban in zip(self.parents, (MOTHER, FATHER), IBANS, strict=True):
            operations.add_bank_account(
                actor=office, customer=one.pk, iban=iban, holder=values["last_name"]
            )
            address = {"label": "Arbeit", "street": values["street"] + "b", "city": values["city"]}
            operations.add_address(actor=office, customer=one.pk, values=address)
            cast.contact(one, first_name="Oma", last_name=values["last_name"])

    @property
    def parents(self) -> tuple[Customer, Customer]:
        """Mother and father."""
        return self.mother, self.father


@pytest.fixture
def family() -> Family:
    return Family()


def asks(who: Customer) -> Actor:
    """The customer as an actor: no words of the staff."""
    return Actor("customer", who.pk, "Kunde", door="portal")


def sides(family: Family) -> Iterator[tuple[Customer, Customer, dict[str, str]]]:
    """(who asks, the other one, what must not be seen), once for each parent."""
    yield family.mother, family.father, FATHER
    yield family.father, family.mother, MOTHER


def leaks(said: Any, secrets: dict[str, str]) -> list[str]:
    """Which of the other parent's data the text holds."""
    text = str(said)
    return [secret for secret in (*secrets.values(), *IBANS) if secret in text]


def test_each_parent_reads_exactly_their_own_record_and_their_child(family):
    cast.participant(cast.customer(), first_name="Fremd")
    for own, other, _secrets in sides(family):
        actor = asks(own)
        assert list(queries.customers(actor)) == [own]
        assert queries.customer(actor, own.pk) == own
        with pytest.raises(Missing):
            queries.customer(actor, other.pk)
        assert list(queries.participants(actor)) == [family.lea]
        assert queries.by_public_id(actor, [other.public_id]) == {}


def test_who_may_not_see_dates_does_not_see_the_child(family):
    operations.change_guardians(
        actor=cast.owner(),
        participant=family.lea.pk,
        changes=[GuardianChange(family.father.pk, {"may_see": False})],
    )
    assert list(queries.participants(asks(family.father))) == []
    with pytest.raises(Missing):
        queries.participant(asks(family.father), family.lea.pk)


def test_somebody_who_is_no_longer_responsible_sees_nothing_of_the_child(family):
    pays = [(family.mother, {"pay_share": 100}), (family.father, {"may_pay": False})]
    operations.change_guardians(
        actor=cast.owner(),
        participant=family.lea.pk,
        changes=[GuardianChange(one.pk, values) for one, values in pays],
    )
    operations.remove_guardians(
        actor=cast.owner(), participant=family.lea.pk, customers=[family.father.pk]
    )
    assert list(queries.participants(asks(family.father))) == []


def _about_a_customer() -> list[str]:
    """Every query that takes an actor and a customer, those of other nouns included."""
    found = []
    for name in queries.__all__:
        ask = getattr(queries, name)
        if inspect.isfunction(ask):
            parameters = list(inspect.signature(ask).parameters.values())
            names = [one.name for one in parameters]
            needed = [one for one in parameters if one.default is inspect.Parameter.empty]
            if names[:1] == ["actor"] and len(needed) == 2 and needed[1].name in {"customer", "pk"}:
                found.append(name)
    return found


@pytest.mark.parametrize("name", _about_a_customer())
def test_no_query_about_the_other_parent_answers(family, name):
    """Whatever hangs on a customer: not there, not allowed, or nothing of the other's."""
    for own, other, secrets in sides(family):
        try:
            answer = getattr(queries, name)(asks(own), other.pk)
        except (Missing, Forbidden):
            continue
        assert not answer or name in CHILDREN, (name, answer)
        assert leaks(vars(answer) if hasattr(answer, "__dict__") else answer, secrets) == []


# These tell of the child that both parents have, and of nothing else.
CHILDREN = {"participant", "participants_of", "participants_in_brief"}


def test_the_search_finds_for_a_parent_only_what_is_theirs(family):
    for own, _other, secrets in sides(family):
        actor = asks(own)
        for word in secrets.values():
            assert list(queries.customers_matching(actor, word)) == []
            assert queries.best_matching(actor, word, 8) == []
            assert queries.best_participants(actor, word, 8) == []
        assert queries.best_participants(actor, "lea", 8) == [family.lea]
        assert queries.best_matching(actor, "lea", 8) == [own]


def test_the_lists_are_closed_to_customers_and_would_show_nothing_of_the_other(family):
    for own, _other, secrets in sides(family):
        for page in (CustomerList, ParticipantList):
            actor = asks(own)
            assert not actor.may(page.word)
            columns = page.columns_for(actor)
            state = parse(page, actor, {"cols": ",".join(col.key for col in columns)})
            listing = Listing(state)
            assert len(listing.rows) == 1
            assert leaks(listing.body, secrets) == []


def test_the_palette_has_nothing_for_customers(family):
    for own, _other, _secrets in sides(family):
        found = [
            one.search(asks(own), "kunde", 8) for one in slots.of("backoffice.palette", asks(own))
        ]
        assert not any(found)
        assert slots.of("backoffice.dashboard.panels", asks(own)) == []


def test_the_timeline_is_the_offices_own(family):
    for own, other, _secrets in sides(family):
        for who in (own, other):
            with pytest.raises(Forbidden):
                records.timeline(asks(own), who.pk)
            with pytest.raises((Forbidden, Missing)):
                records.frame(asks(own), who.pk)


def test_no_operation_of_the_room_lets_a_customer_in(family):
    with pytest.raises(Forbidden):
        operations.add_guardians(
            actor=asks(family.father), participant=family.lea.pk, customers=[family.father.pk]
        )


def test_the_pages_of_one_parent_name_nothing_of_the_other(family):
    client = cast.logged_in()
    for own, _other, secrets in sides(family):
        body = client.get(f"/customers/{own.pk}/participants/").content.decode()
        assert leaks(body, secrets) == []
