"""Pages of a PDF from outside as pictures, drawn by a process of its own within bounds (D26).

What hangs, swells or crashes there costs that process only.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from stammkunde.foundation.refusals import Refused

SECONDS = 20
_CHILD = Path(__file__).with_name("pdfchild.py")


def pictures(data: bytes, *, most: int, side: int) -> list[bytes]:
    """The first `most` pages as PNG, at most `side` pixels high and wide.

    Refuses what cannot be read (`upload_damaged`), and what needs too much time or memory
    (`upload_too_much`).
    """
    command = [sys.executable, "-I", str(_CHILD), str(most), str(side)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise _too_much() from late
    if done.returncode == 3:
        raise Refused("upload_damaged", _("The PDF is damaged, empty or locked with a password."))
    if done.returncode != 0:
        raise _too_much()
    return _read(done.stdout)


def _read(out: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(out):
        size = int.from_bytes(out[at : at + 8], "big")
        found.append(out[at + 8 : at + 8 + size])
        at += 8 + size
    return found


def _too_much() -> Refused:
    return Refused("upload_too_much", _("This PDF is too large to be drawn. Save it smaller."))
