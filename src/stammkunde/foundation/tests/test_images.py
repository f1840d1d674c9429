"""Whatever picture comes in leaves as small pixels of our own, or is refused before it swells."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from stammkunde.foundation import images
from stammkunde.foundation.refusals import Refused

pytestmark = pytest.mark.pure
SCRIPT = b"<script>alert(document.cookie)</script>"


def picture(
    size: tuple[int, int] = (40, 20), kind: str = "PNG", mode: str = "RGB", **more: Any
) -> bytes:
    """A red rectangle in a file of this kind."""
    out = BytesIO()
    Image.new(mode, size, (200, 30, 30) if mode == "RGB" else None).save(out, kind, **more)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def flood(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is this large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def webp_flood() -> bytes:
    """A WebP whose head says 16384 x 16384."""
    side = (16383).to_bytes(3, "little")
    body = b"WEBPVP8X" + (10).to_bytes(4, "little") + b"\0\0\0\0" + side + side
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def in_several_passes() -> bytes:
    """A JPEG whose head says that it brings each colour for itself: held whole by its decoder."""
    data = bytearray(picture((64, 64), "JPEG"))
    frame, scan = data.index(b"\xff\xc0"), data.index(b"\xff\xda")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 8000, 8000)
    data[scan + 4] = 1
    return bytes(data)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGB"), ("PNG", "P"), ("PNG", "1"), ("PNG", "LA"), ("PNG", "I;16"), ("PNG", "RGBA"),
        ("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"), ("GIF", "P"), ("WEBP", "RGB"),
    ],
)  # fmt: skip
def test_whatever_comes_in_leaves_as_a_small_webp(kind: str, mode: str) -> None:
    made = images.made(picture((1600, 800), kind, mode), side=512)
    shown, little = Image.open(BytesIO(made.data)), Image.open(BytesIO(made.small))
    assert (shown.format, shown.size) == ("WEBP", (512, 256))
    assert (little.format, little.size) == ("WEBP", (96, 48))


def test_place_and_camera_go_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Kamera Beispiel"  # turned by 90°, maker
    exif.get_ifd(0x8825)[1] = "N"  # a place
    made = images.made(picture((40, 20), "JPEG", exif=exif, comment=b"geheim"), side=512)
    shown = Image.open(BytesIO(made.data))
    assert shown.size == (20, 40)
    assert not shown.getexif()
    assert b"Beispiel" not in made.data
    assert b"geheim" not in made.data


def test_what_a_browser_could_run_does_not_survive() -> None:
    gif = picture((10, 10), "GIF", "P").replace(b"GIF89a", b"GIF89a", 1)
    for data in (
        b"GIF89a" + b"=1;" + gif[9:] + b"\n//" + SCRIPT,  # a GIF that is a script, too
        picture() + SCRIPT,
        picture(kind="JPEG", comment=SCRIPT),
        picture()[:33] + chunk(b"tEXt", b"Comment\0" + SCRIPT) + picture()[33:],
    ):
        try:
            made = images.made(data, side=512)
        except Refused:
            continue
        assert b"script" not in made.data + made.small


def test_of_a_film_only_the_first_frame_comes_in() -> None:
    out = BytesIO()
    frames = [Image.new("RGB", (30, 30), (at, 0, 0)) for at in range(0, 250, 10)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    assert Image.open(BytesIO(images.made(out.getvalue(), side=512).data)).n_frames == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "upload_kind"),
        (b"<!doctype html>" + SCRIPT, "upload_kind"),
        (b"\x1f\x8b" + SCRIPT, "upload_kind"),
        (b"PK\x03\x04" + b"\0" * 100, "upload_kind"),
        (b"%PDF-1.7", "upload_kind"),
        (picture(kind="BMP"), "upload_kind"),
        (picture(kind="TIFF"), "upload_kind"),
        (picture(kind="ICO"), "upload_kind"),
        (picture()[:40], "upload_kind"),
        (picture((200, 200), "JPEG")[:400], "upload_kind"),
        (picture((900, 900), "JPEG", quality=95)[:-2000], "upload_damaged"),
        (flood(50_000, 50_000), "upload_pixels"),
        (flood(4_001, 4_000), "upload_pixels"),
        (flood(4_000, 4_000), "upload_damaged"),
        (webp_flood(), "upload_pixels"),
        (in_several_passes(), "upload_pixels"),
        (picture((60_000, 3_000), "JPEG"), "upload_pixels"),
    ],
)
def test_what_is_no_picture_or_would_swell_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as no:
        images.made(data, side=512)
    assert no.value.code == code


def test_a_large_photograph_is_unpacked_small() -> None:
    photo = picture((12_000, 9_000), "JPEG")
    shown = Image.open(BytesIO(images.made(photo, side=512).data))
    assert shown.size == (512, 384)
