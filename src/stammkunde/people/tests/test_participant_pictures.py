"""Pictures of participants: given, seen, deleted, nobody else's (2.2)."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from stammkunde.foundation import files
from stammkunde.foundation.models import StoredFile
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.foundation.uploads import Checked
from stammkunde.people import operations
from stammkunde.people.pictures import INTAKE
from tests import cast

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path


def upload():
    out = BytesIO()
    Image.new("RGB", (40, 20), (200, 30, 30)).save(out, "PNG")
    return SimpleUploadedFile("balu.png", out.getvalue(), "image/png")


def test_a_picture_is_given_seen_replaced_and_deleted():
    balu = cast.participant(kind="animal", first_name="Balu")
    client = cast.logged_in()
    url = reverse("people:participant_picture", args=[balu.pk])
    tab = reverse("people:participants", args=[balu.customer_id])
    assert client.post(url).status_code == 422
    answer = client.post(url, {"picture": upload()})
    assert answer.headers["Location"] == f"{tab}#p-{balu.pk}"
    balu.refresh_from_db()
    address = files.url(balu.picture_id)
    assert address in client.get(tab).content.decode()
    shown = client.get(address)
    assert shown.status_code == 200
    assert shown.getvalue()[8:12] == b"WEBP"
    client.post(url, {"picture": upload()})
    assert client.get(address).status_code == 404
    client.post(url, {"remove": "1"})
    balu.refresh_from_db()
    assert balu.picture_id is None
    assert not StoredFile.objects.exists()


def test_nobody_gives_pictures_without_the_word_or_to_nobody():
    balu = cast.participant()
    reader = cast.actor("people.see")
    picture = Checked(INTAKE, "bild.webp", "image/webp", b"RIFF")
    with pytest.raises(Forbidden):
        operations.set_participant_picture(actor=reader, participant=balu.pk, picture=picture)
    with pytest.raises(Forbidden):
        operations.remove_participant_pictures(actor=reader, participants=[balu.pk])
    with pytest.raises(Missing):
        operations.set_participant_picture(actor=cast.owner(), participant=4711, picture=picture)


def test_a_child_whose_customer_is_erased_leaves_no_picture():
    home = cast.customer()
    lea = cast.participant(home)
    picture = Checked(INTAKE, "bild.webp", "image/webp", b"RIFF")
    office = cast.owner()
    operations.set_participant_picture(actor=office, participant=lea.pk, picture=picture)
    operations.archive_customers(actor=office, customers=[home.pk])
    done = operations.erase_customers(
        actor=office, customers=[home.pk], confirmed=("locked", "elsewhere", "participants")
    )
    assert done.done
    assert not StoredFile.objects.exists()
