"""Hands at the pages of the import wizard: upload, check, settle."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tasks_db.models import DBTaskResult

from stammkunde.accounts.models import User
from stammkunde.foundation.jobs.worker import Worker
from stammkunde.foundation.models import ImportDraft
from stammkunde.people.importing import wizard
from tests import cast

START = "/customers/import/"
HTMX = {"HX-Request": "true"}
LIST = (
    "Nachname;Vorname;E-Mail;Mobil;PLZ;Geburtsdatum;Lieblingsfarbe\n"
    "Berg;Ida;ida@mail.example;0171 3920018;10119;02.05.1987;blau\n"
    "Tal;Ole;ole@mail.example;4,93E+11;1067;01.02.03;\n"
    "See;Mia;mia@mail;0171 3920019;1099;;\n"
)


def words(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def work() -> None:
    """What the worker would do for imports."""
    others = DBTaskResult.objects.exclude(task_path__contains="people.importing.wizard")
    others.delete()
    while Worker().work():
        others.all().delete()


def upload(
    desk: Client, text: str | bytes = LIST, name: str = "kunden.csv", to: str = START
) -> Any:
    data = text.encode() if isinstance(text, str) else text
    return desk.post(to, {"file": SimpleUploadedFile(name, data)})


def begun(desk: Client, text: str | bytes = LIST, name: str = "kunden.csv") -> int:
    answer = upload(desk, text, name)
    assert answer.status_code == 302, words(answer, answer.status_code)
    draft = ImportDraft.objects.latest("pk").pk
    assert answer["Location"] == f"{START}{draft}/columns/"
    return int(draft)


def version(draft: int) -> str:
    return str(ImportDraft.objects.get(pk=draft).version)


def checked(desk: Client, text: str | bytes = LIST, name: str = "kunden.csv") -> int:
    draft = begun(desk, text, name)
    answer = desk.post(f"{START}{draft}/columns/", {"version": version(draft)})
    assert answer["Location"] == f"{START}{draft}/check/"
    work()
    return draft


def settle(desk: Client, draft: int, row: int, at: int | str, do: str, **more: Any) -> Any:
    said = {"version": version(draft), "row": row, "at": at, "do": do, **more}
    return desk.post(f"{START}{draft}/settle/", said, headers=HTMX)


def counts(draft: int) -> tuple[int, ...]:
    owner = cast.actor_of(User.objects.get(pk=ImportDraft.objects.get(pk=draft).owner))
    one = wizard.show(owner, draft).counts
    return one.rows, one.create, one.update, one.skip, one.open
