"""The commands of the installed product: for scripts, without a prompt."""

from __future__ import annotations

import io
import json
from collections import Counter
from datetime import date

import pytest
from django.core.management import call_command

from stammkunde.accounts.models import User
from stammkunde.foundation import summaries
from stammkunde.foundation.models import JournalEntry
from stammkunde.foundation.operations import building
from stammkunde.people import demo, operations, profiles, queries
from stammkunde.people.models import Customer, CustomerGroup, Participant, Tag
from stammkunde.people.search import SEARCH
from tests import cast

pytestmark = pytest.mark.db
TODAY = date(2026, 11, 21)


def run(*args, **options):
    """Output, errors and exit code of a command."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command(*args, stdout=out, stderr=err, **options)
    except SystemExit as end:
        code = end.code
    return out.getvalue(), err.getvalue(), code


@pytest.fixture
def list_of_two(tmp_path):
    path = tmp_path / "kunden.csv"
    path.write_text("Nachname;E-Mail;PLZ\nWeiß;w@mail.example;01067\nGrün;falsch;1\n", "cp1252")
    return path


def test_the_import_reports_as_json_what_came_in(list_of_two):
    out, err, code = run("import_customers", str(list_of_two), json=True, mode="valid_rows")
    report = json.loads(out)
    assert code == 0
    assert {key: report[key] for key in ("rows", "created", "updated", "skipped")} == {
        "rows": 2, "created": 1, "updated": 0, "skipped": 0,
    }  # fmt: skip
    assert {error["row"] for error in report["errors"]} == {3}
    assert set(report["errors"][0]) == {"row", "column", "message", "hint"}
    assert "2" in err


def test_the_import_reports_in_words_too(list_of_two):
    out, _err, code = run("import_customers", str(list_of_two), mode="valid_rows")
    assert code == 0
    assert "1 angelegt" in out
    assert "Zeile 3, Spalte E-Mail" in out
    entry = JournalEntry.objects.get(operation="people.add_customers")
    assert entry.door == "command"


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04", b"Nachname;Ort\n;Ulm\n"])
def test_when_nothing_came_in_the_exit_code_is_one(tmp_path, content):
    path = tmp_path / "liste.csv"
    if content is not None:
        path.write_bytes(content)
    out, err, code = run("import_customers", str(path), json=True)
    assert code == 1
    assert json.loads(out)["errors"]
    assert err
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("options", "encoding", "delimiter"),
    [({}, "utf-8-sig", ";"), ({"encoding": "utf-8"}, "utf-8", ";"),
     ({"encoding": "windows-1252", "delimiter": ","}, "cp1252", ","),
     ({"delimiter": "tab"}, "utf-8-sig", "\t")],
)  # fmt: skip
def test_the_export_writes_what_spreadsheets_read(tmp_path, options, encoding, delimiter):
    cast.customer(last_name="Weiß", first_name="Anna", phone="+49 171 5550")
    path = tmp_path / "aus.csv"
    _out, _err, code = run("export_customers", str(path), **options)
    assert code == 0
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")
    head, row = path.read_bytes().decode(encoding).splitlines()
    assert head.split(delimiter) == [
        "Art",
        "Vorname",
        "Nachname",
        "Firma",
        "E-Mail",
        "Telefon",
        "Geburtsdatum",
        "Telefonart",
        "E-Mail-Art",
        "PLZ",
        "Ort",
        "Straße",
        "Anrede",
        "Titel",
        "Kurzname",
        "Beginn der Kundenbeziehung",
        "Ende der Kundenbeziehung",
        "Markierung",
        "USt-IdNr.",
        "Kundenreferenz",
        "Krankenkasse",
        "Versichertennummer",
        "Interne Notiz",
        "Herkunft",
        "Status",
        "Kundennummer",
        "ID",
    ]
    assert row.split(delimiter)[2] == "Weiß"
    assert run("import_customers", str(path), json=True)[2] == 0
    assert Customer.objects.count() == 1


def test_a_letter_that_windows_1252_lacks_is_refused_with_a_way_out(tmp_path):
    cast.customer(last_name="Yılmaz")
    _out, err, code = run("export_customers", str(tmp_path / "aus.csv"), encoding="windows-1252")
    assert code == 1
    assert "--encoding utf-8-sig" in err


def test_the_demo_fills_an_empty_register_and_leaves_a_full_one_alone():
    out, _err, code = run("demo", business="dogs")
    assert code == 0
    assert Customer.objects.count() == 250
    assert "inhaber@demo.example" in out
    assert User.objects.filter(email__endswith="@demo.example").count() == 5
    assert run("demo")[2] == 1
    assert run("demo", customers=3)[2] == 0
    assert Customer.objects.count() == 253


@pytest.mark.parametrize("business", sorted(demo.BUSINESSES))
def test_the_demo_invents_the_same_people_every_time_and_all_of_them_are_right(business):
    rows = list(demo.customers(business, 400, TODAY))
    assert rows == list(demo.customers(business, 400, TODAY))
    values = [one.values for one in rows]
    outcome = operations.add_customers(actor=cast.system(), customers=values)
    assert not outcome.refused
    assert all(one["email"].endswith(".example") for one in values if one["email"])
    assert len({one["kind"] for one in values}) == 2


@pytest.mark.parametrize("business", sorted(demo.BUSINESSES))
def test_the_demo_fills_the_file_of_every_business(business):
    assert run("demo", business=business)[2] == 0
    everybody = Customer.objects.all()
    statuses = Counter(everybody.values_list("status__code", flat=True))
    assert statuses["customer"] > statuses["prospect"] > statuses["former"] > 0
    assert not everybody.filter(status__with_number=True, number="").exists()
    assert not everybody.exclude(number="").filter(status__with_number=False).exists()
    assert everybody.exclude(street="").count() > 200
    for few in ({"marker": ""}, {"note": ""}, {"locked_at": None}, {"archived_at": None}):
        assert 0 < everybody.exclude(**few).count() < 60
    assert 20 < everybody.filter(newsletter=True).count() < 75
    assert 6 <= Tag.objects.filter(customers__isnull=False).distinct().count() <= 8
    assert CustomerGroup.objects.filter(customers__isnull=False).distinct().count() == 4
    assert profiles.current() is profiles.PROFILES[business]


def test_children_of_the_demo_bear_the_family_name_and_have_a_birth_date():
    assert run("demo", business="course")[2] == 0
    children = Participant.objects.select_related("customer")
    assert children
    assert all(one.birth_date and one.last_name == one.customer.last_name for one in children)
    families = Counter(one.customer_id for one in children)
    assert set(families.values()) == {1, 2}


def test_dogs_of_the_demo_have_papers_that_hold_run_out_soon_or_ran_out():
    assert run("demo", business="dogs")[2] == 0
    today = cast.system().today
    dogs = Participant.objects.all()
    assert {dog.kind for dog in dogs} == {"animal"}
    assert all(dog.breed for dog in dogs)
    for paper in ("vaccinated_until", "liability_until"):
        left = [(day - today).days for dog in dogs if (day := getattr(dog, paper))]
        assert any(days < 0 for days in left)
        assert any(0 <= days <= 30 for days in left)
        assert sum(days > 30 for days in left) > len(left) / 2


def test_nobody_takes_part_in_the_demo_of_a_care_business():
    assert run("demo", business="care")[2] == 0
    assert not Participant.objects.exists()


def test_check_summaries_finds_what_is_not_right_and_puts_it_right():
    made, other = cast.customers({"last_name": "Berg"}, {"last_name": "Tal"})
    assert run("check_summaries")[2] == 0
    with building():
        Customer.objects.filter(pk=made.pk).update(sort_name="falsch")
        SEARCH.remove([other.pk])
        ghost = Customer(pk=10_000, kind="person", last_name="Geist")
        SEARCH.write([ghost])
    out, _err, code = run("check_summaries")
    assert code == 1
    assert "sort_name" in out
    found = {drift.row for one in summaries.all_summaries() for drift in one.drifts()}
    assert found == {made.pk, other.pk, 10_000}
    assert run("check_summaries", fix=True)[2] == 0
    assert run("check_summaries")[2] == 0
    assert queries.best_matching(cast.system(), "tal", 5)[0] == other


def test_a_summary_table_of_a_room_is_checked_as_well(monkeypatch):
    mended = []
    monkeypatch.setattr(summaries, "SUMMARIES", {})
    summary = summaries.Summary(
        "toy",
        lambda: 3,
        lambda: [] if mended else [summaries.Drift(7, "points", 1, 2)],
        mended.extend,
    )
    summaries.register(summary)
    with pytest.raises(ValueError, match="twice"):
        summaries.register(summary)
    assert run("check_summaries")[2] == 1
    assert run("check_summaries", fix=True)[2] == 0
    assert mended == [7]
    assert run("check_summaries")[2] == 0
