"""What comes in as paper: a PDF or a picture of an A4 page becomes a picture of ours (D26, D27)."""

from __future__ import annotations

from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image

from stammkunde.foundation import files, images, pdfpages, uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import StoredFile
from stammkunde.foundation.refusals import Refused

KIND, RUN = "messaging.letterhead", "messaging.print_run"
_SIDE = 3508  # A4 at 300 dots per inch
_A4, _OFF = 210 / 297, 0.04
INTAKE = uploads.declare(
    uploads.Intake(
        KIND,
        takes=uploads.PICTURES | uploads.PAPERS,
        most_bytes=20 * uploads.MEGABYTE,
        side=_SIDE,
        per_hour=60,
    )
)


@files.owns(KIND)
def may_see_letterhead(actor: Actor, file: StoredFile) -> bool:
    """Whoever sees messages, or sets up how they look."""
    return actor.may("messaging.see") or actor.may("messaging.settings")


@files.owns(RUN)
def may_see_run(actor: Actor, file: StoredFile) -> bool:
    """Whoever sees what is written to customers. Needs `messaging.see`."""
    return actor.may("messaging.see")


def taken(actor: Actor, upload: uploads.Incoming | None, *, field: str) -> list[uploads.Checked]:
    """The pages of an upload as pictures, at most two: the first page and the following ones.

    Refuses as `uploads.taken` and `pdfpages.pictures`, and what is no A4 page upright (`not_a4`).
    """
    checked = uploads.taken(actor, INTAKE, upload, field=field)
    data = b"".join(checked.pieces())
    try:
        if checked.content_type != uploads.PDF:
            return [_a4(checked, data)]
        return [_redrawn(one) for one in pdfpages.pictures(data, most=2, side=_SIDE)]
    except Refused as no:
        raise Refused(no.code, no.message, field) from no


def _redrawn(png: bytes) -> uploads.Checked:
    made = images.made(png, side=_SIDE)
    return _a4(
        uploads.Checked(INTAKE, made.name, made.content_type, made.data, made.small), made.data
    )


def _a4(checked: uploads.Checked, data: bytes) -> uploads.Checked:
    with Image.open(BytesIO(data)) as picture:
        shape = picture.width / picture.height
    if abs(shape - _A4) > _OFF:
        raise Refused("not_a4", _("Letterhead is an A4 page, upright: 210 × 297 mm."))
    return checked
