"""The table of cases: who gets what, through the real operations (C-09, C-35, N-17, 2.15)."""

from __future__ import annotations

import datetime as dt

import pytest

from stammkunde.foundation import clock
from stammkunde.foundation.mail import purposes
from stammkunde.messaging.birthdays.drafts import plan
from stammkunde.messaging.bounces.news import News, What
from stammkunde.messaging.drafting import Draft
from stammkunde.messaging.models import BirthdaySettings, Category, State
from stammkunde.messaging.operations import queue_messages, record_deliveries
from stammkunde.people import lifecycle
from stammkunde.people import operations as people
from tests import cast

pytestmark = pytest.mark.db

TODAY = dt.date(2026, 6, 15)
KIND = "toy.greeting"
OK = "goes"

# The ways: by hand without and with a confirmed warning, by hand to many, automatic.
WAYS = {
    "hand": {},
    "confirmed": {"confirmed": True},
    "automatic": {"automatic": True, "category": Category.TRANSACTIONAL},
    "organisational": {"many": True, "category": Category.ORGANISATIONAL},
    "advertising": {"many": True, "category": Category.ADVERTISING},
}
ORDER = (*WAYS, "birthday", "birthday with an offer")
# Per case what comes of each way, in this order; "" is: nothing is written at all.
TABLE = {
    "ordinary": (OK, OK, OK, OK, "no_consent", OK, "no_consent"),
    "consent": (OK, OK, OK, OK, OK, OK, OK),
    "withdrawn": (OK, OK, OK, OK, "no_consent", OK, "no_consent"),
    "locked": ("locked", OK, "locked", "locked", "locked", "locked", "locked"),
    "deceased": ("deceased", OK, "deceased", "deceased", "deceased", "", ""),
    "archived": (OK, OK, "gone", "gone", "gone", "", ""),
    "erased": ("gone", "gone", "gone", "gone", "gone", "", ""),
    "bounced": ("bounced", OK, "bounced", "bounced", "no_consent", "bounced", "no_consent"),
    "bounced, consent": ("bounced", OK, "bounced", "bounced", "bounced", "bounced", "bounced"),
    "complained, consent": (OK, OK, "bounced", "bounced", "bounced", "bounced", "bounced"),
    "late mail, consent": (OK, OK, OK, OK, OK, OK, OK),
    "former": (OK, OK, OK, OK, "no_consent", "former", "former"),
    "no address": ("no_address",) * 4 + ("no_consent", "", ""),
}
CASES = [
    (case, way, expected)
    for case, row in TABLE.items()
    for way, expected in zip(ORDER, row, strict=True)
]


@pytest.fixture(autouse=True)
def known_kind(monkeypatch):
    purposes.PURPOSES[KIND] = purposes.Purpose(KIND, "Grüße")
    noon = dt.datetime.combine(TODAY, dt.time(10), dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: noon)
    yield
    del purposes.PURPOSES[KIND]


def status(code):
    return next(one.pk for one in lifecycle.statuses() if one.code == code)


def consent(row, *, given, on):
    people.record_consents(
        actor=cast.system(), customers=[row.pk], purpose="advertising", channel="email",
        source="paper", given=given, on=on, proof="Bogen 7",
    )  # fmt: skip


def somebody(case):
    """A customer as the case says, whose birthday is today."""
    born = dt.date(1980, TODAY.month, TODAY.day)
    values = {"birth_date": born, "email": "" if case == "no address" else "a@post.example"}
    row = cast.customer(status=status("former" if case == "former" else "customer"), **values)
    system = cast.system()
    if "consent" in case or case == "withdrawn":
        consent(row, given=True, on=dt.date(2026, 1, 1))
    if case == "withdrawn":
        consent(row, given=False, on=dt.date(2026, 2, 1))
    if case == "locked":
        people.lock_customers(actor=system, customers=[row.pk], reason="zahlt nicht")
    if case == "deceased":
        people.mark_deceased(actor=system, customer=row.pk, on=dt.date(2026, 6, 1))
    if case == "archived":
        people.archive_customers(actor=system, customers=[row.pk])
    if case == "erased":
        people.erase_customers(actor=system, customers=[row.pk], confirmed=["in_use"])
    what = {"bounced": What.DEAD, "complained": What.COMPLAINT, "late mail": What.LATER}
    if news := what.get(case.split(",")[0]):
        at = clock.now() - dt.timedelta(days=1)
        record_deliveries(actor=system, news=[News(news, "a@post.example", at)])
    return row


def drafts(row, way):
    if way in WAYS:
        values = {"subject": "Hallo", "body": "Hallo", "category": Category.TRANSACTIONAL}
        return [Draft(customer=row.pk, kind=KIND, **values | WAYS[way])]
    settings = BirthdaySettings(on=True, advertising="offer" in way)
    return [one.draft for one in plan(cast.system(), [TODAY], settings)]


@pytest.mark.parametrize(("case", "way", "expected"), CASES, ids=lambda one: one or "nothing")
def test_who_gets_what(case, way, expected):
    row = somebody(case)
    made = queue_messages(actor=cast.system(), drafts=drafts(row, way)).done
    got = [OK if one.state == State.QUEUED else one.reason for one in made]
    assert got == ([expected] if expected else [])
    assert all((one.transport is not None) == (one.state == State.QUEUED) for one in made)


FAMILY = {
    "ordinary": OK,
    "locked": "locked",
    "deceased": "",
    "archived": "",
    "bounced": "bounced",
    "former": "former",
    "no address": "",
}


@pytest.mark.parametrize("kind", ["person", "animal"])
@pytest.mark.parametrize(("case", "expected"), FAMILY.items(), ids=list(FAMILY))
def test_the_birthday_of_a_child_or_an_animal_reaches_whoever_may_get_mail(kind, case, expected):
    home = somebody(case if case != "archived" else "ordinary")
    born = TODAY.replace(year=2019)
    cast.participant(home, kind=kind, first_name="Lina", birth_date=born)
    if case == "archived":
        people.archive_customers(actor=cast.system(), customers=[home.pk])
    found = plan(cast.system(), [TODAY], BirthdaySettings(on=True))
    wanted = [one.draft for one in found if one.greeting.whose == "participant"]
    made = queue_messages(actor=cast.system(), drafts=wanted).done
    got = [OK if one.state == State.QUEUED else one.reason for one in made]
    assert got == ([expected] if expected else [])
    if expected == OK:
        assert "Lina" in made[0].subject
        assert made[0].customer_id == home.pk
