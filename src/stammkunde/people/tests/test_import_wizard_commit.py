"""A checked list comes in as one batch, is given up, or is gone on with after a kill (C-05, D24)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from stammkunde.accounts import operations as accounts
from stammkunde.accounts.models import User
from stammkunde.foundation import batches, clock, drafts, files, takeback
from stammkunde.foundation.models import (
    BatchState,
    ImportBatch,
    ImportCorrection,
    ImportDraft,
    ImportDraftKey,
    ImportDraftRow,
    StoredFile,
)
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Missing, Refused, Stale
from stammkunde.people import importing
from stammkunde.people.importing import wizard
from stammkunde.people.importing.wizard import (
    checking,
    committing,
    holding,
)
from stammkunde.people.models import Customer
from stammkunde.people.tests.wizardly import (
    LIST,
    PLZ,
    assert_counts_add_up,
    begun,
    checked,
    committed,
    me,
    results,
    work,
)
from tests import cast

pytestmark = pytest.mark.db

# Commit


def test_valid_rows_come_in_as_one_batch_and_the_others_stay_for_the_list_of_errors() -> None:
    shown = checked()
    done = committed(shown)
    assert (done.state, wizard.step(done)) == ("done", "done")
    batch = ImportBatch.objects.get(pk=done.batch)
    assert (batch.state, batch.created, batch.faulty, batch.rows) == (BatchState.DONE, 1, 4, 5)
    assert (batch.actor_label, batch.file) == ("Miriam Jansen", "kunden.csv")
    assert [one.last_name for one in Customer.objects.all()] == ["Berg"]
    assert_counts_add_up(done)
    assert not StoredFile.objects.exists()
    assert not ImportDraftKey.objects.exists()
    assert set(ImportDraftRow.objects.values_list("number", flat=True)) == {3, 4, 5, 6}
    _name, _kind, pieces = wizard.error_list(me(), shown.id, "csv")
    assert b"".join(pieces).count(b"\r\n") == 5


def test_all_or_nothing_waits_until_every_cell_is_settled() -> None:
    shown = checked()
    with pytest.raises(Refused, match="still_open"):
        wizard.commit(me(), shown.id, shown.version, "all_or_nothing")
    begun_only = begun()
    with pytest.raises(Refused, match="not_checked"):
        wizard.commit(me(), begun_only.id, begun_only.version, "valid_rows")
    faulty = checked("Nachname;E-Mail\nBerg;falsch\n")
    with pytest.raises(Refused, match="nothing_to_do"):
        wizard.commit(me(), faulty.id, faulty.version, "valid_rows")
    with pytest.raises(Refused, match="unknown_mode"):
        wizard.commit(me(), shown.id, shown.version, "some")


def test_an_import_through_the_wizard_is_undone_and_repeated() -> None:
    text = LIST.replace("1067", "01067")
    done = committed(checked(text))
    with batches.exclusive():
        _row, stayed = takeback.undo(me(), done.batch)
    assert not stayed
    assert not Customer.objects.exists()
    again = committed(checked(text))
    assert Customer.objects.count() == ImportBatch.objects.get(pk=again.batch).created == 2


def test_whoever_is_out_by_then_brings_nothing_in() -> None:
    shown = checked()
    wizard.commit(me(), shown.id, shown.version, "valid_rows")
    cast.user()  # the last owner could not go
    accounts.deactivate_users(actor=cast.owner(), users=[me().id])
    work()
    with building():
        User.objects.filter(pk=me().id).update(is_active=True)
    shown = wizard.show(me(), shown.id)
    assert (shown.state, Customer.objects.count(), ImportBatch.objects.count()) == ("checked", 0, 0)
    assert "darf nicht mehr importieren" in shown.trouble


def test_a_second_commit_is_stale_and_makes_no_second_batch() -> None:
    shown = checked()
    wizard.commit(me(), shown.id, shown.version, "valid_rows")
    with pytest.raises(Stale):
        wizard.commit(me(), shown.id, shown.version, "valid_rows")
    with pytest.raises(Stale):
        wizard.commit(me(), shown.id, shown.version + 1, "valid_rows")
    work()
    committing.commit_list.call(draft=shown.id, run=ImportDraft.objects.get(pk=shown.id).run)
    assert ImportBatch.objects.count() == 1


def test_what_changed_since_the_check_keeps_all_or_nothing_out_as_a_whole() -> None:
    shown = checked("Nachname;Kundennummer\nBerg;77\nTal;78\n")
    assert shown.counts.create == 2
    wizard.commit(me(), shown.id, shown.version, "all_or_nothing")
    importing.import_customers(cast.system(), b"Nachname;Kundennummer\nSee;78\n")
    work()
    after = wizard.show(me(), shown.id)
    assert after.state == "checked"
    assert "inzwischen" in after.trouble
    assert [one.last_name for one in Customer.objects.all()] == ["See"]
    assert ImportBatch.objects.latest("pk").state == BatchState.TAKEN_BACK
    wizard.check(me(), shown.id, after.version)
    work()
    assert results(wizard.show(me(), shown.id)) == ["create", "doubtful"]


def test_rows_that_became_faulty_meanwhile_stand_in_the_list_of_errors() -> None:
    shown = checked("Nachname;Kundennummer\nBerg;77\nTal;78\n")
    wizard.commit(me(), shown.id, shown.version, "valid_rows")
    importing.import_customers(cast.system(), b"Nachname;Kundennummer\nSee;78\n")
    work()
    done = wizard.show(me(), shown.id)
    assert (done.counts.create, done.counts.error) == (1, 1)
    _name, _kind, pieces = wizard.error_list(me(), shown.id, "csv")
    assert "Tal" in b"".join(pieces).decode()


# Ends


def test_an_abandoned_import_leaves_nothing_behind() -> None:
    shown = checked()
    wizard.take(me(), shown.id, shown.version, 3, PLZ)
    path = files.path_of(ImportDraft.objects.get(pk=shown.id).file)
    with pytest.raises(Missing):
        wizard.abandon(me(), 4711)
    wizard.abandon(me(), shown.id)
    for model in (ImportDraftRow, ImportDraftKey, ImportCorrection, StoredFile):
        assert not model.objects.exists(), model
    with pytest.raises(Missing):
        wizard.show(me(), shown.id)
    assert isinstance(path, Path)


def test_abandoning_stops_the_check_and_takes_back_what_comes_in(monkeypatch: Any) -> None:
    shown = begun()
    wizard.check(me(), shown.id, shown.version)
    wizard.abandon(me(), shown.id)
    work()
    assert not ImportDraftRow.objects.exists()
    shown = checked(LIST.replace("Berg", "Tal"))
    wizard.commit(me(), shown.id, shown.version, "valid_rows")
    real = drafts.settle

    def late(*args: Any, **said: Any) -> None:
        wizard.abandon(me(), shown.id)
        real(*args, **said)

    monkeypatch.setattr(drafts, "settle", late)
    work()
    assert not Customer.objects.exists()
    assert ImportBatch.objects.get().state == BatchState.TAKEN_BACK


def test_drafts_of_last_week_are_swept_those_of_today_stay() -> None:
    old, fresh = checked(), begun()
    with building():
        long_ago = clock.now() - timedelta(days=drafts.KEEP_DAYS, minutes=1)
        ImportDraft.objects.filter(pk=old.id).update(changed_at=long_ago)
    assert drafts.sweep() == 1
    assert [one.id for one in wizard.drafts(me())] == [fresh.id]
    assert not ImportDraftRow.objects.exists()
    assert StoredFile.objects.count() == 1


def test_a_check_whose_process_is_gone_says_so_and_is_begun_again() -> None:
    shown = begun()
    shown = wizard.check(me(), shown.id, shown.version)
    assert shown.progress.waiting
    with pytest.raises(Stale):
        wizard.check(me(), shown.id, shown.version)
    with building():
        DBTaskResult.objects.all().delete()
        gone = clock.now() - drafts.ALIVE - timedelta(seconds=1)
        ImportDraft.objects.update(beat_at=gone)
    shown = wizard.show(me(), shown.id)
    assert shown.progress.interrupted
    wizard.check(me(), shown.id, shown.version)
    work()
    assert wizard.show(me(), shown.id).state == "checked"


def test_a_commit_whose_process_was_killed_says_so_and_is_begun_again() -> None:
    shown = checked()
    wizard.commit(me(), shown.id, shown.version, "valid_rows")
    row = ImportDraft.objects.get(pk=shown.id)
    with batches.exclusive(), building():
        batch = batches.begin(me(), "customers", file=row.name, rows=row.rows)
        drafts.link(row.pk, row.run, batch)
        DBTaskResult.objects.all().delete()
    takeback.recover()
    shown = wizard.show(me(), shown.id)
    assert shown.progress.interrupted
    wizard.commit(me(), shown.id, shown.version, "valid_rows")
    work()
    done = wizard.show(me(), shown.id)
    assert done.state == "done"
    assert done.batch != batch.pk
    assert Customer.objects.count() == 1


def test_a_job_that_somebody_overtook_writes_nothing() -> None:
    shown = begun()
    wizard.check(me(), shown.id, shown.version)
    row = ImportDraft.objects.get(pk=shown.id)
    checking.check_list.call(draft=row.pk, run=row.run - 1, mended="", alike=None)
    assert not ImportDraftRow.objects.exists()
    shown = wizard.stop_checking(me(), shown.id, row.version)
    assert shown.state == "mapped"
    work()
    assert not ImportDraftRow.objects.exists()


def test_files_that_no_draft_holds_are_swept_after_a_day() -> None:
    shown = begun()
    files.store(holding.FILE, "fehler.csv", "text/csv", [b"x"])
    young = files.store(holding.FILE, "jung.csv", "text/csv", [b"y"])
    with building():
        old = clock.now() - timedelta(days=1, minutes=1)
        StoredFile.objects.exclude(key=young.key).update(created_at=old)
    drafts.sweep()
    left = set(StoredFile.objects.values_list("key", flat=True))
    assert left == {ImportDraft.objects.get(pk=shown.id).file, young.key}


def test_what_a_killed_process_left_of_an_ended_import_is_swept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drafts, "end", lambda pk, run: None)
    done = committed(checked())
    monkeypatch.undo()
    assert StoredFile.objects.exists()
    drafts.sweep()
    assert not StoredFile.objects.exists()
    assert set(ImportDraftRow.objects.values_list("number", flat=True)) == {3, 4, 5, 6}
    assert wizard.show(me(), done.id).state == "done"
