"""The data of the business: kept as typed, journalled, taken back; nobody else changes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from stammkunde.foundation import clock, files, uploads
from stammkunde.foundation.business import business, changing, reading
from stammkunde.foundation.models import BusinessData, JournalChange, StoredFile
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.foundation.undo import undo
from tests import cast

pytestmark = pytest.mark.db
PNG = b"RIFF a picture"
PICTURE = uploads.Checked(changing.INTAKE, "logo.webp", "image/webp", PNG)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, db: None) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    yield


def boss() -> Any:
    return cast.actor("foundation.business")


def logo() -> Any:
    return changing.set_logo(actor=boss(), picture=PICTURE)


def refused(**values: str) -> Refused:
    with pytest.raises(Refused) as no:
        changing.change_business(actor=boss(), values=values)
    return no.value


def test_a_new_house_has_no_name_and_is_in_trial_operation() -> None:
    now = business()
    assert (str(now), now.name, now.trial, now.is_set_up) == ("Stammkunde", "", True, False)


def test_the_business_is_kept_as_typed_without_odd_blanks() -> None:
    changing.change_business(
        actor=boss(),
        values={"name": " Klanghof  Musikschule ", "vat_id": "de 123 456 789", "city": "Weimar"},
    )
    now = business()
    assert (now.name, now.vat_id, now.city) == ("Klanghof Musikschule", "DE123456789", "Weimar")
    assert str(now) == "Klanghof Musikschule"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"email": "nobody"}, "email_invalid"),
        ({"website": "no site"}, "website_invalid"),
        ({"vat_id": "123456789"}, "vat_id_invalid"),
        ({"tone": "x"}, "unknown"),
        ({"name": "x" * 81}, "too_long"),
    ],
)
def test_what_is_none_is_refused_with_its_field(values: dict[str, str], code: str) -> None:
    no = refused(**values)
    assert (no.code, no.field) == (code, next(iter(values)))


def test_every_change_is_in_the_journal_and_can_be_taken_back() -> None:
    outcome = changing.change_business(actor=boss(), values={"name": "Klanghof"})
    lines = JournalChange.objects.filter(entry=outcome.entry).values_list("field", "new")
    assert list(lines) == [("name", '"Klanghof"')]
    undo(actor=boss(), entry=outcome.entry or 0)
    assert business().name == ""


def test_a_second_row_is_refused_by_the_database() -> None:
    with pytest.raises(Exception, match="business_data_one_row"):
        BusinessData.objects.create(pk=2)


def test_nobody_without_the_word_changes_the_business() -> None:
    mail = {"to": "a@example.test", "sender": "b@example.test"}
    asked: list[tuple[Any, dict[str, Any]]] = [
        (changing.change_business, {"values": {"name": "x"}}),
        (changing.set_logo, {"picture": PICTURE}),
        (changing.remove_logo, {}),
        (changing.change_retention, {"values": {"keep_books": 12}}),
        (changing.finish_set_up, {}),
        (changing.show_checklist, {"shown": False}),
        (changing.send_test_mail, mail),
    ]
    for run, said in asked:
        with pytest.raises(Forbidden):
            run(actor=cast.nobody(), **said)


def test_the_logo_is_shown_to_everybody_and_a_former_one_to_nobody() -> None:
    logo()
    former = business().logo_key
    address = business().logo
    answer = Client().get(address)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PNG  # type: ignore[attr-defined]
    assert "sandbox" in answer["Content-Security-Policy"]
    logo()
    assert business().logo_key != former
    assert Client().get(address).status_code == 404
    with pytest.raises(Missing):
        files.readable(cast.owner(), former)


def test_a_new_logo_can_be_taken_back_while_the_former_file_is_there() -> None:
    logo()
    former = business().logo_key
    outcome = changing.remove_logo(actor=boss())
    assert business().logo == ""
    undo(actor=boss(), entry=outcome.entry or 0)
    assert business().logo_key == former


def test_a_logo_whose_file_is_gone_does_not_come_back() -> None:
    logo()
    outcome = changing.remove_logo(actor=boss())
    StoredFile.objects.all().delete()
    with pytest.raises(Refused) as no:
        undo(actor=boss(), entry=outcome.entry or 0)
    assert no.value.code == "logo_gone"


def test_former_logos_go_after_thirty_days_and_the_present_one_never() -> None:
    logo()
    logo()
    long_ago = clock.now() - timedelta(days=31)
    StoredFile.objects.update(created_at=long_ago)
    logo()
    assert StoredFile.objects.filter(owner=reading.LOGO).count() == 2  # the former one was in use
    StoredFile.objects.exclude(key=business().logo_key).update(created_at=long_ago)
    logo()
    assert StoredFile.objects.filter(owner=reading.LOGO).count() == 2


@pytest.mark.parametrize(
    ("column", "years", "code"),
    [
        ("keep_documents", 7, "below_law"),
        ("keep_books", 9, "below_law"),
        ("keep_letters", 5, "below_law"),
        ("keep_refunds", 7, "below_law"),
        ("keep_books", 51, "too_long"),
    ],
)
def test_retention_never_falls_below_the_law(column: str, years: int, code: str) -> None:
    with pytest.raises(Refused) as no:
        changing.change_retention(actor=boss(), values={column: years})
    assert (no.value.code, no.value.field) == (code, column)


def test_refund_proof_is_kept_ten_years_and_may_be_lowered_to_eight() -> None:
    assert business().years == {
        "keep_documents": 8,
        "keep_books": 10,
        "keep_letters": 6,
        "keep_refunds": 10,
    }
    outcome = changing.change_retention(actor=boss(), values={"keep_refunds": 8})
    assert business().years["keep_refunds"] == 8
    undo(actor=boss(), entry=outcome.entry or 0)
    assert business().years["keep_refunds"] == 10


def test_the_set_up_is_finished_once() -> None:
    changing.finish_set_up(actor=boss())
    assert business().is_set_up
    assert changing.finish_set_up(actor=boss()).done == []


def test_the_checklist_is_put_away_and_comes_back() -> None:
    outcome = changing.show_checklist(actor=boss(), shown=False)
    assert business().checklist_hidden
    undo(actor=boss(), entry=outcome.entry or 0)
    assert not business().checklist_hidden
