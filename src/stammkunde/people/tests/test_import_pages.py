"""Settings → Importe: what came in, its report, how far it is, and the way back (R13, IMP-05, N-07)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from stammkunde.foundation import batches, takeback
from stammkunde.foundation.models import BatchState, ImportBatch, JournalEntry
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.people import importing, operations, queries, tasks
from stammkunde.people.models import Customer
from stammkunde.people.views import imports as views
from tests import cast

pytestmark = pytest.mark.db
LIST = "Nachname;E-Mail\nBerg;b@mail.example\nTal;falsch\nSee;s@mail.example\n"
ADDRESS = "/settings/imports/"


def bring(text: str = LIST, file: str = "kunden.csv") -> int:
    """A list that came in, without its faulty rows: the batch."""
    course = importing.Course(importing.Mode.VALID_ROWS)
    actor = cast.owner(door="import", label="Miriam Jansen")
    report = importing.import_customers(actor, text.encode(), course=course, file=file)
    return report.batch


def words(answer: Any) -> str:
    assert answer.status_code == 200, answer
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def state_of(batch: int) -> str:
    return ImportBatch.objects.get(pk=batch).state


def put(batch: int, **values: Any) -> None:
    with building():
        ImportBatch.objects.filter(pk=batch).update(**values)


@pytest.fixture
def desk() -> Client:
    return cast.logged_in()


def test_the_newest_import_comes_first_with_file_time_person_and_counts(desk: Client) -> None:
    assert "Noch nichts importiert." in words(desk.get(ADDRESS))
    bring(file="alt.csv")
    bring("Nachname\nNeumann\n", file="neu.xlsx")
    said = words(desk.get(ADDRESS))
    assert said.index("neu.xlsx") < said.index("alt.csv")
    assert "Miriam Jansen" in said
    assert "Zeilen 3 angelegt 2 geändert 0 ausgelassen 0 fehlerhaft 1" in said


def test_the_settings_lead_there_and_only_for_who_may_import() -> None:
    batch = bring()
    may, may_not = cast.logged_in(), cast.logged_in(cast.user(roles=("readonly",)))
    assert f'href="{ADDRESS}"' in may.get("/settings/").content.decode()
    for path in ("", f"{batch}/", f"{batch}/state/", f"{batch}/errors/", f"{batch}/undo/"):
        assert may_not.get(ADDRESS + path).status_code == 403
        assert may.get(f"{ADDRESS}{10**9}/").status_code == 404
    assert may_not.post(f"{ADDRESS}{batch}/undo/").status_code == 403
    assert state_of(batch) == BatchState.DONE


def test_the_report_names_row_column_what_is_wrong_and_what_to_do(desk: Client) -> None:
    batch = bring()
    said = words(desk.get(f"{ADDRESS}{batch}/"))
    assert "3 E-Mail" in said
    answer = desk.get(f"{ADDRESS}{batch}/errors/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert text.splitlines()[0] == "Zeile;Spalte;Was nicht stimmt;Was hilft"
    assert text.splitlines()[1].startswith("3;E-Mail;")
    assert answer["Content-Disposition"] == 'attachment; filename="Fehler kunden.csv.csv"'


def test_a_report_that_is_forgotten_leaves_the_counts(desk: Client) -> None:
    batch = bring()
    put(batch, report="", stayed="", file="")
    said = words(desk.get(f"{ADDRESS}{batch}/"))
    assert f"Import {batch}" in said
    assert "Zeilen 3 angelegt 2" in said


def test_an_import_at_work_says_how_far_it_is_and_asks_again_until_it_is_through(
    desk: Client,
) -> None:
    batch = bring()
    put(batch, state=BatchState.RUNNING, rows=10_000, done=4_000)
    piece = desk.get(f"{ADDRESS}{batch}/state/", headers={"HX-Request": "true"})
    text = piece.content.decode()
    assert 'hx-trigger="every 2s"' in text
    assert f'hx-get="{ADDRESS}{batch}/state/"' in text
    assert '<progress class="pg" max="10000" value="4000"' in text
    assert "4.000 von 10.000 Zeilen übernommen" in words(piece)
    assert "kunden.csv" in words(desk.get("/"))
    put(batch, state=BatchState.DONE)
    piece = desk.get(f"{ADDRESS}{batch}/state/", headers={"HX-Request": "true"})
    assert "hx-trigger" not in piece.content.decode()
    assert "kunden.csv" not in words(desk.get("/"))


def test_the_start_page_shows_no_import_to_who_may_not_import() -> None:
    put(bring(), state=BatchState.RUNNING)
    other = cast.logged_in(cast.user(roles=("readonly",)))
    assert "kunden.csv" not in words(other.get("/"))


def test_the_page_before_says_what_goes_what_comes_back_and_who_was_changed_since(
    desk: Client,
) -> None:
    batch = bring()
    said = words(desk.get(f"{ADDRESS}{batch}/undo/"))
    assert "2 angelegte Kunden werden entfernt" in said
    assert "Seitdem hat niemand einen von ihnen geändert." in said
    berg = Customer.objects.get(last_name="Berg")
    change = operations.CustomerChange(berg.pk, {"city": "Ulm"})
    operations.change_customers(actor=cast.owner(), changes=[change])
    said = words(desk.get(f"{ADDRESS}{batch}/undo/"))
    assert "Einer davon wurde inzwischen geändert und bleibt, wie er ist." in said
    assert "Berg" in said


def test_undoing_removes_what_came_in_and_names_what_stayed(desk: Client) -> None:
    batch = bring()
    berg = Customer.objects.get(last_name="Berg")
    change = operations.CustomerChange(berg.pk, {"city": "Ulm"})
    operations.change_customers(actor=cast.owner(), changes=[change])
    answer = desk.post(f"{ADDRESS}{batch}/undo/", follow=True)
    assert state_of(batch) == BatchState.UNDONE
    assert "1 entfernt, 1 inzwischen geändert." in words(answer)
    assert "1 geblieben" in words(answer)
    assert [row.last_name for row in Customer.objects.all()] == ["Berg"]
    assert "Rückgängig" not in words(desk.get(f"{ADDRESS}{batch}/"))


def test_undoing_twice_does_nothing_more(desk: Client) -> None:
    batch = bring()
    desk.post(f"{ADDRESS}{batch}/undo/")
    entries = JournalEntry.objects.count()
    answer = desk.post(f"{ADDRESS}{batch}/undo/", follow=True)
    assert "Hier gibt es nichts rückgängig zu machen." in words(answer)
    assert JournalEntry.objects.count() == entries


def test_a_big_undo_goes_on_in_the_background_under_the_same_name(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 0)
    batch = bring()
    answer = desk.post(f"{ADDRESS}{batch}/undo/", follow=True)
    assert state_of(batch) == BatchState.UNDOING
    assert "Der Import wird zurückgenommen." in words(answer)
    queued = DBTaskResult.objects.get(task_path="stammkunde.people.tasks.undo_import")
    said = queued.args_kwargs["kwargs"]
    tasks.undo_import.func(**said)
    assert state_of(batch) == BatchState.UNDONE
    assert not Customer.objects.exists()
    entry = JournalEntry.objects.filter(operation="foundation.take_back").latest("pk")
    assert (entry.door, entry.actor_label) == ("job", said["label"])
    tasks.undo_import.func(**said)
    assert state_of(batch) == BatchState.UNDONE


def test_while_another_import_is_at_work_the_undo_waits_in_the_background(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: Any, **more: Any) -> Any:
        raise batches.Busy

    batch = bring()
    with monkeypatch.context() as patch:
        patch.setattr(batches, "exclusive", busy)
        desk.post(f"{ADDRESS}{batch}/undo/")
    assert state_of(batch) == BatchState.UNDOING
    assert Customer.objects.count() == 2
    takeback.recover()
    assert state_of(batch) == BatchState.UNDONE


def test_an_import_at_work_is_not_undone(desk: Client) -> None:
    batch = bring()
    put(batch, state=BatchState.RUNNING)
    desk.post(f"{ADDRESS}{batch}/undo/")
    assert state_of(batch) == BatchState.RUNNING


def test_reading_imports_and_beginning_an_undo_needs_the_word() -> None:
    batch = bring()
    poor = cast.actor("people.see")
    for ask in (queries.import_batches, queries.running_import):
        with pytest.raises(Forbidden):
            ask(poor)
    with pytest.raises(Forbidden):
        queries.touched_since(poor, ImportBatch.objects.get(pk=batch))
    with pytest.raises(Forbidden):
        takeback.begin_undo(poor, batch)
    with pytest.raises(Missing):
        takeback.begin_undo(cast.owner(), 10**9)
    with batches.exclusive():
        takeback.undo(cast.owner(), batch)
    with pytest.raises(Refused):
        takeback.begin_undo(cast.owner(), batch)


def test_a_list_that_was_held_back_whole_is_not_called_skipped(desk: Client) -> None:
    importing.import_customers(cast.owner(door="import"), LIST.encode(), file="kunden.csv")
    said = words(desk.get(ADDRESS))
    assert "Zeilen 3 nicht übernommen 2 fehlerhaft 1" in said
    assert "ausgelassen" not in said


def test_only_customers_who_went_count_as_removed(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 9)
    cast.customer(first_name="", last_name="Alt", email="alt@mail.example", city="")
    batch = bring(
        "Nachname;E-Mail;Ort;Schlagworte\nAlt;alt@mail.example;Bonn;\n"
        "Berg;b@mail.example;;laut\nTal;t@mail.example;;laut\n"
    )
    changes = [
        operations.CustomerChange(row.pk, {"city": "Ulm"})
        for row in Customer.objects.filter(last_name__in=["Alt", "Berg"])
    ]
    operations.change_customers(actor=cast.owner(), changes=changes)
    answer = words(desk.post(f"{ADDRESS}{batch}/undo/", follow=True))
    assert "1 entfernt, 2 inzwischen geändert." in answer
