"""Hostile uploads where 256 MB of memory are left: they are refused, and the process lives (G-F9)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure
ROOT = Path(__file__).parents[4]

MAKE = """
import io, pickle, struct, sys, zipfile, zlib
from stammkunde.foundation.tests.test_images import (
    chunk, flood, in_several_passes, picture, webp_flood)

MB = 1024 * 1024

def full(width, height, depth=8, colours=2):
    lane = {2: 3, 6: 4, 3: 1, 0: 1}[colours] * depth // 8 * width + 1
    packer, rows = zlib.compressobj(1), []
    for _row in range(height // 100):
        rows.append(packer.compress(bytes(100 * lane)))
    rows.append(packer.flush())
    head = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    body = chunk(b"IHDR", head)
    body += chunk(b"PLTE", bytes(3)) if colours == 3 else b""
    return b"\\x89PNG\\r\\n\\x1a\\n" + body + chunk(b"IDAT", b"".join(rows)) + chunk(b"IEND", b"")

def zipped(*parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return out.getvalue()

def text_bomb():
    swollen = zlib.compress(bytes(50 * MB), 9)
    return picture()[:33] + chunk(b"zTXt", b"a\\0\\0" + swollen) + picture()[33:]

bomb = zipped(("xl/worksheets/sheet1.xml", bytes(70 * MB)), ("[Content_Types].xml", b"<x/>"))
FILES = {
    "50,000 x 50,000": flood(50_000, 50_000),
    "16 million pixels": full(4_000, 4_000),
    "16 million pixels of 16 bits": full(4_000, 4_000, 16),
    "16 million pixels by palette": full(4_000, 4_000, 8, 3),
    "webp flood": webp_flood(),
    "a whole webp": picture((4_000, 3_900), "WEBP"),
    "jpeg in several passes": in_several_passes(),
    "a photograph of 108 million pixels": picture((12_000, 9_000), "JPEG"),
    "progressive": picture((3_900, 4_000), "JPEG", progressive=True),
    "text bomb": text_bomb(),
    "zip bomb": bomb,
    "nested zip": zipped(("a.zip", zipped(("b.zip", bomb)))),
    "a line of 30 MB": b"x" * (30 * MB),
    "many cells": b";" * (30 * MB),
}
with open(sys.argv[1], "wb") as out:
    pickle.dump(FILES, out)
"""

READ = """
import json, pickle, resource, sys
import django
django.setup()
from stammkunde.foundation import images, sheets
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.tests.test_images import picture

MB = 1024 * 1024

def now(name):
    for line in open("/proc/self/status"):
        if line.startswith(name):
            return int(line.split()[1]) * 1024

with open(sys.argv[1], "rb") as made:
    FILES = pickle.load(made)
images.made(picture(), side=512)  # what is loaded late is loaded
grown = now("VmSize") + int(sys.argv[2]) * MB
resource.setrlimit(resource.RLIMIT_AS, (grown, grown))
open("/proc/self/clear_refs", "w").write("5")  # the peak counts from here on
start, told = now("VmRSS"), {}
for name, data in FILES.items():
    try:
        if data[:2] == b"PK" or name in {"a line of 30 MB", "many cells"}:
            for _row in sheets.read(data).rows:
                pass
        else:
            images.made(data, side=512)
        told[name] = "taken"
    except (Refused, sheets.Unreadable) as no:
        told[name] = getattr(no, "code", "") or "no list"
told["the next one"] = len(images.made(picture(), side=512).data)
told["peak"] = (now("VmHWM") - start) // MB
print(json.dumps(told))
"""


def run(script: str, *args: object) -> str:
    """What a process of its own says."""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "STAMMKUNDE_MODE": "test",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, args)],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hostile files; made elsewhere, for making them takes memory, too."""
    path = tmp_path_factory.mktemp("hostile") / "files.pickle"
    run(MAKE, path)
    return path


def read(made: Path, megabytes: int) -> dict[str, object]:
    """What a process with so much more memory said of each file."""
    told: dict[str, object] = json.loads(run(READ, made, megabytes).splitlines()[-1])
    return told


@pytest.mark.slow
def test_hostile_files_are_refused_within_bounds_and_the_next_one_is_served(
    made: Path,
) -> None:
    told = read(made, 256)
    assert told.pop("the next one")
    assert int(str(told.pop("peak"))) < 256
    assert told == {
        "50,000 x 50,000": "upload_pixels",
        "16 million pixels": "taken",
        "16 million pixels of 16 bits": "taken",
        "16 million pixels by palette": "taken",
        "webp flood": "upload_pixels",
        "a whole webp": "taken",
        "jpeg in several passes": "upload_pixels",
        "a photograph of 108 million pixels": "taken",
        "progressive": "taken",
        "text bomb": "upload_kind",
        "zip bomb": "no list",
        "nested zip": "no list",
        "a line of 30 MB": "no list",
        "many cells": "no list",
    }


@pytest.mark.slow
def test_in_a_process_with_hardly_any_memory_a_large_picture_is_refused_and_nothing_dies(
    made: Path,
) -> None:
    told = read(made, 40)
    assert told["16 million pixels"] == "upload_pixels"
    assert told["the next one"]
