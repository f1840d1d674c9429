"""The one way in: content decides, names and types are ours, kinds have limits (D26 to D29)."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client, RequestFactory
from PIL import Image

from stammkunde.foundation import actors, files, ratelimit, uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import StoredFile
from stammkunde.foundation.refusals import Refused
from tests.workbooks import packed, parts, worksheet

pytestmark = pytest.mark.db

LIST = "Nachname;Ort\nWeiß;Ulm\n".encode()
PICTURES = uploads.Intake("toy.photo", takes=uploads.PICTURES, most_bytes=uploads.MEGABYTE)
LISTS = uploads.Intake("toy.list", takes=uploads.LISTS)
BOTH = uploads.Intake("toy.any", takes=uploads.PICTURES | uploads.LISTS)
WHO = Actor("staff", 1, "Kim Beispiel")


@pytest.fixture(autouse=True)
def own_folder(
    tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch, db: None
) -> Iterator[None]:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    for kind in ("toy.photo", "toy.list", "toy.any"):
        monkeypatch.setitem(files.OWNERS, kind, lambda actor, file: True)
    yield


def picture(size: tuple[int, int] = (300, 200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, "PNG")
    return out.getvalue()


def workbook(sheet: str = "") -> bytes:
    grid = '<row r="1"><c r="A1" t="inlineStr"><is><t>Nachname</t></is></c></row>'
    return packed(parts({"Kunden": sheet or worksheet(grid)}))


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def taken(
    intake: uploads.Intake, data: bytes, name: str = "Foto.png", who: Actor = WHO
) -> uploads.Checked:
    return uploads.taken(who, intake, uploads.Given(name, data))


def refused(intake: uploads.Intake, data: bytes, name: str = "Foto.png") -> str:
    with pytest.raises(Refused) as no:
        taken(intake, data, name)
    assert no.value.field == "upload"
    return no.value.code


def served(key: str, query: str = "") -> dict[str, str]:
    request = RequestFactory().get(f"/{query}")
    request.actor = actors.system()  # type: ignore[attr-defined]
    response = files.download(request, key)
    response.getvalue()
    response.file_to_stream.close()
    return dict(response.headers)


def test_a_picture_is_stored_as_ours_whatever_it_was_called() -> None:
    for name in ("Foto.png", "x.html", "x.svg", "", "../../etc/passwd"):
        checked = taken(PICTURES, picture(), name)
        assert (checked.name, checked.content_type) == ("bild.webp", "image/webp")
    kept = uploads.keep(checked)
    with Image.open(files.path_of(kept.key)) as stored:
        assert stored.format == "WEBP"
    assert kept.size == checked.size


def test_what_pretends_to_be_a_picture_is_refused_by_its_content() -> None:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    page = b"<!doctype html><script>alert(1)</script>"
    for data in (svg, page, b"\x1f\x8b" + svg, zipped("a.png", picture()), LIST, b"MZ" + b"0" * 99):
        for name in ("Foto.png", "Foto.jpg.html", "Foto.svgz", "Foto.png.exe"):
            assert refused(PICTURES, data, name) == "upload_kind"


def test_a_kind_takes_what_it_says_and_nothing_else() -> None:
    assert refused(PICTURES, LIST) == "upload_kind"
    assert refused(LISTS, picture()) == "upload_kind"
    assert taken(LISTS, LIST).content_type == uploads.CSV
    assert taken(BOTH, LIST).content_type == uploads.CSV
    assert taken(BOTH, picture()).content_type == "image/webp"


def test_a_list_keeps_its_name_and_gets_the_ending_that_it_is() -> None:
    assert taken(LISTS, LIST, "Kunden.csv").name == "Kunden.csv"
    assert taken(LISTS, LIST, "Kunden.pdf.html").name == "Kunden.pdf.html.csv"
    assert taken(LISTS, workbook(), "Kunden.csv").name == "Kunden.csv.xlsx"
    assert taken(LISTS, workbook(), "Kunden.XLSX").content_type == uploads.XLSX


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script></html>",
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
        zipped("bomb.csv", b"0" * 30_000_000),
        zipped("inner.zip", zipped("inner.zip", zipped("a.csv", b"0" * 5_000_000))),
        zipped("../../../etc/cron.d/x", b"* * * * * root x"),
        b"%PDF-1.7\n1 0 obj",
        b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        b"\0" * 2000,
    ],
)
def test_what_is_no_list_or_would_swell_is_refused(data: bytes) -> None:
    assert refused(LISTS, data, "Kunden.csv") == "upload_kind"


def test_a_workbook_that_says_it_has_a_billion_cells_is_read_as_what_it_holds() -> None:
    claimed = worksheet("").replace("<sheetData>", '<dimension ref="A1:ALL1000000"/><sheetData>', 1)
    assert refused(LISTS, workbook(claimed), "Kunden.xlsx") == "upload_kind"  # no row in it


def test_size_is_asked_before_anything_is_read() -> None:
    class Endless:
        name, size = "Foto.png", PICTURES.most_bytes + 1

        def chunks(self) -> Iterator[bytes]:
            raise AssertionError("was read")

    with pytest.raises(Refused) as no:
        uploads.taken(WHO, PICTURES, Endless())
    assert no.value.code == "upload_too_big"
    assert "1" in str(no.value.message)


def test_nothing_and_an_empty_file_are_refused() -> None:
    with pytest.raises(Refused) as no:
        uploads.taken(WHO, PICTURES, None, field="logo")
    assert (no.value.code, no.value.field) == ("upload_missing", "logo")
    assert refused(PICTURES, b"") == "upload_empty"


def test_uploads_that_django_holds_in_memory_or_on_disk_come_in_alike() -> None:
    here = SimpleUploadedFile("Kunden.csv", LIST)
    there = TemporaryUploadedFile("Kunden.csv", "text/html", len(LIST), None)
    there.write(LIST)
    there.flush()
    for upload in (here, there):
        kept = uploads.keep(uploads.taken(WHO, LISTS, upload))
        assert files.path_of(kept.key).read_bytes() == LIST
        assert kept.content_type == uploads.CSV


def test_one_person_uploads_so_often_in_an_hour_and_others_still_may() -> None:
    narrow = uploads.Intake("toy.photo", takes=uploads.PICTURES, per_hour=3)
    for _time in range(3):
        taken(narrow, picture())
    with pytest.raises(ratelimit.TooMany):
        taken(narrow, picture())
    taken(narrow, picture(), who=Actor("staff", 2, "Jana Roth"))


def test_a_kind_has_room_for_so_much_and_says_when_it_is_full() -> None:
    full = uploads.Intake("toy.list", takes=uploads.LISTS, room=2 * len(LIST))
    for _time in range(2):
        uploads.keep(taken(full, LIST))
    with pytest.raises(Refused) as no:
        uploads.keep(taken(full, LIST))
    assert no.value.code == "upload_full"
    assert StoredFile.objects.count() == 2
    uploads.keep(taken(PICTURES, picture()))  # another kind has its own room


def test_limits_that_make_no_sense_are_refused_where_they_are_declared() -> None:
    with pytest.raises(ValueError, match="takes"):
        uploads.Intake("toy.photo", takes=frozenset())
    with pytest.raises(ValueError, match="bytes"):
        uploads.Intake("toy.photo", takes=uploads.LISTS, most_bytes=uploads.MOST_BYTES + 1)
    with pytest.raises(ValueError, match="twice"):
        for most in (1, 2):
            uploads.declare(uploads.Intake("toy.twice", uploads.LISTS, most_bytes=most))
    uploads.INTAKES.pop("toy.twice")


def test_every_kind_that_takes_uploads_says_who_may_read_it() -> None:
    assert set(uploads.INTAKES) <= set(files.OWNERS)


@pytest.mark.parametrize(
    ("name", "harmless"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\x.png", "x.png"),
        ("a\0b\r\nSet-Cookie: x.png", "abSet-Cookie_ x.png"),
        ("bild\u202egnp.exe", "bildgnp.exe"),
        ("CON", "_CON"),
        ("nul.csv", "_nul.csv"),
        ("...", "Datei"),
        (" . ", "Datei"),
        ('a<b>:"|?*.csv', "a_b______.csv"),
        ("a\u2028b.csv", "a_b.csv"),
        ("Gru\u0308n.csv", "Grün.csv"),
    ],
)
def test_hostile_names_become_harmless(name: str, harmless: str) -> None:
    assert files.harmless_name(name) == harmless


@pytest.mark.parametrize("name", ["x" * 255 + ".csv", "ü" * 255 + ".csv", "🐕" * 90 + ".csv"])
def test_a_long_name_keeps_its_ending_and_fits_any_disk(name: str) -> None:
    short = files.harmless_name(name)
    assert len(short.encode()) <= 200
    assert short.endswith(".csv")


def test_whatever_is_served_is_handed_over_as_what_it_is_and_runs_nothing() -> None:
    shown = served(uploads.keep(taken(PICTURES, picture())).key)
    handed = served(uploads.keep(taken(LISTS, LIST, "Kunden.csv")).key)
    assert shown["Content-Disposition"] == 'attachment; filename="bild.webp"'
    assert shown["Content-Type"] == "image/webp"
    assert handed["Content-Disposition"] == 'attachment; filename="Kunden.csv"'
    for headers in (shown, handed):
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_type_that_browsers_run_is_served_as_mere_bytes() -> None:
    for kind in ("image/svg+xml", "text/html", "application/javascript", "text/xml", "image/png"):
        kept = files.store("toy.any", "x", kind, [b"<script>"])
        assert served(kept.key)["Content-Type"] == "application/octet-stream"


def test_the_little_one_is_made_once_and_goes_with_the_picture() -> None:
    kept = uploads.keep(taken(PICTURES, picture()))
    whole, little = served(kept.key), served(kept.key, "?small")
    assert int(little["Content-Length"]) < int(whole["Content-Length"])
    folder = files.path_of(kept.key).parent
    assert len(list(folder.iterdir())) == 2
    served(kept.key, "?small")
    served(kept.key, "?small=9999")
    assert len(list(folder.iterdir())) == 2


def test_a_removed_picture_leaves_nothing_behind(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    kept = uploads.keep(taken(PICTURES, picture()))
    with django_capture_on_commit_callbacks(execute=True):
        files.remove([kept.key])
    assert list(files.path_of(kept.key).parent.iterdir()) == []


def test_the_sweep_leaves_the_little_one_of_a_picture_that_is_there() -> None:
    kept = uploads.keep(taken(PICTURES, picture()))
    for path in files.path_of(kept.key).parent.iterdir():
        os.utime(path, (1, 1))
    assert files.sweep() == 0


def test_a_body_beyond_all_limits_is_not_read() -> None:
    answer = Client().post(
        "/accounts/login/", b"x", content_type="application/x-www-form-urlencoded",
        headers={"Content-Length": str(2 * uploads.MEGABYTE)},
    )  # fmt: skip
    assert answer.status_code == 413
    text = answer.content.decode()
    assert "zu groß" in text
    assert answer.headers["X-Request-ID"] in text
    for odd in ("9" * 30, "-1", "viel"):
        odd_one = Client().post("/accounts/login/", {}, headers={"Content-Length": odd})
        assert odd_one.status_code == 413


def test_too_many_files_and_too_long_a_form_are_refused_calmly() -> None:
    browser = Client()
    many = {f"file{at}": SimpleUploadedFile("x.csv", LIST) for at in range(11)}
    for said in (
        many,
        {"login": "x" * (3 * uploads.MEGABYTE // 4), **{f"a{n}": "1" for n in range(1100)}},
    ):
        answer = browser.post("/accounts/login/", said)
        assert answer.status_code in {400, 413}
        text = answer.content.decode()
        assert answer.headers["X-Request-ID"] in text
        assert "Traceback" not in text
        assert "TooMany" not in text
    assert browser.get("/accounts/login/").status_code == 200
