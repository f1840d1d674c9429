"""Pictures for vorlagen.md and ansprache.md."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page


def take(page: Page, shoot: Callable[[str], None]) -> None:
    """A template in its three forms with its preview; the two cards of the form of address."""
    page.goto("/communication/templates/")
    page.get_by_role("link", name="Termin fällt aus").click()
    page.locator("#preview").scroll_into_view_if_needed()
    shoot("vorlage")
    page.goto("/settings/address/")
    shoot("ansprache")
