"""The pictures of schreiben.md and mitteilungen.md."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

_TEXT = (
    "{{ kunde.anrede }},\n\nder Unterricht beginnt am **Montag** um 16:30. Bitte mitbringen:\n\n"
    "- Noten\n- Stift\n\nViele Grüße\n{{ ich.name }}"
)


def take(page: Page, shoot: Callable[[str], None]) -> None:
    """To one customer, then a notice to a lens."""
    page.goto("/communication/write/?q=ber")
    page.locator("main a.link[href^='?to=']").first.click()
    page.fill("#id_subject", "{du:Dein|sie:Ihr} Unterricht am Montag")
    page.fill("#id_body", _TEXT)
    page.locator("#write-look .mailview").wait_for()
    shoot("schreiben")
    page.goto("/communication/notices/")
    page.get_by_role("link", name="Sommerpause").first.click()
    page.locator("#notice-look .mailview").wait_for()
    shoot("mitteilungen")
