"""Who is responsible for a child: rights, shares, the home (N-06, R4)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from stammkunde.foundation.refusals import Forbidden, Missing, Refused, Stale
from stammkunde.foundation.undo import undo
from stammkunde.people import operations, queries
from stammkunde.people import record as records
from stammkunde.people.models import Guardianship, Participant
from stammkunde.people.operations import GuardianChange
from stammkunde.people.search import PARTICIPANT_SEARCH, SEARCH
from tests import cast

pytestmark = pytest.mark.db


@pytest.fixture
def family():
    """Mother, father and their child, who lives with the mother; the father sees the dates."""
    mother = cast.customer(first_name="Kathrin", last_name="Blume")
    father = cast.customer(first_name="Tom", last_name="Eder")
    lea = cast.participant(mother, first_name="Lea")
    operations.add_guardians(actor=cast.owner(), participant=lea.pk, customers=[father.pk])
    return mother, father, lea


def change(lea, *changes, **more):
    return operations.change_guardians(
        actor=cast.owner(),
        participant=lea.pk,
        changes=[GuardianChange(who.pk, values) for who, values in changes],
        **more,
    )


def halves(mother, father, lea):
    pays = {"may_pay": True, "pay_share": 50}
    return change(lea, (mother, pays), (father, pays))


def shares(lea):
    rows = Guardianship.objects.filter(participant=lea).order_by("pk")
    return [row.pay_share if row.may_pay else 0 for row in rows]


def refused(lea, *changes, **more):
    before = shares(lea)
    with pytest.raises(Refused) as no:
        change(lea, *changes, **more)
    assert shares(lea) == before
    return no.value.code


def told(home):
    return [str(line.text) for line in records.timeline(cast.owner(), home.pk)[0]]


def test_a_second_responsible_customer_sees_but_neither_books_nor_pays_yet(family):
    mother, father, lea = family
    [at_home, other] = queries.guardians_of(cast.owner(), lea.pk)
    assert (at_home.customer, other.customer) == (mother, father)
    assert (other.may_see, other.may_book, other.may_pay, other.pay_share) == (
        True,
        False,
        False,
        0,
    )
    again = operations.add_guardians(actor=cast.owner(), participant=lea.pk, customers=[father.pk])
    assert [(one.row, one.code) for one in again.refused] == [(father.pk, "already_responsible")]


def test_parents_share_the_costs_and_an_undo_takes_that_back(family):
    mother, father, lea = family
    outcome = halves(mother, father, lea)
    assert shares(lea) == [50, 50]
    undo(actor=cast.owner(), entry=outcome.entry)
    assert shares(lea) == [100, 0]


def test_shares_that_are_not_the_whole_are_refused_and_it_says_what_is_missing(family):
    mother, father, lea = family
    assert refused(lea, (mother, {"pay_share": 60})) == "shares_missing"
    assert refused(lea, (father, {"may_pay": True, "pay_share": 10})) == "shares_over"
    assert refused(lea, (mother, {"may_pay": False})) == "nobody_pays"
    assert refused(lea, (mother, {"pay_share": "halb"})) == "share_invalid"
    assert refused(lea, (mother, {"pay_share": 101})) == "share_invalid"
    with pytest.raises(Refused) as no:
        change(lea, (mother, {"pay_share": 60}))
    assert "60 %" in str(no.value.message)
    assert "40 %" in str(no.value.message)


def test_an_undo_that_would_leave_more_than_the_whole_is_refused(family):
    mother, father, lea = family
    uncle = cast.customer(last_name="Onkel")
    operations.add_guardians(actor=cast.owner(), participant=lea.pk, customers=[uncle.pk])
    first = halves(mother, father, lea)
    change(lea, (father, {"pay_share": 30}), (uncle, {"may_pay": True, "pay_share": 20}))
    with pytest.raises(Refused) as no:
        undo(actor=cast.owner(), entry=first.entry)
    assert no.value.code == "shares_over"
    assert shares(lea) == [50, 30, 20]


def test_that_nobody_may_book_needs_a_confirmation(family):
    mother, _father, lea = family
    assert refused(lea, (mother, {"may_book": False})) == "nobody_books"
    assert change(lea, (mother, {"may_book": False}), nobody_books=True).done


def test_whoever_wrote_the_same_right_meanwhile_is_asked(family):
    mother, father, lea = family
    halves(mother, father, lea)
    late = GuardianChange(mother.pk, {"pay_share": 70}, {"pay_share": 100})
    with pytest.raises(Stale):
        operations.change_guardians(actor=cast.owner(), participant=lea.pk, changes=[late])


def test_somebody_who_is_not_responsible_is_missing(family):
    _mother, _father, lea = family
    stranger = cast.customer()
    with pytest.raises(Missing):
        change(lea, (stranger, {"may_book": True}))
    with pytest.raises(Missing):
        operations.remove_guardians(actor=cast.owner(), participant=lea.pk, customers=[stranger.pk])


def test_the_home_stays_responsible_and_who_pays_goes_only_after_the_shares_are_settled(family):
    mother, father, lea = family
    halves(mother, father, lea)

    def without(*customers):
        outcome = operations.remove_guardians(
            actor=cast.owner(), participant=lea.pk, customers=[one.pk for one in customers]
        )
        return [one.code for one in outcome.refused]

    assert without(mother) == ["home_stays"]
    assert without(father) == ["pays_share"]
    change(lea, (mother, {"pay_share": 100}), (father, {"may_pay": False}))
    assert without(father) == []
    assert shares(lea) == [100]


def test_nobody_who_alone_may_book_goes_without_a_confirmation(family):
    mother, father, lea = family
    change(lea, (father, {"may_book": True}), (mother, {"may_book": False}))
    with pytest.raises(Refused) as no:
        operations.remove_guardians(actor=cast.owner(), participant=lea.pk, customers=[father.pk])
    assert no.value.code == "nobody_books"
    operations.remove_guardians(
        actor=cast.owner(), participant=lea.pk, customers=[father.pk], nobody_books=True
    )
    assert not Guardianship.objects.filter(customer=father).exists()


def test_a_child_moves_to_the_other_parent_and_is_found_with_both(family):
    mother, father, lea = family

    def found():
        return {row.pk for row in queries.customers_matching(cast.owner(), "lea")}

    assert found() == {mother.pk, father.pk}
    move = operations.move_participants
    outcome = move(actor=cast.owner(), participants=[lea.pk], customer=father.pk)
    assert [row.customer_id for row in outcome.done] == [father.pk]
    assert found() == {mother.pk, father.pk}
    assert not SEARCH.drift([mother, father])
    assert not PARTICIPANT_SEARCH.drift(list(Participant.objects.all()))
    undo(actor=cast.owner(), entry=outcome.entry)
    lea.refresh_from_db()
    assert lea.customer_id == mother.pk
    assert not SEARCH.drift([mother, father])


def test_nobody_moves_to_strangers_or_home_again_and_who_takes_part_in_person_not_at_all(family):
    mother, father, lea = family

    def problem(row, to):
        outcome = operations.move_participants(
            actor=cast.owner(), participants=[row.pk], customer=to.pk
        )
        return [one.code for one in outcome.refused]

    assert problem(lea, mother) == ["at_home"]
    assert problem(lea, cast.customer()) == ["not_responsible"]
    own = cast.participant(mother, is_self=True, first_name="Kathrin")
    operations.add_guardians(actor=cast.owner(), participant=own.pk, customers=[father.pk])
    assert problem(own, father) == ["self_stays"]


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("add_guardians", {"participant": 1, "customers": []}),
        ("change_guardians", {"participant": 1, "changes": []}),
        ("remove_guardians", {"participant": 1, "customers": []}),
        ("move_participants", {"participants": [], "customer": 1}),
    ],
)
def test_nobody_writes_responsibilities_without_the_word(name, more):
    with pytest.raises(Forbidden):
        getattr(operations, name)(actor=cast.actor("people.see"), **more)


def test_the_timelines_of_both_parents_tell_who_became_responsible(family):
    mother, father, lea = family
    halves(mother, father, lea)
    change(lea, (mother, {"pay_share": 100}), (father, {"may_pay": False}))
    operations.move_participants(actor=cast.owner(), participants=[lea.pk], customer=father.pk)
    operations.move_participants(actor=cast.owner(), participants=[lea.pk], customer=mother.pk)
    operations.remove_guardians(actor=cast.owner(), participant=lea.pk, customers=[father.pk])
    for parent in (mother, father):
        lines = [line for line in told(parent) if "Lea" in line]
        assert len(lines) >= 5, lines
    assert any("100</s> → 50" in line for line in told(mother))


def page(lea):
    return reverse("people:guardians", args=[lea.pk])


def sent(mother, father, **more):
    body = {"do": "save", "guardian": [mother.pk, father.pk]}
    body |= {f"was-{mother.pk}": "1 1 1 100", f"was-{father.pk}": "0 1 0 0"}
    body |= {f"{key}-{mother.pk}": "1" for key in ("may_book", "may_see", "may_pay")}
    body |= {f"{key}-{father.pk}": "1" for key in ("may_see", "may_pay")}
    return body | {f"pay_share-{mother.pk}": "50", f"pay_share-{father.pk}": "50"} | more


def test_the_page_saves_shares_and_keeps_what_was_typed_when_they_do_not_add_up(family):
    mother, father, lea = family
    client = cast.logged_in()
    wrong = client.post(page(lea), sent(mother, father, **{f"pay_share-{father.pk}": "40"}))
    assert wrong.status_code == 422
    body = wrong.content.decode()
    assert "Es fehlen 10 %" in body
    assert 'value="40"' in body
    assert client.post(page(lea), sent(mother, father)).status_code == 302
    assert shares(lea) == [50, 50]
    late = client.post(page(lea), sent(mother, father, **{f"pay_share-{mother.pk}": "70"}))
    assert late.status_code == 409
    assert shares(lea) == [50, 50]


def test_the_page_asks_before_nobody_may_book(family):
    mother, father, lea = family
    client = cast.logged_in()
    body = sent(mother, father)
    del body[f"may_book-{mother.pk}"]
    answer = client.post(page(lea), body)
    assert answer.status_code == 422
    assert 'name="nobody_books"' in answer.content.decode()
    assert client.post(page(lea), body | {"nobody_books": "1"}).status_code == 302


def test_whoever_books_alone_can_be_removed_once_that_is_confirmed(family):
    mother, father, lea = family
    change(lea, (father, {"may_book": True}), (mother, {"may_book": False}))
    client, body = cast.logged_in(), {"do": "remove", "customer": str(father.pk)}
    answer = client.post(page(lea), body)
    assert answer.status_code == 422
    tick = f'name="nobody_books" value="1" form="duty-{father.pk}"'
    assert tick in answer.content.decode()
    assert client.post(page(lea), body | {"nobody_books": "1"}).status_code == 302
    assert not Guardianship.objects.filter(customer=father).exists()


def test_a_responsible_customer_is_found_added_moved_to_and_removed_on_the_page():
    mother = cast.customer(last_name="Blume")
    father = cast.customer(first_name="Tom", last_name="Eder")
    lea = cast.participant(mother, first_name="Lea")
    client = cast.logged_in()
    assert "gemeinsamen E-Mail" in client.get(page(lea)).content.decode()
    assert "Tom Eder" in client.get(page(lea), {"q": "eder"}).content.decode()
    piece = cast.logged_in(htmx=True).get(page(lea), {"q": "eder"}).content
    assert b"<html" not in piece
    assert b"Tom Eder" in piece
    client.post(page(lea), {"do": "add", "customer": father.pk})
    assert (
        "Tom Eder" not in client.get(page(lea), {"q": "eder"}).content.decode().partition("g-q")[2]
    )
    client.post(page(lea), {"do": "home", "customer": father.pk})
    lea.refresh_from_db()
    assert lea.customer_id == father.pk
    client.post(page(lea), {"do": "home", "customer": mother.pk})
    client.post(page(lea), {"do": "remove", "customer": father.pk})
    assert [row.customer_id for row in Guardianship.objects.filter(participant=lea)] == [mother.pk]
    assert client.post(page(lea), {"do": "dance"}).status_code == 404
    assert client.post(page(lea), {"do": "add", "customer": "x"}).status_code == 404


def test_the_other_parents_page_names_the_child_and_nothing_of_the_home(family):
    mother, father, lea = family
    body = cast.logged_in().get(reverse("people:participants", args=[father.pk])).content.decode()
    assert "Lea Blume" in body
    assert reverse("people:participant", args=[lea.pk]) in body
    assert mother.email not in body
    assert mother.phone not in body
    assert "Kathrin" not in body
    assert "Teilnehmer (1)" in body
