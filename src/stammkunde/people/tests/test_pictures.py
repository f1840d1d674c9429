"""Pictures and logos: re-encoded, small, seen by whom customers are seen (CUS-07)."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from stammkunde.foundation import files
from stammkunde.foundation.models import StoredFile
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.people import operations, pictures, queries
from tests import cast


def picture(size=(40, 20), kind="PNG", mode="RGB", **more):
    out = BytesIO()
    Image.new(mode, size, (200, 30, 30) if mode == "RGB" else None).save(out, kind, **more)
    return out.getvalue()


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path


def give(customer, data=None, actor=None):
    return operations.set_picture(
        actor=actor or cast.owner(), customer=customer.pk, picture=pictures.made(data or picture())
    )


@pytest.mark.pure
@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGB"), ("PNG", "P"), ("JPEG", "RGB"), ("GIF", "P"), ("WEBP", "RGB")]
)
def test_whatever_comes_in_leaves_as_a_small_webp(kind, mode):
    made = pictures.made(picture((1600, 800), kind, mode))
    shown = Image.open(BytesIO(made.data))
    assert (shown.format, shown.size) == ("WEBP", (512, 256))


@pytest.mark.pure
def test_place_and_camera_go_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Kamera Beispiel"  # turned by 90°, maker
    made = pictures.made(picture((40, 20), "JPEG", exif=exif, comment=b"geheim"))
    shown = Image.open(BytesIO(made.data))
    assert shown.size == (20, 40)
    assert not shown.getexif()
    assert b"Beispiel" not in made.data
    assert b"geheim" not in made.data


@pytest.mark.pure
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "picture_unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture_unreadable"),
        (picture()[:40], "picture_unreadable"),
        (b"x" * (10 * 1024 * 1024 + 1), "picture_too_big"),
        (picture((8000, 8000), mode="1"), "picture_too_large"),
        (picture(kind="BMP"), "picture_unreadable"),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused(data, code):
    with pytest.raises(Refused) as no:
        pictures.made(data)
    assert no.value.code == code


@pytest.mark.db
def test_a_new_picture_takes_the_place_of_the_old_one_whose_file_is_gone():
    home = cast.customer()
    give(home)
    old = StoredFile.objects.get().key
    give(home)
    home.refresh_from_db()
    assert home.picture_id != old
    assert StoredFile.objects.get().key == home.picture_id
    operations.remove_pictures(actor=cast.owner(), customers=[home.pk])
    home.refresh_from_db()
    assert home.picture_id is None
    assert not StoredFile.objects.exists()


@pytest.mark.db
def test_only_who_edits_gives_and_removes_pictures():
    home, reader = cast.customer(), cast.actor(queries.SEE)
    with pytest.raises(Forbidden):
        give(home, actor=reader)
    with pytest.raises(Forbidden):
        operations.remove_pictures(actor=reader, customers=[home.pk])


@pytest.mark.db
def test_a_picture_is_read_by_whom_customers_are_seen_and_by_nobody_else():
    home = cast.customer()
    give(home)
    home.refresh_from_db()
    url = files.url(home.picture_id)
    answer = cast.logged_in(cast.user(roles=("readonly",))).get(url)
    assert Image.open(BytesIO(answer.getvalue())).format == "WEBP"
    assert answer["Content-Type"] == "image/webp"
    assert answer["Cache-Control"] == "private, max-age=2592000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert cast.logged_in(cast.user(roles=())).get(url).status_code == 404
    with pytest.raises(Missing):
        files.readable(cast.visitor(), home.picture_id)


@pytest.mark.db
def test_the_page_takes_an_upload_shows_it_everywhere_and_removes_it():
    home, browser = cast.customer(), cast.logged_in()
    url = f"/customers/{home.pk}/picture/"
    assert browser.get(url).status_code == 200
    assert browser.post(url, {}).status_code == 422
    wrong = SimpleUploadedFile("x.png", b"nichts", "image/png")
    assert browser.post(url, {"picture": wrong}).status_code == 422
    right = SimpleUploadedFile("ich.png", picture(), "image/png")
    assert browser.post(url, {"picture": right}).status_code == 302
    home.refresh_from_db()
    address = files.url(home.picture_id)
    for page in (url, f"/customers/{home.pk}/", "/customers/"):
        assert address in browser.get(page).content.decode()
    assert browser.post(url, {"remove": "1"}).status_code == 302
    assert address not in browser.get("/customers/").content.decode()
