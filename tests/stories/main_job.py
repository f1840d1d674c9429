"""The main job of an office, step by step, through the doors that people use.

A list comes in by command, is found while somebody types, is edited by two people, undone, and
goes out again; what goes out is compared with what came in, cell by cell. The steps know nothing of
how the doors are reached: the test brings Django's client, the benchmark real processes and HTTP.
"""

from __future__ import annotations

import csv
import io
import json
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from bs4 import BeautifulSoup

LIST = "/customers/"
LIVE = {"HX-Request": "true", "HX-Target": "list-results"}
SHOWN = 50
_RECORD = re.compile(r"^/customers/(\d+)/(?:\?.*)?$")
_FOLDS = str.maketrans({"ß": "ss", "ı": "i", "ł": "l"})


@dataclass(frozen=True)
class Page:
    """A finished answer."""

    status: int
    text: str
    location: str = ""


class Browser(Protocol):
    """Somebody who is logged in."""

    def get(self, path: str, headers: dict[str, str] | None = None) -> Page: ...
    def post(self, path: str, data: dict[str, str]) -> Page: ...


class Desk(Protocol):
    """An installation of Stammkunde and the people in front of it."""

    def command(self, *words: str) -> str: ...
    def sit_down(self) -> Browser: ...


@dataclass
class Told:
    """What happened, for a report: step -> seconds, and how many there were."""

    steps: dict[str, tuple[float, int]] = field(default_factory=dict)

    def step(self, name: str, start: float, count: int) -> None:
        """Note a step that began at `start` (perf_counter)."""
        self.steps[name] = (time.perf_counter() - start, count)


def main_job(desk: Desk, file: Path, *, encoding: str, delimiter: str) -> Told:
    """Do all of it with the list in `file`; an assertion fails where the product does."""
    told = Told()
    source = read(file.read_bytes(), encoding, delimiter)
    start = time.perf_counter()
    bring_in(desk, file, source)
    told.step("import, and again", start, len(source.rows))
    anna, tom = desk.sit_down(), desk.sit_down()
    start = time.perf_counter()
    told.step("search while typing", start, find(anna, source))
    before = taken_out(desk, source)
    start = time.perf_counter()
    entries = edit_together(anna, tom)
    assert taken_out(desk, source).by_id != before.by_id
    for entry in entries:
        undo(anna, entry)
    told.step("edit by two, undo", start, len(entries))
    start = time.perf_counter()
    after = taken_out(desk, source)
    told.step("export", start, len(after.rows))
    assert after.by_id == before.by_id
    assert_same_rows(source, after)
    return told


# Lists -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """A list in a file: headings and rows, every cell as it stands there."""

    headings: list[str]
    rows: list[list[str]]

    @property
    def by_id(self) -> dict[str, list[str]]:
        """Rows by the ID that an export puts in the last column."""
        return {row[-1]: row[:-1] for row in self.rows}


def read(data: bytes, encoding: str, delimiter: str) -> Sheet:
    """Read a list with Python's own csv, not with the product's reader."""
    lines = list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=delimiter))
    return Sheet(lines[0], lines[1:])


def taken_out(desk: Desk, source: Sheet) -> Sheet:
    """The list as `export-customers` gives it, with the columns of the source in front."""
    found = read(desk.command("export-customers").encode(), "utf-8-sig", ";")
    assert set(source.headings) <= set(found.headings)
    order = [*source.headings, *(one for one in found.headings if one not in source.headings)]
    at = [found.headings.index(heading) for heading in order]
    return Sheet(order, [[row[place] for place in at] for row in found.rows])


def assert_same_rows(source: Sheet, found: Sheet) -> None:
    """Every row of the source is there as often as in the source, every cell letter by letter."""
    width = len(source.headings)
    wanted = Counter(tuple(row) for row in source.rows)
    got = Counter(tuple(row[:width]) for row in found.rows)
    lost, new = sorted((wanted - got).elements()), sorted((got - wanted).elements())
    assert (lost, new) == ([], []), f"{len(lost)} rows differ: {lost[:2]} became {new[:2]}"


# Steps -----------------------------------------------------------------------------------------


def bring_in(desk: Desk, file: Path, source: Sheet) -> None:
    """Import; a second import of the same list adds nothing."""
    for created in (len(source.rows), 0):
        report = json.loads(desk.command("import-customers", str(file), "--json"))
        assert report["errors"] == []
        assert report["rows"] == len(source.rows)
        assert report["created"] == created
        assert report["updated"] == 0


def find(browser: Browser, source: Sheet) -> int:
    """Type terms letter by letter; each answer is right, the last one shows exactly the hits.

    Gives the number of answers. What is right is worked out here, by looking at every row.
    """
    texts = [_searchable(row) for row in source.rows]
    answers = 0
    for term in _terms(source):
        for end in range(1, len(term) + 1):
            typed = term[:end].strip()
            page = browser.get(f"{LIST}?q={quote(typed)}", LIVE)
            assert page.status == 200
            answers += 1
        wanted = sum(all(word in text for word in _folded(term).split()) for text in texts)
        assert len(_ids(page)) == min(wanted, SHOWN), f"{term}: {wanted} wanted"
        assert (wanted > 0) == (term != "xqzwv")
    return answers


def edit_together(anna: Browser, tom: Browser) -> list[int]:
    """Two people on one record: other fields both stay, the same field is a conflict.

    Gives the journal entries of what was written, newest first.
    """
    pk = _ids(anna.get(LIST))[0]
    record = f"{LIST}{pk}/"
    entries = set(_undoable(anna.get(record)))
    phone, city = anna.get(f"{record}edit/phone/"), tom.get(f"{record}edit/city/")
    assert submit(anna, phone, phone="0171 5550123").status in (200, 302)
    assert submit(tom, city, city="Neustadt an der Weinstraße").status in (200, 302)
    one, other = anna.get(f"{record}edit/email/"), tom.get(f"{record}edit/email/")
    assert submit(anna, one, email="zuerst@post.example").status in (200, 302)
    assert submit(tom, other, email="danach@post.example").status == 409
    shown = BeautifulSoup(anna.get(record).text, "html.parser").get_text(" ")
    for text in ("0171 5550123", "Neustadt an der Weinstraße", "zuerst@post.example"):
        assert text in shown
    assert "danach@post.example" not in shown
    fresh = [entry for entry in _undoable(anna.get(record)) if entry not in entries]
    assert len(fresh) == 3
    return fresh


def undo(browser: Browser, entry: int) -> None:
    """Press the button of an entry."""
    assert browser.post(f"/undo/{entry}/", {"next": LIST}).status in (200, 302)


def submit(browser: Browser, page: Page, **values: str) -> Page:
    """Fill in the form of a page that has these fields, and send it with all that it holds."""
    assert page.status == 200
    soup = BeautifulSoup(page.text, "html.parser")
    for form in soup.find_all("form"):
        inputs = {one.get("name"): one for one in form.find_all(["input", "textarea", "select"])}
        if not set(values) <= set(inputs):
            continue
        held = {name: one.get("value") or "" for name, one in inputs.items() if name}
        return browser.post(str(form.get("action")), held | values)
    raise AssertionError(f"no form with {sorted(values)}")


# What is looked for ----------------------------------------------------------------------------


def _terms(source: Sheet) -> list[str]:
    """Words of the list itself: rare and common names, the end of a phone, parts, and a miss."""
    last, firm, phone = (source.headings.index(name) for name in ("Nachname", "Firma", "Telefon"))
    names = Counter(row[last].lower() for row in source.rows if row[last])
    common, rare = (
        names.most_common(1)[0][0],
        min(names, key=lambda name: (names[name], name)),
    )
    number = next(re.sub(r"\D", "", row[phone]) for row in source.rows if row[phone])
    company = next(row[firm] for row in source.rows if row[firm]).split()[0].lower()
    return [common, rare, number[-6:], company, company[3:], "xqzwv"]


def _searchable(row: Sequence[str]) -> str:
    """All that a row is found by, folded; the phone also as its digits."""
    said = row[1:]  # not by its kind
    return " ".join([_folded(" ".join(said)), *(re.sub(r"\D", "", cell) for cell in said)])


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.lower().translate(_FOLDS))
    plain = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return re.sub(r"(?<=[aou])e+", "", plain)


def _ids(page: Page) -> list[int]:
    """The records that a list shows, in order."""
    soup = BeautifulSoup(page.text, "html.parser")
    found = (_RECORD.match(str(link.get("href"))) for link in soup.find_all("a"))
    return list(dict.fromkeys(int(match[1]) for match in found if match))


def _undoable(page: Page) -> list[int]:
    """The journal entries that the timeline of a record offers to undo, newest first."""
    assert page.status == 200
    return [int(number) for number in re.findall(r'action="/undo/(\d+)/"', page.text)]
