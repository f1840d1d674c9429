"""What goes along with a message: PDF, pictures written anew, lists (COM-06; D26, D27)."""

from __future__ import annotations

from stammkunde.foundation import files, uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import StoredFile

KIND = "messaging.attachment"
INTAKE = uploads.declare(
    uploads.Intake(
        KIND,
        takes=uploads.PICTURES | uploads.PAPERS | uploads.LISTS,
        most_bytes=10 * uploads.MEGABYTE,
        side=2400,
        room=10 * 1024 * uploads.MEGABYTE,
        named=True,
    )
)


@files.owns(KIND)
def may_read(actor: Actor, file: StoredFile) -> bool:
    """Whoever sees messages, or writes them."""
    return actor.may("messaging.see") or actor.may("messaging.write")
