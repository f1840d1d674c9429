"""Draws pages of a PDF that may be hostile. Runs alone, bounded, and knows nothing of the house.

Arguments: pages, pixels of the longer side. PDF on standard input; on standard output each PNG after
its length in 8 bytes. Ends with 3 for what is no readable PDF.
"""

from __future__ import annotations

import resource
import sys
from io import BytesIO

import pypdfium2

MEMORY, SECONDS = 512 * 1024 * 1024, 15


def main() -> int:
    """Draw and write."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    most, side = int(sys.argv[1]), int(sys.argv[2])
    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        many = len(document)
    except pypdfium2.PdfiumError:
        return 3
    if not many:
        return 3
    for number in range(min(most, many)):
        page = document[number]
        width, height = page.get_size()
        if min(width, height) <= 0:
            return 3
        picture = page.render(scale=side / max(width, height)).to_pil().convert("RGB")
        out = BytesIO()
        picture.save(out, "PNG", compress_level=1)
        sys.stdout.buffer.write(len(out.getvalue()).to_bytes(8, "big") + out.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main())
