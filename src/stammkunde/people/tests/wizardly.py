"""What the tests of the import wizard share: a list with doubtful cells, and somebody at work."""

from __future__ import annotations

from typing import Any

from django_tasks_db.models import DBTaskResult

from stammkunde.foundation import drafts
from stammkunde.foundation.jobs.worker import Worker
from stammkunde.foundation.models import (
    ImportDraftRow,
)
from stammkunde.people.importing import wizard
from stammkunde.people.importing.wizard import (
    Shown,
)
from tests import cast

HEAD = "Vorname;Nachname;E-Mail;PLZ;Ort;Mobil;Geburtsdatum\n"
LIST = HEAD + (
    "Anna;Berg;anna@mail.example;10119;Berlin;0171 3920041;02.05.1987\n"
    "Deniz;Çelik;deniz@mail.example;1067;Dresden;;19.11.1990\n"
    "Paul;Ebert;paul.ebert@mail;13187;Berlin;;07.08.1979\n"
    "Ole;Grund;ole@mail.example;4103;Leipzig;;01.02.03\n"
    "Leyla;Hassan;leyla@mail.example;12049;Berlin;4,91761E+12;43251\n"
)
PLZ, MOBIL, BORN = 3, 5, 6
ME = {"id": 4711, "label": "Miriam Jansen"}


def me() -> Any:
    return cast.at_desk(ME["id"], ME["label"])


def begun(text: str | bytes = LIST, name: str = "kunden.csv", actor: Any = None) -> Shown:
    data = text.encode() if isinstance(text, str) else text
    return wizard.begin(actor or me(), name, [data])


def work() -> None:
    """What the worker would do for imports."""
    worker, ours = Worker(), "people.importing.wizard"
    DBTaskResult.objects.exclude(task_path__contains=ours).delete()
    while worker.work():
        DBTaskResult.objects.exclude(task_path__contains=ours).delete()


def checked(text: str | bytes = LIST, **more: Any) -> Shown:
    shown = begun(text, **more)
    actor = more.get("actor") or me()
    wizard.check(actor, shown.id, shown.version)
    work()
    found = wizard.show(actor, shown.id)
    assert found.state == "checked", found
    assert_counts_add_up(found)
    return found


def assert_counts_add_up(shown: Shown) -> None:
    one = shown.counts
    assert one.create + one.update + one.skip + one.doubtful + one.error == one.rows
    if shown.state == "checked":
        kept = drafts.counts(shown.id)
        names = ("create", "update", "skip", "doubtful", "error")
        assert {name: kept[name] for name in names} == {name: getattr(one, name) for name in names}
        open_cells = [
            said
            for row in ImportDraftRow.objects.filter(draft=shown.id)
            for said in drafts.told(row).problems
        ]
        assert len(open_cells) == one.cells_open


def committed(shown: Shown, mode: str = "valid_rows") -> Shown:
    wizard.commit(me(), shown.id, shown.version, mode)
    work()
    return wizard.show(me(), shown.id)


def row_of(shown: Shown, number: int) -> wizard.RowView:
    found = wizard.rows(me(), shown.id, "all", number - 1).rows
    assert found[0].number == number
    return found[0]


def results(shown: Shown) -> list[str]:
    return [row.result for row in wizard.rows(me(), shown.id, "all").rows]
