"""A list of a real spreadsheet program comes in, is worked with, and goes out unchanged.

The files were saved by LibreOffice (`python -m benchmarks.main_job --files` saves them anew); the
same steps with 10,000 rows and real processes are `./dev bench main_job`.
"""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from tests import cast
from tests.stories.main_job import Browser, Page, main_job

FILES = Path(__file__).parent / "files"

pytestmark = [pytest.mark.db, pytest.mark.slow, pytest.mark.django_db]


class TestDesk:
    """Commands and pages in this process."""

    __test__ = False

    def command(self, *words: str) -> str:
        """Standard output of a `stammkunde` command."""
        out = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="")
        with redirect_stdout(out), redirect_stderr(io.StringIO()):
            call_command(words[0].replace("-", "_"), *words[1:], stdout=out)
        out.flush()
        return out.buffer.getvalue().decode()

    def sit_down(self) -> Browser:
        """A new owner, logged in."""
        return TestBrowser(cast.logged_in())


class TestBrowser:
    """Django's test client as a browser."""

    __test__ = False

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path: str, headers: dict[str, str] | None = None) -> Page:
        return _page(self.client.get(path, headers=headers or {}))

    def post(self, path: str, data: dict[str, str]) -> Page:
        return _page(self.client.post(path, data))


def _page(answer) -> Page:
    return Page(answer.status_code, answer.content.decode(), answer.headers.get("Location", ""))


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter"),
    [("kunden-windows-1252.csv", "cp1252", ";"), ("kunden-utf-8.csv", "utf-8", ",")],
)
def test_a_spreadsheet_list_comes_in_is_edited_by_two_undone_and_goes_out_unchanged(
    name: str, encoding: str, delimiter: str
) -> None:
    told = main_job(TestDesk(), FILES / name, encoding=encoding, delimiter=delimiter)
    assert told.steps["import, and again"][1] == told.steps["export"][1] == 150
