"""The doctor: what is wrong is named, and only what is broken makes the exit code 1."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from stammkunde.foundation import checkup, clock, tasks
from stammkunde.foundation.checkup import State
from stammkunde.foundation.jobs import enqueue
from stammkunde.foundation.mail import queue
from stammkunde.foundation.models import BackupRun, MailState, OutgoingMail, WorkerSeen
from tests import cast

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, db: None) -> None:
    settings.DATA_DIR = tmp_path
    settings.SMTP_URL = ""


def states() -> dict[str, State]:
    return {found.key: found.state for found in checkup.everything()}


def text_of(key: str) -> str:
    return next(found.text for found in checkup.everything() if found.key == key)


def mail() -> OutgoingMail:
    row = queue(EmailMessage("Hallo", "Text", "post@example.test", ["a@example.test"]))
    assert row is not None
    return row


def test_a_fresh_house_has_hints_but_nothing_broken() -> None:
    found = states()
    assert State.BAD not in found.values()
    assert found["worker"] == found["smtp"] == State.HINT
    assert found["database"] == found["migrations"] == found["triggers"] == State.GOOD


def test_a_job_that_nobody_takes_is_an_error_after_a_quarter_of_an_hour() -> None:
    key = enqueue(tasks.prune_jobs)
    assert states()["jobs"] is State.GOOD
    DBTaskResult.objects.filter(pk=key).update(enqueued_at=clock.now() - timedelta(minutes=16))
    assert states()["jobs"] is State.BAD
    assert "16 Minuten" in text_of("jobs")


def test_a_worker_counts_as_running_while_it_gives_signs_of_life() -> None:
    now = clock.now()
    seen = WorkerSeen.objects.create(worker="a", started_at=now, seen_at=now)
    assert states()["worker"] is State.GOOD
    seen.seen_at = now - timedelta(minutes=5)
    seen.save(update_fields=["seen_at"])
    assert states()["worker"] is State.HINT
    assert "zuletzt" in text_of("worker")


def test_without_a_mail_server_the_doctor_says_how_many_mails_wait() -> None:
    mail()
    assert "1 E-Mails bleiben in der Warteschlange" in text_of("smtp")


def test_in_trial_operation_the_doctor_says_how_many_mails_are_held(settings: Any) -> None:
    settings.SMTP_URL = "smtp://mail.example.test"
    row = mail()
    OutgoingMail.objects.filter(pk=row.pk).update(not_before=clock.now() - timedelta(days=3))
    assert text_of("trial") == "Probebetrieb: 1 E-Mails angehalten"
    assert states()["smtp"] is State.GOOD
    cast.live()
    assert text_of("trial").startswith("Echtbetrieb")
    assert states()["smtp"] is State.BAD


def test_a_mail_server_that_takes_nothing_is_an_error(settings: Any) -> None:
    cast.live()
    settings.SMTP_URL = "smtp://name:geheim@mail.example.test"
    mail()
    assert states()["smtp"] is State.GOOD
    OutgoingMail.objects.update(not_before=clock.now() - timedelta(hours=1))
    assert states()["smtp"] is State.BAD
    OutgoingMail.objects.all().delete()
    now = clock.now()
    WorkerSeen.objects.create(
        worker="a", started_at=now, seen_at=now, mail_problem="SMTPAuthenticationError 535"
    )
    assert "535" in text_of("smtp")
    assert "geheim" not in str(checkup.everything())


def test_a_mail_server_that_is_none_is_an_error(settings: Any) -> None:
    settings.SMTP_URL = "http://mail.example.test"
    assert states()["smtp"] is State.BAD


def test_unclear_and_failed_mails_ask_for_a_person() -> None:
    for state in (MailState.UNCLEAR, MailState.FAILED):
        OutgoingMail.objects.filter(pk=mail().pk).update(state=state)
    found = states()
    assert found["mail_unclear"] == found["mail_failed"] == State.HINT


@pytest.mark.parametrize(
    ("free", "expected"), [(100, State.BAD), (500, State.HINT), (5000, State.GOOD)]
)
def test_little_space_is_a_hint_and_none_an_error(
    monkeypatch: pytest.MonkeyPatch, free: int, expected: State
) -> None:
    usage = SimpleNamespace(free=free * checkup.MEGABYTE)
    monkeypatch.setattr(checkup.shutil, "disk_usage", lambda _: usage)
    assert states()["disk"] is expected


def test_a_missing_data_folder_is_an_error(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "gone"
    assert states()["data_dir"] is State.BAD


def test_lost_triggers_and_missing_steps_are_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup.triggers, "missing", lambda _: ["x_no_update"])
    assert states()["triggers"] is State.BAD
    monkeypatch.setattr(checkup.MigrationExecutor, "migration_plan", lambda *_: [("step", False)])
    assert states()["migrations"] is State.BAD


def test_a_database_that_is_away_does_not_stop_the_other_checks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away() -> Any:
        raise OperationalError

    monkeypatch.setitem(checkup.CHECKS, "Tabellen", away)
    found = states()
    assert found["Tabellen"] is State.BAD
    assert "data_dir" in found


@pytest.mark.parametrize("broken", [False, True])
def test_the_command_prints_german_lines_or_json_and_ends_with_its_verdict(
    capsys: pytest.CaptureFixture[str], settings: Any, broken: bool, tmp_path: Path
) -> None:
    if broken:
        settings.DATA_DIR = tmp_path / "gone"

    def run(*words: str) -> str:
        with pytest.raises(SystemExit, match="1") if broken else nullcontext():
            call_command("doctor", *words)
        return capsys.readouterr().out

    assert ("Bitte die Fehler beheben." if broken else "Alles in Ordnung.") in run()
    assert json.loads(run("--json"))["ok"] is not broken


def test_a_missing_backup_is_a_hint_and_an_old_one_an_error() -> None:
    assert states()["backup"] == State.HINT
    made = BackupRun.objects.create(begun_at=clock.now(), proven_at=clock.now(), file="a.zip")
    assert states()["backup"] == State.GOOD
    made.proven_at = clock.now() - timedelta(hours=49)
    made.save()
    assert states()["backup"] == State.BAD


@pytest.mark.db
def test_a_provider_without_its_key_is_told(settings: Any) -> None:
    settings.MAIL_PROVIDER, settings.ANYMAIL = "postmark", {}
    found = {one.key: one for one in checkup.mail()}["smtp"]
    assert (found.state, "POSTMARK_SERVER_TOKEN" in found.text) == (State.BAD, True)
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "x"}
    found = {one.key: one for one in checkup.mail()}["smtp"]
    assert (found.state, found.text) == (State.GOOD, "E-Mail-Anbieter postmark: 0 E-Mails warten")
