"""Hostile files, uploaded and opened by somebody who is logged in: nothing runs (D27, D29).

Whatever is refused at the door is also put into the store by hand, as if the door had failed: then
the way it is served has to hold alone.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from stammkunde.foundation import files
from stammkunde.people.models import Customer
from tests import cast
from tests.browser.conftest import Office, Opener

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RUN = "parent.ran=1;top.ran=1;window.ran=1;document.cookie='ran=1';alert(document.domain)"
SVG = f"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 onload="{RUN}"><script>{RUN}</script><foreignObject><body xmlns="http://www.w3.org/1999/xhtml">
 <img src="x" onerror="{RUN}"/></body></foreignObject><a xlink:href="javascript:{RUN}"/>
 <use href="data:image/svg+xml,&lt;svg onload='{RUN}'/&gt;"/></svg>""".encode()
PAGE = f'<!doctype html><script>{RUN}</script><body onload="{RUN}">'.encode()
GIF = b"GIF89a/*" + b"\0" * 8 + f"*/=1;{RUN}//".encode()


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), (20, 90, 90)).save(out, "PNG")
    return out.getvalue()


HOSTILE = [
    ("logo.svg", "image/svg+xml", SVG),
    ("logo.png", "image/png", SVG),
    ("foto.png", "image/png", PAGE),
    ("foto.gif", "image/gif", GIF),
    ("foto.svgz", "image/svg+xml", b"\x1f\x8b\x08\0" + SVG),
    ("rechnung.jpg.html", "text/html", PAGE),
    ("bild\u202egnp.html", "text/html", PAGE),
]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def watched(office: Office, browse: Opener) -> Page:
    """A page of the office that notes dialogs and what its policy stops."""
    page = browse(office.user, url=office.url)
    page.dialogs = []  # type: ignore[attr-defined]

    def seen(dialog: Any) -> None:
        page.dialogs.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss()

    page.on("dialog", seen)
    return page


def test_hostile_uploads_are_refused_and_a_picture_with_a_script_behind_it_is_only_a_picture(
    office: Office, watched: Page
) -> None:
    url = f"{office.record()}picture/"
    for name, kind, data in HOSTILE:
        watched.goto(url)
        watched.set_input_files("[name=picture]", {"name": name, "mimeType": kind, "buffer": data})
        watched.click("form.form button.pri")
        expect(watched.locator(".errs")).to_be_visible()
        assert Customer.objects.get(pk=office.one.pk).picture_id is None
    watched.goto(url)
    both = {"name": "x.html", "mimeType": "text/html", "buffer": picture() + PAGE}
    watched.set_input_files("[name=picture]", both)
    watched.click("form.form button.pri")
    watched.wait_for_url(office.record())
    key = Customer.objects.get(pk=office.one.pk).picture_id
    assert key
    stored = files.path_of(key).read_bytes()
    assert b"script" not in stored
    assert watched.locator(".av.pic img").evaluate("one => one.naturalWidth") == 60
    with watched.expect_download() as handed:
        watched.evaluate("url => { location.href = url }", office.url + files.url(key))
    assert handed.value.suggested_filename == "bild.webp"
    assert watched.dialogs == []  # type: ignore[attr-defined]


def slipped_in(name: str, kind: str, data: bytes) -> str:
    """The path of a file that is in the store although no door would have let it in."""
    return files.url(files.store("people.picture", name, kind, [data]).key)


def test_even_a_file_that_slipped_in_is_only_handed_over(office: Office, watched: Page) -> None:
    watched.goto(office.record())
    for file in HOSTILE:
        with watched.expect_download() as handed:
            watched.evaluate("url => { location.href = url }", office.url + slipped_in(*file))
        assert handed.value.suggested_filename
        assert watched.evaluate("window.ran") is None
    assert watched.dialogs == []  # type: ignore[attr-defined]


def test_even_a_file_that_slipped_in_runs_nothing_in_a_page_that_would_embed_it(
    office: Office, chromium: Browser
) -> None:
    """Not watched: here the console is full of what the browser stops."""
    context = chromium.new_context()
    morsels = cast.logged_in(office.user).cookies.values()
    context.add_cookies([{"name": m.key, "value": m.value, "url": office.url} for m in morsels])
    page, dialogs = context.new_page(), []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(office.record())
    for file in HOSTILE:
        ran = page.evaluate(
            """async url => {
                const made = ["iframe", "object", "embed", "img", "script"].map(name => {
                    const one = document.createElement(name);
                    one[name === "object" ? "data" : "src"] = url;
                    return one;
                });
                document.body.append(...made);
                await new Promise(done => setTimeout(done, 250));
                return [window.ran ?? null, made[3].naturalWidth, document.cookie.includes("ran")];
            }""",
            office.url + slipped_in(*file),
        )
        assert ran == [None, 0, False], file[0]
    context.close()
    assert dialogs == []


def test_after_the_logout_the_address_of_a_picture_shows_nothing(
    office: Office, watched: Page
) -> None:
    file = files.store("people.picture", "x.webp", "image/webp", [picture()])
    address = office.url + files.url(file.key)
    assert watched.request.get(address).status == 200
    watched.context.clear_cookies()
    answer = watched.request.get(address, max_redirects=0)
    assert answer.status == 302
    assert "/accounts/login/" in answer.headers["location"]
    assert answer.body() == b""
