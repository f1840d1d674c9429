"""Birthdays on the start page: who has one soon, and who never any more (PAR-08; C-22)."""

from __future__ import annotations

from datetime import date

import pytest

from stammkunde.foundation.refusals import Forbidden
from stammkunde.people import operations, queries, rules
from stammkunde.people import record as records
from tests import cast

SATURDAY = date(2026, 11, 21)


@pytest.fixture
def today(monkeypatch):
    """Sets the day."""

    def be(day: date) -> None:
        monkeypatch.setattr("stammkunde.foundation.clock.today", lambda: day)

    be(SATURDAY)
    return be


@pytest.mark.pure
def test_somebody_born_on_29_february_has_a_birthday_every_year():
    born = date(2020, 2, 29)
    assert rules.next_birthday(born, date(2027, 1, 1)) == date(2027, 2, 28)
    assert rules.next_birthday(born, date(2028, 1, 1)) == date(2028, 2, 29)
    assert rules.next_birthday(born, date(2027, 3, 1)) == date(2028, 2, 29)
    assert rules.next_birthday(date(1990, 5, 4), date(2026, 5, 4)) == date(2026, 5, 4)


@pytest.mark.pure
def test_the_days_of_a_week_are_a_span_of_keys():
    assert rules.birthday_span(date(2026, 11, 21), date(2026, 11, 28)) == (1121, 1128)
    assert rules.birthday_span(date(2026, 12, 28), date(2027, 1, 4)) == (1228, 104)
    assert rules.birthday_span(date(2027, 2, 21), date(2027, 2, 28)) == (221, 229)
    assert rules.birthday_span(date(2028, 2, 21), date(2028, 2, 28)) == (221, 228)
    assert rules.birthday_span(date(2027, 3, 1), date(2027, 3, 8)) == (301, 308)
    assert rules.birthday_key(None) == 0


def born(home, name, day, **more):
    return cast.participant(home, first_name=name, last_name="Blume", birth_date=day, **more)


def names(limit=20):
    shown = records.birthdays(cast.owner())
    return [one.name for one in shown.shown] if shown else []


@pytest.mark.db
def test_customers_participants_and_contacts_of_the_next_seven_days_the_next_first(today):
    home = cast.customer(first_name="Kathrin", last_name="Blume", birth_date="24.11.1980")
    born(home, "Lea", "21.11.2017")
    born(home, "Tom", "28.11.2015")
    born(home, "Spät", "29.11.2015")
    born(home, "Gestern", "20.11.2015")
    cast.contact(home, first_name="Oma", last_name="Blume", birth_date="22.11.1950")
    assert names() == ["Lea Blume", "Oma Blume", "Kathrin Blume", "Tom Blume"]
    first = records.birthdays(cast.owner()).shown[0]
    assert (first.years, first.today, first.of, first.customer) == (
        9, True, "Kathrin Blume", home.pk,
    )  # fmt: skip


@pytest.mark.db
def test_across_new_year_december_comes_first(today):
    today(date(2026, 12, 29))
    home = cast.customer()
    born(home, "Januar", "02.01.2015")
    born(home, "Silvester", "31.12.2015")
    assert names() == ["Silvester Blume", "Januar Blume"]


@pytest.mark.db
def test_nobody_who_died_or_is_in_the_archive_has_a_birthday(today):
    home = cast.customer()
    lea, tom = born(home, "Lea", "21.11.2017"), born(home, "Tom", "21.11.2015")
    oma = cast.contact(home, first_name="Oma", birth_date="22.11.1950")
    uncle = cast.contact(home, first_name="Onkel", birth_date="22.11.1950")
    office = cast.owner()
    operations.mark_participants_deceased(actor=office, participants=[lea.pk], on="01.02.2026")
    operations.archive_participants(actor=office, participants=[tom.pk])
    operations.mark_contacts_deceased(actor=office, contacts=[oma.pk], on="01.02.2026")
    operations.archive_contacts(actor=office, contacts=[uncle.pk])
    assert names() == []
    gone = cast.customer(birth_date="21.11.1980")
    born(gone, "Kind", "21.11.2017")
    cast.contact(gone, first_name="Tante", birth_date="22.11.1950")
    operations.archive_customers(actor=office, customers=[gone.pk])
    assert names() == []


@pytest.mark.db
def test_who_died_leaves_the_children_their_birthday_but_not_the_reminder(today):
    home = cast.customer(birth_date="21.11.1980")
    operations.mark_deceased(actor=cast.owner(), customer=home.pk, on="01.02.2026")
    born(home, "Lea", "21.11.2017")
    assert names() == []


@pytest.mark.db
def test_dogs_have_a_birthday_only_where_dogs_take_part(today):
    home = cast.customer()
    cast.participant(home, kind="animal", first_name="Balu", birth_date="21.11.2020")
    assert names() == []
    operations.change_settings(actor=cast.owner(), values={"profile": "dogs"})
    assert names() == ["Balu"]


@pytest.mark.db
def test_who_takes_part_in_person_stands_there_once(today):
    home = cast.customer(first_name="Kathrin", last_name="Blume", birth_date="21.11.1980")
    cast.participant(home, first_name="Kathrin", is_self=True, birth_date="21.11.1980")
    assert names() == ["Kathrin Blume"]


@pytest.mark.db
def test_the_start_page_shows_them_to_who_may_see_customers_and_says_that_there_are_more(today):
    home = cast.customer()
    for number in range(10):
        born(home, f"Kind {number}", "21.11.2017")
    body = cast.logged_in().get("/").content.decode()
    assert "Geburtstage" in body
    assert body.count("wird 9") == 8
    assert "Es gibt noch mehr" in body
    assert "Geburtstage" not in cast.logged_in(cast.user(roles=())).get("/").content.decode()
    with pytest.raises(Forbidden):
        queries.birthdays(cast.nobody(), limit=1)


@pytest.mark.db
def test_one_query_per_table_however_many(today, django_assert_num_queries):
    home = cast.customer()
    office = cast.owner()
    for number in range(12):
        born(home, f"Kind {number}", "22.11.2017")
    with django_assert_num_queries(4):  # and the profile
        assert len(queries.birthdays(office, limit=9)) == 9


@pytest.mark.db
@pytest.mark.parametrize("day", [date(2027, 2, 28), date(2027, 3, 1), date(2028, 2, 29)])
def test_the_start_page_and_the_greeting_mean_the_same_day(today, day):
    home = cast.customer(birth_date="29.02.1980")
    born(home, "Lea", "28.02.2016")
    born(home, "Tom", "01.03.2015")
    today(day)
    shown = {one.row.pk for one in queries.birthdays(cast.owner(), limit=9) if one.on == day}
    assert shown == {one.id for one in queries.greetings(cast.owner(), [day])} != set()
