"""Second factors in a real browser: passkeys of Chromium's virtual authenticator, app, step-up."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import CDPSession, Page, expect

from stammkunde.accounts import totp
from stammkunde.foundation import clock
from tests import cast
from tests.browser.conftest import Office, Opener
from tests.browser.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_device(page: Page) -> tuple[CDPSession, str]:
    """A device in the page's browser that keeps passkeys and whose owner shows a finger at once."""
    link = page.context.new_cdp_session(page)
    link.send("WebAuthn.enable")
    made = link.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return link, str(made["authenticatorId"])


def log_in(page: Page, office: Office, to: str = "/") -> None:
    page.goto(f"{office.url}/accounts/login/?next={to}")
    page.fill("[name=login]", office.user.email)
    page.fill("[name=password]", cast.PASSWORD)
    page.press("[name=password]", "Enter")


def test_the_required_factor_is_a_passkey_and_opens_the_door_alone(
    browse: Opener, office: Office, axe_source: str
) -> None:
    cast.require_second_factor()
    page = browse()
    _link, _device = with_device(page)
    log_in(page, office, "/customers/")
    expect(page.get_by_role("heading", name="Schütze dein Konto")).to_be_visible()
    assert violations(page, axe_source) == []
    page.get_by_role("link", name="Mit einem Passkey").click()
    page.get_by_role("button", name="Passkey einrichten").click()
    expect(page.get_by_role("heading", name="Deine Notfallcodes")).to_be_visible()
    expect(page.locator(".keys code")).to_have_count(10)
    assert violations(page, axe_source) == []
    with page.expect_download() as file:
        page.get_by_role("link", name="Herunterladen").click()
    assert file.value.suggested_filename == "stammkunde-codes.txt"
    page.get_by_role("link", name="Ich habe sie aufbewahrt").click()
    expect(page).to_have_url(re.compile("/customers/$"))
    page.goto(f"{office.url}/accounts/logout/")
    page.get_by_role("button", name="Abmelden").click()
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    expect(page.get_by_role("navigation", name="Konto")).to_contain_text("Miriam Jansen")
    page.goto(f"{office.url}/account/")
    expect(page.locator("#sessions")).to_contain_text("Chrome, Linux")
    expect(page.locator("#factors")).to_contain_text("Noch 10 Codes")


def test_an_app_is_set_up_by_its_key_and_asked_for_at_the_next_login(
    browse: Opener, office: Office, axe_source: str
) -> None:
    page = browse(office.user, url=office.url)
    page.goto(f"{office.url}/account/")
    page.get_by_role("link", name="Einrichten Authenticator-App").click()
    expect(page.get_by_role("img", name="QR-Code")).to_have_js_property("complete", True)
    assert page.get_by_role("img", name="QR-Code").evaluate("(image) => image.naturalWidth") > 0
    secret = page.locator("code.key").inner_text().replace(" ", "")
    page.get_by_label("Tippe die sechs Ziffern").fill(code(secret))
    page.get_by_role("button", name="Einrichten").click()
    expect(page.locator(".keys code")).to_have_count(10)
    other = browse()
    log_in(other, office)
    expect(other.get_by_role("heading", name="Zweiter Schritt")).to_be_visible()
    assert violations(other, axe_source) == []
    other.get_by_label("Code").fill("000000")
    other.get_by_role("button", name="Weiter").click()
    expect(other.get_by_role("alert").first).to_contain_text("stimmt nicht")
    other.get_by_label("Code").fill(code(secret, 1))
    other.get_by_role("button", name="Weiter").click()
    expect(other).to_have_url(f"{office.url}/")


def test_an_export_asks_who_is_there_and_then_goes_on(
    browse: Opener, office: Office, axe_source: str
) -> None:
    page = browse(office.user, url=office.url)
    page.goto(f"{office.url}/customers/")
    cast.stale(cast.logged_in(office.user))
    page.get_by_role("link", name=re.compile("Exportieren")).first.click()
    expect(page.get_by_role("heading", name="Bestätige, dass du es bist")).to_be_visible()
    assert violations(page, axe_source) == []
    page.get_by_label("Dein Passwort").fill(cast.PASSWORD)
    page.get_by_role("button", name="Bestätigen").click()
    with page.expect_download() as file:
        page.get_by_role("button", name=re.compile("Herunterladen|Exportieren")).first.click()
    assert file.value.suggested_filename.endswith((".xlsx", ".csv"))


def test_a_device_that_is_not_ones_own_says_so_calmly(browse: Opener, office: Office) -> None:
    page = browse()
    link, device = with_device(page)
    page.goto(f"{office.url}/accounts/login/")
    link.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    expect(page.locator("[data-passkey-problem]:visible")).to_contain_text("nicht benutzt")
    expect(page).to_have_url(re.compile("/accounts/login/$"))


def code(secret: str, later: int = 0) -> str:
    """The code of an app that knows the secret."""
    return totp.code_at(secret, int(clock.now().timestamp()) // totp.WINDOW + later)
