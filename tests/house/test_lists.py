"""Every list of the product: each sort, filter, lens; same rows everywhere; served by indexes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from stammkunde.accounts import operations as accounts
from stammkunde.accounts import security
from stammkunde.accounts.models import SecurityEvent
from stammkunde.foundation import clock
from stammkunde.foundation.lists import LISTS, ListPage, saving, testkit
from stammkunde.foundation.lists.listing import Listing
from stammkunde.foundation.lists.picking import matching
from stammkunde.foundation.lists.source import Source
from stammkunde.foundation.lists.state import FILTER, parse
from stammkunde.foundation.lists.testkit import assert_list_holds, assert_sortable
from stammkunde.foundation.operations import building
from stammkunde.messaging import operations as messaging
from stammkunde.messaging.models import Inquiry, InquiryState, State
from stammkunde.messaging.recipients import Wanted
from stammkunde.messaging.tests import saying
from stammkunde.notes import operations as notes
from stammkunde.notes.tests import builders as noting
from stammkunde.people.models import CustomerSettings
from tests import cast
from tests.house.checks import doors
from tests.house.test_tables import load

pytestmark = pytest.mark.house
BAD = Path(__file__).parent / "bad" / "lists" / "lists.py"


def some_customers(count: int) -> None:
    """Rows that differ in every column, and some that are alike in each."""
    odd = [{}, {"kind": "organisation", "email": ""}, {"city": "Aachen", "postcode": "52062"}]
    cast.customers(*[dict(odd[number % 3]) for number in range(count)])


def some_participants(count: int) -> None:
    """Children and dogs, with and without dates, three to a customer."""
    odd: list[dict[str, Any]] = [
        {},
        {"kind": "animal", "breed": "Dackel", "vaccinated_until": "14.03.2027"},
        {"kind": "animal", "vaccinated_until": "01.02.2026", "liability_until": "05.05.2026"},
        {"birth_date": "04.05.2019"},
    ]
    with building():
        CustomerSettings.objects.update_or_create(pk=1, defaults={"profile": "dogs"})
    home = cast.customer()
    cast.participants(home, *[dict(odd[number % 4]) for number in range(count)])


def some_colleagues(count: int) -> None:
    """Accounts in use, closed and waiting ones, some of the same name."""
    for number in range(count):
        if number % 3 == 0:
            cast.invited(name="Ida Immergrün")
            continue
        roles = ("office", "field") if number % 2 else ("readonly",)
        person = cast.user(roles=roles, name=f"Ärmel {number % 5}")
        if number % 5 == 0:
            accounts.deactivate_users(actor=cast.system(), users=[person.pk])


def some_events(count: int) -> None:
    """What happens at the door, of somebody and of nobody."""
    person = cast.user()
    kinds = list(SecurityEvent.Kind)
    for number in range(count):
        user = None if number % 7 == 6 else person.pk
        security.record(kinds[number % len(kinds)], user_id=user, address=f"203.0.113.{number}")


def some_notices(count: int) -> None:
    """Drafts, and some that wait for their time."""
    later = clock.now() + timedelta(days=1)
    for number in range(count):
        values = {"subject": f"Mitteilung {number % 4}", "body": "Text"}
        wanted = Wanted(picked=(1,))
        made = messaging.add_notice(actor=cast.system(), values=values, wanted=wanted).done[0]
        if number % 3 == 0:
            messaging.schedule_notice(actor=cast.system(), notice=made.pk, send_at=later)


def some_inquiries(count: int) -> None:
    """Enquiries of every state, some of the same name, some of customers."""
    states = list(InquiryState)
    there = Inquiry.objects.count()
    for number in range(there, there + count):
        name = ("Hanna Arendt", "Familie Okafor", f"Carla Voß {number}")[number % 3]
        phone = f"0171 55501{number % 90 + 10}"
        row = messaging.note_call(
            actor=cast.system(), name=name, phone=phone, text=f"Klavier für Mila {number}"
        ).done[0]
        if (state := states[number % len(states)]) != InquiryState.NEW:
            messaging.set_inquiry_state(actor=cast.system(), inquiries=[row.pk], state=state)
        if number % 4 == 0:
            cast.customer(phone=phone)


def some_messages(count: int, channel: str = "email") -> None:
    """Messages in every state, some automatic, some of nobody, some alike."""
    states = list(State)
    petra = cast.customer(first_name="Petra", last_name="Wolff")
    for number in range(count):
        state = states[number % len(states)].value
        saying.message(
            petra if number % 3 else None,
            channel=channel,
            state=state,
            reason="locked" if state == "suppressed" else "",
            automatic=number % 2 == 0,
            subject=f"Ärmel {number % 5}",
            recipient="+491713920018" if channel == "sms" else f"p{number % 7}@example.test",
        )


def some_notes(count: int) -> None:
    """Notes with and without a day, overdue, done, put off, informing some or nobody."""
    today = clock.today()
    emre, petra = cast.user(name="Emre Koç"), cast.customer(last_name="Wolff")
    child = cast.participant(petra)
    for number in range(count):
        row = noting.note(
            petra,
            **({"participant": child.pk} if number % 3 == 0 else {}),
            text=f"Ärmel {number % 5}",
            title=f"Rückruf {number}" if number % 2 else "",
            origin=("own", "call", "visit")[number % 3],
            due_on=None if number % 4 == 0 else today + timedelta(days=number % 7 - 3),
            inform=[emre.pk] if number % 2 else [],
        )
        if number % 5 == 1:
            notes.finish_follow_ups(actor=cast.system(), notes=[row.pk])
        if number % 5 == 2:
            notes.snooze_follow_ups(
                actor=cast.system(), notes=[row.pk], until=today + timedelta(days=9)
            )


# Every list needs a builder of rows here; one that is missing fails.
ROWS: dict[str, tuple[Callable[[int], Any], tuple[str, ...]]] = {
    "accounts.team": (some_colleagues, ()),
    "accounts.events": (some_events, ()),
    "messaging.notices": (some_notices, ()),
    "messaging.sent": (some_messages, ("wolff", "ärmel", "p3@example", "ar")),
    "messaging.sms": (lambda count: some_messages(count, "sms"), ("0171 39", "wolff")),
    "messaging.inquiries": (some_inquiries, ("arendt", "klavier", "0171 555", "mila 3")),
    "notes.notes": (some_notes, ("ärmel", "rückruf 3")),
    "people.customers": (some_customers, ("müller", "mu an", "0171 555", "example", "dresden")),
    "people.participants": (some_participants, ("dackel", "cla")),
}


def product() -> list[type[Any]]:
    """The lists of the product."""
    return [page for page in LISTS.values() if ".tests." not in page.__module__]


@pytest.mark.pure
def test_every_list_has_rows_to_be_tried_with() -> None:
    assert {page.key for page in product()} == set(ROWS)


@pytest.mark.db
@pytest.mark.slow
@pytest.mark.parametrize("key", ROWS)
def test_the_list_holds(key: str) -> None:
    rows, searches = ROWS[key]
    assert_list_holds(LISTS[key], cast.owner(), rows, searches=searches)


@pytest.mark.db
@pytest.mark.slow
@pytest.mark.parametrize("key", ROWS)
def test_the_order_is_that_of_code_points_on_both_databases(key: str) -> None:
    ROWS[key][0](40)
    page = LISTS[key]
    for col in page.columns:
        for sign in ("", "-") if col.order else ():
            source = Source(parse(page, cast.owner(), {"sort": sign + col.key}))
            rows = list(source.walk())
            told = [tuple(getattr(row, part.alias) for part in source.keys) for row in rows]
            wanted = list(told)
            for position, part in reversed(list(enumerate(source.keys))):
                wanted.sort(key=lambda values: values[position], reverse=part.down)
            assert told == wanted, f"{key} sort {sign}{col.key}"


@pytest.mark.pure
def test_every_offered_sort_and_filter_has_an_index() -> None:
    for page in product():
        found = doors.unindexed(page, page.source(cast.system()).model)
        assert not found, "\n".join(found)


def bad(name: str) -> type[ListPage]:
    """One of the bad lists."""
    return getattr(load(BAD, "bad_lists"), name)()


@pytest.mark.pure
def test_the_checker_finds_sorts_and_filters_without_index() -> None:
    page = bad("without_index")
    found = doors.unindexed(page, page.source(cast.system()).model)
    assert found == [
        "bad.slow: sort phone has no index (phone)",
        "bad.slow: sort archived_at may be NULL (archived_at)",
        "bad.slow: filter city has no index (city)",
        "bad.slow: filter no_phone has no index (phone)",
    ]


@pytest.mark.pure
def test_the_kit_refuses_to_sort_by_what_may_be_null() -> None:
    with pytest.raises(AssertionError, match="may be NULL"):
        assert_sortable(bad("forgets_rows"))


@pytest.mark.db
def test_the_kit_finds_a_list_that_asks_per_row() -> None:
    with pytest.raises(AssertionError, match="bad\\.chatty"):
        assert_list_holds(bad("asks_per_row"), cast.owner(), some_customers)


@pytest.mark.db
@pytest.mark.parametrize("key", ROWS)
def test_every_list_keeps_lenses(key: str) -> None:
    """Any state of any list becomes a lens that shows, counts, prints and picks the same rows."""
    ROWS[key][0](12)
    page, who = LISTS[key], cast.actor_of(cast.user())
    queries = [{"sort": f"-{page.sort.removeprefix('-')}"}, {"q": "a"} if page.search else {}]
    told = {type(one): (one, value) for one, value in testkit.filter_values(page, who)}
    queries += [{FILTER + one.key: value} for one, value in told.values()]
    for number, query in enumerate(queries[: saving.MOST]):
        made = {"list": key, "name": f"Linse {number}", "query": query, "columns": True}
        lens = saving.save_lens(actor=who, **made).done[0]
        saved = {"lens": f"own.{lens.pk}"}
        wanted = set(matching(parse(page, who, query)))
        assert set(testkit.assert_same_set(page, who, saved)) == wanted, (key, query)
        state = parse(page, who, saved)
        assert state.as_saved
        assert Listing(state).lens_sizes[saved["lens"]] == len(wanted)
        testkit.assert_answers(page, who, saved)
    assert reverse(page.home)
