"""Many customers changed at once: what the dialog asks and says, every deed, its undo (LST-12)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from stammkunde.foundation.bulkwork import work
from stammkunde.foundation.lists import LISTS
from stammkunde.foundation.models import ImportBatch
from stammkunde.people import lifecycle, operations
from stammkunde.people.models import Customer
from stammkunde.people.tests.bulk import (
    HTMX,
    LIST,
    ask,
    run,
    tag,
    words,
    work_off,
)
from tests import cast

pytestmark = pytest.mark.db


@pytest.fixture
def desk() -> Client:
    return cast.logged_in()


@pytest.fixture
def five() -> list[Customer]:
    return cast.many_customers(5)


# The dialog


def test_the_bar_offers_what_the_office_does_and_nothing_to_who_may_not(
    desk: Client, five: list[Customer]
) -> None:
    text = desk.get("/customers/").content.decode()
    offered = re.findall(r'name="do" value="(\w+)"', text)
    assert offered[:5] == ["tag", "group", "export", "print", "archive"]
    assert set(offered[5:]) == {
        "status", "managers", "recipient_group", "marker", "lock", "unlock", "restore"
    }  # fmt: skip
    reader = cast.logged_in(roles=("readonly",)).get("/customers/").content.decode()
    assert set(re.findall(r'name="do" value="(\w+)"', reader)) == {"print"}


def test_the_dialog_asks_first_and_says_then_what_it_comes_to(
    desk: Client, five: list[Customer]
) -> None:
    choir = tag()
    operations.tag_customers(actor=cast.owner(), customers=[five[0].pk], tags=[choir.pk])
    answer = ask(desk, "tag", five)
    assert answer.status_code == 200
    assert "Schlagworte · 5 ausgewählt" in words(answer)
    assert "Wähle ein Schlagwort." not in words(answer)
    assert 'value="run"' not in answer.content.decode()
    answer = ask(desk, "tag", five, step="look")
    assert "Wähle ein Schlagwort." in words(answer)
    chosen = {"p.way": "give", "p.which": str(choir.pk)}
    answer = ask(desk, "tag", five, step="look", **chosen)
    assert "werden geändert 4 bleiben, wie sie sind 1 ausgelassen 0" in words(answer)
    assert "4 ändern" in words(answer)
    assert choir.customers.count() == 1
    piece = desk.post(
        "/customers/",
        {"do": "tag", "query": "", "all": "1", "step": "look", **chosen},
        headers=HTMX | {"HX-Target": "bulk-look"},
    )
    assert piece.content.decode().lstrip().startswith('<div id="bulk-look"')


def test_who_is_left_out_is_named_with_the_reason(desk: Client, five: list[Customer]) -> None:
    operations.archive_customers(actor=cast.owner(), customers=[five[0].pk, five[1].pk])
    answer = ask(desk, "archive", five)
    said = words(answer)
    assert "werden geändert 3 bleiben, wie sie sind 0 ausgelassen 2" in said
    assert "2 × Dieser Kunde ist schon im Archiv." in said
    assert LISTS[LIST].named(cast.owner(), [five[0].pk])[five[0].pk] in said
    answer = run(desk, "archive", five)
    assert Customer.objects.filter(archived_at=None).count() == 0
    assert ImportBatch.objects.get().faulty == 2


def test_another_number_of_rows_than_was_shown_is_looked_at_again(
    desk: Client, five: list[Customer]
) -> None:
    answer = run(desk, "archive", count=4)
    assert answer.status_code == 409
    assert "andere Anzahl" in words(answer)
    assert Customer.objects.filter(archived_at=None).count() == 5
    assert run(desk, "archive", count=5).status_code == 302


def test_without_a_preview_nothing_is_done(desk: Client, five: list[Customer]) -> None:
    choir = tag()
    for said in ({}, {"step": "run"}, {"step": "run", "count": "x"}, {"step": "run", "count": "5"}):
        assert ask(desk, "tag", five, **said).status_code in (200, 422)
    gone = {"p.way": "give", "p.which": "4711"}
    answer = run(desk, "tag", five, **gone)
    assert answer.status_code == 422
    assert "Diese Auswahl gibt es nicht mehr." in words(answer)
    assert choir.customers.count() == 0
    assert not ImportBatch.objects.exists()


# Every deed, in the request


def deeds() -> list[tuple[str, dict[str, Any], str]]:
    return [
        ("status", {"p.status": "status"}, "5 Kunden wurden geändert."),
        ("managers", {"p.who": "manager"}, "5 Kunden wurden geändert."),
        ("marker", {"p.marker": "⭐"}, "5 Kunden wurden geändert."),
        ("tag", {"p.which": "tag"}, "5 Kunden haben jetzt das Schlagwort."),
        ("group", {"p.which": "group"}, "5 Kunden sind jetzt in der Gruppe."),
        ("recipient_group", {"p.which": "recipient_group"}, "5 Kunden sind jetzt in der Gruppe."),
        ("lock", {"p.reason": "Zahlt nicht"}, "5 sind jetzt gesperrt."),
        ("archive", {}, "5 sind jetzt im Archiv."),
    ]


def chosen(said: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = dict(said)
    for key, value in said.items():
        if value in ("group", "recipient_group"):
            labels = operations.add_labels(actor=cast.owner(), kind=value, names=["Familien"])
            made[key] = str(labels.done[0].pk)
        elif value == "tag":
            made[key] = str(tag().pk)
        elif value == "manager":
            made[key] = str(cast.user(roles=("office",)).pk)
        elif value == "status":
            values = {"name": "Merkt vor", "tone": "b", "with_number": False}
            status = operations.add_status(actor=cast.owner(), values=values)
            made[key] = str(status.done[0].pk)
    return made


def seen(pk: int) -> Any:
    row = Customer.objects.get(pk=pk)
    many = [sorted(getattr(row, name).values_list("pk", flat=True))
            for name in ("tags", "groups", "recipient_groups", "managers")]  # fmt: skip
    return row.status_id, row.marker, row.locked_at, row.lock_reason, row.archived_at, many


@pytest.mark.parametrize(("do", "said", "toast"), deeds(), ids=[one[0] for one in deeds()])
@pytest.mark.parametrize("as_job", [False, True])
def test_every_deed_is_done_and_undone_as_a_whole(
    desk: Client,
    five: list[Customer],
    do: str,
    said: dict[str, Any],
    toast: str,
    as_job: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if as_job:
        monkeypatch.setattr(work, "AT_ONCE", 2)
        monkeypatch.setattr(work, "CHUNK", 2)
    before = {row.pk: seen(row.pk) for row in five}
    answer = run(desk, do, five, **chosen(said))
    batch = ImportBatch.objects.get()
    if as_job:
        assert answer["Location"] == f"/bulk/{batch.pk}/"
        assert all(seen(pk) == was for pk, was in before.items())
        work_off()
    else:
        assert toast in words(desk.get(answer["Location"]))
    after = {row.pk: seen(row.pk) for row in five}
    assert all(after[pk] != before[pk] for pk in before)
    batch.refresh_from_db()
    assert (batch.state, batch.rows, batch.updated, batch.faulty) == ("done", 5, 5, 0)
    assert "geändert 5" in words(desk.get(f"/bulk/{batch.pk}/"))
    assert desk.post(f"/bulk/{batch.pk}/undo/").status_code == 302
    work_off()
    assert {row.pk: seen(row.pk) for row in five} == before
    assert "rückgängig gemacht" in words(desk.get("/bulk/"))


@pytest.mark.parametrize("do", ["tag", "group"])
def test_tags_and_groups_are_taken_off_and_come_back(
    desk: Client, five: list[Customer], do: str
) -> None:
    label = {"p.which": chosen({"x": do})["x"]}
    run(desk, do, five[:3], count=3, **label)
    run(desk, do, five, **label, **{"p.way": "take"})
    assert all(not any(seen(row.pk)[5]) for row in five)
    newest = ImportBatch.objects.latest("pk")
    assert (newest.updated, newest.skipped) == (3, 2)
    desk.post(f"/bulk/{newest.pk}/undo/")
    assert [any(seen(row.pk)[5]) for row in five] == [True] * 3 + [False] * 2


def test_who_is_locked_is_unlocked_and_who_is_archived_comes_back(
    desk: Client, five: list[Customer]
) -> None:
    owner, ids = cast.owner(), [row.pk for row in five]
    operations.lock_customers(actor=owner, customers=ids[:2], reason="Zahlt nicht")
    assert "2 sind nicht mehr gesperrt." in words(desk.get(run(desk, "unlock", five)["Location"]))
    operations.archive_customers(actor=owner, customers=ids)
    run(desk, "restore", five)
    assert Customer.objects.filter(archived_at=None).count() == 5


def test_a_marker_is_one_emoji_and_a_lock_has_a_reason(desk: Client, five: list[Customer]) -> None:
    assert "Die Markierung ist ein Emoji." in words(
        ask(desk, "marker", five, step="look", **{"p.marker": "wichtig"})
    )
    assert run(desk, "marker", five, **{"p.marker": "wichtig"}).status_code == 422
    assert run(desk, "lock", five, **{"p.reason": "  "}).status_code == 422
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("as_job", [False, True])
def test_a_status_that_gives_numbers_says_so_and_neither_goes_back(
    desk: Client, five: list[Customer], as_job: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if as_job:
        monkeypatch.setattr(work, "AT_ONCE", 2)
    numbered = next(one for one in lifecycle.statuses() if one.with_number)
    said = {"p.status": str(numbered.pk)}
    assert "5 bekommen dabei eine Kundennummer" in words(
        ask(desk, "status", five, step="look", **said)
    )
    run(desk, "status", five, **said)
    work_off()
    numbers = set(Customer.objects.values_list("number", flat=True))
    assert len(numbers) == 5
    assert "" not in numbers
    batch = ImportBatch.objects.get()
    desk.post(f"/bulk/{batch.pk}/undo/")
    work_off()
    assert set(Customer.objects.values_list("number", flat=True)) == numbers
    assert set(Customer.objects.values_list("status", flat=True)) == {numbered.pk}
    free = next(one for one in lifecycle.statuses() if not one.with_number)
    answer = ask(desk, "status", five, step="look", **{"p.status": str(free.pk)})
    assert "5 × Wer eine Kundennummer hat" in words(answer)


def test_participants_are_archived_and_restored(desk: Client) -> None:
    lea, tom = cast.participants(cast.customer(), {"first_name": "Lea"}, {"first_name": "Tom"})
    data = {"query": "", "pick": [lea.pk, tom.pk], "step": "run", "count": "2"}
    answer = desk.post("/participants/", {"do": "archive", **data}, follow=True)
    assert "2 sind jetzt im Archiv." in words(answer)
    answer = desk.post("/participants/", {"do": "restore", **data}, follow=True)
    assert "2 sind aus dem Archiv zurück." in words(answer)
