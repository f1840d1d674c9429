"""The pictures of the README, taken from demo data: `python -m tests.browser.screenshots`.

Starts the installed product in a folder that is thrown away, logs in like a person and writes
docs/screenshots/*.png. Run it after something visible has changed.
"""

from __future__ import annotations

import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import FLAGS, ROOT, chromium_path

TARGET = ROOT / "docs" / "screenshots"
BUSINESS = "dogs"
CUSTOMERS = "1284"
OWNER = "inhaber@demo.example"
READY_WITHIN = 60.0
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


def free_port() -> int:
    """A port that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stammkunde(env: dict[str, str], *command: str) -> str:
    """Run one command of the product and return what it says."""
    run = [sys.executable, "-m", "stammkunde", *command]
    return subprocess.run(run, env=env, check=True, capture_output=True, text=True).stdout


def wait_until_up(url: str) -> None:
    """Come back when the login page answers."""
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{url}/accounts/login/", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise SystemExit("Der Server ist nicht hochgekommen.")


def opened(browser: Browser, url: str, state: Any = None, **context: Any) -> Page:
    """A fresh page with twice the pixels, so that text is sharp in the README."""
    values = {"viewport": WIDE, "locale": "de-DE", "device_scale_factor": 1.5} | context
    page = browser.new_context(storage_state=state, base_url=url, **values).new_page()
    page.emulate_media(reduced_motion="reduce")
    return page


def shoot(page: Page, name: str) -> None:
    """Write one picture, with fonts there and no toast in the way."""
    if page.locator(".oops").count():
        raise SystemExit(f"{page.url}: {page.locator('.oops').inner_text()}")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(250)
    page.screenshot(path=TARGET / f"{name}.png")
    print(f"docs/screenshots/{name}.png")


def log_in(page: Page, password: str) -> Any:
    """Log in by the form; the cookies for further pages."""
    page.goto("/accounts/login/")
    shoot(page, "login")
    page.fill("[name=login]", OWNER)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.locator(".tiles").wait_for()
    return page.context.storage_state()


def a_day_of_work(page: Page) -> None:
    """Open a record and change a few things, so that its history has something to tell."""
    page.goto("/customers/?q=berg")
    page.locator("table.l tbody th a").first.click()
    for field, value in (("phone", "0171 3920018"), ("city", "Falkensee"), ("postcode", "14612")):
        page.locator(f"#f-{field} a").click()
        page.locator(f"[name={field}]").fill(value)
        page.keyboard.press("Enter")
        page.locator(f"#f-{field} a", has_text=value).wait_for()
    page.locator(".tl form button").first.click()
    page.locator(".ev.undone").first.wait_for()
    page.reload()
    page.locator("#f-email").hover()


def main() -> None:
    """Take all pictures."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        env = {
            name: value for name, value in os.environ.items() if not name.startswith("STAMMKUNDE_")
        }
        env |= {
            "STAMMKUNDE_MODE": "development",
            "STAMMKUNDE_DATA_DIR": folder,
            "STAMMKUNDE_SECRET_KEY": secrets.token_urlsafe(50),
            "STAMMKUNDE_BASE_URL": url,
            "PYTHONPATH": str(ROOT / "src"),
        }
        stammkunde(env, "init")
        said = stammkunde(env, "demo", "--business", BUSINESS, "--customers", CUSTOMERS)
        found = re.search(r"[A-Za-z]+-Demo-\d{4}", said)
        if found is None:
            raise SystemExit(f"Kein Kennwort in der Ausgabe von demo:\n{said}")
        command = [sys.executable, "-m", "stammkunde", "serve", "--port", str(port)]
        log = (Path(folder) / "serve.log").open("wb")
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log)
        try:
            wait_until_up(url)
            pictures(url, found[0])
        finally:
            server.terminate()
            server.wait(15)
            log.close()


def pictures(url: str, password: str) -> None:
    """The five pictures of the README."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        state = log_in(opened(browser, url), password)
        page = opened(browser, url, state)
        page.goto("/customers/?q=ber")
        shoot(page, "list")
        a_day_of_work(page)
        shoot(page, "record")
        dark = opened(browser, url, state, color_scheme="dark")
        dark.goto("/customers/")
        shoot(dark, "list-dark")
        phone = opened(browser, url, state, viewport=PHONE, device_scale_factor=2)
        phone.goto("/customers/?q=ber")
        shoot(phone, "list-phone")
        browser.close()


if __name__ == "__main__":
    main()
