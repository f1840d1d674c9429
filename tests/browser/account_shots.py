"""The picture of anmelden.md: one's own account with an app and its codes."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page

from stammkunde.accounts import totp


def take(page: Page, shoot: Callable[[str], None]) -> None:
    """Set up an app as a person does."""
    page.goto("/account/app/")
    secret = page.locator("code.key").inner_text().replace(" ", "")
    page.fill("[name=code]", totp.code_at(secret, int(time.time()) // totp.WINDOW))
    page.get_by_role("button", name="Einrichten").click()
    page.get_by_role("link", name="Ich habe sie aufbewahrt").click()
    page.locator("#factors").wait_for()
    shoot("mein-konto")
