"""Files: complete or invisible, under a random key, read only past their owner, never run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import RequestFactory

from stammkunde.foundation import actors, clock, files
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import StoredFile
from stammkunde.foundation.refusals import Missing

pytestmark = pytest.mark.db
LONG_AGO = timedelta(hours=25)


@pytest.fixture(autouse=True)
def own_folder(
    tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch, db: None
) -> Iterator[None]:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setitem(files.OWNERS, "toy.photo", may_read)
    yield


def may_read(actor: Actor, file: StoredFile) -> bool:
    return actor.kind == "system"


def stored(name: str = "Plan.pdf", data: bytes = b"content") -> StoredFile:
    return files.store("toy.photo", name, "application/pdf", [data])


def let_it_grow_old(file: StoredFile) -> None:
    StoredFile.objects.filter(pk=file.pk).update(created_at=clock.now() - LONG_AGO)
    path = files.path_of(file.key)
    if path.exists():
        age(path)


def age(path: Path) -> None:
    moment = (clock.now() - LONG_AGO).timestamp()
    os.utime(path, (moment, moment))


def test_a_stored_file_is_complete_and_lies_under_a_random_key() -> None:
    first, second = stored(), stored()
    assert first.ready_at is not None
    assert first.size == 7
    assert first.key != second.key
    assert "Plan" not in str(files.path_of(first.key))
    assert files.path_of(first.key).read_bytes() == b"content"


def test_the_download_runs_nothing_and_keeps_the_name_in_its_header() -> None:
    file = stored("Größe\r\nX: y „neu“.html")
    request = RequestFactory().get("/")
    request.actor = actors.system()  # type: ignore[attr-defined]
    response = files.download(request, file.key)
    assert response.getvalue() == b"content"
    response.close()
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe")
    assert "\r" not in disposition
    assert "\n" not in disposition
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


def test_whom_the_owner_does_not_let_in_finds_nothing() -> None:
    file = stored()
    assert files.readable(actors.system(), file.key) == file
    with pytest.raises(Missing):
        files.readable(actors.visitor(), file.key)


def test_a_file_whose_room_is_gone_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    file = stored()
    monkeypatch.delitem(files.OWNERS, "toy.photo")
    with pytest.raises(Missing):
        files.readable(actors.system(), file.key)
    with pytest.raises(LookupError):
        stored()


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 48 + "\n", "A" * 48, "0" * 47])
def test_a_key_that_is_none_of_ours_leads_nowhere(key: str) -> None:
    with pytest.raises(Missing):
        files.path_of(key)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\evil.exe", "evil.exe"),
        ("a\x00b\u202egpj.exe", "abgpj.exe"),
        ("...", "Datei"),
        ("", "Datei"),
        ("x" * 255 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_hostile_names_become_harmless(name: str, kept: str) -> None:
    assert files.harmless_name(name) == kept


def test_a_file_that_broke_off_is_invisible_and_swept_after_a_day() -> None:
    def breaking() -> Iterable[bytes]:
        yield b"half"
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - any OSError
        files.store("toy.photo", "x.pdf", "application/pdf", breaking())
    row = StoredFile.objects.get()
    with pytest.raises(Missing):
        files.readable(actors.system(), row.key)
    assert files.sweep() == 0
    let_it_grow_old(row)
    age(files.path_of(row.key).with_suffix(".part"))
    assert files.sweep() == 2
    assert not StoredFile.objects.exists()
    assert not [path for path in files.folder().rglob("*") if path.is_file()]


def test_bytes_without_a_row_are_swept_and_the_others_stay() -> None:
    kept, orphan = stored(), stored()
    path = files.path_of(orphan.key)
    orphan.delete()
    assert files.sweep() == 0
    age(path)
    let_it_grow_old(kept)
    assert files.sweep() == 1
    assert not path.exists()
    assert files.path_of(kept.key).exists()
