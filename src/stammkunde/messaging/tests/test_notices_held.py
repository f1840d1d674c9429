"""A notice on its way: held, let go, sent before its time, and asked about once more (COM-09, C-09)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from stammkunde.foundation import clock, files, uploads
from stammkunde.foundation.jobs.worker import Worker
from stammkunde.foundation.mail import outbox, sender
from stammkunde.foundation.mail.answers import Answer, End
from stammkunde.foundation.models import OutgoingMail
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.foundation.tests.sink import Sink
from stammkunde.messaging import noticing, operations
from stammkunde.messaging.attachments import INTAKE
from stammkunde.messaging.models import Message, Notice, NoticeFile, NoticeState, State
from stammkunde.messaging.operations import notice_sending as sending
from stammkunde.messaging.tests.test_notices import desk, notice, send
from stammkunde.people import operations as people
from tests import cast

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def live(db: None) -> None:
    cast.live()


def queued(row: Notice) -> Notice:
    """Everybody is written to, nothing has left the house yet."""
    operations.schedule_notice(actor=desk(), notice=row.pk)
    sending.send_notice.call(notice=row.pk)
    row.refresh_from_db()
    assert row.state == NoticeState.DONE
    return row


def states() -> set[str]:
    return set(Message.objects.values_list("state", flat=True))


def test_paused_what_is_in_the_queue_stays_there_until_it_goes_on(sink: Sink, url: str) -> None:
    row = queued(notice(*cast.many_customers(3)))
    operations.pause_notice(actor=desk(), notice=row.pk)
    cast.deliver(url)
    assert (len(sink.accepted), states()) == (0, {State.QUEUED})
    aside = set(OutgoingMail.objects.values_list("not_before", flat=True))
    assert aside == {outbox.PUT_ASIDE}, "no worker looks at them again and again"
    operations.go_on_with_notice(actor=desk(), notice=row.pk)
    sending.send_notice.call(notice=row.pk)
    cast.deliver(url)
    row.refresh_from_db()
    assert (len(sink.accepted), states(), row.state) == (3, {State.SENT}, NoticeState.DONE)


def test_a_mail_that_comes_back_from_the_server_while_it_is_paused_is_held_and_not_dropped(
    sink: Sink, url: str
) -> None:
    """It was on the wire when somebody paused, so nobody could put it aside."""
    row = queued(notice(cast.customer()))
    mail = sender.claim()
    assert mail is not None
    with pytest.raises(Refused):
        operations.pause_notice(actor=desk(), notice=row.pk)
    sender.settle(mail, Answer(End.LATER, "451 later"))
    operations.pause_notice(actor=desk(), notice=row.pk)
    OutgoingMail.objects.filter(pk=mail.pk).update(not_before=clock.now())
    cast.deliver(url)
    mail.refresh_from_db()
    assert (len(sink.accepted), mail.state, mail.attempts) == (0, "queued", 1)
    assert mail.not_before > clock.now()
    assert states() == {State.QUEUED}
    operations.go_on_with_notice(actor=desk(), notice=row.pk)
    cast.deliver(url)
    assert (len(sink.accepted), states()) == (1, {State.SENT})


def test_another_notice_goes_out_while_one_is_paused(sink: Sink, url: str) -> None:
    held, other = cast.many_customers(2)
    first, _second = queued(notice(held)), queued(notice(other))
    operations.pause_notice(actor=desk(), notice=first.pk)
    cast.deliver(url)
    assert [one.recipients for one in sink.accepted] == [[other.email]]


def test_cancelled_while_it_is_paused_nothing_goes_out(sink: Sink, url: str) -> None:
    row = queued(notice(*cast.many_customers(2)))
    operations.pause_notice(actor=desk(), notice=row.pk)
    operations.cancel_notice(actor=desk(), notice=row.pk)
    cast.deliver(url)
    assert (len(sink.accepted), states()) == (0, {State.CANCELLED})


def test_what_is_all_out_cannot_be_paused(sink: Sink, url: str) -> None:
    row = queued(notice(cast.customer()))
    cast.deliver(url)
    for stop in (operations.pause_notice, operations.cancel_notice):
        with pytest.raises(Refused) as no:
            stop(actor=desk(), notice=row.pk)
        assert no.value.code == "notice_state"
    assert noticing.stored(desk(), row).steps == []


def test_a_planned_one_can_be_sent_at_once_and_goes_out_once() -> None:
    row = notice(cast.customer())
    at = clock.now() + timedelta(days=2)
    operations.schedule_notice(actor=desk(), notice=row.pk, send_at=at)
    assert "now" in [key for key, _label in noticing.stored(desk(), reread(row)).steps]
    operations.send_notice_now(actor=desk(), notice=row.pk)
    Worker().run_once()
    assert reread(row).state == NoticeState.DONE
    with time_machine.travel(at + timedelta(minutes=1), tick=False):
        Worker().run_once()
    assert Message.objects.count() == 1
    with pytest.raises(Refused) as no:
        operations.send_notice_now(actor=desk(), notice=row.pk)
    assert no.value.code == "notice_state"


def test_the_button_sends_a_planned_one() -> None:
    browser, row = cast.logged_in(), notice(cast.customer())
    at = clock.now() + timedelta(days=2)
    operations.schedule_notice(actor=desk(), notice=row.pk, send_at=at)
    page = browser.get(reverse("messaging:notice", args=[row.pk])).content.decode()
    assert 'value="now"' in page
    browser.post(reverse("messaging:notice_step", args=[row.pk]), {"do": "now"})
    assert reread(row).send_at < at


def test_whoever_writes_to_one_only_sends_no_notice_before_its_time() -> None:
    row = notice(cast.customer())
    with pytest.raises(Forbidden):
        operations.send_notice_now(actor=cast.actor("messaging.write"), notice=row.pk)


def test_whoever_was_archived_or_locked_after_it_was_queued_gets_nothing(
    sink: Sink, url: str
) -> None:
    fine, gone, locked = cast.many_customers(3)
    queued(notice(fine, gone, locked))
    people.archive_customers(actor=cast.system(), customers=[gone.pk])
    people.lock_customers(actor=cast.system(), customers=[locked.pk], reason="Streit")
    cast.deliver(url)
    assert [one.recipients for one in sink.accepted] == [[fine.email]]
    told = Message.objects.exclude(state=State.SENT).values_list("customer", "state", "reason")
    assert set(told) == {(gone.pk, "suppressed", "gone"), (locked.pk, "suppressed", "locked")}


def test_somebody_of_the_archive_gets_it_once_more_when_a_person_wants_that(
    sink: Sink, url: str
) -> None:
    gone = cast.customer()
    queued(notice(gone))
    cast.deliver(url)
    people.archive_customers(actor=cast.system(), customers=[gone.pk])
    operations.resend_message(actor=desk(), message=Message.objects.get().pk)
    cast.deliver(url)
    assert len(sink.accepted) == 2


def paper(size: int, name: str = "plan.pdf") -> uploads.Checked:
    return uploads.Checked(INTAKE, name, uploads.PDF, b"%PDF-" + b"x" * (size - 5))


def test_no_more_goes_along_than_a_mail_server_takes() -> None:
    row = notice(cast.customer())
    attach = operations.attach_to_notice
    attach(actor=desk(), notice=row.pk, files=[paper(9_000_000), paper(6_000_000)])
    with pytest.raises(Refused) as no:
        attach(actor=desk(), notice=row.pk, files=[paper(1_000_000)])
    assert no.value.code == "too_large"
    with pytest.raises(Refused) as no:
        attach(actor=desk(), notice=row.pk, files=[paper(10)] * 9)
    assert no.value.code == "too_many_files"
    assert NoticeFile.objects.count() == 2


def test_many_with_large_files_go_into_many_small_transactions() -> None:
    row = notice(cast.customer())
    assert sending._most(row) == sending.PIECE
    operations.attach_to_notice(actor=desk(), notice=row.pk, files=[paper(8 * 1024 * 1024)])
    assert sending._most(row) == 8


def test_a_file_that_is_gone_stops_the_notice_and_says_so() -> None:
    row = notice(cast.customer())
    operations.attach_to_notice(actor=desk(), notice=row.pk, files=[paper(100)])
    files.path_of(NoticeFile.objects.get().file_id).unlink()
    row = send(row)
    assert row.state == NoticeState.PAUSED
    assert row.problem
    assert not Message.objects.exists()


def reread(row: Notice) -> Notice:
    return Notice.objects.get(pk=row.pk)
