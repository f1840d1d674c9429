"""Pictures and logos: re-encoded, small, seen by whom customers are seen (CUS-07)."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from stammkunde.foundation import files, uploads
from stammkunde.foundation.models import StoredFile
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.people import operations, pictures, queries
from tests import cast


def picture():
    out = BytesIO()
    Image.new("RGB", (40, 20), (200, 30, 30)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path


def give(customer, data=None, actor=None):
    upload = uploads.Given("ich.png", data or picture())
    made = uploads.taken(cast.owner(), pictures.INTAKE, upload)
    return operations.set_picture(actor=actor or cast.owner(), customer=customer.pk, picture=made)


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
