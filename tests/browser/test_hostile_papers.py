"""Hostile documents and letterheads, uploaded and opened by somebody who is logged in (D27, D28)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from stammkunde.foundation import files
from stammkunde.messaging.models import Letterhead
from stammkunde.people.models import Document
from tests.browser.conftest import Office
from tests.browser.test_hostile_files import HOSTILE, PAGE, RUN, own_folder, picture, watched

__all__ = ["own_folder", "watched"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

# A page that calls itself a PDF at its first byte and ends like one.
BOTH = b"%PDF-1.7\n<script>" + RUN.encode() + b"</script>\n%%EOF\n"


def test_hostile_documents_are_refused_and_what_pretends_to_be_a_pdf_is_only_handed_over(
    office: Office, watched: Page, tmp_path: Path
) -> None:
    url = f"{office.record()}documents/"
    watched.goto(url)
    bad = [{"name": name, "mimeType": kind, "buffer": data} for name, kind, data in HOSTILE]
    watched.set_input_files("[name=files]", bad)
    watched.click("#add-document button.pri")
    expect(watched.locator(".errs p").first).to_be_visible()
    assert not Document.objects.exists()
    good: list[Any] = [
        {"name": "../../<img src=x onerror=alert(1)>.pdf", "mimeType": "text/html", "buffer": BOTH},
        {"name": "foto\u202egnp.html", "mimeType": "text/html", "buffer": picture() + PAGE},
    ]
    watched.goto(url)
    watched.set_input_files("[name=files]", good)
    watched.click("#add-document button.pri")
    watched.wait_for_url(url)
    expect(watched.locator(".docs .doc")).to_have_count(2)
    for row in Document.objects.all():
        assert row.file_id
        with watched.expect_download() as handed:
            watched.evaluate("url => { location.href = url }", office.url + files.url(row.file_id))
        assert handed.value.suggested_filename
        assert "/" not in handed.value.suggested_filename
    assert watched.evaluate("window.ran") is None
    assert watched.dialogs == []  # type: ignore[attr-defined]


def test_hostile_letterheads_are_refused(office: Office, watched: Page) -> None:
    for name, kind, data in [*HOSTILE, ("papier.pdf", "application/pdf", BOTH)]:
        watched.goto(f"{office.url}/settings/letterheads/")
        watched.fill("#lh-name", "Haus")
        watched.set_input_files("#lh-file", {"name": name, "mimeType": kind, "buffer": data})
        watched.click("form.form button.pri")
        expect(watched.locator(".errs")).to_be_visible()
    assert not Letterhead.objects.exists()
    assert watched.dialogs == []  # type: ignore[attr-defined]


def test_files_that_are_dropped_land_in_the_form(office: Office, watched: Page) -> None:
    watched.goto(f"{office.record()}documents/")
    watched.evaluate(
        """() => {
            const data = new DataTransfer();
            for (const name of ["a.pdf", "b.pdf"]) data.items.add(new File(["%PDF-1.7 %%EOF"], name));
            document.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
        }"""
    )
    assert watched.locator("#files").evaluate("one => one.files.length") == 2
    watched.click("#add-document button.pri")
    expect(watched.locator(".docs .doc")).to_have_count(2)
