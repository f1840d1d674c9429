"""The customer's page as a whole: head, facts, tabs in their order, the note everywhere, steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from stammkunde.foundation import clock
from stammkunde.foundation.models import Presence
from stammkunde.people import operations, profiles
from stammkunde.people import record as records
from stammkunde.people.record.places import FACTS, TABS, in_place
from tests import cast

pytestmark = pytest.mark.db


def industry(value):
    operations.change_settings(actor=cast.owner(), values={"profile": value})
    profiles.changed()


def body_of(customer, name="record", browser=None, **query):
    url = reverse(f"people:{name}", args=[customer.pk])
    return (browser or cast.logged_in()).get(url, query).content.decode()


def facts(customer, actor=None):
    frame = records.frame(actor or cast.owner(), customer.pk)
    return {
        one.key: (str(one.value.value), str(one.value.small), one.value.tone) for one in frame.facts
    }


# Tabs and their order


@dataclass(frozen=True)
class Hung:
    key: str
    order: int


def test_tabs_stand_where_the_industry_wants_them():
    hung = [Hung("notes.notes", 1), Hung("billing.credit", 2), Hung("billing.invoices", 3)]
    hung += [Hung("people.participants", 4), Hung("people.contacts", 5)]
    learning = [one.key for one in in_place(hung, TABS["course"])]
    assert learning == [
        "billing.credit", "people.participants", "people.contacts", "billing.invoices",
        "notes.notes",
    ]  # fmt: skip
    working = [one.key for one in in_place(hung, TABS["care"])]
    assert working == [
        "people.contacts", "people.participants", "billing.invoices", "billing.credit",
        "notes.notes",
    ]  # fmt: skip


def test_a_tab_that_nobody_planned_stands_by_its_own_order():
    hung = [Hung("elsewhere.room", 15), Hung("billing.credit", 1), Hung("people.participants", 1)]
    assert [one.key for one in in_place(hung, TABS["course"])] == [
        "billing.credit", "elsewhere.room", "people.participants",
    ]  # fmt: skip


def test_every_industry_has_its_places_once():
    for places in (*TABS.values(), *FACTS.values()):
        assert len(places) == len(set(places))
    assert set(TABS) == set(FACTS) == set(profiles.PROFILES)


def test_a_tab_with_nothing_in_it_is_grey_and_stays():
    home = cast.customer()
    assert '<a class="lens zero"' in body_of(home)
    cast.participant(home)
    assert "Teilnehmer (1)" in body_of(home)


# The note


def test_the_internal_note_stands_on_every_tab_and_is_edited_there():
    home = cast.customer(note="Ruft nur vormittags an")
    for name in ("record", "participants"):
        body = body_of(home, name)
        assert "Ruft nur vormittags an" in body
        assert body.count('id="f-note"') == 1
        assert reverse("people:edit", args=[home.pk, "note"]) in body


def test_who_may_only_look_sees_no_empty_note_line():
    home = cast.customer()
    reader = cast.logged_in(cast.user(roles=("readonly",)))
    assert "noteline" not in body_of(home, "participants", reader)


# Facts


def test_dog_schools_see_the_vaccination_that_ends_first():
    industry("dogs")
    home, today = cast.customer(), cast.owner().today
    day = today + timedelta(days=10)
    late = {"vaccinated_until": today + timedelta(days=400), "liability_until": today}
    cast.participants(
        home,
        {"kind": "animal", "first_name": "Balu", "vaccinated_until": day, "liability_until": day},
        {"kind": "animal", "first_name": "Nala", **late},
    )
    said = facts(home)
    assert said["people.vaccination"] == (day.strftime("%d.%m.%Y"), "Balu", "soon")
    assert said["people.liability"][1:] == ("Nala", "soon")


def test_a_vaccination_that_is_over_is_red_and_a_missing_insurance_is_said():
    industry("dogs")
    home, today = cast.customer(), cast.owner().today
    over = today - timedelta(days=1)
    cast.participant(home, kind="animal", first_name="Balu", vaccinated_until=over)
    said = facts(home)
    assert said["people.vaccination"][2] == "owe"
    assert said["people.liability"] == ("fehlt", "Balu", "soon")


def test_courses_see_whose_birthday_comes_next():
    industry("course")
    home, today = cast.customer(), cast.owner().today
    born = today.replace(year=today.year - 8)
    cast.participants(
        home,
        {"first_name": "Lea", "birth_date": born},
        {"first_name": "Tom", "birth_date": born - timedelta(days=40)},
    )
    assert facts(home)["people.birthday"] == ("heute", "Lea wird 8", "soon")


def test_care_sees_the_insurer_and_who_looks_after_them():
    industry("care")
    home, emre = cast.customer(), cast.user(name="Emre Koç")
    assert facts(home)["people.managers"][0] == ""
    operations.set_managers(actor=cast.owner(), customers=[home.pk], managers=[emre.pk])
    assert facts(home)["people.managers"][0] == "Emre Koç"
    assert "people.insurer" in facts(home)
    assert "people.insurer" not in facts(cast.customer(kind="organisation"))


# Head


def test_the_head_says_since_when():
    old = cast.customer(relation_start="2021-03-08")
    assert "Kunde seit März 2021" in body_of(old)
    assert "dabei seit" in body_of(cast.customer())


def test_the_head_offers_editing_to_whoever_may():
    home = cast.customer()
    url = reverse("people:edit_all", args=[home.pk])
    assert f'class="btn pri" href="{url}' in body_of(home)
    reader = cast.logged_in(cast.user(roles=("readonly",)))
    assert url not in body_of(home, browser=reader)


# Steps through the list


def steps(customer, *, browser=None, htmx=True, **query):
    browser = browser or cast.logged_in(htmx=htmx)
    return browser.get(reverse("people:steps", args=[customer.pk]), query)


def three():
    alike = {"city": "Schrittheim", "postcode": "12345"}
    return cast.customers(*({"last_name": f"Schritt {one}", **alike} for one in "ABC"))


def test_the_page_itself_waits_for_no_list():
    home = cast.customer()
    body = body_of(home, back="f.city=Schrittheim")
    url = reverse("people:steps", args=[home.pk])
    assert f'hx-get="{url}?back=' in body
    assert "to=next" in body


def test_previous_and_next_are_named_and_keep_the_way_back():
    before, here, behind = three()
    body = steps(here, back="f.city=Schrittheim").content.decode()
    assert "2 von 3" in body
    for row, name in ((before, "Schritt A"), (behind, "Schritt C")):
        assert f"{reverse('people:record', args=[row.pk])}?back=f.city%3DSchrittheim" in body
        assert name in body
    assert 'rel="prev"' in body
    assert 'rel="next"' in body


def test_at_the_ends_there_is_nothing_to_press():
    first, _here, last = three()
    assert 'rel="prev"' not in steps(first, back="f.city=Schrittheim").content.decode()
    assert 'rel="next"' not in steps(last, back="f.city=Schrittheim").content.decode()


def test_without_script_a_step_leads_there_and_at_the_end_nowhere():
    _first, here, last = three()
    back = "f.city=Schrittheim"
    answer = steps(here, htmx=False, back=back, to="next")
    assert answer.headers["Location"].startswith(reverse("people:record", args=[last.pk]))
    answer = steps(last, htmx=False, back=back, to="next")
    assert answer.headers["Location"].startswith(reverse("people:record", args=[last.pk]))


def test_a_way_back_that_nobody_can_read_steps_through_all():
    _first, here, _last = three()
    assert steps(here, back="f.nonsense=1").status_code == 200


# Who else is here


def test_colleagues_see_each_other_at_a_record_and_readers_without_the_word_do_not():
    home, tom, jana = cast.customer(), cast.user(name="Tom Weber"), cast.user(name="Jana Roth")
    url = reverse("people:here", args=[home.pk])
    first, second = cast.logged_in(tom, htmx=True), cast.logged_in(jana, htmx=True)
    assert "Tom Weber" not in first.post(url).content.decode()
    assert "Tom Weber ist auch hier" in second.post(url).content.decode()
    assert "Jana Roth ist auch hier" in first.post(url).content.decode()
    stranger = cast.logged_in(cast.user(roles=()), htmx=True)
    assert stranger.post(url).status_code == 403
    assert Presence.objects.count() == 2


def test_looking_at_a_record_notes_nobody():
    body_of(cast.customer())
    assert Presence.objects.count() == 0


def test_where_it_is_switched_off_the_page_does_not_ask(monkeypatch):
    home = cast.customer()
    assert "data-here" in body_of(home)
    monkeypatch.setattr(settings.ENV, "presence", False)
    assert "data-here" not in body_of(home)


def test_an_old_beat_shows_nobody():
    home = cast.customer()
    url = reverse("people:here", args=[home.pk])
    cast.logged_in(cast.user(name="Tom Weber"), htmx=True).post(url)
    Presence.objects.update(at=clock.now() - timedelta(minutes=5))
    assert "Tom" not in cast.logged_in(htmx=True).post(url).content.decode()
