"""An import is whole or not there (C-05), never sends anything and can be undone (IMP-04)."""

from __future__ import annotations

import io
import json
import signal
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from stammkunde.foundation import batches, checkup
from stammkunde.foundation.models import BatchState, ImportBatch, JournalEntry, OutgoingMail
from stammkunde.foundation.refusals import Forbidden, Stale
from stammkunde.people import importing, operations
from stammkunde.people.importing import apply
from stammkunde.people.importing.plan import Earlier
from stammkunde.people.models import Customer, CustomerGroup, Tag
from tests import cast

pytestmark = pytest.mark.db
VALID = importing.Course(importing.Mode.VALID_ROWS)
MIXED = "Nachname;E-Mail\nBerg;b@mail.example\nTal;falsch\nSee;s@mail.example\n"


def bring(text, actor=None, **more):
    return importing.import_customers(actor or cast.owner(door="import"), text.encode(), **more)


def sums_up(report):
    return report.rows == report.created + report.updated + report.skipped + report.faulty


def command(*args, **options):
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command(*args, stdout=out, stderr=err, **options)
    except SystemExit as end:
        code = end.code
    return out.getvalue(), err.getvalue(), code


@pytest.fixture
def mixed(tmp_path):
    path = tmp_path / "kunden.csv"
    path.write_text(MIXED)
    return str(path)


def test_one_faulty_row_keeps_all_out_unless_asked_otherwise():
    report = bring(MIXED)
    assert (report.created, report.skipped, report.held_back, report.faulty) == (0, 2, 2, 1)
    assert report.empty
    assert sums_up(report)
    assert not Customer.objects.exists()
    assert not JournalEntry.objects.exclude(batch=None).exists()
    report = bring(MIXED, course=VALID)
    assert (report.created, report.faulty, report.held_back) == (2, 1, 0)
    assert sums_up(report)


def test_what_is_refused_only_while_it_is_written_takes_everything_back(monkeypatch):
    monkeypatch.setattr(apply, "CHUNK", 1)
    seen = []

    def second(brought, refused, count):
        seen.append(brought)
        if len(seen) == 2:
            brought.faulty.add(3)

    monkeypatch.setattr(apply, "_refuse", second)
    report = bring("Nachname\nBerg\nTal\nSee\n")
    assert len(seen) == 2
    assert (report.created, Customer.objects.count()) == (0, 0)
    assert ImportBatch.objects.get().state == BatchState.TAKEN_BACK


def test_a_dry_run_says_the_same_and_writes_nothing():
    assert bring(MIXED, dry_run=True).held_back == 2
    wanted = bring(MIXED, dry_run=True, course=VALID)
    assert not Customer.objects.exists()
    assert not ImportBatch.objects.exists()
    real = bring(MIXED, course=VALID)
    assert [wanted.rows, wanted.created, wanted.faulty, wanted.errors] == [
        real.rows, real.created, real.faulty, real.errors,
    ]  # fmt: skip


def test_a_dry_run_makes_no_group_and_an_import_makes_it_and_undoes_it():
    text = "Nachname;Kundengruppen;Schlagworte\nBerg;Chor, Neu;laut\nTal;chor;\n"
    bring(text, dry_run=True)
    assert not CustomerGroup.objects.exists()
    report = bring(text)
    assert report.errors == []
    assert sorted(CustomerGroup.objects.values_list("name", flat=True)) == ["Chor", "Neu"]
    assert Customer.objects.filter(groups__name="Chor").count() == 2
    command("undo_import", str(report.batch))
    assert (Customer.objects.count(), CustomerGroup.objects.count(), Tag.objects.count()) == (
        0,
        0,
        0,
    )


def test_whoever_may_import_may_make_the_groups_of_the_list():
    actor = cast.actor("people.see", "people.edit", "people.import", door="import")
    assert bring("Nachname;Kundengruppen\nBerg;Chor\n", actor).created == 1
    assert JournalEntry.objects.filter(operation="people.add_labels", actor_kind="staff").exists()


def test_a_chunk_refuses_whoever_may_not_import():
    batch = ImportBatch(pk=1)
    with pytest.raises(Forbidden):
        apply.bring_in(
            actor=cast.actor("people.edit", "people.see"),
            items=[],
            course=importing.Course(),
            earlier=Earlier(),
            batch=batch,
            done=0,
        )


def test_an_import_sends_nothing():
    bring("Vorname;Nachname;E-Mail;Teilnehmer 1 Vorname\nIna;Berg;ina@mail.example;Tim\n")
    assert Customer.objects.count() == 1
    assert not OutgoingMail.objects.exists()
    jobs = DBTaskResult.objects.values_list("args_kwargs", flat=True)
    assert [one for one in jobs if "tests.toyroom" not in json.dumps(one)] == []


def test_a_batch_knows_its_list_and_what_came_of_it(mixed):
    _out, _err, code = command("import_customers", mixed, mode="valid_rows")
    assert code == 0
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.file, batch.rows, batch.done) == ("done", "kunden.csv", 3, 3)
    assert (batch.created, batch.faulty, batch.mode) == (2, 1, "valid_rows")
    assert json.loads(batch.report)["errors"][0]["row"] == 3
    out, _err, _code = command("imports")
    assert "kunden.csv" in out
    assert "2 angelegt" in out
    out, _err, _code = command("imports", json=True)
    assert json.loads(out)[0]["batch"] == batch.pk


def test_undoing_an_import_leaves_what_somebody_touched_and_names_it(mixed):
    command("import_customers", mixed, mode="valid_rows")
    berg = Customer.objects.get(last_name="Berg")
    operations.change_customers(
        actor=cast.owner(), changes=[operations.CustomerChange(berg.pk, {"city": "Ulm"})]
    )
    number = str(ImportBatch.objects.get().pk)
    out, err, code = command("undo_import", number)
    assert (code, Customer.objects.get()) == (0, berg)
    assert "Berg" in out
    assert "Schritten" in err
    out, _err, code = command("undo_import", number)
    assert code == 0
    assert "schon zurückgenommen" in out
    out, _err, _code = command("undo_import", number, json=True)
    assert [one["row"] for one in json.loads(out)["stayed"]] == [berg.pk]


def test_the_same_list_can_come_in_again_after_its_undo(mixed):
    command("import_customers", mixed, mode="valid_rows")
    command("undo_import", str(ImportBatch.objects.get().pk))
    command("import_customers", mixed, mode="valid_rows")
    assert Customer.objects.count() == 2


def test_there_is_no_import_with_that_number():
    with pytest.raises(CommandError, match="gibt es nicht"):
        command("undo_import", "77")


def test_the_faulty_rows_go_into_a_list_of_their_own(mixed, tmp_path):
    target = tmp_path / "fehler.csv"
    command("import_customers", mixed, mode="valid_rows", errors=target)
    lines = target.read_text("utf-8-sig").splitlines()
    assert lines[0] == "Nachname;E-Mail;Fehler"
    assert len(lines) == 2
    assert lines[1].startswith("Tal;falsch;E-Mail: ")
    target.write_text(target.read_text("utf-8-sig").replace("falsch", "t@mail.example"))
    _out, _err, code = command("import_customers", str(target))
    assert (code, Customer.objects.count()) == (0, 3)


def test_a_wrong_call_is_none_of_the_list(mixed):
    with pytest.raises(CommandError):
        call_command("import_customers", mixed, "--match", "schuhgröße")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_import_that_is_stopped_between_two_chunks_is_taken_back(mixed, monkeypatch, number):
    monkeypatch.setattr(apply, "CHUNK", 1)
    once = apply.Import._one

    def stopped(self, *args):
        brought = once(self, *args)
        signal.raise_signal(number)
        return brought

    monkeypatch.setattr(apply.Import, "_one", stopped)
    _out, err, code = command("import_customers", mixed, mode="valid_rows")
    assert code == 1
    assert "Abgebrochen" in err
    assert not Customer.objects.exists()
    assert ImportBatch.objects.get().state == BatchState.TAKEN_BACK


def test_a_full_disk_is_said_in_german_and_leaves_nothing(mixed, monkeypatch):
    monkeypatch.setattr(apply, "CHUNK", 1)
    once, seen = apply.Import._one, []

    def full(self, *args):
        seen.append(1)
        if len(seen) == 2:
            raise OperationalError("database or disk is full")
        return once(self, *args)

    monkeypatch.setattr(apply.Import, "_one", full)
    _out, err, code = command("import_customers", mixed, mode="valid_rows")
    assert code == 1
    assert "Der Datenträger ist voll" in err
    assert not Customer.objects.exists()


def test_where_even_the_way_back_is_barred_the_doctor_goes_it_later(mixed, monkeypatch):
    def barred(*_args, **_more):
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(batches, "finish", barred)
        patched.setattr("stammkunde.foundation.takeback._all_back", barred)
        _out, err, code = command("import_customers", mixed, mode="valid_rows")
    assert code == 1
    assert "beim nächsten Start" in err
    assert (Customer.objects.count(), ImportBatch.objects.get().state) == (2, "running")
    (finding,) = checkup.imports()
    assert finding.state is checkup.State.HINT
    assert not Customer.objects.exists()
    (finding,) = checkup.imports()
    assert finding.state is checkup.State.GOOD


def test_a_field_that_somebody_changes_after_the_look_is_looked_at_again(monkeypatch):
    made = cast.customer(last_name="Berg", email="b@mail.example", phone="030 1")
    look = apply.snapshot
    said = []

    def slow(*args):
        there = look(*args)
        if not said:  # what stood there a moment ago
            said.append("old")
            there.customers[made.pk].phone = ""
        return there

    monkeypatch.setattr(apply, "snapshot", slow)
    report = bring("Nachname;E-Mail;Telefon\nBerg;b@mail.example;0171 9\n", course=VALID)
    made.refresh_from_db()
    assert made.phone == "030 1", "filling does not overwrite"
    assert (report.updated, report.skipped) == (0, 1)


def test_a_conflict_that_never_ends_ends_the_import(monkeypatch):
    def never(**_more):
        raise Stale("Nein", [])

    monkeypatch.setattr(apply, "bring_in", never)
    with pytest.raises(Stale):
        bring("Nachname\nBerg\n")
    assert ImportBatch.objects.get().state == BatchState.TAKEN_BACK


def test_the_number_of_queries_does_not_depend_on_the_rows():
    def text(first, count):
        rows = [f"Name{n};n{n}@mail.example;Weg {n};K-{n}" for n in range(first, first + count)]
        return "\n".join(["Nachname;E-Mail;Straße;Kundennummer", *rows])

    counts = []
    for first, count in ((0, 10), (100, 300)):
        with CaptureQueriesContext(connection) as seen:
            assert bring(text(first, count)).created == count
        counts.append(len(seen))
    assert counts[1] <= counts[0] + 6, "batches of inserts only"


def test_a_thousand_rows_are_written_in_less_than_half_a_second():
    rows = "\n".join(f"V{n};Name{n};n{n}@mail.example;0171 {n};Ort" for n in range(1000))
    began = time.process_time()
    bring("Vorname;Nachname;E-Mail;Telefon;Ort\n" + rows)
    assert time.process_time() - began < 2.0


def test_a_list_that_was_held_back_whole_is_no_success_though_some_were_there_already(mixed):
    cast.customer(last_name="See", email="s@mail.example", kind="person")
    report = bring(MIXED)
    assert (report.skipped, report.held_back, report.stayed_out) == (2, 1, True)
    assert bring(MIXED, dry_run=True).empty
    out, _err, code = command("import_customers", mixed)
    assert "3 Zeilen, keine übernommen: 1 mit Fehlern, 1 zurückgehalten, 1 übersprungen." in out
    assert code == 1
    assert "keine von 3 Zeilen, 1 mit Fehlern" in command("imports")[0]
    assert command("import_customers", mixed, mode="valid_rows")[2] == 0


def test_a_list_of_errors_that_cannot_be_written_hides_nothing_of_what_came_in(mixed, tmp_path):
    target = tmp_path / "nirgends" / "fehler.csv"
    out, err, code = command("import_customers", mixed, mode="valid_rows", errors=target)
    assert "2 angelegt" in out
    assert "undo-import" in out
    assert f"{target}: Die fehlerhaften Zeilen ließen sich nicht schreiben" in err
    assert "Nicht lesbar" not in err
    assert (code, Customer.objects.count()) == (1, 2)


def test_accounts_need_their_word_when_a_list_is_only_looked_at_too():
    words = cast.actor("people.see", "people.edit", "people.import")
    for dry_run in (True, False):
        with pytest.raises(Forbidden):
            bring("Nachname;IBAN\nBerg;DE02120300000000202051\n", words, dry_run=dry_run)
        assert bring("Nachname;IBAN\nBerg;\n", words, dry_run=dry_run).rows == 1


def test_erasing_somebody_empties_the_reports_of_imports_that_had_to_do_with_them():
    mine, other = bring("Nachname;PLZ\nBerg;1067\n").batch, bring("Nachname;PLZ\nTal;1067\n").batch
    berg = Customer.objects.get(last_name="Berg")
    operations.change_customers(
        actor=cast.owner(), changes=[operations.CustomerChange(berg.pk, {"city": "Ulm"})]
    )
    for batch in (mine, other):
        command("undo_import", batch)
    assert "Berg" in ImportBatch.objects.get(pk=mine).stayed
    operations.erase_customers(actor=cast.owner(), customers=[berg.pk], confirmed=["in_use"])
    left = ImportBatch.objects.get(pk=mine)
    assert (left.report, left.stayed, left.created) == ("", "", 1)
    assert ImportBatch.objects.get(pk=other).report
