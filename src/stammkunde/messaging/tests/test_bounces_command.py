"""`stammkunde read-bounce`: one JSON line per file."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from stammkunde.messaging.tests.bounced import group, others, report

pytestmark = pytest.mark.pure


def test_each_file_is_one_line(tmp_path, capsys):
    one, two = tmp_path / "eins.eml", tmp_path / "zwei.eml"
    one.write_bytes(report("x", [group("a@b.example", "failed", "5.1.1", "550 nobody here")]))
    two.write_bytes(others.CASES[0].raw)
    call_command("read_bounce", str(one), str(two), "--json")
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == {
        "file": str(one),
        "kind": "bounce",
        "recipients": [
            {
                "address": "a@b.example",
                "permanent": True,
                "status": "5.1.1",
                "reason": "550 nobody here",
            }
        ],
    }
    assert (second["kind"], second["recipients"]) == ("ordinary", [])


def test_it_reads_without_any_installation(tmp_path):
    one = tmp_path / "eins.eml"
    one.write_bytes(others.CASES[0].raw)
    bare = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
    command = [sys.executable, "-m", "stammkunde", "read-bounce", str(one), "--json"]
    said = subprocess.run(command, env=bare, cwd=tmp_path, capture_output=True, text=True)
    assert (said.returncode, said.stderr) == (0, "")
    assert json.loads(said.stdout)["kind"] == "ordinary"


def test_without_json_it_speaks_german(tmp_path, capsys):
    one = tmp_path / "eins.eml"
    one.write_bytes(report("x", [group("a@b.example", "delayed", "4.2.2", "full")]))
    call_command("read_bounce", str(one))
    assert "Unzustellbar\n  a@b.example: vorübergehend 4.2.2 full" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_is_said_and_the_others_are_read(tmp_path, capsys):
    odd = tmp_path / "odd.eml"
    odd.write_bytes(bytes(range(256)))
    with pytest.raises(SystemExit) as end:
        call_command("read_bounce", str(tmp_path / "fehlt.eml"), str(tmp_path), str(odd), "--json")
    told = capsys.readouterr()
    assert end.value.code == 2
    assert told.err.count("Datei nicht lesbar") == 2
    assert json.loads(told.out)["kind"] == "ordinary"
