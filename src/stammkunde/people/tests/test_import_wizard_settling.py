"""Doubtful cells of a checked list are settled, here or in a mended file (D22, IMP-05)."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from stammkunde.foundation.models import (
    ImportCorrection,
    ImportDraft,
    StoredFile,
)
from stammkunde.foundation.refusals import Missing, Refused, Stale
from stammkunde.people import operations
from stammkunde.people.importing import wizard
from stammkunde.people.importing.wizard import (
    settling,
)
from stammkunde.people.models import Customer, NumberMode, UniqueEmail
from stammkunde.people.tests.wizardly import (
    BORN,
    HEAD,
    MOBIL,
    PLZ,
    assert_counts_add_up,
    begun,
    checked,
    committed,
    me,
    results,
    row_of,
    work,
)
from tests import cast

pytestmark = pytest.mark.db

# Settling


def test_each_way_of_settling_a_cell_plans_its_row_again() -> None:
    shown = checked()
    shown = wizard.take(me(), shown.id, shown.version, 3, PLZ)
    assert_counts_add_up(shown)
    assert row_of(shown, 3).result == "create"
    assert row_of(shown, 3).cells[PLZ] == wizard.Cell(PLZ, "01067", "1067", "settled")
    shown = wizard.correct(me(), shown.id, shown.version, 4, 2, "paul.ebert@mail.example")
    assert row_of(shown, 4).result == "create"
    shown = wizard.take(me(), shown.id, shown.version, 5, BORN, 1)
    assert row_of(shown, 5).result == "doubtful"
    shown = wizard.as_is(me(), shown.id, shown.version, 5, PLZ)
    assert row_of(shown, 5).result == "create"
    shown = wizard.leave_empty(me(), shown.id, shown.version, 6, MOBIL)
    shown = wizard.skip_row(me(), shown.id, shown.version, 6)
    assert row_of(shown, 6).skipped_by_hand
    assert_counts_add_up(shown)
    assert (shown.counts.create, shown.counts.skip, shown.counts.open) == (4, 1, 0)
    assert shown.counts.settled_rows == 4
    done = committed(shown, "all_or_nothing")
    assert done.state == "done"
    born = {one.last_name: (one.postcode, str(one.birth_date)) for one in Customer.objects.all()}
    assert born["Grund"] == ("4103", "1903-02-01")
    assert born["Çelik"][0] == "01067"
    assert "Hassan" not in born


def test_what_was_settled_is_taken_back() -> None:
    shown = checked()
    shown = wizard.skip_row(me(), shown.id, shown.version, 3)
    shown = wizard.take_back(me(), shown.id, shown.version, 3)
    assert row_of(shown, 3).result == "doubtful"
    shown = wizard.take(me(), shown.id, shown.version, 3, PLZ)
    shown = wizard.take_back(me(), shown.id, shown.version, 3, PLZ)
    assert row_of(shown, 3).result == "doubtful"
    assert_counts_add_up(shown)


def test_all_alike_settles_every_cell_of_the_kind_in_its_column() -> None:
    shown = checked()
    shown = wizard.all_alike(me(), shown.id, shown.version, 3, PLZ, "take")
    assert_counts_add_up(shown)
    assert row_of(shown, 3).result == "create"
    assert row_of(shown, 5).cells[PLZ].text == "04103"
    assert [one.code for one in row_of(shown, 5).problems] == ["century"]


def test_very_many_alike_are_settled_in_the_background(monkeypatch: Any) -> None:
    monkeypatch.setattr(settling, "MOST", 1)
    shown = checked()
    shown = wizard.all_alike(me(), shown.id, shown.version, 3, PLZ, "take")
    assert shown.state == "checking"
    work()
    shown = wizard.show(me(), shown.id)
    assert_counts_add_up(shown)
    assert row_of(shown, 5).cells[PLZ].text == "04103"
    assert shown.counts.create == 2


def test_what_cannot_be_settled_so_is_refused() -> None:
    shown = checked()
    for code, act in (
        ("no_proposal", lambda: wizard.take(me(), shown.id, shown.version, 6, MOBIL)),
        ("no_proposal", lambda: wizard.take(me(), shown.id, shown.version, 3, PLZ, 7)),
        ("not_as_is", lambda: wizard.as_is(me(), shown.id, shown.version, 4, 2)),
        ("settled", lambda: wizard.take(me(), shown.id, shown.version, 2, PLZ)),
        ("no_cell", lambda: wizard.correct(me(), shown.id, shown.version, 3, 99, "x")),
        ("too_long", lambda: wizard.correct(me(), shown.id, shown.version, 3, 0, "x" * 9_999)),
        (
            "not_as_is",
            lambda: wizard.all_alike(me(), shown.id, shown.version, 4, 2, "as_is"),
        ),
    ):
        with pytest.raises(Refused, match=code):
            act()
    with pytest.raises(Missing):
        wizard.skip_row(me(), shown.id, shown.version, 99)


def test_two_windows_on_one_draft_the_second_one_learns_it() -> None:
    shown = checked()
    wizard.take(me(), shown.id, shown.version, 3, PLZ)
    with pytest.raises(Stale):
        wizard.take(me(), shown.id, shown.version, 5, PLZ)
    assert ImportCorrection.objects.count() == 1


def test_a_correction_that_makes_two_rows_the_same_is_seen_in_both() -> None:
    shown = checked(
        HEAD
        + "Anna;Berg;anna@mail.example;10119;Berlin;;\n"
        + "Anna;Berk;anna@mail.example;10119;Berlin;;\n"
        + "Anna;Berg;anna@mail.example;10119;Berlin;;\n"
    )
    assert results(shown) == ["create", "create", "skip"]
    shown = wizard.correct(me(), shown.id, shown.version, 2, 1, "Berk")
    assert results(shown) == ["create", "skip", "create"]
    assert_counts_add_up(shown)
    shown = wizard.skip_row(me(), shown.id, shown.version, 2)
    assert results(shown) == ["skip", "create", "create"]
    assert_counts_add_up(shown)


def test_numbers_and_addresses_that_may_be_there_once_are_seen_across_rows() -> None:
    values = {"unique_email": UniqueEmail.FORBID, "number_mode": NumberMode.ON_CREATE}
    operations.change_settings(actor=cast.system(), values=values)
    shown = checked(
        "Nachname;Kundennummer;E-Mail\n"
        "Berg;77;a@mail.example\n"
        "Tal;77;b@mail.example\n"
        "See;78;a@mail.example\n"
    )
    assert results(shown) == ["create", "error", "error"]
    shown = wizard.skip_row(me(), shown.id, shown.version, 2)
    assert results(shown) == ["skip", "create", "create"]
    assert_counts_add_up(shown)


def test_planning_some_rows_again_comes_to_the_same_as_checking_all() -> None:
    rows = [
        f"V{n % 7};N{n % 5};m{n % 11}@mail.example;{1000 + n if n % 3 else 10119};Ort;;\n"
        for n in range(120)
    ]
    shown = checked(HEAD + "".join(rows))
    for number in (2, 9, 33, 60, 80):
        shown = wizard.correct(me(), shown.id, shown.version, number, PLZ, "10119")
        shown = wizard.skip_row(me(), shown.id, shown.version, number + 1)
    now, tallies = results(shown), ImportDraft.objects.get(pk=shown.id).tallies
    wizard.check(me(), shown.id, shown.version)
    work()
    again = wizard.show(me(), shown.id)
    assert results(again) == now
    assert again.counts == shown.counts
    assert sorted(tallies) == sorted(ImportDraft.objects.get(pk=shown.id).tallies)


# Upload again


def test_a_mended_list_of_errors_is_laid_over_its_rows() -> None:
    shown = checked()
    name, kind, pieces = wizard.error_list(me(), shown.id, "csv")
    assert name == "Fehler kunden.csv.csv"
    assert kind.startswith("text/csv")
    rows = list(csv.reader(io.StringIO(b"".join(pieces).decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Zeile im Original", *HEAD.strip().split(";"), "Fehler"]
    assert [row[0] for row in rows[1:]] == ["3", "4", "5", "6"]
    assert "vier Ziffern" in rows[1][-1]
    rows[2][3] = "paul@mail.example"
    rows[4][6], rows[4][7] = "0171 555 0", "31.05.2018"
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    wizard.reupload(me(), shown.id, shown.version, name, [out.getvalue().encode()])
    work()
    again = wizard.show(me(), shown.id)
    assert again.state == "checked"
    assert again.counts.rows == 5
    assert (again.counts.create, again.counts.doubtful) == (3, 2)
    assert StoredFile.objects.count() == 1
    with pytest.raises(Refused, match="other_list"):
        wizard.reupload(
            me(), shown.id, again.version, name, [b"Zeile im Original;Name;Fehler\n3;x;y\n"]
        )


def test_what_was_settled_about_a_column_is_forgotten_when_it_is_read_as_something_else() -> None:
    committed(checked("Nachname;Vorname;Kundennummer\nSommer;Nora;1067\n"))
    shown = checked("Nachname;Vorname;PLZ;Ort\nAdler;Kim;1067;Dresden\nBach;Ute;10119;Berlin\n")
    shown = wizard.as_is(me(), shown.id, shown.version, 2, 2)
    shown = wizard.skip_row(me(), shown.id, shown.version, 3)
    assert results(shown) == ["create", "skip"]
    shown = wizard.set_mapping(me(), shown.id, shown.version, {2: "Kundennummer"})
    wizard.check(me(), shown.id, shown.version)
    work()
    assert results(shown) == ["doubtful", "skip"]  # asked whether Kim Adler is Nora Sommer


def test_who_a_row_is_must_be_said_again_once_people_are_recognised_otherwise() -> None:
    committed(checked("Nachname;Vorname;Kundennummer;E-Mail\nSommer;Nora;1067;n@s.example\n"))
    shown = checked("Nachname;Vorname;Kundennummer;Ort\nAdler;Kim;1067;Ulm\n")
    assert results(shown) == ["doubtful"]
    shown = wizard.as_is(me(), shown.id, shown.version, 2, 2)
    assert results(shown) == ["update"]
    wizard.set_match(me(), shown.id, shown.version, match=["email", "number"], on_match="fill")
    work()
    assert results(shown) == ["doubtful"]


def test_a_row_number_that_no_list_has_is_passed_over() -> None:
    shown = checked()
    head = "Zeile im Original;" + HEAD.strip() + ";Fehler\n"
    mended = head + "3;Deniz;Çelik;deniz@mail.example;01067;Dresden;;19.11.1990;\n"
    mended += "".join(f"{number};X;Y;;;;;;\n" for number in ("9" * 25, "9" * 5000, "-3", "²", ""))
    wizard.reupload(me(), shown.id, shown.version, "fehler.csv", [mended.encode()])
    work()
    again = wizard.show(me(), shown.id)
    assert (again.state, again.trouble) == ("checked", "")
    assert again.counts.rows == 5
    assert again.counts.create == shown.counts.create + 1


def test_the_list_of_errors_comes_as_a_workbook_too() -> None:
    shown = checked()
    _name, _kind, pieces = wizard.error_list(me(), shown.id, "xlsx")
    wizard.reupload(me(), shown.id, shown.version, "fehler.xlsx", [b"".join(pieces)])
    work()
    again = wizard.show(me(), shown.id)
    assert again.counts == shown.counts
    with pytest.raises(Missing):
        wizard.error_list(me(), shown.id, "pdf")


def test_another_file_takes_the_place_of_the_list_and_keeps_the_columns() -> None:
    shown = begun("Wer;Nachname\nx;Berg\n")
    shown = wizard.set_mapping(me(), shown.id, shown.version, {0: "Vorname"})
    again = wizard.reupload(
        me(), shown.id, shown.version, "besser.csv", [b"Wer;Nachname\nx;Berg\ny;Tal\n"]
    )
    assert again.state == "checking"
    work()
    again = wizard.show(me(), shown.id)
    assert (again.counts.rows, again.name) == (2, "besser.csv")
    assert wizard.columns(me(), shown.id)[0].choice == "Vorname"
    again = wizard.correct(me(), shown.id, again.version, 2, 1, "Bach")
    other = wizard.reupload(me(), shown.id, again.version, "neu.csv", [b"Name;Ort\nTal;Bonn\n"])
    assert not ImportCorrection.objects.exists()
    assert other.state == "uploaded"
    assert StoredFile.objects.count() == 1


@pytest.mark.slow
def test_every_kind_of_damage_is_a_question_with_its_way_out() -> None:
    cells = [
        ("PLZ", "1067", "zero", ["01067"]),
        ("Ort", "KÃ¶ln", "misread", ["Köln"]),
        ("Telefon", "1713920018", "phone_zero", ["01713920018"]),
        ("Telefon", "491713920018", "phone_plus", ["+491713920018"]),
        ("Telefon", "4,91713E+11", "rounded", []),
        ("Telefon", "####", "narrow", []),
        ("Geburtsdatum", "43251", "serial", ["31.05.2018"]),
        ("Geburtsdatum", "01.02.03", "century", ["01.02.2003", "01.02.1903"]),
        ("Geburtsdatum", "31.02.1991", "wrong", []),
        ("Geburtsdatum", "03/04/1999", "day_month", ["03.04.1999", "04.03.1999"]),
        ("Geburtsdatum", "3. Mai", "no_year", []),
        ("Geburtsdatum", "1987", "no_day", []),
        ("Straße", "2026-04-03", "became_date", ["3/4", "3-4"]),
        ("Kundennummer", "4711.0", "point_zero", ["4711"]),
        ("Kundennummer", "1234567890123450000", "long_digits", []),
        ("E-Mail", "falsch", "wrong", []),
    ]
    columns = list(dict.fromkeys(one[0] for one in cells))
    lines = [";".join(["Nachname", *columns])]
    for number, (column, text, _code, _proposals) in enumerate(cells):
        lines.append(
            ";".join([f"Name{number}", *(text if one == column else "" for one in columns)])
        )
    shown = checked("\n".join(lines))
    asked = {row.number: row for row in wizard.rows(me(), shown.id, "open").rows}
    for number, (column, text, code, proposals) in enumerate(cells, 2):
        (one,) = asked[number].problems
        assert (one.code, list(one.proposals)) == (code, proposals), text
        assert (one.column, one.doubt) == (column, code != "wrong"), text
        assert asked[number].result == ("error" if code == "wrong" else "doubtful"), text
        for which in range(len(proposals)):
            after = wizard.take(me(), shown.id, shown.version, number, one.at, which)
            assert row_of(after, number).result == "create", (text, proposals[which])
            shown = wizard.take_back(me(), shown.id, after.version, number)
    for number in asked:
        at = asked[number].problems[0].at
        shown = wizard.leave_empty(me(), shown.id, shown.version, number, at)
    assert (shown.counts.create, shown.counts.open) == (len(cells), 0)
