"""Who looks after customers: chosen among colleagues with a role, told, listed, taken back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from stammkunde.accounts import operations as accounts
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.foundation.undo import undo
from stammkunde.people import operations, profiles, queries
from stammkunde.people.lists import CustomerList
from stammkunde.people.models import Customer
from tests import cast

pytestmark = pytest.mark.db


def set_managers(customers, *people, actor=None):
    return operations.set_managers(
        actor=actor or cast.owner(),
        customers=[one.pk for one in customers],
        managers=[one.pk for one in people],
    )


def names(customer):
    return [one.name for one in queries.managers_of(cast.owner(), customer.pk)]


def industry(value):
    operations.change_settings(actor=cast.owner(), values={"profile": value})
    profiles.changed()


def test_one_or_more_colleagues_look_after_many_customers_at_once():
    emre, jana = cast.user(name="Emre Koç"), cast.user(name="Jana Roth")
    rows = cast.many_customers(3)
    outcome = set_managers(rows, emre, jana)
    assert len(outcome.done) == 3
    assert names(rows[2]) == ["Emre Koç", "Jana Roth"]


def test_the_chosen_ones_replace_the_others_and_who_has_them_stays_untouched():
    emre, jana = cast.user(name="Emre Koç"), cast.user(name="Jana Roth")
    first, second = cast.many_customers(2)
    set_managers([first], emre)
    set_managers([second], jana)
    outcome = set_managers([first, second], jana)
    assert [row.pk for row in outcome.done] == [first.pk]
    assert names(first) == names(second) == ["Jana Roth"]


def test_undo_gives_back_who_looked_after_them_before():
    emre, jana = cast.user(name="Emre Koç"), cast.user(name="Jana Roth")
    home = cast.customer()
    set_managers([home], emre)
    outcome = set_managers([home], jana)
    undo(actor=cast.owner(), entry=outcome.entry)
    assert names(home) == ["Emre Koç"]


def test_set_managers_refuses_whoever_has_no_role_and_nobody_moves():
    home, stranger = cast.customer(), cast.user(roles=())
    with pytest.raises(Refused) as no:
        set_managers([home], stranger)
    assert no.value.code == "not_offered"
    assert names(home) == []


def test_set_managers_refuses_an_id_that_nobody_has():
    with pytest.raises(Refused) as no:
        operations.set_managers(
            actor=cast.owner(), customers=[cast.customer().pk], managers=[10**9]
        )
    assert no.value.code == "not_offered"


def test_set_managers_needs_the_word_and_customers_that_are_there():
    with pytest.raises(Forbidden):
        set_managers([cast.customer()], actor=cast.actor("people.see"))
    with pytest.raises(Missing):
        operations.set_managers(actor=cast.owner(), customers=[10**9], managers=[])


def test_who_leaves_stays_noted_as_former_and_may_stay_but_is_not_offered_to_others():
    emre, home = cast.user(name="Emre Koç", roles=("office",)), cast.customer()
    set_managers([home], emre)
    accounts.deactivate_users(actor=cast.system(), users=[emre.pk])
    (standing,) = queries.managers_of(cast.owner(), home.pk)
    assert standing.former
    assert emre.pk not in {one.id for one in queries.offered_managers(cast.owner())}
    assert set_managers([home], emre).done == []
    with pytest.raises(Refused):
        set_managers([cast.customer()], emre)


def test_the_page_offers_colleagues_and_keeps_whoever_left(client):
    emre, jana = (
        cast.user(name="Emre Koç", roles=("office",)),
        cast.user(name="Jana Roth", roles=("office",)),
    )
    cast.user(name="Nils Niemand", roles=())
    home = cast.customer()
    set_managers([home], emre)
    accounts.deactivate_users(actor=cast.system(), users=[emre.pk])
    browser = cast.logged_in()
    url = reverse("people:managers", args=[home.pk])
    body = browser.get(url).content.decode()
    assert "Emre Koç" in body
    assert "Jana Roth" in body
    assert "Nils Niemand" not in body
    answer = browser.post(url, {"manager": [emre.pk, jana.pk]})
    assert answer.status_code == 302
    assert names(home) == ["Emre Koç", "Jana Roth"]
    record = browser.get(reverse("people:record", args=[home.pk])).content.decode()
    assert "ehemalig" in record


def test_the_page_says_why_somebody_cannot_be_chosen():
    home, stranger = cast.customer(), cast.user(roles=())
    url = reverse("people:managers", args=[home.pk])
    answer = cast.logged_in().post(url, {"manager": [stranger.pk]})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_the_timeline_names_who_came_and_who_left():
    emre, jana = cast.user(name="Emre Koç"), cast.user(name="Jana Roth")
    home = cast.customer()
    set_managers([home], emre)
    set_managers([home], jana)
    body = cast.logged_in().get(reverse("people:record", args=[home.pk])).content.decode()
    assert "+ <b>Jana Roth</b>" in body
    assert "− <b>Emre Koç</b>" in body


def test_the_list_filters_by_me_by_somebody_and_by_nobody():
    emre = cast.user(name="Emre Koç")
    mine, free = cast.many_customers(2)
    set_managers([mine], emre)
    me = cast.actor_of(emre)

    def found(*values):
        state = parse(CustomerList, me, {"f.managers": list(values)})
        condition = state.filters["managers"].filter.q(state.filters["managers"].value, me)
        rows = Customer.objects.filter(condition, pk__in=[mine.pk, free.pk])
        return set(rows.values_list("pk", flat=True))

    assert found("me") == {mine.pk}
    assert found(str(emre.pk)) == {mine.pk}
    assert found("none") == {free.pk}
    assert found("me", "none") == {mine.pk, free.pk}


def test_the_column_shows_the_names_and_marks_who_left():
    emre, home = cast.user(name="Emre Koç", roles=("office",)), cast.customer()
    set_managers([home], emre)
    accounts.deactivate_users(actor=cast.system(), users=[emre.pk])
    body = cast.logged_in().get(reverse("people:list") + "?cols=managers").content.decode()
    assert "Emre Koç (ehemalig)" in body


@pytest.mark.parametrize(("value", "offered"), [("care", True), ("course", False)])
def test_the_lens_of_those_without_a_manager_is_for_cleaning_and_care(value, offered):
    industry(value)
    keys = {lens.key for lens in CustomerList.lenses_for(cast.owner())}
    assert ("without_manager" in keys) is offered


def test_the_lens_holds_whoever_nobody_looks_after():
    looked_after, free = cast.many_customers(2)
    set_managers([looked_after], cast.user())
    rows = Customer.objects.filter(queries.is_without_manager(cast.owner()))
    found = set(rows.values_list("pk", flat=True))
    assert free.pk in found
    assert looked_after.pk not in found
