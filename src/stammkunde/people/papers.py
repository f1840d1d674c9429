"""What comes in as a document of a customer: PDF, or pictures written anew (COM-12; D26, D27)."""

from __future__ import annotations

from datetime import timedelta

from stammkunde.foundation import uploads

KIND = "people.document"  # the owner of the files
INTAKE = uploads.declare(
    uploads.Intake(
        KIND,
        takes=uploads.PICTURES | uploads.PAPERS,
        most_bytes=20 * uploads.MEGABYTE,
        side=2400,
        room=20 * 1024 * uploads.MEGABYTE,
        named=True,
    )
)
AT_ONCE = 20  # files of one form
BIN_TIME = timedelta(days=30)
AHEAD = timedelta(days=28)  # a proof that holds no longer than this is about to run out
