"""Invented documents, and a group that needs a proof: one holds, one runs out, one is missing."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from stammkunde.foundation import images, uploads
from stammkunde.foundation.actors import Actor
from stammkunde.people import operations, papers, queries
from stammkunde.people.models import Business, Visibility
from stammkunde.people.operations import NewDocument

_HOW_MANY = 12
_KINDS = {
    Business.COURSE.value: ("Ermäßigt", "Anmeldung", "Fotoerlaubnis", "Schülerausweis"),
    Business.DOGS.value: ("Ermäßigt", "Trainingsvertrag", "Impfpass", "Schwerbehindertenausweis"),
    Business.CARE.value: ("Pflegegrad", "Pflegevertrag", "Abtretungserklärung", "Bescheid"),
}
_HOLD = (timedelta(days=12), timedelta(days=240))


def load(actor: Actor, business: str) -> None:
    """Documents for some customers; nothing when there are no customers or documents already."""
    group, contract, consent, proof = _KINDS[business]
    ids = list(queries.in_use(actor).order_by("pk").values_list("pk", flat=True)[:_HOW_MANY])
    if not ids or queries.documents(actor).exists():
        return
    kinds = {one.code: one.pk for one in queries.document_kinds(actor)}
    for place, pk in enumerate(ids):
        seen = Visibility.PORTAL.value if place % 2 else Visibility.INTERNAL.value
        made = [NewDocument(_pdf(contract), f"{contract}.pdf", kinds.get("contract"), None, seen)]
        if place % 3 == 0:
            picture = _picture(consent, place)
            made.append(NewDocument(picture, consent, kinds.get("consent")))
        operations.add_documents(actor=actor, customer=pk, documents=made)
    _proofs(actor, group, proof, kinds.get("proof"), ids)


def _proofs(actor: Actor, name: str, called: str, kind: int | None, ids: list[int]) -> None:
    row = operations.add_labels(actor=actor, kind="group", names=[name]).done[0]
    wanted = {"needs_proof": True}
    operations.change_labels(actor=actor, kind="group", label=row.pk, values=wanted)
    for place, (pk, days) in enumerate(zip(ids, _HOLD, strict=False)):
        operations.prove_group(
            actor=actor,
            customer=pk,
            group=row.pk,
            valid_until=actor.today + days,
            document=NewDocument(_picture(called, place), called, kind),
        )
    operations.put_into_groups(actor=actor, kind="group", customers=ids[2:3], groups=[row.pk])


def _pdf(title: str) -> uploads.Checked:
    out = BytesIO()
    _page(title, (595, 842), "white").save(out, "PDF")
    return uploads.Checked(papers.INTAKE, f"{title}.pdf", uploads.PDF, out.getvalue())


def _picture(title: str, place: int) -> uploads.Checked:
    paper = ("#f4efe6", "#e9f1f4", "#f3ecf4")[place % 3]
    out = BytesIO()
    _page(title, (860, 540), paper).save(out, "PNG")
    made = images.made(out.getvalue(), side=papers.INTAKE.side)
    return uploads.Checked(papers.INTAKE, f"{title}.webp", made.content_type, made.data, made.small)


def _page(title: str, size: tuple[int, int], paper: str) -> Image.Image:
    image = Image.new("RGB", size, paper)
    draw = ImageDraw.Draw(image)
    draw.rectangle((30, 30, size[0] - 30, 90), fill="#1f5f58")
    draw.text((50, 50), title.encode("ascii", "replace").decode(), fill="white", font_size=24)
    for line in range(130, size[1] - 60, 28):
        draw.line((50, line, size[0] - 50 - (line * 37) % 160, line), fill="#b9b9b9", width=4)
    return image
