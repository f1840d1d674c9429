"""Pictures that come in: unpacked within bounds and written anew as WebP of our own (D26, D27).

What leaves here holds pixels and nothing else: no place, no camera, no comment, no second file
behind the first. It stands upright.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from stammkunde.foundation.refusals import Refused

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
TYPE = "image/webp"
MOST_PIXELS = 16_000_000  # unpacked at once, at 4 bytes each and up to three times
MOST_PIXELS_JPEG = 120_000_000  # what a telephone takes: in one pass a JPEG is unpacked small
_MANY = 4_000_000  # of a kind that has to be copied: made smaller before
SMALL = 96  # the side of the little one for lists, at twice the density of a screen
_QUALITY = 82


@dataclass(frozen=True)
class Picture:
    """A picture that is fit to be stored, and the little one for lists: WebP, pixels only."""

    data: bytes
    small: bytes = b""
    name: str = "bild.webp"
    content_type: str = TYPE


def made(data: bytes, *, side: int) -> Picture:
    """The picture in `data`, at most `side` pixels wide and high; of several frames the first.

    Refuses, before anything is unpacked, what has too many pixels (`upload_pixels`), and what is no
    JPG, PNG, WebP or GIF (`upload_kind`) or is damaged (`upload_damaged`).
    """
    image = _opened(data)
    try:
        return small(image, side=side)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as problem:
        raise Refused("upload_damaged", _("The picture is damaged.")) from problem
    except MemoryError as problem:
        raise too_large() from problem
    finally:
        image.close()


def small(image: Image.Image, *, side: int) -> Picture:
    """An image as it is stored. `made` for whatever comes from outside."""
    image.draft("RGB", _within(image.size, 2 * side))
    if image.width * image.height > MOST_PIXELS:
        raise too_large()
    if image.mode in {"RGB", "RGBA", "L"}:
        image.thumbnail((2 * side, 2 * side))  # before any copy is made of it
    elif image.width * image.height > _MANY:
        image.thumbnail((4 * side, 4 * side), Image.Resampling.NEAREST)
    upright = ImageOps.exif_transpose(image)
    see_through = "A" in upright.getbands() or "transparency" in upright.info
    plain = upright.convert("RGBA" if see_through else "RGB")
    plain.thumbnail((side, side))
    return Picture(_written(plain), _written(plain, SMALL) if side > SMALL else b"")


def too_large() -> Refused:
    """The refusal of what would swell."""
    return Refused("upload_pixels", _("The picture has too many pixels."))


def _opened(data: bytes) -> Image.Image:
    """The image with its head read and nothing unpacked."""
    if (size := _webp_size(data)) and size[0] * size[1] > MOST_PIXELS:
        raise too_large()  # its decoder takes the memory while the head is read
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # we count the pixels ourselves
            image = Image.open(BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, MemoryError) as problem:
        raise too_large() from problem
    except (OSError, SyntaxError, ValueError, EOFError) as problem:
        raise Refused("upload_kind", no_picture(data)) from problem
    one_pass = image.format == "JPEG" and _in_one_pass(data)
    most = MOST_PIXELS_JPEG if one_pass else MOST_PIXELS
    if image.width * image.height > most:
        raise too_large()
    return image


def no_picture(data: bytes) -> str:
    """What somebody can do who sent something else."""
    head = data[:4096].lower()
    if b"<svg" in head or data.startswith(b"\x1f\x8b"):
        return _("SVG pictures can hold programs. Save the picture as PNG.")
    return _("This is no picture that can be read. JPG, PNG, WebP and GIF can.")


def _within(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The size at which both sides fit, in proportion: so much of a JPEG has to be unpacked."""
    factor = min(1.0, side / max(size))
    return max(1, int(size[0] * factor)), max(1, int(size[1] * factor))


def _in_one_pass(data: bytes) -> bool:
    """Whether a JPEG is decoded row by row. Progressive ones, and those that bring each colour for
    itself, are held whole."""
    at, colours = 2, 0
    while at + 9 < len(data) and data[at] == 0xFF:
        mark, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if mark == 0xFF:
            at += 1
            continue
        if mark in {0xC0, 0xC1}:
            colours = data[at + 9]
        elif mark == 0xDA:
            return bool(colours) and data[at + 4] == colours
        at += 2 + length
    return False


def _webp_size(data: bytes) -> tuple[int, int] | None:
    """Width and height out of the head of a WebP, None for everything else."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return None

    def number(at: int, length: int) -> int:
        return int.from_bytes(data[at : at + length], "little")

    if data[12:16] == b"VP8X":
        return number(24, 3) + 1, number(27, 3) + 1
    if data[12:16] == b"VP8L":
        bits = number(21, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return number(26, 2) & 0x3FFF, number(28, 2) & 0x3FFF


def as_png(path: Path, size: tuple[int, int]) -> bytes:
    """A stored picture as a small PNG of at most this width and height: mail programs show no WebP."""
    with Image.open(path) as image:
        image.thumbnail(size)
        small = image.convert("RGBA").quantize(255)
    out = BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def _written(plain: Image.Image, side: int = 0) -> bytes:
    bare = Image.new(plain.mode, plain.size)  # pixels only: no EXIF, no comments, no profile
    bare.paste(plain)
    if side:
        bare.thumbnail((side, side))
    out = BytesIO()
    bare.save(out, "WEBP", quality=_QUALITY)
    return out.getvalue()
