"""Notices: who gets them, when, piece by piece; stopping and what remains (COM-09, COM-17)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from stammkunde.accounts import operations as accounts
from stammkunde.foundation import uploads
from stammkunde.foundation.jobs.worker import Worker
from stammkunde.foundation.models import OutgoingMail
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Missing, Refused, Stale
from stammkunde.messaging import noticing, operations, recipients
from stammkunde.messaging.attachments import INTAKE
from stammkunde.messaging.models import Message, Notice, NoticeFile, NoticeState, State
from stammkunde.messaging.operations import notice_sending as sending
from stammkunde.messaging.recipients import Wanted
from stammkunde.messaging.texts import OwnText, spoken
from stammkunde.people import operations as people
from stammkunde.people.models import Customer
from tests import cast

pytestmark = pytest.mark.db
TEXT = {"subject": "Sommerpause", "body": "{{ kunde.anrede }},\n\nwir machen Pause."}
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def notice(*rows: Customer, wanted: Wanted | None = None, **values: str) -> Notice:
    """A draft for these customers."""
    chosen = wanted or Wanted(picked=tuple(row.pk for row in rows))
    return operations.add_notice(actor=desk(), values=TEXT | values, wanted=chosen).done[0]


def desk() -> Any:
    """Somebody of the office, who is still there when the job runs."""
    return cast.at_desk(7001, "Olga Ohnesorg")


def send(row: Notice, **when: Any) -> Notice:
    """Send it and let the worker work."""
    operations.schedule_notice(actor=desk(), notice=row.pk, **when)
    Worker().run_once()
    row.refresh_from_db()
    return row


def said(row: Notice) -> dict[str, str]:
    """Address or name -> state and reason."""
    found = Message.objects.filter(about_kind="messaging.notice", about_id=row.pk)
    return {one.recipient_name: f"{one.state} {one.reason}".strip() for one in found}


def test_everybody_who_is_meant_in_several_ways_gets_it_once() -> None:
    one, two, three = cast.many_customers(3)
    (tag,) = people.add_labels(actor=cast.system(), kind="tag", names=["Chor"]).done
    (group,) = people.add_labels(actor=cast.system(), kind="recipient_group", names=["Post"]).done
    people.change_customers(
        actor=cast.system(), changes=[people.CustomerChange(two.pk, {"city": "Ulm"}, {})]
    )
    people.gather_customers(
        actor=cast.system(),
        items=[
            {"customer": one.pk, "tags": [tag.pk]},
            {"customer": two.pk, "tags": [tag.pk], "recipient_groups": [group.pk]},
        ],
    )
    wanted = Wanted(
        lists=(recipients.list_of(desk(), "f.city=Ulm"),),
        labels={"tag": [tag.pk], "recipient_group": [group.pk]},
        picked=(two.pk, three.pk),
    )
    assert recipients.members(desk(), wanted) == sorted([one.pk, two.pk, three.pk])
    row = send(notice(wanted=wanted))
    assert (row.state, row.reached, row.left) == (NoticeState.DONE, 3, 0)
    assert OutgoingMail.objects.count() == 3


def test_whoever_must_not_get_it_does_not_and_the_log_says_why() -> None:
    """The table of cases, through the real job."""
    fine, locked, dead, gone, nowhere, twin = cast.customers(
        {"last_name": "Frei"}, {"last_name": "Sperr"}, {"last_name": "Tot"},
        {"last_name": "Weg"}, {"last_name": "Ohne", "email": ""},
        {"last_name": "Zwilling", "email": "GLEICH@example.org"},
    )  # fmt: skip
    same = cast.customer(last_name="Älter", email="gleich@example.org")
    people.lock_customers(actor=cast.system(), customers=[locked.pk], reason="Streit")
    people.mark_deceased(actor=cast.system(), customer=dead.pk, on=cast.system().today)
    people.archive_customers(actor=cast.system(), customers=[gone.pk])
    row = send(notice(fine, locked, dead, gone, nowhere, twin, same))
    states = {name.split()[-1 if " " in name else 0]: state for name, state in said(row).items()}
    assert set(states.values()) == {
        "queued", "suppressed locked", "suppressed deceased", "suppressed gone",
        "suppressed no_address", "suppressed twice",
    }  # fmt: skip
    assert (row.reached, row.left) == (2, 5)
    assert sorted(OutgoingMail.objects.values_list("recipients", flat=True)) == sorted(
        [fine.email, "GLEICH@example.org"]
    )


def test_advertising_goes_to_nobody_without_consent() -> None:
    yes, no, never = cast.many_customers(3)
    for row, given in ((yes, True), (no, False)):
        people.record_consents(
            actor=cast.system(), customers=[row.pk], purpose="newsletter", channel="email",
            source="paper", given=given, on=cast.system().today,
        )  # fmt: skip
    row = send(notice(yes, no, never, category="advertising"))
    assert (row.reached, row.left) == (1, 2)
    assert OutgoingMail.objects.get().recipients == yes.email


def test_who_locks_between_planning_and_sending_is_left_out() -> None:
    one, two = cast.many_customers(2)
    row = notice(one, two)
    operations.schedule_notice(actor=desk(), notice=row.pk)
    people.lock_customers(actor=cast.system(), customers=[one.pk], reason="Streit")
    Worker().run_once()
    row.refresh_from_db()
    assert (row.reached, row.left) == (1, 1)


def test_a_planned_one_waits_for_its_time_and_goes_out_once_also_after_two_days_of_rest() -> None:
    row = notice(*cast.many_customers(2))
    with time_machine.travel(NOON, tick=False) as clock:
        at = NOON + timedelta(hours=5)
        send(row, send_at=at)
        assert row.state == NoticeState.SCHEDULED
        assert Message.objects.count() == 0
        clock.move_to(at + timedelta(days=2))
        for _round in range(3):
            Worker().run_once()
    row.refresh_from_db()
    assert (row.state, row.reached) == (NoticeState.DONE, 2)
    assert Message.objects.count() == 2


def test_one_whose_job_got_lost_is_taken_up_again() -> None:
    row = notice(*cast.many_customers(2))
    with time_machine.travel(NOON, tick=False) as clock:
        operations.schedule_notice(actor=desk(), notice=row.pk)
        DBTaskResult.objects.all().delete()
        clock.move_to(NOON + timedelta(minutes=30))
        sending.due_notices.call()
        Worker().run_once()
    row.refresh_from_db()
    assert row.state == NoticeState.DONE


def test_a_draft_again_is_not_sent_when_its_old_time_comes() -> None:
    row = notice(cast.customer())
    with time_machine.travel(NOON, tick=False) as clock:
        operations.schedule_notice(actor=desk(), notice=row.pk, send_at=NOON + timedelta(hours=1))
        operations.unschedule_notice(actor=desk(), notice=row.pk)
        clock.move_to(NOON + timedelta(hours=3))
        Worker().run_once()
    assert Message.objects.count() == 0


def piecewise(row: Notice, size: int) -> None:
    """Begin it and write one piece, as the job does."""
    operations.schedule_notice(actor=desk(), notice=row.pk)
    row.refresh_from_db()
    sending._begin(desk(), row)
    sending.send_notice_piece(actor=desk(), notice=row.pk, size=size)


def test_paused_it_rests_and_goes_on_behind_those_who_have_it() -> None:
    row = notice(*cast.many_customers(5))
    piecewise(row, 2)
    operations.pause_notice(actor=desk(), notice=row.pk)
    Worker().run_once()
    assert Message.objects.count() == 2
    operations.go_on_with_notice(actor=desk(), notice=row.pk)
    Worker().run_once()
    row.refresh_from_db()
    assert (row.state, row.through, row.reached) == (NoticeState.DONE, 5, 5)
    assert Message.objects.count() == 5


def test_cancelled_nobody_else_is_written_to_and_what_waits_is_stopped() -> None:
    row = notice(*cast.many_customers(5))
    piecewise(row, 2)
    operations.cancel_notice(actor=desk(), notice=row.pk)
    Worker().run_once()
    row.refresh_from_db()
    assert row.state == NoticeState.CANCELLED
    assert set(Message.objects.values_list("state", flat=True)) == {State.CANCELLED}
    assert not OutgoingMail.objects.filter(state="queued").exists()


def test_a_piece_that_was_written_already_is_not_written_again() -> None:
    """Twin of the lock: even without knowing how far it was, nobody gets it twice."""
    row = notice(*cast.many_customers(3))
    piecewise(row, 3)
    assert Message.objects.count() == 3
    assert sending.send_notice_piece(actor=desk(), notice=row.pk, size=3) == 0


def test_whoever_sent_it_and_has_left_meanwhile_sends_nothing() -> None:
    row = notice(cast.customer())
    operations.schedule_notice(actor=desk(), notice=row.pk)
    cast.user()  # somebody must be left who may everything
    accounts.deactivate_users(actor=cast.system(), users=[desk().id])
    Worker().run_once()
    row.refresh_from_db()
    assert row.state == NoticeState.DRAFT
    assert row.problem
    assert Message.objects.count() == 0


def test_each_step_is_refused_where_it_makes_no_sense() -> None:
    row = notice(cast.customer())
    steps = [
        operations.unschedule_notice, operations.pause_notice, operations.go_on_with_notice,
        operations.cancel_notice,
    ]  # fmt: skip
    for step in steps:
        with pytest.raises(Refused, match="notice_state"):
            step(actor=desk(), notice=row.pk)
    send(row)
    drafts = [operations.schedule_notice, operations.remove_notice]
    for step in drafts:
        with pytest.raises(Refused, match="notice_state"):
            step(actor=desk(), notice=row.pk)
    for call in (
        lambda: operations.change_notice(actor=desk(), notice=row.pk, values=TEXT),
        lambda: operations.attach_to_notice(actor=desk(), notice=row.pk, files=[]),
        lambda: operations.detach_from_notice(actor=desk(), notice=row.pk, file=1),
        lambda: sending.halt_notice(actor=desk(), notice=row.pk, problem="x"),
        lambda: sending.begin_notice(actor=desk(), notice=row.pk, parted=recipients.Parted()),
    ):
        with pytest.raises(Refused, match="notice_state"):
            call()
    with pytest.raises(Missing):
        operations.copy_notice(actor=desk(), notice=10**9)


def test_nothing_is_sent_without_subject_text_and_recipients() -> None:
    for values, wanted, field in (
        ({"subject": ""}, Wanted(picked=(1,)), "subject"),
        ({"body": ""}, Wanted(picked=(1,)), "body"),
        ({}, Wanted(), "recipients"),
    ):
        row = operations.add_notice(actor=desk(), values=TEXT | values, wanted=wanted).done[0]
        with pytest.raises(Refused, match="incomplete") as no:
            operations.schedule_notice(actor=desk(), notice=row.pk)
        assert no.value.field == field


def test_a_placeholder_that_nobody_knows_is_refused_before_it_goes_out() -> None:
    row = notice(cast.customer(), body="Hallo {{ kunde.vornahme }}")
    with pytest.raises(Refused, match="placeholder_unknown"):
        operations.schedule_notice(actor=desk(), notice=row.pk)


def test_texts_are_bounded_and_choices_are_choices() -> None:
    for values, code in (
        ({"subject": "x" * 201}, "too_long"), ({"body": "x" * 20_001}, "too_long"),
        ({"category": "spam"}, "invalid"), ({"channel": "sms"}, "invalid"), ({"ids": "1"}, "invalid"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=code):
            operations.add_notice(actor=desk(), values=values)


def test_two_colleagues_at_the_same_draft_do_not_overwrite_each_other() -> None:
    row = notice(cast.customer())
    operations.change_notice(
        actor=desk(), notice=row.pk, values={"body": "Neu"}, expected={"body": TEXT["body"]}
    )
    with pytest.raises(Stale):
        operations.change_notice(
            actor=desk(), notice=row.pk, values={"body": "Meins"}, expected={"body": TEXT["body"]}
        )


def test_a_copy_has_text_files_and_recipients_and_is_a_draft() -> None:
    row = notice(*cast.many_customers(2))
    file = uploads.taken(desk(), INTAKE, uploads.Given("plan.pdf", b"%PDF-1.4\n%%EOF\n"))
    operations.attach_to_notice(actor=desk(), notice=row.pk, files=[file])
    send(row)
    (made,) = operations.copy_notice(actor=desk(), notice=row.pk).done
    assert (made.state, made.subject) == (NoticeState.DRAFT, row.subject)
    assert recipients.read(made.recipients).picked == recipients.read(row.recipients).picked
    (kept,) = NoticeFile.objects.filter(notice=made)
    assert kept.name == "plan.pdf"
    with pytest.raises(Missing):
        operations.detach_from_notice(
            actor=desk(), notice=made.pk, file=NoticeFile.objects.get(notice=row).pk
        )
    operations.detach_from_notice(actor=desk(), notice=made.pk, file=kept.pk)
    operations.remove_notice(actor=desk(), notice=made.pk)
    assert not Notice.objects.filter(pk=made.pk).exists()


def test_a_lens_that_is_gone_by_then_stops_the_notice_and_says_so() -> None:
    wanted = Wanted(lists=(recipients.ListOf("lens=own.999&since=1", "Weg"),))
    row = send(notice(wanted=wanted))
    assert (row.state, Message.objects.count()) == (NoticeState.DRAFT, 0)
    assert row.problem


def test_the_test_mail_goes_to_whoever_writes_and_leaves_no_message() -> None:
    own = OwnText("Hallo", "{{ kunde.anrede }}, {du:komm|sie:kommen Sie}")
    operations.send_test_notice(
        actor=desk(), own=own, customer=cast.customer().pk, to="ich@example.org"
    )
    assert OutgoingMail.objects.get().purpose == "house"
    assert Message.objects.count() == 0
    with pytest.raises(Refused, match="incomplete"):
        operations.send_test_notice(
            actor=desk(), own=OwnText(), customer=None, to="ich@example.org"
        )


def test_each_in_their_own_form_subject_included() -> None:
    formal, informal = cast.many_customers(2)
    people.change_prefs(actor=cast.system(), customers=[informal.pk], values={"address_form": "du"})
    send(notice(formal, informal, subject="{du:Dein|sie:Ihr} Termin"))
    subjects = dict(Message.objects.values_list("customer", "subject"))
    assert subjects == {formal.pk: "Ihr Termin", informal.pk: "Dein Termin"}


def test_whoever_may_write_to_one_only_writes_to_one_only() -> None:
    one = cast.actor("messaging.write", "messaging.see", "people.see")
    row = notice(cast.customer())
    for call in (
        lambda: operations.add_notice(actor=one, values=TEXT),
        lambda: operations.change_notice(actor=one, notice=row.pk, values=TEXT),
        lambda: operations.schedule_notice(actor=one, notice=row.pk),
        lambda: operations.attach_to_notice(actor=one, notice=row.pk, files=[]),
        lambda: operations.detach_from_notice(actor=one, notice=row.pk, file=1),
        lambda: operations.copy_notice(actor=one, notice=row.pk),
        lambda: operations.remove_notice(actor=one, notice=row.pk),
        lambda: operations.pause_notice(actor=one, notice=row.pk),
        lambda: operations.go_on_with_notice(actor=one, notice=row.pk),
        lambda: operations.cancel_notice(actor=one, notice=row.pk),
        lambda: operations.send_notice_now(actor=one, notice=row.pk),
        lambda: operations.unschedule_notice(actor=one, notice=row.pk),
        lambda: operations.send_test_notice(actor=one, own=OwnText(), customer=None, to=""),
        lambda: sending.begin_notice(actor=one, notice=row.pk, parted=recipients.Parted()),
        lambda: sending.send_notice_piece(actor=one, notice=row.pk, size=1),
        lambda: sending.halt_notice(actor=one, notice=row.pk, problem=""),
    ):
        with pytest.raises(Forbidden):
            call()


def test_the_office_reads_one_form_of_the_subject_and_first_what_went_wrong() -> None:
    subject = "{du:Dein|sie:Ihr} Kurs, {{ kunde.vorname | Gast }}"
    assert spoken(subject, "de") == "Ihr Kurs, {{ kunde.vorname | Gast }}"
    assert spoken(subject, "de-informal") == "Dein Kurs, {{ kunde.vorname | Gast }}"
    row = send(notice(*cast.many_customers(3), subject=subject))
    assert Message.objects.values_list("about_label", flat=True)[0] == spoken(subject, "de")
    page = cast.logged_in(roles=("owner",)).get(reverse("messaging:notice", args=[row.pk]))
    assert "<h1>Ihr Kurs, {{ kunde.vorname | Gast }}</h1>" in page.content.decode()
    with building():
        Message.objects.filter(pk=Message.objects.first().pk).update(state=State.HARD)
    made = noticing.stored(desk(), row)
    assert [(state, many) for _said, state, _why, many in made.results] == [
        (State.HARD, 1), (State.QUEUED, 2),
    ]  # fmt: skip
