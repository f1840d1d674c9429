"""`./dev bench main_job`: the main job with 10,000 rows, a real spreadsheet program and real HTTP.

LibreOffice saves the list, once as Windows-1252 with semicolons and once as UTF-8 with commas;
commands and the web server run as processes of their own, on both databases.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks import invented, places
from benchmarks.places import Place
from benchmarks.report import Report, machine
from benchmarks.spreadsheet import UTF8, WINDOWS, Form, save_as, soffice, version
from benchmarks.visitor import Visitor
from tests.stories.main_job import Browser, Page, Told, main_job

FILES = Path(__file__).parents[1] / "tests" / "stories" / "files"
SMALL = 150
# What a spreadsheet program must quote, and letters of Windows-1252 that are not in Latin-1.
SPECIAL = {
    3: 'Bäckerei „Kruste“ – Filiale "Am Markt"; Inh. Weiß, Groß & Söhne',
    7: "Förderverein der 3. Grundschule e.V. (Beitrag 12 €)",
}


class RealDesk:
    """Processes and HTTP."""

    def __init__(self, place: Place, people: list[Visitor]) -> None:
        self.place, self.people = place, people

    def command(self, *words: str) -> str:
        """Standard output of a `stammkunde` command in a process of its own."""
        return self.place.run("stammkunde", *words)

    def sit_down(self) -> Browser:
        """The next of the people who have logged in."""
        return RealBrowser(self.people.pop(0))


class RealBrowser:
    """A visitor as the story's browser."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    def get(self, path: str, headers: dict[str, str] | None = None) -> Page:
        answer = self.visitor.get(path, headers)
        return Page(answer.status, answer.text, answer.location)

    def post(self, path: str, data: dict[str, str]) -> Page:
        answer = self.visitor.post(path, data)
        return Page(answer.status, answer.text, answer.location)


def main() -> None:
    """Do the job on the wanted databases and keep a report."""
    options = _options()
    if not soffice():
        sys.exit("LibreOffice fehlt (soffice): apt install libreoffice-calc")
    if options.files:
        for form in (WINDOWS, UTF8):
            print(saved(form, SMALL, FILES / f"kunden-{form.name}.csv"))
        return
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    done: list[tuple[str, Form, Told]] = []
    for kind in kinds:
        for form in (WINDOWS, UTF8):
            done.append((kind, form, once(kind, form, options.customers)))
            _say(f"{kind}, {form.name}: unverändert wieder heraus")
    page = _report(options.customers, done)
    print(f"\n{page.markdown()}")
    if options.customers >= 10_000:
        page.keep("main-job")


def once(kind: str, form: Form, count: int) -> Told:
    """One new installation, one list, the whole job."""
    with places.workshop() as folder, places.databases(kind, ["job"]) as urls:
        file = saved(form, count, folder / "list.csv")
        place = places.ours(folder, urls["job"])
        places.set_up(place)
        try:
            people = [places.serve_ours(place), places.log_in(place, places.SECOND)]
            return main_job(
                RealDesk(place, people), file, encoding=form.encoding, delimiter=form.delimiter
            )
        finally:
            place.stop()


def saved(form: Form, count: int, path: Path) -> Path:
    """A list of `count` customers, saved by LibreOffice."""
    rows = list(invented.customers(count, encoding=form.encoding))
    for number, name in SPECIAL.items():
        rows[number] |= {"kind": invented.ORGANISATION, "organisation": name}
    cells = [[row[key] for key in invented.KEYS] for row in rows]
    return save_as(form, [invented.HEADINGS, *cells], path)


def _report(count: int, done: list[tuple[str, Form, Told]]) -> Report:
    facts = machine("a new installation for each list")
    facts["spreadsheet"] = version()
    report = Report(f"The main job with {count:,} rows saved by LibreOffice", facts)
    report.head = ["database", "list", *done[0][2].steps]
    report.rows = [
        [kind, form.name, *(f"{seconds:.1f} s ({n:,})" for seconds, n in told.steps.values())]
        for kind, form, told in done
    ]
    report.notes.append("after undo every cell of the export equals the source, on each line above")
    return report


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench main_job", description=__doc__)
    parser.add_argument("--customers", type=int, default=10_000, metavar="N")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument(
        "--files", action="store_true", help="nur tests/stories/files neu speichern"
    )
    return parser.parse_args()


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
