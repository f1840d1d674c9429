"""Pictures of the guide about enquiries: anfragen.md, website-formular.md."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

Shoot = Callable[[Page, str], None]


def shots(page: Page, shoot: Shoot) -> None:
    """The start page, one enquiry, the form as a page of its own."""
    page.goto("/")
    shoot(page, "anfragen-heute")
    page.goto("/inquiries/")
    page.get_by_role("link", name="Voss, Carla").click()
    page.locator("#answer").wait_for()
    shoot(page, "anfrage")
    page.goto("/public/register/")
    shoot(page, "website-formular")
