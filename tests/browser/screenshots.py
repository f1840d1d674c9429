"""The pictures of README and guide, from demo data: `python -m tests.browser.screenshots [dogs …]`.

Starts the installed product for a dog school, a course provider and a care service (or for those
that are named), each in a folder that is thrown away, logs in like a person and writes
docs/screenshots/*.png and docs/guide/bilder/*.png. Run it after something visible has changed.
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import account_shots, pieces_shots
from tests.browser.chromium import FLAGS, ROOT, chromium_path
from tests.stories.office_list import office_list

TARGET = ROOT / "docs" / "screenshots"
GUIDE = ROOT / "docs" / "guide" / "bilder"
OWNER = "inhaber@demo.example"
READY_WITHIN = 60.0
WIDE = {"width": 1440, "height": 900}
TALL = {"width": 1440, "height": 960}
LOW = {"width": 1440, "height": 640}
SMALL = {"width": 1200, "height": 760}
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


@dataclass
class Desk:
    """Somebody at the running product of one business."""

    browser: Browser
    url: str
    password: str
    state: Any = None

    def page(self, **context: Any) -> Page:
        """A fresh page with more pixels, so that text is sharp in the README."""
        values = {"viewport": WIDE, "locale": "de-DE", "device_scale_factor": 1.5} | context
        made = self.browser.new_context(storage_state=self.state, base_url=self.url, **values)
        page = made.new_page()
        page.emulate_media(reduced_motion="reduce")
        return page

    def log_in(self) -> Page:
        """Log in by the form; further pages are logged in, too."""
        page = self.page()
        page.goto("/accounts/login/")
        page.fill("[name=login]", OWNER)
        page.fill("[name=password]", self.password)
        page.keyboard.press("Enter")
        page.locator(".tiles").wait_for()
        self.state = page.context.storage_state()
        return page


@contextmanager
def running(browser: Browser, business: str, customers: int) -> Iterator[Desk]:
    """The product with demo data of a business, as long as somebody looks at it."""
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
        said = stammkunde(env, "demo", "--business", business, "--customers", str(customers))
        found = re.search(r"[A-Za-z]+-Demo-\d{4}", said)
        if found is None:
            raise SystemExit(f"Kein Kennwort in der Ausgabe von demo:\n{said}")
        command = [sys.executable, "-m", "stammkunde", "serve", "--worker", "--port", str(port)]
        with (Path(folder) / "serve.log").open("wb") as log:
            server = subprocess.Popen(command, env=env, stdout=log, stderr=log)
            try:
                wait_until_up(url)
                yield Desk(browser, url, found[0])
            finally:
                server.terminate()
                server.wait(15)


def shoot(page: Page, name: str, folder: Path = TARGET) -> None:
    """Write one picture, with fonts there and no toast in the way."""
    if page.locator(".oops").count():
        raise SystemExit(f"{page.url}: {page.locator('.oops').inner_text()}")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")
    print((folder / f"{name}.png").relative_to(ROOT))


def open_record(page: Page, name: str) -> None:
    """Search a customer in the list and open the first hit."""
    page.goto(f"/customers/?q={name}")
    page.locator("table.l tbody th a").first.click()
    page.locator(".rh").wait_for()


def a_day_of_work(page: Page, hover: str, *changes: tuple[str, str]) -> None:
    """Change a few things and take the last one back, so that the history has something to tell."""
    for field, value in changes:
        page.locator(f"#f-{field} a.val").click()
        page.locator(f"#f-{field} [name={field}]").fill(value)
        page.keyboard.press("Enter")
        page.locator(f"#f-{field} a.val", has_text=value).wait_for()
    page.locator(".tl form button").first.click()
    page.locator(".ev.undone").first.wait_for()
    page.reload()
    page.locator(f"#f-{hover}").hover()


def dogs(desk: Desk) -> None:
    """The list with a search, rows picked, on the screen and on a phone."""
    page = desk.page()
    page.goto("/accounts/login/")
    shoot(page, "login")
    page = desk.log_in()
    page.goto("/customers/?q=ber&f.email=:filled")
    for row in (1, 3):
        page.locator("tbody [name=pick]").nth(row).check(force=True)
    shoot(page, "list")
    phone = desk.page(viewport=PHONE, device_scale_factor=2, has_touch=True)
    phone.goto("/customers/?q=ber")
    shoot(phone, "list-phone")


def course(desk: Desk) -> None:
    """The start page, a family's record, and the form of a mother with two children."""
    page = desk.log_in()
    page.set_viewport_size(LOW)
    shoot(page, "today")
    page.set_viewport_size(TALL)
    open_record(page, FAMILY)
    a_day_of_work(
        page, "email", ("postcode", "14612"), ("city", "Falkensee"), ("phone", "0171 3920018")
    )
    shoot(page, "record-course")
    page.goto("/customers/new/")
    for field, text in (
        ("first_name", "Kathrin"), ("last_name", "Blume"), ("phone", "0171 5550124"),
        ("email", "kathrin@blume.example"), ("p0-first_name", "Lea"), ("p0-birth_date", "4.5.2019"),
        ("p1-first_name", "Tom"), ("p1-birth_date", "12.1.2021"),
    ):  # fmt: skip
        page.locator(f"#id_{field}").press_sequentially(text)
    shoot(page, "form")


def care(desk: Desk) -> None:
    """An organisation's record, and the list in the dark."""
    page = desk.log_in()
    page.set_viewport_size(TALL)
    open_record(page, COMPANY)
    a_day_of_work(page, "phone", ("phone", "030 23125 220"), ("email", "post@stift.example"))
    shoot(page, "record-care")
    dark = desk.page(color_scheme="dark")
    dark.goto("/customers/")
    shoot(dark, "list-dark")


def guide(desk: Desk) -> None:
    """What the pages of the guide show; one function per page of the guide."""
    desk.log_in()
    for take in (
        finding,
        lensing,
        choosing,
        adding,
        guardians,
        leaving,
        exporting,
        importing,
        team,
        setting_up,
        pieces,
        own_account,
    ):
        page = desk.page(viewport=SMALL)
        take(page)
        page.close()


def finding(page: Page) -> None:
    """kunden-finden.md."""
    page.goto("/customers/?q=mü&f.city=e")
    shoot(page, "liste", GUIDE)
    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("mül")
    page.locator("#palette .pal-group a").first.wait_for()
    shoot(page, "suche", GUIDE)


def lensing(page: Page) -> None:
    """linsen.md: a lens of one's own, just changed."""
    page.goto("/customers/?f.email=:empty&cols=phone,city,status")
    page.locator("#list-save").click()
    page.locator("#lens-emoji").fill("📞")
    page.locator("#lens-name").fill("Nur per Telefon")
    page.locator("[name=columns]").check()
    page.get_by_role("button", name="Linse speichern").click()
    page.wait_for_url("**lens=own**")
    page.goto(page.url + "&sort=-city")
    page.locator("#list-save summary").click()
    shoot(page, "linse", GUIDE)


def adding(page: Page) -> None:
    """kunden-anlegen.md."""
    page.goto("/customers/new/")
    for field, text in (
        ("first_name", "Kathrin"),
        ("last_name", "Blume"),
        ("p0-first_name", "Lea"),
    ):
        page.locator(f"#id_{field}").press_sequentially(text)
    shoot(page, "anlegen", GUIDE)
    open_record(page, FAMILY)
    shoot(page, "kunde", GUIDE)


def guardians(page: Page) -> None:
    """teilnehmer.md."""
    page.goto("/participants/")
    page.locator("table.l tbody th a").first.click()
    page.get_by_role("link", name="Verantwortliche").first.click()
    page.locator("main form").first.wait_for()
    shoot(page, "verantwortliche", GUIDE)


def leaving(page: Page) -> None:
    """gehen.md."""
    open_record(page, FAMILY)
    page.goto(page.url.partition("?")[0] + "delete/")
    shoot(page, "loeschen", GUIDE)


def choosing(page: Page) -> None:
    """viele-auf-einmal.md."""
    page.goto("/customers/")
    for number in range(3):
        page.locator("tbody [name=pick]").nth(number).check()
    shoot(page, "auswahl", GUIDE)
    page.locator(".bulk label.all").click()
    page.locator(".bulk button[value=tag]").click()
    page.locator("#modal .opts.long label").first.click()
    page.locator("#modal button[value=run]").wait_for()
    shoot(page, "auswahl-vorschau", GUIDE)


def exporting(page: Page) -> None:
    """ausgeben.md."""
    page.goto("/customers/")
    page.get_by_role("link", name="Exportieren").click()
    page.locator("#modal dialog[open]").wait_for()
    shoot(page, "export", GUIDE)


def importing(page: Page) -> None:
    """importieren.md."""
    page.goto("/customers/import/")
    shoot(page, "importieren-datei", GUIDE)
    data = office_list(628, 24).faulty
    file: Any = {"name": "wellenbad-uebernahme.csv", "mimeType": "text/csv", "buffer": data}
    page.locator("#wz-upload").set_input_files(file)
    page.get_by_role("button", name="Weiter").click()
    page.locator("table.map").wait_for()
    shoot(page, "importieren-spalten", GUIDE)
    page.get_by_role("button", name="Liste prüfen").click()
    page.locator(".act-bar .pri").wait_for()
    page.locator("input[data-open]").first.fill("0171 3920046")
    page.keyboard.press("Enter")
    page.locator(".cell.fixed").wait_for()
    shoot(page, "importieren-pruefen", GUIDE)
    page.locator(".act-bar .pri").click()
    page.get_by_role("link", name="Zu den Kunden").wait_for()
    shoot(page, "importieren-fertig", GUIDE)
    page.get_by_role("link", name="Rückgängig …").click()
    page.locator("form.card button.pri").click()
    page.locator(".import .st").first.wait_for()


def team(page: Page) -> None:
    """team.md."""
    page.goto("/settings/team/invite/")
    page.fill("[name=email]", "ida@beispiel.example")
    page.fill("[name=name]", "Ida Immergrün")
    page.locator("[value=office]").check()
    page.locator("form.form .btn.pri").click()
    page.goto("/settings/team/")
    shoot(page, "team", GUIDE)
    page.goto("/settings/roles/")
    page.get_by_role("link", name="Büro", exact=True).click()
    shoot(page, "rolle", GUIDE)


def setting_up(page: Page) -> None:
    """einrichten.md, e-mail.md, and probebetrieb.md, which shows the banner of the first picture."""
    page.goto("/")
    shoot(page, "heute", GUIDE)
    page.goto("/setup/")
    shoot(page, "einrichtung", GUIDE)
    page.goto("/settings/?q=steuer")
    shoot(page, "einstellungen", GUIDE)
    page.goto("/settings/mail/")
    shoot(page, "e-mail-versand", GUIDE)


def pieces(page: Page) -> None:
    """Pages whose pictures are taken elsewhere: enquiries, notes, papers, writing, texts, the log."""
    pieces_shots.take(page, lambda name: shoot(page, name, GUIDE))


def own_account(page: Page) -> None:
    """anmelden.md."""
    account_shots.take(page, lambda name: shoot(page, name, GUIDE))


FAMILY = "Ömer O'Neal"
COMPANY = "Seniorenstift Pfefferkorn"
BUSINESSES: dict[str, tuple[int, Callable[[Desk], None]]] = {
    "dogs": (1284, dogs),
    "course": (320, course),
    "care": (320, care),
    "guide": (320, guide),
}


def main() -> None:
    """Take all pictures, or those of the businesses that were named."""
    wanted = sys.argv[1:] or list(BUSINESSES)
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        for business in wanted:
            customers, look = BUSINESSES[business]
            kind = "course" if business == "guide" else business
            with running(browser, kind, customers) as desk:
                look(desk)
        browser.close()


if __name__ == "__main__":
    main()
