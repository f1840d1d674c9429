"""An office brings the list it has kept for years, as docs/guide/umziehen.md tells it."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from django.core.management import call_command

from stammkunde.people.models import Customer
from tests import cast
from tests.stories.office_list import FAULTS, office_list

pytestmark = [pytest.mark.db, pytest.mark.slow, pytest.mark.django_db]


def _command(name: str, *words: str) -> tuple[int, str]:
    """Exit code and standard output of a `stammkunde` command."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="")
    code = 0
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        try:
            call_command(name.replace("-", "_"), *words, stdout=out)
        except SystemExit as end:
            code = int(end.code or 0)
    out.flush()
    return code, out.buffer.getvalue().decode()


def _brought_in(path: Path, data: bytes) -> tuple[int, dict]:
    path.write_bytes(data)
    code, said = _command("import-customers", str(path), "--json")
    return code, json.loads(said)


def test_a_list_with_faulty_cells_comes_in_once_they_are_mended_goes_out_and_is_taken_back(
    tmp_path: Path,
) -> None:
    here = office_list(300)
    own = tmp_path / "kunden.csv"

    code, report = _brought_in(own, here.faulty)
    assert code == 1, "nothing came in"
    assert [(one["row"], one["column"]) for one in report["errors"]] == here.cells
    assert all(one["message"] for one in report["errors"])
    assert report["held_back"] == 300 - len(here.cells)
    assert not Customer.objects.exists()

    code, report = _brought_in(own, here.mended)
    assert (code, report["created"], report["errors"]) == (0, 300, [])
    batch = report["batch"]
    code, report = _brought_in(own, here.mended)
    assert (code, report["created"], report["skipped"]) == (0, 0, 300)

    somebody = Customer.objects.exclude(last_name="").latest("pk")
    found = cast.logged_in().get("/customers/", {"q": somebody.number})
    assert somebody.last_name in found.content.decode()

    for kind in ("csv", "xlsx"):
        out = tmp_path / f"heraus.{kind}"
        assert _command("export-customers", str(out), "--format", kind)[0] == 0
        code, report = _brought_in(out, out.read_bytes())
        assert (code, report["skipped"], report["updated"]) == (0, 300, 0)

    code, _said = _command("undo-import", str(batch))
    assert code == 0
    assert not Customer.objects.exists()


def test_the_list_holds_twelve_kinds_of_faults_and_each_of_them_is_refused_alone(
    tmp_path: Path,
) -> None:
    here = office_list(300)
    kinds = {(column, bad) for column, bad, _good in FAULTS}
    assert len(kinds) == 12
    (tmp_path / "kunden.csv").write_bytes(here.faulty)
    code, said = _command(
        "import-customers", str(tmp_path / "kunden.csv"), "--mode", "valid_rows", "--json"
    )
    report = json.loads(said)
    assert (code, report["created"]) == (0, 300 - len(here.cells))
    assert {one["row"] for one in report["errors"]} == {row for row, _column in here.cells}
