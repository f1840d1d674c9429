"""Pictures of briefe.md, dokumente.md and nachweise.md."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Page

PAPER_TEXT = """{{ kunde.anrede }},

der **Platz** ist reserviert. Bitte mitbringen:

- Instrument
- Notenheft

Bis bald im Klanghof!
"""


def letterhead() -> bytes:
    """A paper with a band on top and a line below."""
    picture = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 1240, 70), fill="#1f5f58")
    pen.text((145, 110), "Klanghof Musikschule", fill="#1f5f58", font_size=52)
    pen.line((145, 1640, 1120, 1640), fill="#1f5f58", width=3)
    pen.text((145, 1660), "Beispielweg 7 · 99423 Weimar · www.klanghof.example", fill="#555")
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def take(page: Page, shoot: Callable[[str], None]) -> None:
    """A customer's documents, a proof, a letter, the print queue, the paper."""
    page.goto("/settings/letterheads/")
    page.fill("#lh-name", "Klanghof")
    file: Any = {"name": "papier.png", "mimeType": "image/png", "buffer": letterhead()}
    page.set_input_files("#lh-file", file)
    page.get_by_role("button", name="Anlegen").click()
    page.locator(".sheets img").wait_for()
    shoot("briefpapier")
    page.goto("/customers/?lens=proof")
    page.locator("table.l tbody th a").first.click()
    page.get_by_role("link", name="Dokumente (").click()
    page.locator(".docs .doc").first.wait_for()
    shoot("dokumente")
    page.get_by_role("link", name="Briefe (").click()
    page.get_by_role("link", name="Brief schreiben").click()
    page.fill("#l-subject", "Dein Platz im Kurs")
    page.fill("#l-text", PAPER_TEXT)
    page.get_by_role("button", name="Vorschau").click()
    page.locator(".sheets img").wait_for()
    shoot("brief-schreiben")
    page.get_by_role("link", name="Details", exact=True).click()
    page.get_by_role("link", name="Erneuern").or_(page.locator(".prf .x")).first.click()
    page.locator("#p-until").fill("31.07.2027")
    shoot("nachweis")
    page.goto("/communication/letters/")
    page.locator(".docs .doc").first.wait_for()
    shoot("druckstapel")
