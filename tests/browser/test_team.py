"""A colleague is invited for a role that may not export, comes in, and is out with one click."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Office, Opener

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "Kreide Wolke Fenster 7"


def test_a_colleague_comes_in_by_the_link_and_may_not_export(
    office: Office, desk: Page, browse: Opener
) -> None:
    desk.goto(f"{office.url}/settings/roles/")
    desk.locator("li.card", has_text="Büro").get_by_role("link", name="Kopieren").click()
    desk.fill("[name=name]", "Empfang")
    export = desk.locator("[value='people.export']")
    expect(export).to_be_checked()
    export.focus()
    desk.keyboard.press("Space")
    desk.locator("form.form .btn.pri").click()
    expect(desk.locator(".toast")).to_contain_text("angelegt")

    desk.goto(f"{office.url}/settings/team/")
    desk.keyboard.press("n")
    desk.fill("[name=email]", "ida@beispiel.example")
    desk.fill("[name=name]", "Ida Immergrün")
    desk.get_by_label("Empfang").check()
    desk.locator("form.form .btn.pri").click()
    desk.get_by_role("button", name="Kopieren").click()
    expect(desk.get_by_role("button", name="Kopiert")).to_be_visible()
    link = desk.locator("#link").input_value()

    ida = browse(url=office.url)
    ida.goto(office.url + urlsplit(link).path)
    for field in ("password", "again"):
        ida.locator(f"#{field}").press_sequentially(PASSWORD)
    ida.keyboard.press("Enter")
    expect(ida.locator(".toast")).to_contain_text("Willkommen, Ida Immergrün")
    ida.goto(f"{office.url}/customers/")
    expect(ida.locator("tbody tr").first).to_be_visible()
    assert ida.get_by_text("Exportieren").count() == 0
    assert ida.request.get(f"{office.url}/settings/team/").status == 403

    desk.goto(f"{office.url}/settings/team/")
    desk.get_by_role("link", name="Ida Immergrün").click()
    desk.get_by_role("link", name="Deaktivieren").click()
    desk.locator("form.form .btn.pri").click()
    expect(desk.locator(".head")).to_contain_text("Deaktiviert")
    ida.goto(f"{office.url}/customers/")
    expect(ida).to_have_url(f"{office.url}/accounts/login/?next=%2Fcustomers%2F")


def test_team_and_roles_work_without_script(office: Office, browse: Opener) -> None:
    desk = browse(office.user, url=office.url, java_script_enabled=False)
    desk.goto(f"{office.url}/settings/team/invite/")
    desk.fill("[name=email]", "ida@beispiel.example")
    desk.fill("[name=name]", "Ida Immergrün")
    desk.locator("[value=readonly]").check()
    desk.locator("form.form .btn.pri").click()
    link = desk.locator("#link").input_value()
    ida = browse(url=office.url, java_script_enabled=False)
    ida.goto(office.url + urlsplit(link).path)
    ida.fill("#password", PASSWORD)
    ida.fill("#again", "anders")
    ida.locator("form .btn.pri").click()
    expect(ida.get_by_role("alert")).to_contain_text("nicht gleich")
    ida.fill("#password", PASSWORD)
    ida.fill("#again", PASSWORD)
    ida.locator("form .btn.pri").click()
    expect(ida.locator(".toast")).to_contain_text("Willkommen")
