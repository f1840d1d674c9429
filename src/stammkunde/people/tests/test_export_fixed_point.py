"""An export that comes in again changes nothing; in an empty house it makes the same customers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stammkunde.foundation import sheets
from stammkunde.foundation.models import JournalEntry
from stammkunde.foundation.operations import building
from stammkunde.people import exports, importing, operations
from stammkunde.people.models import (
    MEMBERSHIP,
    Address,
    BankAccount,
    Contact,
    ContactPoint,
    Customer,
    CustomerGroup,
    CustomValue,
    ExternalId,
    Guardianship,
    Participant,
    RecipientGroup,
    Tag,
)
from stammkunde.people.tests.own import own
from tests import cast

pytestmark = pytest.mark.db

AWKWARD = [
    "=1+1", "+cmd|'/c calc'!A1", "-2+3", "@SUM(A1)", "'t Hooft", '="x"', "O'Neal; „Süß“, & Co.",
    'A "B" C', "\u0394 🐬 李", "Yılmaz-Öz", "von der Wiese", "1E5", "Straße", "a|b", "x||y|", "a, b",
    "a; b", "#1", "Ärzte: Haus", "A ::: B", "3/4", "ja", "M. Ü.",
]  # fmt: skip


def many(seed: int = 7) -> None:
    """Customers of every kind with everything that an import knows, filled awkwardly."""
    rng = random.Random(seed)
    own("Stufe", "choice"), own("Zahl", "number"), own("Foto", "yes_no"), own("Tag", "date")
    own("Telefon 2"), own("Lied", "longtext")
    own("Allergien", of="participant")
    owner = cast.owner()
    labels: dict[str, list[int]] = {}
    for kind, column in MEMBERSHIP.items():
        outcome = operations.add_labels(actor=owner, kind=kind, names=AWKWARD)
        labels[column] = [row.pk for row in outcome.done]
    rows = [_customer(rng, at, labels) for at in range(40)]
    outcome = operations.add_customers(actor=owner, customers=rows)
    assert not outcome.refused, outcome.refused
    made = outcome.done
    own_values = {
        "custom.stufe": "Gold", "custom.zahl": "-1234,5", "custom.foto": "nein",
        "custom.tag": "24.12.2026", "custom.telefon_2": "frei", "custom.lied": "a\nb; c",
    }  # fmt: skip
    changes = [operations.CustomerChange(row.pk, own_values) for row in made[:5]]
    operations.change_customers(actor=owner, changes=changes)
    emptied = [row.pk for row in made if row.phone][:3]
    changes = [operations.CustomerChange(pk, {"phone": "", "phone_label": ""}) for pk in emptied]
    operations.change_customers(actor=owner, changes=changes)
    operations.archive_participants(
        actor=owner, participants=list(Participant.objects.values_list("pk", flat=True)[:2])
    )


def _customer(rng: random.Random, at: int, labels: dict[str, list[int]]) -> dict[str, Any]:
    said = AWKWARD[at % len(AWKWARD)]
    other = rng.choice(AWKWARD)
    person = at % 3 > 0
    made: dict[str, Any] = {
        "kind": "person" if person else "organisation",
        "first_name": other if person else "", "last_name": said if person else "",
        "organisation": "" if person else said, "salutation": "ms" if person else "",
        "title": "Dr." if at % 5 else "", "street": f"{other} 3/4", "postcode": "01067",
        "city": said, "note": f"{said}\n{other}\t; Ende", "email": f"k{at}@mail.example",
        "phone": f"+49 171 55501{at:02}" if at % 4 else "", "phone_label": said if at % 4 else "",
        "relation_start": "01.02.2020", "short_name": other, "marker": "🐬" if at % 7 == 0 else "",
        "points": [
            {"kind": "phone", "value": f"030 5550{at:03}", "label": said},
            {"kind": "email", "value": f"zwei{at}@mail.example", "label": ""},
            {"kind": "phone", "value": f"030 5551{at:03}", "label": ""},
        ][: at % 4],
        "participants": [
            {"kind": "person", "first_name": said, "last_name": other, "birth_date": "29.02.2016",
             "note": other},
            {"kind": "animal", "first_name": other, "breed": said, "sex": "male",
             "neutered": "ja", "chip": "276098106123456", "vaccinated_until": "31.12.2026"},
            *([{"is_self": True}] if person else []),
        ][: at % 4],
        "contacts": [
            {"first_name": said, "last_name": other, "role": said, "phone": "030 1",
             "email": "x@mail.example", "note": f"{other}\n{said}"},
            {"last_name": "Berg"},
        ][: at % 3],
        "addresses": [
            {"label": said, "street": other, "postcode": "1010", "city": "Wien", "country": said},
            {"label": "Rechnung", "city": other},
        ][: at % 3],
        "bank": [{"iban": "DE89370400440532013000", "holder": said}] if at % 2 else [],
        "external_ids": [
            ("kutego", f"{at}"), ("", f"00{at}"), (f"P {at % 2}", f"a;{at}"),
        ][: at % 4],
        "origin": rng.choice(["hand", "phone", "import", "booking"]),
        **{column: rng.sample(ids, at % 4) for column, ids in labels.items()},
    }  # fmt: skip
    return made


def taken_out(form: str = "csv") -> bytes:
    """Everything, as a file."""
    rows = exports.exported(cast.owner())
    if form == "xlsx":
        return b"".join(sheets.write_xlsx(rows, title="Kunden"))
    return "".join(sheets.write(rows)).encode("utf-8-sig")


def content(data: bytes) -> list[Sequence[str]]:
    """The cells of a file."""
    sheet = sheets.read(data)
    return [sheet.headings, *sorted(tuple(row.cells) for row in sheet.rows)]


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_went_out_with_everything_comes_in_again_without_a_change(form: str) -> None:
    many()
    before = taken_out()
    entries = JournalEntry.objects.filter(operation__startswith="people.").count()
    report = importing.import_customers(cast.owner(), taken_out(form))
    assert (report.errors, report.rows, report.skipped) == ([], 40, 40)
    assert taken_out() == before
    assert JournalEntry.objects.filter(operation__startswith="people.").count() == entries


def empty_house() -> None:
    """As on the first day, only the own fields stay."""
    with building():
        for name in ("tags", "groups", "recipient_groups", "managers"):
            getattr(Customer, name).through.objects.all().delete()
        for model in (
            CustomValue, Guardianship, Contact, ContactPoint, Address, BankAccount, ExternalId,
            Participant, Customer, Tag, CustomerGroup, RecipientGroup,
        ):  # fmt: skip
            model._default_manager.all()._raw_delete("default")
        for model in apps.get_app_config("toyroom").get_models():
            model._default_manager.all()._raw_delete("default")


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_in_an_empty_house_an_export_makes_the_same_customers(form: str) -> None:
    many()
    archived = Participant.objects.exclude(archived_at=None)
    operations.restore_participants(
        actor=cast.owner(), participants=list(archived.values_list("pk", flat=True))
    )
    before, data = content(taken_out()), taken_out(form)
    empty_house()
    report = importing.import_customers(cast.owner(), data)
    assert (report.errors, report.created) == ([], 40)
    after = content(taken_out())
    for line, same in zip(after, before, strict=True):
        assert list(line) == list(same)


def test_an_export_asks_the_same_number_of_questions_whoever_is_in_it() -> None:
    many()
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            list(exports.exported(cast.owner()))
        counts.append(len(asked))
        twins = list(Contact.objects.values_list("customer", flat=True)[:3])
        for home in twins:
            wanted = {"customer": home, "last_name": "X"}
            operations.add_contacts(actor=cast.owner(), contacts=[wanted])
        cast.many_customers(30)
    assert counts[0] == counts[1]


def test_archived_statuses_and_days_survive_the_way_out_and_in() -> None:
    fresh = operations.add_status(actor=cast.owner(), values={"name": "Alt"}).done[0]
    made = cast.customer(status=fresh.pk, birth_date="29.02.1988")
    operations.archive_statuses(actor=cast.owner(), statuses=[fresh.pk])
    report = importing.import_customers(cast.owner(), taken_out())
    assert (report.errors, report.skipped) == ([], 1)
    made.refresh_from_db()
    assert (made.status_id, made.birth_date) == (fresh.pk, date(1988, 2, 29))
