"""Bounces from a mailbox: read once, bounces marked as read, all else left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stammkunde.foundation import checkup, clock
from stammkunde.foundation.models import OutgoingMail
from stammkunde.messaging import polling
from stammkunde.messaging.bounces.mailbox import place_of
from stammkunde.messaging.hung.bounces import CHECK
from stammkunde.messaging.marks import address_states
from stammkunde.messaging.models import AddressState, MailboxMark
from stammkunde.messaging.tasks.bounces import read_bounces
from stammkunde.messaging.tests.bounced import group, others, report
from stammkunde.messaging.tests.imap import Box
from tests import cast

pytestmark = pytest.mark.db
ADA = "ada@post.example"
BOUNCE = report("x", [group(ADA, "failed", "5.1.1", "550 nobody here")], to=ADA)
QUESTION = others.CASES[0].raw
AWAY = next(case.raw for case in others.CASES if case.kind == "auto_reply")


@pytest.fixture
def box(monkeypatch):
    made = Box()
    moment = datetime(2026, 3, 2, 12, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    yield made
    made.shutdown()
    made.server_close()


def poll(box):
    return polling.poll(place_of(box.url))


def test_only_bounces_are_marked_as_read_and_nothing_is_deleted_or_answered(box):
    cast.customer(email=ADA)
    box.messages |= {4: QUESTION, 5: BOUNCE, 6: AWAY}
    assert poll(box) == 1
    assert box.seen == {5}
    assert address_states([ADA]) == {ADA: "hard"}
    verbs = {" ".join(one.split(" ")[:2]) for one in box.said if one.startswith("UID")}
    assert verbs == {"UID SEARCH", "UID FETCH", "UID STORE"}
    assert not [one for one in box.said if "Deleted" in one or "EXPUNGE" in one]
    assert all("PEEK" in one for one in box.said if "FETCH" in one)
    assert not OutgoingMail.objects.exists()


def test_one_mail_that_nobody_can_read_does_not_keep_the_others(box, monkeypatch):
    cast.customer(email=ADA)
    box.messages |= {4: QUESTION, 5: BOUNCE}
    read = polling.read
    odd = {QUESTION: ValueError("odd")}

    def stumbling(raw):
        if raw in odd:
            raise odd[raw]
        return read(raw)

    monkeypatch.setattr(polling, "read", stumbling)
    assert poll(box) == 1
    assert box.seen == {5}
    assert (MailboxMark.objects.get().uid, MailboxMark.objects.get().problem) == (5, "")


def test_what_was_read_is_not_read_again(box):
    cast.customer(email=ADA)
    box.messages[5] = BOUNCE
    poll(box)
    fetched = len([one for one in box.said if "FETCH" in one])
    assert poll(box) == 0
    assert len([one for one in box.said if "FETCH" in one]) == fetched
    box.messages[9] = QUESTION
    poll(box)
    assert MailboxMark.objects.get().uid == 9


def test_where_numbers_begin_anew_old_bounces_change_nothing(box):
    cast.customer(email=ADA)
    box.messages[5] = BOUNCE
    poll(box)
    box.validity, box.messages = 8, {1: BOUNCE, 2: QUESTION}
    poll(box)
    assert AddressState.objects.get().count == 1
    assert (MailboxMark.objects.get().validity, MailboxMark.objects.get().uid) == (8, 2)


def test_twenty_megabytes_are_not_fetched_whole(box):
    cast.customer(email=ADA)
    box.messages[5] = BOUNCE + b"x" * 20_000_000
    assert poll(box) == 1


@pytest.mark.parametrize("trouble", ["password", "gone", "broken"])
def test_trouble_is_noted_without_the_password_and_passes(box, trouble, settings):
    cast.customer(email=ADA)
    box.messages[5] = BOUNCE
    url = box.url
    if trouble == "password":
        url = url.replace("geheim", "falsches-wort")
    if trouble == "gone":
        url = "imap://buero:geheim@127.0.0.1:1/INBOX"
    box.broken = trouble == "broken"
    polling.poll(place_of(url))
    mark = MailboxMark.objects.get()
    assert mark.problem
    assert not [word for word in ("falsches-wort", "geheim") if word in mark.problem]
    settings.BOUNCES_URL = url
    [line] = [one for one in checkup.CHECKS[CHECK]() if one.key == "bounces"]
    assert (line.state, "geheim" in line.text) == (checkup.State.BAD, False)
    if trouble != "gone":
        box.broken = False
        poll(box)
        assert MailboxMark.objects.get().problem == ""
        assert address_states([ADA]) == {ADA: "hard"}


def test_the_job_does_nothing_without_a_mailbox_and_reads_it_with_one(box, settings):
    settings.BOUNCES_URL = ""
    read_bounces.func()
    assert not MailboxMark.objects.exists()
    settings.BOUNCES_URL = box.url
    read_bounces.func()
    assert MailboxMark.objects.get().read_at == clock.now()


def test_doctor_says_how_it_stands(box, settings, monkeypatch):
    settings.SMTP_URL, settings.BOUNCES_URL = "smtp://x", ""
    assert "unbemerkt" in next(checkup.CHECKS[CHECK]()).text
    settings.BOUNCES_URL = box.url
    assert "noch nie gelesen" in next(checkup.CHECKS[CHECK]()).text
    poll(box)
    assert next(checkup.CHECKS[CHECK]()).state is checkup.State.GOOD
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert next(checkup.CHECKS[CHECK]()).state is checkup.State.HINT


@pytest.mark.parametrize("url", ["http://a@b", "imaps://host/INBOX", "imap:///x", "nonsense"])
def test_a_wrong_address_is_said_in_german(url):
    with pytest.raises(ValueError, match="BOUNCES_URL muss"):
        place_of(url)
