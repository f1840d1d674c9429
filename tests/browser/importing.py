"""Lists for the import wizard, and what its background worker would do."""

from __future__ import annotations

from typing import Any

from django_tasks_db.models import DBTaskResult

from stammkunde.foundation.jobs.worker import Worker
from stammkunde.people.importing import wizard
from tests import cast

HEAD = "Nachname;Vorname;E-Mail;Mobil;PLZ;Ort;Straße;Geburtsdatum;Externe ID"
FINE = ["Wellenbad", "Ida", "", "0171 3920018", "10119", "Berlin", "Am Ufer 3", "02.05.1987", ""]
NAME, MAIL, PHONE, ZIP, STREET, BORN, FOREIGN = 0, 2, 3, 4, 6, 7, 8
# Twelve kinds of damage: column, what stands there.
DAMAGES: list[tuple[int, str]] = [
    (PHONE, "4,91761E+12"),
    (ZIP, "1067"), (ZIP, "4109"), (ZIP, "1099"),
    (MAIL, "paul.ebert@mail"),
    (BORN, "01.02.03"),
    (BORN, "43251"),
    (NAME, ""),
    (BORN, "31.02.1991"),
    (STREET, "2026-03-04"),
    (NAME, "MÃ¼ller"),
    (NAME, "#NAME?"),
    (BORN, "03/04/1990"),
    (BORN, "#####"),
]  # fmt: skip


def damaged(fine: int = 20) -> bytes:
    """A list with every damage once, each in a row of its own, among rows that are fine."""
    lines = [HEAD]
    for number, (column, text) in enumerate([*DAMAGES, *[(FOREIGN, "")] * fine]):
        row = [*FINE]
        row[NAME] = f"Wellenbad{number}"
        row[MAIL] = f"gast{number}@mail.example"
        row[FOREIGN] = f"w-{number}"
        if number < len(DAMAGES):
            row[column] = text
            if column == NAME and not text:
                row[1] = ""
        lines.append(";".join(row))
    return "\n".join([*lines, ""]).encode()


def work() -> None:
    """What the worker would do for imports, now."""
    others = DBTaskResult.objects.exclude(task_path__contains="importing")
    others.delete()
    while Worker().work():
        others.all().delete()


def draft(user: Any, state: str) -> int:
    """A list of this user that is "uploaded", "checking", "checked" or "done"."""
    actor = cast.actor_of(user)
    shown = wizard.begin(actor, "wellenbad-uebernahme.csv", [damaged()])
    if state != "uploaded":
        wizard.check(actor, shown.id, shown.version)
    if state in {"checked", "done"}:
        work()
    if state == "done":
        wizard.commit(actor, shown.id, wizard.show(actor, shown.id).version, "valid_rows")
        work()
    assert wizard.show(actor, shown.id).state == state
    return shown.id
