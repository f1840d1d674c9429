"""Congratulations: once a year, in the morning, to those who may read it (BDY-01 to BDY-04)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from stammkunde.foundation import clock
from stammkunde.foundation.mail import gates
from stammkunde.foundation.models import OutgoingMail
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.messaging.birthdays import drafts as drafting
from stammkunde.messaging.birthdays.days import days, due_at
from stammkunde.messaging.birthdays.drafts import Gift, GiftGiver, plan
from stammkunde.messaging.models import BirthdaySettings, Message, State
from stammkunde.messaging.operations import change_birthdays, congratulate
from stammkunde.messaging.queries.birthdays import coming, due_days
from stammkunde.messaging.tasks.birthdays import greet
from stammkunde.people import operations as people
from tests import cast

pytestmark = pytest.mark.db
BERLIN = ZoneInfo("Europe/Berlin")


class Clock:
    """The time of day in Berlin, as the test sets it."""

    def __init__(self, monkeypatch):
        self.monkeypatch = monkeypatch

    def at(self, text):
        moment = dt.datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(dt.UTC)
        self.monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def time(monkeypatch):
    made = Clock(monkeypatch)
    made.at("2026-06-14T12:00")
    return made


def on(**values):
    change_birthdays(actor=cast.system(), values={"on": True, "hour": 8} | values)


def born(day, **values):
    return cast.customer(birth_date=dt.date.fromisoformat(day), **values)


def subjects():
    return list(Message.objects.order_by("pk").values_list("subject", flat=True))


def test_a_customer_is_congratulated_once_at_the_hour(time):
    born("1980-06-15")
    on()
    for moment in ("2026-06-15T07:59", "2026-06-15T08:00", "2026-06-15T08:10", "2026-06-15T23:50"):
        time.at(moment)
        greet.func()
        assert Message.objects.count() == (0 if moment.endswith("07:59") else 1)
    time.at("2027-06-15T09:00")
    greet.func()
    assert Message.objects.count() == 2


def test_nobody_is_congratulated_while_it_is_switched_off(time):
    born("1980-06-15")
    time.at("2026-06-15T09:00")
    greet.func()
    assert not Message.objects.exists()
    with pytest.raises(Refused) as no:
        congratulate(actor=cast.system(), day=dt.date(2026, 6, 15))
    assert no.value.code == "off"


def test_switched_on_after_the_hour_it_begins_tomorrow(time):
    born("1980-06-15")
    born("1980-06-16")
    time.at("2026-06-15T14:00")
    on()
    greet.func()
    assert not Message.objects.exists()
    time.at("2026-06-16T08:00")
    greet.func()
    assert Message.objects.count() == 1


def test_a_day_is_written_once_even_by_two_workers(time):
    born("1980-06-15")
    on()
    time.at("2026-06-15T09:00")
    congratulate(actor=cast.system(), day=dt.date(2026, 6, 15))
    with pytest.raises(Refused) as no:
        congratulate(actor=cast.system(), day=dt.date(2026, 6, 15))
    assert no.value.code == "done"
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "reached"),
    [("2027-02-28", True), ("2027-03-01", False), ("2028-02-28", False), ("2028-02-29", True)],
)
def test_who_was_born_on_29_february_is_congratulated_on_the_28th_in_common_years(
    time, day, reached
):
    born("1988-02-29")
    found = plan(cast.system(), [dt.date.fromisoformat(day)], BirthdaySettings())
    assert bool(found) == reached


def test_separated_parents_each_get_a_mail_and_neither_reads_of_the_other(time):
    lea = cast.customer(first_name="Lea", last_name="Blume", email="lea@post.example")
    tom = cast.customer(first_name="Tom", last_name="Acker", email="tom@post.example")
    child = cast.participant(
        lea, first_name="Mia", last_name="Blume", birth_date=dt.date(2018, 6, 15)
    )
    people.add_guardians(actor=cast.system(), participant=child.pk, customers=[tom.pk])
    on()
    time.at("2026-06-15T08:00")
    greet.func()
    to_lea, to_tom = Message.objects.order_by("recipient")
    assert (to_lea.recipient, to_tom.recipient) == ("lea@post.example", "tom@post.example")
    assert all("Mia" in one.subject for one in (to_lea, to_tom))
    assert not [word for word in ("Tom", "Acker", "tom@") if word in to_lea.text + to_lea.html]
    assert not [word for word in ("Lea", "Blume", "lea@") if word in to_tom.text + to_tom.html]


def test_parents_with_one_address_get_one_mail(time):
    lea, tom = cast.customer(email="wir@post.example"), cast.customer(email="Wir@post.example")
    child = cast.participant(lea, first_name="Mia", birth_date=dt.date(2018, 6, 15))
    people.add_guardians(actor=cast.system(), participant=child.pk, customers=[tom.pk])
    assert len(plan(cast.system(), [dt.date(2026, 6, 15)], BirthdaySettings())) == 1


def test_who_may_not_see_a_child_hears_nothing_of_its_birthday(time):
    lea, tom = cast.customer(), cast.customer()
    child = cast.participant(lea, first_name="Mia", birth_date=dt.date(2018, 6, 15))
    people.add_guardians(actor=cast.system(), participant=child.pk, customers=[tom.pk])
    blind = people.GuardianChange(tom.pk, {"may_see": False}, {})
    people.change_guardians(actor=cast.system(), participant=child.pk, changes=[blind])
    found = plan(cast.system(), [dt.date(2026, 6, 15)], BirthdaySettings())
    assert [one.addressee.id for one in found] == [lea.pk]


def test_who_takes_part_in_person_gets_one_mail(time):
    lea = born("1980-06-15")
    cast.participant(lea, first_name="Lea", is_self=True, birth_date=dt.date(1980, 6, 15))
    [one] = plan(cast.system(), [dt.date(2026, 6, 15)], BirthdaySettings())
    assert one.greeting.whose == "customer"


def test_animals_only_where_the_setting_says_so_and_never_dead_ones(time):
    home = cast.customer()
    dog = cast.participant(home, kind="animal", first_name="Balu", birth_date=dt.date(2020, 6, 15))
    day = [dt.date(2026, 6, 15)]
    assert len(plan(cast.system(), day, BirthdaySettings())) == 1
    assert not plan(cast.system(), day, BirthdaySettings(animals=False))
    people.mark_participants_deceased(
        actor=cast.system(), participants=[dog.pk], on=dt.date(2026, 6, 1)
    )
    assert not plan(cast.system(), day, BirthdaySettings())


def test_a_gift_makes_a_greeting_advertising(time, monkeypatch):
    born("1980-06-15")
    giver = GiftGiver("toy.gift", lambda actor, greeting, customer: Gift("Ein Gutschein"))
    monkeypatch.setattr(
        drafting.slots, "of", lambda slot, actor: [giver] if slot == drafting.GIFTS else []
    )
    [one] = plan(cast.system(), [dt.date(2026, 6, 15)], BirthdaySettings())
    assert (one.draft.category, one.draft.extra["geschenk.text"]) == (
        "advertising",
        "Ein Gutschein",
    )


def test_a_greeting_that_waited_overnight_no_longer_goes(time):
    born("1980-06-15")
    on()
    time.at("2026-06-15T08:00")
    greet.func()
    mail = OutgoingMail.objects.get()
    assert gates.objection(mail) is None
    time.at("2026-06-16T00:01")
    assert gates.objection(mail) == "late"


# The worker was down


def test_after_a_pause_yesterday_is_left_alone_unless_the_setting_wants_it(time):
    for day in ("13", "14", "15", "16"):
        born(f"1980-06-{day}")
    time.at("2026-06-12T12:00")
    on()
    time.at("2026-06-13T08:00")
    greet.func()
    time.at("2026-06-16T09:00")
    assert due_days(cast.system()) == [(dt.date(2026, 6, 16), False)]
    on(late=True)
    assert due_days(cast.system()) == [
        (dt.date(2026, 6, 14), True), (dt.date(2026, 6, 15), True), (dt.date(2026, 6, 16), False),
    ]  # fmt: skip
    greet.func()
    greet.func()
    kinds = list(Message.objects.order_by("pk").values_list("kind", flat=True))
    late, own = "messaging.birthday_late", "messaging.birthday"
    assert kinds == [own, late, late, own]


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [
        ("2026-03-29", 2, "2026-03-29T01:00"),  # the hour does not exist: the next one
        ("2026-03-29", 3, "2026-03-29T01:00"),
        ("2026-10-25", 2, "2026-10-25T00:00"),  # it comes twice: the first time
        ("2026-12-31", 0, "2026-12-30T23:00"),
        ("2026-07-01", 8, "2026-07-01T06:00"),
    ],
)
def test_the_hour_is_local_wall_time_also_in_nights_of_the_clock_change(day, hour, utc):
    assert f"{due_at(dt.date.fromisoformat(day), hour, BERLIN):%Y-%m-%dT%H:%M}" == utc


@pytest.mark.parametrize("hour", [0, 2, 3, 8, 23])
@pytest.mark.parametrize("start", ["2026-03-27", "2026-10-23", "2026-12-29", "2028-02-27"])
def test_every_day_is_due_exactly_once_whenever_the_worker_looks(start, hour):
    done = first = dt.date.fromisoformat(start)
    now = dt.datetime.combine(first + dt.timedelta(days=1), dt.time(0), BERLIN).astimezone(dt.UTC)
    seen = []
    for _ in range(132 * 6):
        for day, _late in days(now, hour=hour, zone=BERLIN, done_on=done, late=False):
            seen.append(day)
            done = day
        now += dt.timedelta(minutes=10)
    assert seen == [first + dt.timedelta(days=n) for n in range(1, len(seen) + 1)]
    assert len(seen) == 5 + (hour <= 10)


# Settings and preview


def test_only_who_may_change_the_settings_changes_them(time):
    for deed in (
        lambda: change_birthdays(actor=cast.nobody(), values={"on": True}),
        lambda: congratulate(actor=cast.nobody(), day=dt.date(2026, 6, 15)),
        lambda: coming(cast.nobody()),
    ):
        with pytest.raises(Forbidden):
            deed()
    with pytest.raises(Refused) as no:
        change_birthdays(actor=cast.system(), values={"hour": "25"})
    assert no.value.field == "hour"


def test_the_preview_says_who_comes_and_what_stands_against_it(time, django_assert_num_queries):
    born("1980-06-15", first_name="Ada", last_name="Weiß", email="ada@post.example")
    locked = born("1980-06-20")
    people.lock_customers(actor=cast.system(), customers=[locked.pk], reason="x")
    born("1980-07-20")
    one, two = coming(cast.system())
    assert (one.on, one.name, one.address, one.no) == (
        dt.date(2026, 6, 15),
        "Ada Weiß",
        "ada@post.example",
        "",
    )
    assert (two.customer, bool(two.no)) == (locked.pk, True)


def test_two_hundred_birthdays_cost_the_same_questions_as_two(time, django_assert_max_num_queries):
    cast.customers(*[{"birth_date": dt.date(1980, 6, 15)} for _ in range(40)])
    with django_assert_max_num_queries(20):
        assert len(coming(cast.system())) == 40


def test_the_greeting_waits_in_trial_operation_like_all_mail(time):
    born("1980-06-15")
    on()
    time.at("2026-06-15T08:00")
    greet.func()
    assert Message.objects.get().state == State.QUEUED


def test_a_house_without_animals_is_not_asked_about_them_and_keeps_its_choice() -> None:
    desk, url = cast.logged_in(), "/settings/birthdays/"
    assert 'name="animals"' not in desk.get(url).content.decode()
    assert (
        "Tier" not in desk.get(url).content.decode().partition("<main")[2].partition("</form>")[0]
    )
    desk.post(url, {"on": "on", "hour": "9"})
    assert BirthdaySettings.objects.get().animals
    people.change_settings(actor=cast.owner(), values={"profile": "dogs"})
    assert 'name="animals"' in desk.get(url).content.decode()
    desk.post(url, {"on": "on", "hour": "9"})
    assert not BirthdaySettings.objects.get().animals
