"""Pictures of kommunikation.md, sms.md, unzustellbar.md and geburtstage.md."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page


def take(page: Page, shoot: Callable[[str], None]) -> None:
    """What was sent, one that came back, a text message, an address that is gone, birthdays."""
    page.goto("/communication/sent/")
    page.locator("table.l tbody tr").first.wait_for()
    shoot("kommunikation")
    page.goto("/communication/sent/?lens=bounced")
    page.locator("table.l tbody th a").first.click()
    page.locator(".way-l").wait_for()
    shoot("nachricht")
    page.goto("/customers/?lens=messaging.undeliverable")
    page.locator("table.l tbody th a").first.click()
    page.locator(".rh").wait_for()
    shoot("unzustellbar")
    page.goto("/communication/sms/")
    page.locator("table.l tbody th a").first.click()
    home = page.locator("a.val[href^='/customers/']").get_attribute("href") or ""
    page.goto(home.replace("/communication/", "/sms/"))
    page.locator("#text").fill("Der Kurs beginnt heute erst um 17 Uhr. Bis später!")
    shoot("sms")
    page.goto("/settings/birthdays/")
    shoot("geburtstage")
