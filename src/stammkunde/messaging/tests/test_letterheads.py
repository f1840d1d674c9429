"""The business's paper: whatever comes in becomes a picture of ours (COM-19; D26 to D28)."""

from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from stammkunde.foundation import files, undo, uploads
from stammkunde.foundation.models import StoredFile
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.messaging import operations
from stammkunde.messaging.channels.letter import papers, setting
from stammkunde.messaging.models import Letterhead
from stammkunde.people.tests.test_documents import HTML, SVG
from tests import cast


def picture(width=827, height=1169, kind="PNG"):
    out = BytesIO()
    Image.new("RGB", (width, height), "white").save(out, kind)
    return out.getvalue()


def pdf(stream=b"", pages=2, box="0 0 595 842"):
    """A small PDF, written by hand; each page shows the stream."""
    packed = zlib.compress(stream)
    kids = " ".join(f"{3 + at} 0 R" for at in range(pages))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode(),
    ]
    content = 3 + pages
    parts += [
        f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents {content} 0 R>>".encode()
        for _ in range(pages)
    ]
    parts.append(
        f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n".encode() + packed + b"\nendstream"
    )
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + part + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}"
    return (
        out
        + (
            f"{end}trailer<</Size {len(parts) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
        ).encode()
    )


def taken(data, name="papier.pdf"):
    return papers.taken(cast.owner(), uploads.Given(name, data), field="first")


def added(name="Standard", pages=()):
    return operations.add_letterhead(actor=cast.owner(), name=name, pages=pages).done[0]


@pytest.mark.db
@pytest.mark.slow
def test_pdf_and_pictures_become_pictures_and_nothing_else():
    for data in (pdf(b"1 0 0 rg 0 800 595 42 re f"), picture(), picture(kind="JPEG")):
        for one in taken(data):
            assert one.content_type == "image/webp"
            assert b"%PDF" not in b"".join(one.pieces())
    assert len(taken(pdf(pages=3))) == 2


@pytest.mark.db
@pytest.mark.slow
@pytest.mark.parametrize(
    "data", [SVG, HTML, b"%PDF-1.7\nnichts\n%%EOF\n", b"%PDF-1.4", pdf(box="0 0 842 595"),
             picture(1000, 1000), b"GIF89a/*" + b"*/alert(1)//"],
)  # fmt: skip
def test_programs_halves_and_pages_that_are_not_a4_are_refused(data):
    with pytest.raises(Refused):
        taken(data)
    assert not StoredFile.objects.filter(owner=papers.KIND).exists()


@pytest.mark.db
@pytest.mark.slow
def test_a_pdf_that_swells_costs_a_process_of_its_own_only():
    bomb = pdf(b"0 0 1 rg " * 40_000_000, pages=1)
    assert len(bomb) < 2_000_000
    with pytest.raises(Refused) as no:
        taken(bomb)
    assert no.value.code in {"upload_too_much", "upload_damaged"}
    with pytest.raises(Refused):
        taken(pdf(b"", box="0 0 1e30 1e30"))


@pytest.mark.db
def test_the_first_paper_is_the_default_until_another_one_is():
    first, second = added("Haus"), added("Verein")
    assert (first.is_default, second.is_default) == (True, False)
    with pytest.raises(Refused) as no:
        operations.archive_letterhead(actor=cast.owner(), letterhead=first.pk)
    assert no.value.code == "is_default"
    operations.make_default_letterhead(actor=cast.owner(), letterhead=second.pk)
    assert Letterhead.objects.get(is_default=True).pk == second.pk
    operations.archive_letterhead(actor=cast.owner(), letterhead=first.pk)
    with pytest.raises(Refused):
        operations.make_default_letterhead(actor=cast.owner(), letterhead=first.pk)
    operations.restore_letterhead(actor=cast.owner(), letterhead=first.pk)


@pytest.mark.db
def test_margins_have_bounds_and_undo_takes_them_back():
    row = added()
    outcome = operations.change_letterhead(
        actor=cast.owner(), letterhead=row.pk, values={"bottom": 45, "name": "Neu"}
    )
    for values in ({"top": 5}, {"right": 200}, {"bottom": 0}, {"name": ""}):
        with pytest.raises(Refused):
            operations.change_letterhead(actor=cast.owner(), letterhead=row.pk, values=values)
    undo.undo(actor=cast.owner(), entry=outcome.entry)
    row.refresh_from_db()
    assert (row.name, row.bottom) == ("Standard", 30)


@pytest.mark.db
@pytest.mark.slow
def test_other_pictures_replace_those_before_and_their_bytes_go():
    row = added(pages=taken(pdf()))
    former = row.first_id
    operations.set_letterhead_pages(
        actor=cast.owner(),
        letterhead=row.pk,
        pages={"first": taken(picture())[0], "following": None},
    )
    row.refresh_from_db()
    assert row.first_id != former
    assert row.following_id is None
    assert not StoredFile.objects.filter(key=former).exists()


@pytest.mark.db
def test_without_the_word_nobody_changes_the_paper():
    row, nobody = added(), cast.actor("messaging.see", "messaging.write")
    for refused in (
        lambda: operations.add_letterhead(actor=nobody, name="x"),
        lambda: operations.change_letterhead(actor=nobody, letterhead=row.pk, values={}),
        lambda: operations.set_letterhead_pages(actor=nobody, letterhead=row.pk, pages={}),
        lambda: operations.make_default_letterhead(actor=nobody, letterhead=row.pk),
        lambda: operations.archive_letterhead(actor=nobody, letterhead=row.pk),
        lambda: operations.restore_letterhead(actor=nobody, letterhead=row.pk),
    ):
        with pytest.raises(Forbidden):
            refused()


@pytest.mark.db
@pytest.mark.slow
def test_the_owner_uploads_a_paper_and_sees_a_sample():
    owner = cast.logged_in(roles=("owner",))
    url = "/settings/letterheads/"
    sent = {"name": "Haus", "first": SimpleUploadedFile("../../papier.pdf", pdf())}
    answer = owner.post(url, sent)
    assert answer.status_code == 302
    page = owner.get(answer.url)
    assert "data:image/png;base64," in page.content.decode()
    bad = {"name": "Böse", "first": SimpleUploadedFile("logo.png", SVG)}
    assert owner.post(url, bad).status_code == 422
    change = {"do": "change", "name": "Haus", "top": "40", "bottom": "30", "right": "20"}
    assert owner.post(answer.url, change).status_code == 302
    assert owner.post(answer.url, change | {"top": "4"}).status_code == 422
    pages = {"do": "pages", "following": SimpleUploadedFile("f.png", picture())}
    assert owner.post(answer.url, pages).status_code == 302
    row = Letterhead.objects.get()
    assert (row.top, bool(row.following_id)) == (40, True)
    served = owner.get(files.url(row.first_id))
    assert served["Content-Type"] == "image/webp"
    assert served.getvalue()
    assert setting.FOLDER.joinpath("letter.typ").exists()
