"""Pictures and logos of customers, pictures of participants (CUS-07; 2.2): small WebP of our own."""

from __future__ import annotations

from PIL import Image

from stammkunde.foundation import images, uploads

KIND = "people.picture"  # the owner of the files
INTAKE = uploads.declare(
    uploads.Intake(KIND, takes=uploads.PICTURES, most_bytes=10 * uploads.MEGABYTE, side=512)
)


def drawn(image: Image.Image) -> uploads.Checked:
    """A picture that we have drawn ourselves, as it is stored."""
    made = images.small(image, side=INTAKE.side)
    return uploads.Checked(INTAKE, made.name, made.content_type, made.data, made.small)
