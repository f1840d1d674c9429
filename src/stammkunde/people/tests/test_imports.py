"""Lists that come in: every notation of spreadsheet programs, every mistake of people (D21-D24)."""

from __future__ import annotations

import codecs
import csv
import io
import itertools

import pytest

from stammkunde.foundation import sheets
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people import exports, importing
from stammkunde.people.importing import apply
from stammkunde.people.models import ContactPoint, Customer
from tests import cast

pytestmark = pytest.mark.db

HEADINGS = ["Art", "Vorname", "Nachname", "Firma", "E-Mail", "Telefon", "PLZ", "Ort"]
PEOPLE = [
    ["Privatperson", "Jörg", "Weiß", "", "jw@mail.example", "+49 171 55501", "01067", "Dresden"],
    ["Privatperson", "Ana", 'Größer, "die Erste"', "", "", "0171/55502", "79098", "Freiburg; Süd"],
    ["Organisation", "", "", "Café „Süß“ & Co.", "info@cafe.example", "", "80331", "München"],
]
VALID = importing.Course(importing.Mode.VALID_ROWS)
EIGHT = ("kind", "first_name", "last_name", "organisation", "email", "phone", "postcode", "city")


def importer(*words):
    return cast.actor(*(words or ("people.see", "people.edit", "people.import")), door="import")


def run(data, actor=None, **more):
    data = data.encode() if isinstance(data, str) else data
    more.setdefault("course", VALID)
    return importing.import_customers(actor or importer(), data, **more)


def file(rows, *, delimiter=";", end="\r\n", encoding="utf-8", quoting=csv.QUOTE_MINIMAL):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return text.getvalue().encode(encoding)


def stored():
    return sorted(Customer.objects.values_list(*EIGHT))


NOTATIONS = list(
    itertools.product(
        ["utf-8", "utf-8-sig", "utf-16", "cp1252"], [";", ",", "\t"], ["\r\n", "\n", "\r"]
    )
)


@pytest.mark.parametrize(("encoding", "delimiter", "end"), NOTATIONS)
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL], ids=["plain", "quoted"])
def test_every_notation_gives_the_same_customers(encoding, delimiter, end, quoting):
    report = run(
        file([HEADINGS, *PEOPLE], encoding=encoding, delimiter=delimiter, end=end, quoting=quoting)
    )
    assert (report.rows, report.created, report.errors) == (3, 3, [])
    assert stored() == sorted(
        ({"P": "person", "O": "organisation"}[row[0][0]], *row[1:]) for row in PEOPLE
    )


def test_utf_16_without_its_mark_is_understood():
    assert run(file([HEADINGS, *PEOPLE], encoding="utf-16-le")).created == 3


def test_the_report_tells_how_the_file_was_read():
    assert run(file([HEADINGS, *PEOPLE], encoding="cp1252")).format.startswith("windows-1252")


def test_the_same_list_a_second_time_adds_nothing():
    run(file([HEADINGS, *PEOPLE]))
    report = run(file([HEADINGS, *PEOPLE]))
    assert (report.rows, report.created, report.skipped) == (3, 0, 3)


def test_the_same_row_twice_in_one_list_comes_in_once():
    report = run(file([HEADINGS, *PEOPLE, PEOPLE[0]]))
    assert (report.created, report.skipped) == (3, 1)


def test_equal_rows_in_different_chunks_come_in_once(monkeypatch):
    monkeypatch.setattr(apply, "CHUNK", 2)
    seen = []
    report = run(
        file([HEADINGS, *PEOPLE, PEOPLE[0], PEOPLE[1]]), progress=lambda *at: seen.append(at)
    )
    assert (report.created, report.skipped) == (3, 2)
    assert len(seen) >= 3
    assert seen == sorted(seen)
    assert seen[-1] == (5, 5)


def test_an_archived_customer_is_not_brought_in_again():
    from stammkunde.people import operations

    made = cast.customer()
    operations.archive_customers(actor=cast.system(), customers=[made.pk])
    row = ["person", *(getattr(made, key) for key in EIGHT[1:])]
    assert run(file([HEADINGS, row])).skipped == 1


def test_postcodes_and_phones_stay_text():
    run("Nachname;Telefon;PLZ\nNull;+49 0171 0;01067\n")
    assert stored() == [("person", "", "Null", "", "", "+49 0171 0", "01067", "")]


@pytest.mark.parametrize("phone", ["4,93171E+11", "4.93171E+11"])
def test_a_number_that_a_spreadsheet_ruined_is_an_error_with_its_row(phone):
    report = run(f'Nachname;Telefon\nGut;0171 1\nKaputt;"{phone}"\n')
    assert [(one.row, one.column) for one in report.errors] == [(3, "Telefon")]
    assert report.created == 1


def test_a_postcode_of_four_digits_comes_in_and_is_doubted():
    report = run("Nachname;PLZ\nWien;1067\n")
    assert report.created == 1
    assert "01067" in report.notes[0].hint
    assert stored()[0][6] == "1067"


def test_without_a_column_for_it_the_name_of_an_organisation_tells_the_kind():
    run("Nachname;Firma\nWeiß;\nBerg;Berg GmbH\n")
    assert sorted((row[0], row[2]) for row in stored()) == [
        ("organisation", "Berg"),
        ("person", "Weiß"),
    ]


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Person", "person"), ("privat", "person"), ("Privatkunde", "person"), ("company", "organisation"),
     ("FIRMA", "organisation"), ("Verein", "organisation"), ("Firmenkunde", "organisation")],
)  # fmt: skip
def test_the_kind_is_understood_in_the_words_of_offices(word, kind):
    run(f"Art;Nachname;Firma\n{word};X;Y\n")
    assert stored()[0][0] == kind


def test_an_unknown_kind_is_an_error_that_names_the_choices():
    report = run("Art;Nachname\nRoboter;X\n")
    assert report.errors[0].column == "Art"
    assert report.errors[0].hint


def test_nobody_without_a_name_comes_in():
    report = run("Nachname;Firma;Ort\n;;Ulm\n")
    assert (report.rows, report.created) == (1, 0)
    assert (report.errors[0].row, report.errors[0].column) == (2, "Nachname")
    assert report.errors[0].hint


def test_an_unknown_column_is_reported_and_the_rest_comes_in():
    report = run("Nachname;Lieblingsfarbe\nWeiß;7\n")
    assert report.created == 1
    assert (report.notes[0].row, report.notes[0].column) == (1, "Lieblingsfarbe")
    assert "PLZ" in report.notes[0].hint
    assert not report.errors


def test_two_columns_for_one_field_are_reported_and_the_first_counts():
    report = run("Nachname;Ort;Stadt\nWeiß;Ulm;Bonn\n")
    assert stored()[0][7] == "Ulm"
    assert report.errors[0].column == "Stadt"


def test_a_second_phone_is_a_further_one():
    report = run("Nachname;Telefon;Handy\nWeiß;030 123;0171 456\nBerg;;0171 789\n")
    assert (report.created, report.errors) == (2, [])
    assert {row[2]: row[5] for row in stored()} == {"Weiß": "030 123", "Berg": "0171 789"}
    further = ContactPoint.objects.get()
    assert (further.customer.last_name, further.value, further.label) == (
        "Weiß", "0171 456", "Mobil",
    )  # fmt: skip


def test_empty_columns_at_the_end_are_nobodys_business():
    report = run("Nachname;Ort;;\nWeiß;Ulm;;\n")
    assert (report.created, report.errors) == (1, [])


def test_a_nameless_column_with_something_in_it_is_reported():
    assert run("Nachname;\nWeiß;wichtig\n").notes[0].row == 1


def test_a_row_with_more_cells_than_columns_is_an_error():
    report = run("Nachname;Ort\nWeiß;Ulm;mehr\nBerg;Bonn\n")
    assert (report.created, report.errors[0].row) == (1, 2)


def test_rows_are_numbered_as_in_the_spreadsheet():
    text = 'Nachname;Ort;E-Mail\n\n"Weiß";"zwei\nZeilen";\n;;\nBerg;Ulm;falsch@\n'
    report = run(text)
    assert [one.row for one in report.errors] == [5]
    assert (report.rows, report.created) == (2, 1)


def test_the_hint_of_excel_for_its_delimiter_is_no_row():
    report = run("sep=,\r\nNachname,Ort\r\nWeiß,Ulm\r\n")
    assert (report.rows, report.created) == (1, 1)


def test_an_id_changes_the_customer_where_the_fields_differ():
    made = cast.customer(last_name="Alt", city="Ulm")
    report = run(f"Nachname;Ort;ID\nNeu;Ulm;{made.public_id}\n")
    assert (report.updated, report.created) == (1, 0)
    made.refresh_from_db()
    assert (made.last_name, made.city, made.version) == ("Neu", "Ulm", 2)
    assert run(f"Nachname;Ort;ID\nNeu;Ulm;{made.public_id}\n").skipped == 1


def test_an_empty_cell_empties_the_field_and_a_missing_column_leaves_it():
    made = cast.customer(last_name="Weiß", city="Ulm", phone="0171 1234")
    run(f"Nachname;Ort;ID\nWeiß;;{made.public_id}\n")
    made.refresh_from_db()
    assert (made.city, made.phone) == ("", "0171 1234")


def test_a_change_that_leaves_nobodys_name_is_reported_with_its_row():
    made = cast.customer(first_name="", last_name="Weiß")
    report = run(f"Nachname;ID\n;{made.public_id}\n")
    assert (report.updated, report.errors[0].row) == (0, 2)


def test_an_id_of_another_house_is_kept_so_that_a_later_list_still_fits():
    mine = "c0ffee00-0000-4000-8000-000000000001"
    assert run(f"Nachname;ID\nWeiß;{mine}\n").created == 1
    assert run(f"Nachname;ID\nWeißer;{mine}\n").updated == 1


def test_an_id_that_is_none_and_one_that_comes_twice_are_errors():
    mine = "c0ffee00-0000-4000-8000-000000000001"
    report = run(f"Nachname;ID\nA;12\nB;{mine}\nC;{mine}\n")
    assert [(one.row, one.column) for one in report.errors] == [(2, "ID"), (4, "ID")]
    assert report.created == 1


def test_a_lost_letter_is_an_error_and_is_never_stored():
    report = run("Nachname\nGr\ufffdnewald\n")
    assert (report.created, report.errors[0].row) == (0, 2)


def test_damaged_utf_8_is_not_read_as_windows_1252():
    data = "Nachname;Ort\nMüller;Köln\nWeiß;Ulm\n".encode() + b"Gr\xfcn;Ulm\n"
    with pytest.raises(sheets.Unreadable) as no:
        run(data)
    assert no.value.row == 4
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    "data",
    [b"", b"  \r\n ", b"PK\x03\x04zip", b"\xd0\xcf\x11\xe0xls", b"Nachname\n\x81\x8d\n",
     b"Ort;Farbe\nUlm;blau\n", b'Nachname;Ort\n"Wei;Ulm\n', codecs.BOM_UTF8],
    ids=["empty", "blank", "xlsx", "xls", "no letters", "no names", "open quote", "only a mark"],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_words_and_nothing_comes_in(data):
    with pytest.raises(sheets.Unreadable) as no:
        run(data)
    assert no.value.message
    assert not Customer.objects.exists()


@pytest.mark.parametrize("words", [("people.see", "people.edit"), ("people.see", "people.import")])
def test_an_import_needs_its_own_word_and_the_one_for_editing(words):
    with pytest.raises(Forbidden):
        run("Nachname\nWeiß\n", cast.actor(*words))
    assert not Customer.objects.exists()


def test_ten_thousand_columns_of_text_do_not_fit_into_a_name():
    report = run("Nachname;Ort\n" + "x" * 5000 + ";Ulm\n")
    assert (report.created, report.errors[0].column) == (0, "Nachname")


# Out again


DANGEROUS = [
    "=1+1",
    "+cmd|'/c calc'!A1",
    "-2+3",
    "@SUM(A1)",
    "＝1",
    "'=x",
    "''-x",
    "'t Hooft",
    '="x"',
]


def taken_out(**more):
    actor = cast.actor("people.see", "people.export")
    return "".join(sheets.write(exports.exported(actor, **more)))


def test_what_went_out_comes_in_again_without_a_change():
    cast.many_customers(7)
    cast.customers(
        {"kind": "organisation", "organisation": 'A; "B", C'}, {"last_name": "\u0394 🐬 李"}
    )
    before = stored()
    report = run(taken_out())
    assert (report.rows, report.skipped, report.errors) == (9, 9, [])
    Customer.objects.all()
    assert stored() == before


@pytest.mark.parametrize("name", DANGEROUS)
def test_no_spreadsheet_calculates_a_name_and_the_way_back_loses_nothing(name):
    made = cast.customer(last_name=name, phone="+49 171 5550", organisation=name)
    cells = next(csv.reader(io.StringIO(taken_out().splitlines()[1]), delimiter=";"))
    assert cells[2][0] not in "=+-@＝"
    assert cells[5] == "+49 171 5550"
    assert run(taken_out()).skipped == 1
    with_new_id = taken_out().replace(str(made.public_id), "c0ffee00-0000-4000-8000-000000000001")
    assert run(with_new_id).skipped == 1, "equal in all eight fields"


def test_archived_customers_go_out_only_when_asked_for():
    from stammkunde.people import operations

    gone = cast.customer(last_name="Ablage")
    operations.archive_customers(actor=cast.system(), customers=[gone.pk])
    assert "Ablage" not in taken_out()
    assert "Ablage" in taken_out(archived=True)


def test_nobody_takes_the_list_out_without_the_word():
    with pytest.raises(Forbidden):
        list(exports.exported(cast.actor("people.see")))
