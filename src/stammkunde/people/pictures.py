"""Pictures and logos of customers (CUS-07): whatever comes in leaves as a small WebP of our own."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from stammkunde.foundation.refusals import Refused

KIND = "people.picture"  # the owner of the files
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
SIDE = 512
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_QUALITY = 82


@dataclass(frozen=True)
class Picture:
    """A picture that is fit to be stored: at most 512 px wide and high, nothing but its pixels."""

    data: bytes
    name: str = "bild.webp"
    content_type: str = "image/webp"


def made(data: bytes) -> Picture:
    """The picture in `data`, re-encoded: turned upright, without place and camera, one frame.

    Refuses more than 10 MB (`picture_too_big`), more than 50 million pixels, before they are
    unpacked (`picture_too_large`), and what is no JPG, PNG, WebP or GIF (`picture_unreadable`).
    """
    if len(data) > MOST_BYTES:
        raise Refused("picture_too_big", _("The picture has more than 10 MB."), "picture")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we count ourselves
            image = Image.open(BytesIO(data), formats=_FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise Refused("picture_too_large", _("The picture has too many pixels."), "picture")
        return small(image)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        text = _("This is no picture that can be read. JPG, PNG, WebP and GIF can.")
        raise Refused("picture_unreadable", text, "picture") from problem


def small(image: Image.Image) -> Picture:
    """An image as it is stored. `made` for whatever comes from outside."""
    image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a large JPEG is unpacked small
    upright = ImageOps.exif_transpose(image)
    see_through = "A" in upright.getbands() or "transparency" in upright.info
    plain = upright.convert("RGBA" if see_through else "RGB")
    plain.thumbnail((SIDE, SIDE))
    bare = Image.new(plain.mode, plain.size)  # pixels only: no EXIF, no comments, no profile
    bare.paste(plain)
    out = BytesIO()
    bare.save(out, "WEBP", quality=_QUALITY)
    return Picture(out.getvalue())
