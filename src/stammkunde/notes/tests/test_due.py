"""Follow-ups come back on their day, to those whom they concern (NOT-04; 2.8)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from stammkunde.accounts import operations as accounts
from stammkunde.foundation import clock
from stammkunde.foundation.events import ON
from stammkunde.foundation.jobs import declare
from stammkunde.foundation.models import ScheduledRun
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.undo import undo
from stammkunde.notes import operations, queries, tasks
from stammkunde.notes.events import FollowUpDue
from stammkunde.notes.models import FollowUp, Note
from stammkunde.notes.rules import standing
from stammkunde.notes.tests.builders import follow_up, note
from stammkunde.people import operations as people
from stammkunde.people import queries as people_queries
from stammkunde.people.models import GroupProof
from tests import cast

pytestmark = pytest.mark.db

DAY = timedelta(days=1)


def _colleague(name: str) -> Any:
    return cast.user(roles=("office",), name=name)


@pytest.mark.parametrize(
    ("state", "due", "key"),
    [
        ("none", None, "none"),
        ("open", date(2026, 11, 23), "planned"),
        ("open", date(2026, 11, 22), "today"),
        ("open", date(2026, 11, 21), "overdue"),
        ("snoozed", date(2026, 11, 23), "postponed"),
        ("snoozed", date(2026, 11, 22), "today"),
        ("done", date(2026, 11, 21), "done"),
    ],
)
def test_how_a_follow_up_stands(state: str, due: date | None, key: str) -> None:
    assert standing(state, due, date(2026, 11, 22)).key == key


def test_the_informed_colleague_is_told_and_nobody_else() -> None:
    emre, jana = _colleague("Emre Koç"), _colleague("Jana Roth")
    note(by=cast.actor_of(jana), due_on=clock.today(), inform=[emre.pk])
    assert queries.due_count(cast.actor_of(emre)) == 1
    assert queries.due_count(cast.actor_of(jana)) == 0


def test_without_anybody_informed_it_is_the_author_s_and_the_account_manager_s() -> None:
    emre, jana, ida = (_colleague(name) for name in ("Emre Koç", "Jana Roth", "Ida Lang"))
    made = cast.customer()
    people.set_managers(actor=cast.owner(), customers=[made.pk], managers=[emre.pk])
    note(made, by=cast.actor_of(jana), due_on=clock.today())
    told = [queries.due_count(cast.actor_of(who)) for who in (emre, jana, ida)]
    assert told == [1, 1, 0]


def test_what_somebody_leaves_behind_goes_to_the_account_manager() -> None:
    emre, jana = _colleague("Emre Koç"), _colleague("Jana Roth")
    made = cast.customer()
    people.set_managers(actor=cast.owner(), customers=[made.pk], managers=[emre.pk])
    row = note(made, by=cast.actor_of(jana), due_on=clock.today(), inform=[jana.pk])
    assert queries.due_count(cast.actor_of(emre)) == 0
    accounts.deactivate_users(actor=cast.owner(), users=[jana.pk])
    assert queries.due_count(cast.actor_of(emre)) == 1
    shown = queries.receivers(cast.owner(), [queries.note(cast.owner(), row.pk)])
    assert shown == {row.pk: ["Emre Koç"]}


def test_what_nobody_would_be_told_of_is_listed_as_nobody_s() -> None:
    jana = _colleague("Jana Roth")
    row = note(by=cast.actor_of(jana), due_on=clock.today(), inform=[jana.pk])
    found = queries.notes(cast.owner()).filter(queries.is_nobodys(cast.owner()))
    assert not found.exists()
    accounts.deactivate_users(actor=cast.owner(), users=[jana.pk])
    assert [one.pk for one in found.all()] == [row.pk]
    assert queries.receivers(cast.owner(), list(found.all())) == {row.pk: []}


def test_done_needs_a_follow_up_and_happens_once() -> None:
    plain, due = note(), note(due_on=clock.today())
    outcome = operations.finish_follow_ups(actor=cast.owner(), notes=[plain.pk, due.pk])
    assert [row.pk for row in outcome.done] == [due.pk]
    assert [one.code for one in outcome.refused] == ["no_follow_up"]
    again = operations.finish_follow_ups(actor=cast.owner(), notes=[due.pk])
    assert [one.code for one in again.refused] == ["already_done"]
    assert Note.objects.filter(pk=due.pk).exists()
    undo(actor=cast.owner(), entry=outcome.entry or 0)
    assert follow_up(due).state == "open"


def test_reopening_needs_a_done_one() -> None:
    due = note(due_on=clock.today())
    no = operations.reopen_follow_ups(actor=cast.owner(), notes=[due.pk])
    assert [one.code for one in no.refused] == ["not_done"]
    operations.finish_follow_ups(actor=cast.owner(), notes=[due.pk])
    assert operations.reopen_follow_ups(actor=cast.owner(), notes=[due.pk]).done
    assert follow_up(due).done_at is None


def test_putting_off_needs_a_later_day_and_can_be_undone() -> None:
    due = note(due_on=clock.today())
    with pytest.raises(Refused) as no:
        operations.snooze_follow_ups(actor=cast.owner(), notes=[due.pk], until=clock.today())
    assert no.value.code == "past"
    until = clock.today() + 7 * DAY
    outcome = operations.snooze_follow_ups(actor=cast.owner(), notes=[due.pk], until=until)
    assert (follow_up(due).state, follow_up(due).due_on) == ("snoozed", until)
    undo(actor=cast.owner(), entry=outcome.entry or 0)
    assert follow_up(due).due_on == clock.today()


def test_passing_on_replaces_and_goes_back() -> None:
    emre, jana = _colleague("Emre Koç"), _colleague("Jana Roth")
    row = note(due_on=clock.today(), inform=[emre.pk])
    outcome = operations.inform_of_notes(actor=cast.owner(), notes=[row.pk], users=[jana.pk])
    assert queries.chosen(cast.owner(), row.pk) == {jana.pk}
    undo(actor=cast.owner(), entry=outcome.entry or 0)
    assert queries.chosen(cast.owner(), row.pk) == {emre.pk}
    with pytest.raises(Refused) as no:
        operations.inform_of_notes(actor=cast.owner(), notes=[row.pk], users=[987_654])
    assert no.value.code == "no_colleague"


def test_another_day_opens_what_was_done() -> None:
    row = note(due_on=clock.today())
    operations.finish_follow_ups(actor=cast.owner(), notes=[row.pk])
    change = operations.NoteChange(row.pk, {"due_on": clock.today() + DAY})
    operations.change_notes(actor=cast.owner(), changes=[change])
    assert follow_up(row).state == "open"


def test_at_half_past_midnight_in_berlin_the_new_day_s_are_due() -> None:
    emre = _colleague("Emre Koç")
    with time_machine.travel(datetime(2026, 7, 1, 12, 0, tzinfo=UTC), tick=False):
        note(due_on=date(2026, 7, 2), inform=[emre.pk])
    for instant, count in (
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), 0),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), 1),
    ):
        with time_machine.travel(instant, tick=False):
            assert queries.due_count(cast.actor_of(emre)) == count


@pytest.mark.parametrize(
    "day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 31), date(2028, 2, 29)]
)
def test_odd_days_are_due_exactly_once(day: date) -> None:
    emre = _colleague("Emre Koç")
    morning = datetime(day.year, day.month, day.day, 6, 0, tzinfo=UTC)
    with time_machine.travel(morning - 3 * DAY, tick=False):
        row = note(due_on=day, inform=[emre.pk])
    for shift, found in ((-1, []), (0, [row.pk]), (1, [])):
        with time_machine.travel(morning + shift * DAY, tick=False):
            today = clock.today()
            assert queries.newly_due(cast.owner(), today, today) == found


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the rooms above hear of follow-ups."""
    found: list[Any] = []
    monkeypatch.setitem(ON, FollowUpDue, [found.append])
    return found


def _run(instant: datetime) -> None:
    """The daily job at this instant, as the worker's schedule runs it."""
    schedule = declare.SCHEDULES[tasks.DAILY]
    with time_machine.travel(instant, tick=False):
        due = schedule.latest_due(clock.now(), clock.business_zone())
        with building():
            ScheduledRun.objects.get_or_create(name=tasks.DAILY, due_at=due)
        tasks.tell_what_is_due.func()


def test_the_daily_news_tells_each_follow_up_on_its_day(heard: list[Any]) -> None:
    start = datetime(2026, 12, 30, 9, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        rows = [note(due_on=date(2026, 12, 31)), note(due_on=date(2027, 1, 1)), note()]
    for shift in range(4):
        _run(start + shift * DAY)
    assert heard == [FollowUpDue((rows[0].pk,)), FollowUpDue((rows[1].pk,))]


def test_days_without_a_worker_are_made_up_for_once(heard: list[Any]) -> None:
    start = datetime(2026, 10, 23, 9, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        rows = [note(due_on=date(2026, 10, 24)), note(due_on=date(2026, 10, 25))]
    _run(start)
    _run(start + 3 * DAY)
    _run(start + 3 * DAY)  # the same day once more: the same news
    assert heard[0] == FollowUpDue((rows[0].pk, rows[1].pk))


def test_a_proof_that_runs_out_makes_one_follow_up() -> None:
    emre = _colleague("Emre Koç")
    made = cast.customer()
    people.set_managers(actor=cast.owner(), customers=[made.pk], managers=[emre.pk])
    (group,) = people.add_labels(actor=cast.owner(), kind="group", names=["Ermäßigt"]).done
    people.change_labels(
        actor=cast.owner(), kind="group", label=group.pk, values={"needs_proof": True}
    )
    until = clock.today() + 10 * DAY
    people.prove_group(
        actor=cast.owner(), customer=made.pk, group=group.pk, valid_until=f"{until:%d.%m.%Y}"
    )
    due = people_queries.proofs_to_remind(cast.owner())
    assert due == list(GroupProof.objects.values_list("pk", flat=True))
    for _twice in range(2):
        people.remind_of_proofs(actor=cast.system(), proofs=due)
    (row,) = Note.objects.all()
    assert (row.customer_id, row.origin) == (made.pk, "system")
    assert queries.due_count(cast.actor_of(emre)) == 1


def test_a_proof_of_somebody_nobody_looks_after_comes_back_to_who_filed_it() -> None:
    jana, ida = _colleague("Jana Roth"), _colleague("Ida Lang")
    made = cast.customer()
    (group,) = people.add_labels(actor=cast.owner(), kind="group", names=["Ermäßigt"]).done
    people.change_labels(
        actor=cast.owner(), kind="group", label=group.pk, values={"needs_proof": True}
    )
    until = clock.today() + 10 * DAY
    people.prove_group(
        actor=cast.actor_of(jana), customer=made.pk, group=group.pk,
        valid_until=f"{until:%d.%m.%Y}",
    )  # fmt: skip
    people.remind_of_proofs(
        actor=cast.system(), proofs=people_queries.proofs_to_remind(cast.owner())
    )
    assert queries.due_count(cast.actor_of(jana)) == 1
    assert queries.due_count(cast.actor_of(ida)) == 0
    assert FollowUp.objects.count() == 1
