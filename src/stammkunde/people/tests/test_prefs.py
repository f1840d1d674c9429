"""A customer's own settings: inherited or own, back to standard, told, taken back (CUS-15, C-24)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from stammkunde.foundation.refusals import Forbidden, Missing, Refused, Stale
from stammkunde.foundation.undo import undo
from stammkunde.people import operations, profiles, queries, rules
from stammkunde.people import record as records
from stammkunde.people.models import CustomerPrefs
from stammkunde.people.rules import COMPANY_LEVEL, CUSTOMER_LEVEL, SITE_LEVEL, cascade
from tests import cast


@pytest.mark.pure
@pytest.mark.parametrize(
    ("levels", "value", "level", "own"),
    [
        ([(SITE_LEVEL, 14), (CUSTOMER_LEVEL, 30), (COMPANY_LEVEL, 7)], 14, SITE_LEVEL, True),
        ([(SITE_LEVEL, None), (CUSTOMER_LEVEL, 30), (COMPANY_LEVEL, 7)], 30, CUSTOMER_LEVEL, False),
        ([(SITE_LEVEL, None), (CUSTOMER_LEVEL, ""), (COMPANY_LEVEL, 7)], 7, COMPANY_LEVEL, False),
        ([(CUSTOMER_LEVEL, 0), (COMPANY_LEVEL, 7)], 0, CUSTOMER_LEVEL, True),
        ([(CUSTOMER_LEVEL, False), (COMPANY_LEVEL, True)], False, CUSTOMER_LEVEL, True),
        ([(CUSTOMER_LEVEL, None), (COMPANY_LEVEL, None)], None, COMPANY_LEVEL, False),
    ],
)
def test_the_nearest_level_that_says_something_holds(levels, value, level, own):
    held = cascade(*levels)
    assert (held.value, held.level, held.own) == (value, level, own)


@pytest.mark.pure
def test_a_cascade_without_levels_is_a_mistake():
    with pytest.raises(ValueError, match="level"):
        cascade()


@pytest.mark.pure
@pytest.mark.parametrize(("formal", "form"), [(True, "sie"), (False, "du")])
def test_the_house_says_sie_or_du_unless_a_customer_has_it_otherwise(formal, form):
    business = rules.Settings(formal=formal)
    assert rules.held_prefs(business, {})["address_form"].value == form
    own = rules.held_prefs(business, {"address_form": "du"})["address_form"]
    assert (own.value, own.own) == ("du", True)


def change(*customers, actor=None, expected=None, **values):
    return operations.change_prefs(
        actor=actor or cast.owner(),
        customers=[one.pk for one in customers],
        values=values,
        expected=expected,
    )


def own(customer):
    return queries.own_prefs(cast.owner(), customer.pk)


@pytest.mark.db
def test_settings_are_given_to_many_and_taken_back_to_the_standard():
    rows = cast.many_customers(2)
    assert len(change(*rows, address_form="du", tone="p").done) == 2
    assert own(rows[1]) == {
        "address_form": "du", "language": "", "channel": "", "tone": "p"
    }  # fmt: skip
    change(rows[1], address_form="")
    assert own(rows[1])["address_form"] == ""
    assert own(rows[0])["address_form"] == "du"


@pytest.mark.db
def test_who_has_nothing_of_their_own_needs_no_row_and_no_journal():
    home = cast.customer()
    assert change(home, channel="").entry is None
    assert not CustomerPrefs.objects.filter(pk=home.pk).exists()


@pytest.mark.db
def test_undo_gives_the_settings_back_even_the_first_ones():
    home = cast.customer()
    outcome = change(home, channel="letter")
    undo(actor=cast.owner(), entry=outcome.entry)
    assert own(home)["channel"] == ""


@pytest.mark.db
def test_change_prefs_refuses_what_is_no_choice_and_unknown_settings():
    home = cast.customer()
    for values in ({"tone": "#ff0000"}, {"channel": "dove"}, {"price": "12"}):
        with pytest.raises(Refused) as no:
            change(home, **values)
        assert no.value.code == "unknown"


@pytest.mark.db
def test_change_prefs_needs_the_word_and_customers_that_are_there():
    with pytest.raises(Forbidden):
        change(cast.customer(), actor=cast.actor("people.see"), tone="p")
    with pytest.raises(Missing):
        operations.change_prefs(actor=cast.owner(), customers=[10**9], values={"tone": "p"})


@pytest.mark.db
def test_change_prefs_is_stale_where_somebody_else_wrote_the_same_setting():
    home = cast.customer()
    change(home, channel="letter")
    with pytest.raises(Stale):
        change(home, channel="portal", expected={"channel": ""})
    change(home, address_form="du", expected={"address_form": ""})
    assert own(home)["address_form"] == "du"


@pytest.mark.db
def test_the_card_says_inherited_or_own_and_leads_back_to_the_standard():
    home = cast.customer()
    browser = cast.logged_in()
    record = reverse("people:record", args=[home.pk])
    body = browser.get(record).content.decode()
    assert "geerbt" in body
    assert "Zurück auf Standard" not in body
    url = reverse("people:prefs", args=[home.pk])
    browser.post(url, {"address_form": "du", "expected.address_form": "", "channel": ""})
    body = browser.get(record).content.decode()
    assert "eigen" in body
    assert "Zurück auf Standard" in body
    browser.post(url, {"back": "address_form"})
    assert own(home)["address_form"] == ""


@pytest.mark.db
def test_the_card_is_edited_in_place_and_a_conflict_is_said():
    home = cast.customer()
    browser = cast.logged_in(htmx=True)
    url = reverse("people:prefs", args=[home.pk])
    form = browser.get(url).content.decode()
    assert "<form" in form
    assert "<html" not in form
    assert "<select" not in browser.get(url + "?rest").content.decode()
    saved = browser.post(url, {"channel": "letter", "expected.channel": ""})
    assert 'id="prefs"' in saved.content.decode()
    assert 'id="timeline"' in saved.content.decode()
    late = browser.post(url, {"channel": "portal", "expected.channel": ""})
    assert late.status_code == 409
    assert 'role="alert"' in late.content.decode()
    assert browser.post(url, {"channel": "dove"}).status_code == 422


@pytest.mark.db
def test_who_may_only_look_sees_the_card_at_rest():
    home = cast.customer()
    reader = cast.logged_in(cast.user(roles=("readonly",)), htmx=True)
    url = reverse("people:prefs", args=[home.pk])
    assert reader.get(url + "?rest").status_code == 200
    assert reader.get(url).status_code == 403


@pytest.mark.db
@pytest.mark.parametrize(("value", "shown"), [("care", True), ("dogs", False)])
def test_only_who_plans_deployments_chooses_a_colour(value, shown):
    operations.change_settings(actor=cast.owner(), values={"profile": value})
    profiles.changed()
    lines = records.shown_settings(cast.owner(), cast.customer().pk)
    assert ("tone" in {one.key for one in lines}) is shown


@pytest.mark.db
def test_the_timeline_tells_both_values():
    home = cast.customer()
    change(home, address_form="du")
    body = cast.logged_in().get(reverse("people:record", args=[home.pk])).content.decode()
    assert "Ansprache <s>Standard</s> → Du" in body


@pytest.mark.db
def test_a_room_above_hangs_its_own_line_into_the_card(monkeypatch):
    def held(actor, customer):
        return cascade((CUSTOMER_LEVEL, ""), (COMPANY_LEVEL, "14 Tage"))

    row = records.SettingRow("billing.terms", "Zahlungsziel", held)
    silent = records.SettingRow("billing.silent", "Nichts", lambda actor, customer: None)
    hung = {"people.customer.settings": [row, silent]}
    monkeypatch.setattr(records.prefs.slots, "of", lambda slot, actor: hung.get(slot, []))
    lines = records.shown_settings(cast.owner(), cast.customer().pk)
    assert [(one.label, one.text, one.own) for one in lines][-1] == (
        "Zahlungsziel", "14 Tage", False,
    )  # fmt: skip


@pytest.mark.db
def test_another_habit_of_the_house_reaches_everybody_who_inherits_it():
    home, formal = cast.many_customers(2)
    change(formal, address_form="sie")
    operations.change_settings(actor=cast.owner(), values={"formal": False})
    said = [records.shown_settings(cast.owner(), row.pk)[0] for row in (home, formal)]
    assert [(str(one.text), one.own) for one in said] == [("Du", False), ("Sie", True)]
