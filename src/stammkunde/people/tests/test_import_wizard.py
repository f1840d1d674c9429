"""The engine of the import wizard: upload, columns, check (IMP-01 to IMP-06)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from stammkunde.foundation import files
from stammkunde.foundation.models import (
    ImportDraft,
    StoredFile,
)
from stammkunde.foundation.refusals import Forbidden, Missing, Refused, Stale
from stammkunde.people.importing import wizard
from stammkunde.people.importing.columns import columns_of
from stammkunde.people.importing.wizard import (
    assigning,
    holding,
)
from stammkunde.people.models import Customer
from stammkunde.people.tests.wizardly import (
    BORN,
    HEAD,
    LIST,
    ME,
    MOBIL,
    PLZ,
    begun,
    checked,
    committed,
    me,
    results,
    row_of,
    work,
)
from tests import cast, workbooks

pytestmark = pytest.mark.db

# Upload


def test_a_list_is_begun_with_its_format_and_columns_found() -> None:
    shown = begun("\ufeff" + LIST)
    assert (shown.state, wizard.step(shown)) == ("uploaded", "columns")
    assert (shown.format.encoding, shown.format.delimiter) == ("utf-8", ";")
    views = wizard.columns(me(), shown.id)
    assert [one.choice for one in views][:4] == ["Vorname", "Nachname", "E-Mail", "PLZ"]
    assert views[MOBIL].choice == "Mobil"
    assert views[0].samples == ["Anna", "Deniz", "Paul", "Ole", "Leyla"]
    assert [one.id for one in wizard.drafts(me())] == [shown.id]
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unreadable"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "unreadable"),
        (b"%PDF-1.7 Nachname;Vorname", "unreadable"),
        (b"<html><script>alert(1)</script></html>", "unreadable"),
        (b"Nachname;Vorname\n", "no_rows"),
    ],
)
def test_what_is_no_list_is_refused_whatever_it_is_called(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as no:
        begun(data, "kunden.csv")
    assert no.value.code == code
    assert not StoredFile.objects.exists()
    assert not ImportDraft.objects.exists()


def test_a_file_beyond_the_limit_is_refused_before_it_is_read_to_its_end() -> None:
    given = 0

    def pieces() -> Any:
        nonlocal given
        for _number in range(100):
            given += 1
            yield b"x" * 1024 * 1024

    with pytest.raises(Refused, match="file_too_big"):
        wizard.begin(me(), "kunden.csv", pieces())
    assert given == 21


def test_only_who_may_import_and_edit_begins_and_only_the_owner_goes_on() -> None:
    for words in (("people.import",), ("people.edit",), ()):
        with pytest.raises(Forbidden):
            begun(actor=cast.actor(*words))
    shown = begun()
    other = cast.owner(id=4712, label="Jana Roth")
    for act in (
        lambda: wizard.show(other, shown.id),
        lambda: wizard.columns(other, shown.id),
        lambda: wizard.check(other, shown.id, shown.version),
        lambda: wizard.rows(other, shown.id),
        lambda: wizard.commit(other, shown.id, shown.version, "valid_rows"),
        lambda: wizard.abandon(other, shown.id),
    ):
        with pytest.raises(Missing):
            act()
    assert wizard.drafts(other) == []


def test_the_file_is_read_by_its_owner_only_and_no_longer_without_the_word() -> None:
    shown = begun()
    key = ImportDraft.objects.get(pk=shown.id).file
    assert files.readable(me(), key).name == "kunden.csv"
    for other in (cast.owner(id=4712), cast.actor("people.edit", **ME), cast.visitor()):
        with pytest.raises(Missing):
            files.readable(other, key)


def test_encoding_delimiter_header_and_sheet_are_changed_by_hand() -> None:
    shown = begun("Bericht\nNachname,Ort\nMüller,Köln\n".encode("cp1252"))
    assert shown.format.encoding == "cp1252"
    again = wizard.set_format(
        me(), shown.id, shown.version, encoding="iso8859-15", delimiter=",", header=2
    )
    assert again.format.chosen == {"encoding": "iso8859-15", "delimiter": ",", "header": 2}
    assert [one.heading for one in wizard.columns(me(), shown.id)] == ["Nachname", "Ort"]
    with pytest.raises(Refused, match="unreadable"):
        wizard.set_format(me(), shown.id, again.version, encoding="utf-16")
    with pytest.raises(Stale):
        wizard.set_format(me(), shown.id, shown.version)


def test_the_sheet_of_a_workbook_is_chosen() -> None:
    lists = {"Alt": [["Nachname"], ["Alt"]], "Neu": [["Nachname"], ["Neu"], ["Neuer"]]}
    data = workbooks.packed(
        workbooks.parts(
            {name: workbooks.worksheet(workbooks.grid(rows)) for name, rows in lists.items()}
        )
    )
    shown = begun(data, "kunden.xlsx")
    assert (shown.format.sheet, shown.format.sheets) == ("Alt", ("Alt", "Neu"))
    again = wizard.set_format(me(), shown.id, shown.version, sheet="Neu")
    assert wizard.columns(me(), again.id)[0].samples == ["Neu", "Neuer"]


# Columns


def test_columns_are_read_as_somebody_says_and_the_next_list_remembers() -> None:
    text = "Wer;Nachname;Wert\nx;Berg;10119\n"
    shown = begun(text)
    assert [one.choice for one in wizard.columns(me(), shown.id)] == ["", "Nachname", ""]
    again = wizard.set_mapping(me(), shown.id, shown.version, {0: "Vorname", 2: "PLZ"})
    assert again.state == "mapped"
    assert [one.choice for one in wizard.columns(me(), shown.id)] == ["Vorname", "Nachname", "PLZ"]
    second = begun(text.replace("Berg", "Tal"))
    assert second.remembered
    assert [one.choice for one in wizard.columns(me(), second.id)] == ["Vorname", "Nachname", "PLZ"]
    other = begun("Wer;Nachname\nx;Berg\n")
    assert not other.remembered


def test_a_column_is_left_out_and_what_was_found_can_be_chosen_again() -> None:
    shown = begun("Nachname;Notiz\nBerg;geheim\n")
    shown = wizard.set_mapping(me(), shown.id, shown.version, {1: ""})
    assert not wizard.columns(me(), shown.id)[1].known
    wizard.check(me(), shown.id, shown.version)
    work()
    done = committed(wizard.show(me(), shown.id))
    assert done.state == "done"
    assert Customer.objects.get().note == ""
    shown = begun("Nachname;Notiz\nTal;offen\n")
    wizard.set_mapping(me(), shown.id, shown.version, {1: "Notiz"})
    assert wizard.columns(me(), shown.id)[1].choice == "Interne Notiz"


def test_two_columns_for_the_same_and_a_list_without_names_are_refused() -> None:
    shown = begun("Nachname;Name 2;Ort\nBerg;x;y\n")
    with pytest.raises(Refused) as no:
        wizard.set_mapping(me(), shown.id, shown.version, {1: "Nachname"})
    assert (no.value.code, no.value.field) == ("twice", "1")
    with pytest.raises(Refused, match="no_name"):
        wizard.set_mapping(me(), shown.id, shown.version, {0: ""})
    nameless = begun("Ort;PLZ\nKöln;50667\n")
    with pytest.raises(Refused, match="no_name"):
        wizard.check(me(), nameless.id, nameless.version)


def test_every_choice_is_read_as_itself() -> None:
    head = holding.Headings(["Nachname", "Unbekannt"])
    for group in wizard.choices():
        for key, _label in group.options:
            if key != "Nachname":
                found = columns_of(head, {1: key}, nameless=True)
                assert assigning.choice_of(found.at[1]), key
                again = columns_of(head, {1: assigning.choice_of(found.at[1])}, nameless=True)
                assert replace(found.at[1], place=0) == replace(again.at[1], place=0), key


# Check


def test_the_check_says_what_becomes_of_each_row_and_writes_nothing() -> None:
    shown = checked()
    assert (shown.counts.create, shown.counts.doubtful, shown.counts.error) == (1, 3, 1)
    assert results(shown) == ["create", "doubtful", "error", "doubtful", "doubtful"]
    assert not Customer.objects.exists()
    assert wizard.step(shown) == "check"
    assert shown.progress.done == shown.progress.total == 5


def test_excel_damage_is_asked_with_proposals_and_never_guessed() -> None:
    shown = checked()
    asked = {
        (row.number, one.at): (one.code, list(one.proposals), one.as_is)
        for row in wizard.rows(me(), shown.id, "open").rows
        for one in row.problems
    }
    assert asked == {
        (3, PLZ): ("zero", ["01067"], True),
        (4, 2): ("wrong", [], False),
        (5, PLZ): ("zero", ["04103"], True),
        (5, BORN): ("century", ["01.02.2003", "01.02.1903"], False),
        (6, MOBIL): ("rounded", [], False),
        (6, BORN): ("serial", ["31.05.2018"], False),
    }
    assert {one.alike for one in row_of(shown, 3).problems} == {2}


def test_rows_that_mean_somebody_who_is_there_are_completed_and_named() -> None:
    there = cast.customer(last_name="Berg", first_name="Anna", email="anna@mail.example")
    shown = checked(HEAD + "Anna;Berg;anna@mail.example;;;0171 55;\n")
    assert shown.counts.update == 1
    assert row_of(shown, 2).who_id == there.pk
    assert "Berg, Anna" in row_of(shown, 2).who


def test_match_and_on_match_check_again() -> None:
    cast.customer(last_name="Berg", first_name="Anna", email="anna@mail.example")
    shown = checked(HEAD + "Anna;Berg;anna@mail.example;;;0171 55;\n")
    wizard.set_match(me(), shown.id, shown.version, match=["email"], on_match="skip")
    assert wizard.show(me(), shown.id).state == "checking"
    work()
    again = wizard.show(me(), shown.id)
    assert (again.counts.update, again.counts.skip) == (0, 1)
    wizard.set_match(me(), shown.id, again.version, match=[], on_match="fill")
    work()
    assert wizard.show(me(), shown.id).counts.create == 1
    with pytest.raises(Refused, match="unknown_match"):
        wizard.set_match(me(), shown.id, shown.version, match=["name"], on_match="fill")


def test_somebody_of_another_name_is_asked_about_and_can_be_the_same() -> None:
    cast.customer(last_name="Berg", first_name="Anna", email="anna@mail.example", phone="")
    shown = checked(HEAD + "Anna;Tal;anna@mail.example;;;0171 55;\n")
    assert results(shown) == ["doubtful"]
    (one,) = row_of(shown, 2).problems
    assert (one.code, one.as_is, one.at) == ("another", True, 2)
    shown = wizard.as_is(me(), shown.id, shown.version, 2, 2)
    assert results(shown) == ["update"]
    assert committed(shown).state == "done"
    assert Customer.objects.get().phone == "0171 55"


def test_damage_far_down_in_the_file_ends_the_check_with_its_reason() -> None:
    good = "Nachname;Ort\n" + "Berg;Köln\n" * 3_000
    shown = begun(good + 'Tal;"Bonn"x\n')
    wizard.check(me(), shown.id, shown.version)
    work()
    found = wizard.show(me(), shown.id)
    assert found.state == "failed"
    assert "3002" in found.trouble
    assert wizard.step(found) == "columns"


def test_bank_accounts_need_their_word() -> None:
    actor = cast.actor("people.see", "people.import", "people.edit", **ME)
    shown = begun("Nachname;IBAN\nBerg;DE02120300000000202051\n", actor=actor)
    wizard.check(actor, shown.id, shown.version)
    work()
    assert wizard.show(actor, shown.id).state == "failed"
