"""Pictures for notizen.md."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page


def take(page: Page, shoot: Callable[[str], None]) -> None:
    """What is due on the start page, and a call while it is being noted."""
    page.goto("/")
    page.locator("#notes-due").wait_for()
    shoot("wiedervorlagen")
    page.goto("/customers/")
    page.locator("table.l tbody th a").first.click()
    page.locator(".ctab", has_text="Anruf").click()
    page.locator("#c_due_on").wait_for()
    page.keyboard.type("Ferienkurs")
    page.locator("#c_due_on_said", has_text="20").wait_for()
    shoot("notiz-schreiben")
