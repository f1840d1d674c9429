"""One list of 500 customers in every notation is the same 500 customers (D21)."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models, transaction

from stammkunde.foundation import sheets
from stammkunde.people import importing
from tests import cast
from tests.stories import notations

ROWS = 500
VOLATILE = (models.AutoField, models.UUIDField, models.DateTimeField, models.ForeignKey)


def everything():
    """What stands in the room people, without keys and times."""
    found = {}
    for model in apps.get_app_config("people").get_models():
        names = [one.name for one in model._meta.concrete_fields if not isinstance(one, VOLATILE)]
        rows = model._default_manager.values_list(*names) if names else ()
        found[model._meta.label] = sorted(map(repr, rows))
    return found


def brought_in(data):
    """What stands there after this list came in; then it is gone again."""
    actor = cast.actor("people.see", "people.edit", "people.import", door="import")
    with transaction.atomic():
        report = importing.import_customers(actor, data)
        assert (report.errors, report.created) == ([], ROWS), report.errors[:3]
        found = everything()
        transaction.set_rollback(True)
    return found


@pytest.mark.db
@pytest.mark.slow
def test_a_dozen_spellings_of_a_list_are_the_same_customers_in_the_database():
    table = notations.table(ROWS)
    files = {one: one.write(table) for one in notations.some_notations()}
    files |= {
        "XLSX, shared texts": notations.workbook(table),
        "XLSX, inline texts": notations.workbook(table, shared=False),
        "XLSX, typed cells": notations.workbook(table, typed=True),
        "CSV of our own": "".join(sheets.write(table)).encode("utf-8-sig"),
        "XLSX of our own": b"".join(sheets.write_xlsx(table, title="Kunden")),
    }
    assert len(files) >= 15
    assert len(set(files.values())) == len(files)
    first = brought_in(next(iter(files.values())))
    assert len(first["people.Customer"]) == ROWS
    assert "\ufffd" not in "".join("".join(rows) for rows in first.values())
    for name, data in files.items():
        assert brought_in(data) == first, name


@pytest.mark.db
def test_a_look_at_a_list_tells_what_writing_it_would_refuse():
    table = notations.table(6)
    for row in table[1::2]:
        row[-1] = "Interessent"
    actor = cast.actor("people.see", "people.edit", "people.import", door="import")
    data = notations.Notation().write(table)
    looked = importing.import_customers(actor, data, dry_run=True)
    report = importing.import_customers(actor, data)
    assert [(one.row, one.column) for one in report.errors] == [
        (2, "Status"), (4, "Status"), (6, "Status")
    ]  # fmt: skip
    assert looked.errors == report.errors
    assert (looked.faulty, looked.created, report.created) == (3, 0, 0)


@pytest.mark.pure
@pytest.mark.slow
def test_every_notation_gives_the_same_rows_with_the_same_numbers():
    table = notations.table(ROWS)
    wanted = [(number, row) for number, row in enumerate(table[1:], 2)]
    count = 0
    for one in notations.notations():
        sheet = sheets.read(one.write(table))
        assert (sheet.headings, sheet.delimiter) == (table[0], one.delimiter), one
        assert sheet.encoding in one.encoding.replace("marked-be", "utf-16-be").replace(
            "cp1252", "windows-1252"
        )
        found = [(row.number, [c.replace(one.end, "\n") for c in row.cells]) for row in sheet.rows]
        assert found == wanted, one
        count += 1
    assert count == 126
