"""Own fields in lists, files and on pages (CUS-23)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stammkunde.foundation import sheets
from stammkunde.foundation.lists import export
from stammkunde.foundation.refusals import Refused
from stammkunde.people import exports, fields, importing
from stammkunde.people.lists import CustomerList
from stammkunde.people.models import Customer, CustomField
from stammkunde.people.tests.own import own, values, write
from tests import cast

pytestmark = pytest.mark.db


# In the list


def listed(**filters: str) -> set[str]:
    """The last names that a filtered list shows."""
    query = {f"f.custom.{slug}": value for slug, value in filters.items()}
    return {row.last_name for row in export.rows(CustomerList, cast.owner(), query)}


def three(kind: str, first: str, second: str) -> None:
    """Two customers with a value in the field *Feld*, and one without."""
    own("Feld", kind)
    cast.customers(
        {"last_name": "Eins", "custom.feld": first},
        {"last_name": "Zwei", "custom.feld": second},
        {"last_name": "Ohne"},
    )


@pytest.mark.parametrize(
    ("kind", "first", "second", "asked", "found"),
    [
        ("text", "Größe 12", "andere", "groesse", {"Eins"}),
        ("text", "A", "B", ":empty", {"Ohne"}),
        ("text", "A", "B", ":filled", {"Eins", "Zwei"}),
        ("longtext", "x " * 900 + "Ende", "B", "ende", {"Eins"}),
        ("number", "3", "7,5", "3..5", {"Eins"}),
        ("number", "3", "7,5", "ab 4", {"Zwei"}),
        ("number", "3", "7,5", "bis 7,5", {"Eins", "Zwei"}),
        ("number", "-3", "7", "-5 bis -1", {"Eins"}),
        ("number", "3", "7", ":empty", {"Ohne"}),
        ("date", "1.6.2026", "1.7.2026", "2026-06-01..2026-06-30", {"Eins"}),
        ("date", "1.6.2026", "1.7.2026", ":empty", {"Ohne"}),
        ("choice", "Gold", "Silber", "#2", {"Zwei"}),
        ("choice", "Gold", "Silber", ":empty", {"Ohne"}),
        ("yes_no", "ja", "nein", "no", {"Zwei"}),
        ("yes_no", "ja", "nein", "yes", {"Eins"}),
    ],
)
def test_the_list_filters_by_kind(
    kind: str, first: str, second: str, asked: str, found: set[str]
) -> None:
    three(kind, first, second)
    assert listed(feld=asked) == found


@pytest.mark.parametrize(
    ("kind", "asked"), [("number", "viel"), ("number", "7..3"), ("date", "bald"), ("choice", "#9")]
)
def test_a_filter_that_cannot_be_read_is_refused(kind: str, asked: str) -> None:
    three(kind, "", "")
    with pytest.raises(Refused):
        listed(feld=asked)


def test_the_list_shows_own_columns_when_asked_with_one_query_for_all() -> None:
    own("Eins"), own("Zahl", "number"), own("Stufe", "choice"), own("Foto", "yes_no")
    said = {"custom.eins": "V 12", "custom.zahl": "2", "custom.stufe": "Gold", "custom.foto": "ja"}
    cast.customers(*[dict(said) for _ in range(5)])
    counts = []
    for cols in ("email", "email,custom.eins,custom.zahl,custom.stufe,custom.foto"):
        with CaptureQueriesContext(connection) as asked:
            lines = list(export.lines(CustomerList, cast.owner(), {"cols": cols}))
        counts.append(len(asked))
    assert "V 12;2;Gold;ja" in lines[-1]
    assert counts[1] <= counts[0] + 3  # what is known, the values, and the end of the walk


def test_every_declared_field_has_a_column() -> None:
    assert set(fields.FIELDS.keys) <= {col.key for col in CustomerList.columns}


# Lists in and out


def bring(text: str) -> importing.Report:
    """Import a list."""
    return importing.import_customers(cast.owner(), text.encode())


def test_a_list_comes_in_and_goes_out_with_own_fields() -> None:
    own("Stufe", "choice"), own("Zahl", "number"), own("Foto", "yes_no"), own("Tag", "date")
    report = bring("Nachname;Stufe;Zahl;Foto;Tag\nBerg;gold;1.234,5;nein;24.12.2026\nTal;;;;\n")
    assert (report.created, report.errors) == (2, [])
    typed = exports.exported(cast.owner())
    lines = [["" if cell is None else sheets.written(cell) for cell in row] for row in typed]
    at = [lines[0].index(name) for name in ("Stufe", "Zahl", "Foto", "Tag")]
    assert [lines[1][place] for place in at] == ["Gold", "1234,5", "nein", "24.12.2026"]
    assert [lines[2][place] for place in at] == ["", "", "", ""]
    again = bring("\n".join(";".join(line) for line in lines))
    assert (again.created, again.updated, again.skipped) == (0, 0, 2)
    changed = bring("\n".join(";".join(line) for line in lines).replace("1234,5", "7"))
    assert (changed.updated, changed.skipped) == (1, 1)


def test_a_cell_that_an_own_field_cannot_take_is_reported() -> None:
    own("Zahl", "number")
    (problem,) = bring("Nachname;Zahl\nBerg;viele\n").errors
    assert (problem.row, problem.column) == (2, "Zahl")


def test_a_list_without_own_columns_asks_nothing_about_them() -> None:
    own("Zahl", "number")
    with CaptureQueriesContext(connection) as asked:
        bring("Nachname\nBerg\n")
    assert not [
        one for one in asked if "people_customvalue" in one["sql"] and "INSERT" in one["sql"]
    ]


# On the pages


def test_the_form_the_record_and_the_page_of_one_field_know_own_fields() -> None:
    own("Stufe", "choice"), own("Foto", "yes_no")
    office = cast.logged_in()
    form = office.get("/customers/new/").content.decode()
    assert 'name="custom.stufe"' in form
    sent = {"kind": "person", "last_name": "Berg", "custom.stufe": "#2", "custom.foto": "no"}
    office.post("/customers/new/", sent)
    customer = Customer.objects.get()
    assert values(customer.pk) == {"custom.stufe": "#2", "custom.foto": "no"}
    record = office.get(f"/customers/{customer.pk}/").content.decode()
    assert "Silber" in record
    url = f"/customers/{customer.pk}/edit/custom.stufe/"
    assert '<option value="#2" selected>' in office.get(url).content.decode()
    office.post(url, {"custom.stufe": "#1", "expected": "#2"})
    assert values(customer.pk)["custom.stufe"] == "#1"
    late = office.post(url, {"custom.stufe": "", "expected": "#2"})
    assert late.status_code == 409
    assert "Gold" in late.content.decode()
    told = office.get(f"/customers/{customer.pk}/timeline/").content.decode()
    assert "Stufe <s>Silber</s> → Gold" in told
    assert office.get(f"/customers/{customer.pk}/edit/custom.gone/").status_code == 404


def test_all_fields_at_once_keep_own_fields_that_others_wrote() -> None:
    own("Eins"), own("Zwei")
    customer = cast.customer(**{"custom.eins": "alt", "custom.zwei": "alt"})
    office = cast.logged_in()
    page = office.get(f"/customers/{customer.pk}/edit/")
    sent = {field.html_name: field.value() or "" for field in page.context["form"]}
    sent |= dict(page.context["form"].shown)
    write(customer.pk, zwei="anders")
    office.post(f"/customers/{customer.pk}/edit/", sent | {"custom.eins": "neu"})
    assert values(customer.pk) == {"custom.eins": "neu", "custom.zwei": "anders"}


def test_a_participant_is_edited_with_own_fields() -> None:
    own("Stufe", "choice", of="participant")
    child = cast.participant(first_name="Lea")
    office = cast.logged_in()
    url = f"/participants/{child.pk}/edit/"
    page = office.get(url)
    sent = {field.html_name: field.value() or "" for field in page.context["form"]}
    sent |= dict(page.context["form"].shown)
    office.post(url, sent | {"custom.stufe": "#1"})
    assert values(child.pk, "participant") == {"custom.stufe": "#1"}
    tab = office.get(f"/customers/{child.customer_id}/participants/").content.decode()
    assert "Gold" in tab
    told = office.get(f"/customers/{child.customer_id}/timeline/").content.decode()
    assert "Lea" in told
    assert "Stufe <s>–</s> → Gold" in told


# The page of the settings


def keep(**said: str) -> int:
    """Post to the page; the status of the answer."""
    return cast.logged_in().post("/settings/fields/", said).status_code


def test_the_page_makes_renames_moves_and_archives_fields() -> None:
    assert (
        keep(do="add", of="customer", kind="choice", label="Stufe", choices="Gold\r\nSilber\r\n")
        == 302
    )
    assert keep(do="add", of="customer", kind="text", label="Zweites") == 302
    first, second = CustomField.objects.order_by("pk")
    pk = str(first.pk)
    more = {"choice.1": "Bronze", "choice.2": "", "fresh": "Platin"}
    assert keep(do="change", field=pk, label="Level", expected="Stufe", **more) == 302
    assert keep(do="up", field=str(second.pk)) == 302
    assert [(one.label, [label for _v, label in one.choices]) for one in fields.own_fields()] == [
        ("Zweites", []),
        ("Level", ["Bronze", "Platin"]),
    ]
    assert keep(do="archive", field=pk) == 302
    page = cast.logged_in().get("/settings/fields/").content.decode()
    assert "Level" in page[page.index("Archiv") :]
    assert keep(do="restore", field=pk) == 302
    assert len(fields.own_fields()) == 2


def test_the_page_says_what_is_wrong_and_loses_nothing() -> None:
    page = cast.logged_in().post("/settings/fields/", {"do": "add", "kind": "choice", "label": "X"})
    assert page.status_code == 422
    assert 'value="X"' in page.content.decode()
    own("Feld")
    pk = str(CustomField.objects.get().pk)
    assert keep(do="change", field=pk, label="Neu", expected="Anders") == 409
    assert keep(do="change", field="0x") == 404
    assert keep(do="dance", field=pk) == 404


def test_the_undo_of_a_rename_stands_in_the_toast() -> None:
    own("Feld")
    office, pk = cast.logged_in(), CustomField.objects.get().pk
    said = {"do": "change", "field": str(pk), "label": "Neu", "expected": "Feld"}
    page = office.post("/settings/fields/", said, follow=True)
    entry = page.context["messages"]._loaded_data[0].extra_tags.removeprefix("undo:")
    assert entry.isdecimal()
    office.post(f"/undo/{entry}/")
    assert CustomField.objects.get().label == "Feld"
