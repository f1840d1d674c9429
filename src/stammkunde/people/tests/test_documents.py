"""Documents of customers: filed, private, deleted, gone (COM-12; D26 to D29)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from re import findall

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from stammkunde.foundation import clock, files, undo, uploads
from stammkunde.foundation.models import StoredFile
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.people import operations, papers, queries, record, statuses, tasks
from stammkunde.people.models import Document, DocumentKind
from stammkunde.people.operations import NewDocument
from tests import cast

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
HTML = b"<!doctype html><script>alert(document.domain)</script>"
HOSTILE = [
    "../../etc/passwd.pdf",
    "C:\\windows\\evil.pdf",
    "a\x00b.pdf",
    "rechnung\u202efdp.exe.pdf",
    "CON.pdf",
    "zwei\r\nSet-Cookie: x=1.pdf",
    "ä" * 255 + ".pdf",
]


def png(width=40, height=30):
    out = BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    return out.getvalue()


def taken(name="vertrag.pdf", data=PDF):
    return uploads.taken(cast.owner(), papers.INTAKE, uploads.Given(name, data))


def file(customer, name="vertrag.pdf", data=PDF, actor=None, **more):
    made = [NewDocument(taken(name, data), **more)]
    return operations.add_documents(
        actor=actor or cast.owner(), customer=customer.pk, documents=made
    ).done[0]


def served(row, role="office"):
    answer = cast.logged_in(roles=(role,)).get(files.url(row.file_id))
    assert answer.getvalue()
    return answer


@pytest.mark.db
def test_a_pdf_and_a_picture_are_filed_under_their_own_names():
    made = cast.customer()
    file(made)
    photo = file(made, "Ausweis vorn.PNG", png())
    shown, binned = record.shown_documents(cast.owner(), made.pk)
    assert [one.row.name for one in shown] == ["Ausweis vorn.webp", "vertrag.pdf"]
    assert not binned
    assert photo.picture
    assert shown[0].small
    assert not shown[1].small


@pytest.mark.db
@pytest.mark.parametrize(
    "data", [SVG, HTML, b"MZ\x90\x00", b"PK\x03\x04zip", b"%PDF-1.7 ohne Ende", b""]
)
def test_programs_pages_archives_and_halves_are_refused_whatever_they_are_called(data):
    for name in ("harmlos.pdf", "bild.png", "doppelt.svg.png"):
        with pytest.raises(Refused):
            taken(name, data)
    assert not StoredFile.objects.filter(owner=papers.KIND).exists()


@pytest.mark.db
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_become_plain_ones_and_never_a_path_or_a_header(name):
    made = cast.customer()
    row = file(made, name)
    assert files.path_of(row.file_id).parent.parent == files.folder()
    for sign in ("/", "\\", "\x00", "\r", "\n", "\u202e"):
        assert sign not in row.name
    assert len(row.name.encode()) <= 200
    answer = served(row)
    assert answer.status_code == 200
    assert "Set-Cookie: x" not in str(answer.headers)
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.db
def test_what_is_served_runs_nothing():
    row = file(cast.customer())
    answer = served(row)
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.db
def test_only_whoever_may_see_documents_reads_them():
    row = file(cast.customer())
    url = files.url(row.file_id)
    for role in ("field", "accounting", "readonly"):
        assert cast.logged_in(roles=(role,)).get(url).status_code == 404
    assert served(row).status_code == 200
    with pytest.raises(Forbidden):
        queries.documents(cast.actor("people.see"))
    with pytest.raises(Forbidden):
        file(cast.customer(), actor=cast.actor("people.see", "people.edit"))


@pytest.mark.db
def test_a_customer_reads_their_own_that_were_made_visible_and_nothing_else():
    mine, theirs = cast.many_customers(2)
    shown = file(mine, visibility="portal")
    hidden = file(mine)
    foreign = file(theirs, visibility="portal")
    me = cast.actor(kind="customer", id=mine.pk, door="portal")
    assert [row.pk for row in queries.documents(me)] == [shown.pk]
    assert files.readable(me, shown.file_id)
    for other in (hidden, foreign):
        with pytest.raises(Missing):
            files.readable(me, other.file_id)


@pytest.mark.db
def test_a_document_is_renamed_and_undo_takes_it_back():
    row = file(cast.customer())
    outcome = operations.change_document(
        actor=cast.owner(), document=row.pk, values={"name": "Kursvertrag", "visibility": "portal"}
    )
    row.refresh_from_db()
    assert (row.name, row.visibility) == ("Kursvertrag", "portal")
    undo.undo(actor=cast.owner(), entry=outcome.entry)
    row.refresh_from_db()
    assert (row.name, row.visibility) == ("vertrag.pdf", "internal")
    for values in ({"name": " "}, {"visibility": "everybody"}):
        with pytest.raises(Refused):
            operations.change_document(actor=cast.owner(), document=row.pk, values=values)
    with pytest.raises(Forbidden):
        operations.change_document(
            actor=cast.actor("people.see"), document=row.pk, values={"name": "x"}
        )


@pytest.mark.db
def test_a_participant_of_somebody_else_is_refused():
    made, other = cast.many_customers(2)
    (child,) = cast.participants(other, {"first_name": "Lea"})
    with pytest.raises(Refused) as no:
        file(made, participant=child.pk)
    assert no.value.code == "not_responsible"
    assert file(other, participant=child.pk).participant_id == child.pk


@pytest.mark.db
def test_what_is_deleted_lies_in_the_bin_for_thirty_days_and_is_gone_then():
    made = cast.customer()
    row, stays = file(made), file(made)
    operations.delete_documents(actor=cast.owner(), documents=[row.pk])
    assert [one.row.pk for one in record.shown_documents(cast.owner(), made.pk)[1]] == [row.pk]
    tasks.purge_documents.call()
    assert Document.objects.filter(pk=row.pk).exists()
    path = files.path_of(row.file_id)
    with time_machine.travel(clock.now() + timedelta(days=31)):
        tasks.purge_documents.call()
    assert not Document.objects.filter(pk=row.pk).exists()
    assert Document.objects.filter(pk=stays.pk).exists()
    assert not StoredFile.objects.filter(key=row.file_id).exists()
    assert path.name == row.file_id
    with pytest.raises(Forbidden):
        operations.purge_documents(actor=cast.nobody(), documents=[])


@pytest.mark.db
def test_restoring_and_deleting_twice_are_told_apart():
    row = file(cast.customer())
    with pytest.raises(Forbidden):
        operations.delete_documents(actor=cast.nobody(), documents=[row.pk])
    with pytest.raises(Forbidden):
        operations.restore_documents(actor=cast.nobody(), documents=[row.pk])
    restore = operations.restore_documents(actor=cast.owner(), documents=[row.pk])
    assert restore.refused[0].code == "not_deleted"
    operations.delete_documents(actor=cast.owner(), documents=[row.pk])
    again = operations.delete_documents(actor=cast.owner(), documents=[row.pk])
    assert again.refused[0].code == "already_deleted"
    assert operations.restore_documents(actor=cast.owner(), documents=[row.pk]).done


@pytest.mark.db
def test_erasing_a_customer_takes_documents_and_bytes_along():
    made = cast.customer()
    row = file(made)
    operations.archive_customers(actor=cast.owner(), customers=[made.pk])
    operations.erase_customers(actor=cast.owner(), customers=[made.pk])
    assert not Document.objects.exists()
    assert not StoredFile.objects.filter(key=row.file_id).exists()


@pytest.mark.db
def test_kinds_are_shipped_once_and_are_the_offices_own_from_then_on():
    statuses.ship_kinds()
    codes = list(DocumentKind.objects.exclude(code="").values_list("code", flat=True))
    assert sorted(codes) == ["consent", "contract", "letter", "photo", "proof"]
    assert DocumentKind.objects.get(code="contract").name == "Vertrag"
    with pytest.raises(Refused):
        operations.add_document_kinds(actor=cast.owner(), names=["vertrag"])
    (kind,) = operations.add_document_kinds(actor=cast.owner(), names=["Impfpass"]).done
    operations.change_document_kind(actor=cast.owner(), kind=kind.pk, values={"name": "Impfbuch"})
    row = file(cast.customer(), kind=kind.pk)
    operations.archive_document_kinds(actor=cast.owner(), kinds=[kind.pk])
    with pytest.raises(Refused) as no:
        file(cast.customer(), kind=kind.pk)
    assert no.value.code == "archived"
    assert Document.objects.get(pk=row.pk).kind_id == kind.pk
    operations.restore_document_kinds(actor=cast.owner(), kinds=[kind.pk])
    for refused in (
        lambda actor: operations.add_document_kinds(actor=actor, names=["X"]),
        lambda actor: operations.change_document_kind(actor=actor, kind=kind.pk, values={}),
        lambda actor: operations.archive_document_kinds(actor=actor, kinds=[kind.pk]),
        lambda actor: operations.restore_document_kinds(actor=actor, kinds=[kind.pk]),
    ):
        with pytest.raises(Forbidden):
            refused(cast.nobody())


@pytest.mark.db
def test_several_files_come_at_once_and_each_bad_one_is_named():
    made, office = cast.customer(), cast.logged_in(roles=("office",))
    url = f"/customers/{made.pk}/documents/"
    sent = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.svg", SVG),
            SimpleUploadedFile("c.png", png())]  # fmt: skip
    answer = office.post(url, {"files": sent, "visibility": "internal"}, follow=True)
    text = answer.content.decode()
    assert "b.svg" in text
    assert "a.pdf" in text
    assert Document.objects.count() == 2
    assert office.post(url, {}).status_code == 422
    assert office.post(url, {"files": [SimpleUploadedFile("x.html", HTML)]}).status_code == 422
    row = Document.objects.first()
    page = office.post(f"/documents/{row.pk}/", {"name": "Neu", "visibility": "portal"})
    assert page.status_code == 302
    assert office.get(f"/documents/{row.pk}/delete/").status_code == 200
    assert office.post(f"/documents/{row.pk}/delete/").status_code == 302
    assert office.post(f"/documents/{row.pk}/restore/").status_code == 302
    assert "Neu" in office.get(url).content.decode()
    history = office.get(f"/customers/{made.pk}/").content.decode()
    assert "Dokumente" in history


@pytest.mark.db
def test_the_settings_show_the_kinds_in_their_order():
    owner = cast.owner()
    names = ["Zeugnis", "Attest", "Lageplan"]
    operations.add_document_kinds(actor=owner, names=names)
    assert [one.name for one in queries.kinds_with_use(owner)][-3:] == names


def opened(client, row):
    """What the page of a document sends along untouched."""
    page = client.get(f"/documents/{row.pk}/").content.decode()
    shown = dict(findall(r'type="hidden" name="(expected\.\w+)" value="([^"]*)"', page))
    return {**shown, **{name.removeprefix("expected."): text for name, text in shown.items()}}


@pytest.mark.db
def test_who_renames_a_document_gives_nobody_a_look_at_it_again():
    made, office = cast.customer(), cast.logged_in()
    row = file(made, visibility="portal")
    page = opened(office, row)
    operations.change_document(
        actor=cast.owner(), document=row.pk, values={"visibility": "internal"}
    )
    assert office.post(f"/documents/{row.pk}/", {**page, "name": "Neu.pdf"}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.visibility) == ("Neu.pdf", "internal")


@pytest.mark.db
def test_two_who_say_something_else_about_a_document_are_told():
    office = cast.logged_in()
    row = file(cast.customer())
    page = opened(office, row)
    operations.change_document(actor=cast.owner(), document=row.pk, values={"name": "Eins.pdf"})
    late = office.post(f"/documents/{row.pk}/", {**page, "name": "Zwei.pdf"})
    assert late.status_code == 409
    assert 'value="Zwei.pdf"' in late.content.decode()
    assert 'name="expected.name" value="Eins.pdf"' in late.content.decode()


@pytest.mark.db
def test_a_document_about_somebody_in_the_archive_stays_about_them():
    made, office = cast.customer(), cast.logged_in()
    child = cast.participant(made)
    row = file(made, participant=child.pk)
    operations.archive_participants(actor=cast.owner(), participants=[child.pk])
    page = office.get(f"/documents/{row.pk}/").content.decode()
    assert f'<option value="{child.pk}" selected>' in page
    office.post(f"/documents/{row.pk}/", {**opened(office, row), "name": "Neu.pdf"})
    row.refresh_from_db()
    assert (row.name, row.participant_id) == ("Neu.pdf", child.pk)
