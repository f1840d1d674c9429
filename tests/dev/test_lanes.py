"""Runs of pytest side by side: at once, told in one piece, ended together."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools import dev_lanes
from tools.dev_lanes import Run, side_by_side

pytestmark = pytest.mark.pure

# Each waits for the file of the other one.
MEET = """
import sys, time
from pathlib import Path
mine, other, report, code = sys.argv[1:]
print(mine, "begins", flush=True)
Path(mine).touch()
end = time.monotonic() + 20
while other != "-" and not Path(other).exists():
    assert time.monotonic() < end, "alone"
    time.sleep(0.01)
Path(report).write_text("told by " + mine)
print(mine, "[ 99%]", "ends")
sys.exit(int(code))
"""


@dataclass(frozen=True)
class Script(Run):
    """A run of something small."""

    def command(self, report: Path) -> list[str]:
        return [sys.executable, "-c", MEET, *self.where[:2], str(report), self.where[2]]


def run(key: str, *where: str) -> Script:
    return Script(key, "Zeile", f"Titel {key}", "", {}, where)


def test_two_runs_work_at_once_and_each_is_told_in_one_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev_lanes, "LANES", 2)
    a, b, c = (str(tmp_path / name) for name in "abc")
    runs = [run("a", a, b, "0"), run("b", b, a, "1"), run("c", c, "-", "0")]

    ended = side_by_side(runs, tmp_path / "reports", tmp_path)

    assert {key: code for key, (_report, code) in ended.items()} == {"a": 0, "b": 1, "c": 0}
    assert {report.read_text() for report, _code in ended.values()} == {
        f"told by {name}" for name in (a, b, c)
    }
    said = capsys.readouterr().out
    for key, name in (("a", a), ("b", b), ("c", c)):
        assert f"Titel {key} (" in said
        assert f"{name} begins\n{name} [ 99%] ends\n" in said


def test_what_still_runs_is_ended_with_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    children = []

    def interrupted(_seconds: float) -> None:
        raise KeyboardInterrupt

    class Seen(dev_lanes.Running):
        def __init__(self, *said: object) -> None:
            super().__init__(*said)  # type: ignore[arg-type]
            children.append(self.child)

    monkeypatch.setattr(dev_lanes, "Running", Seen)
    monkeypatch.setattr(dev_lanes.time, "sleep", interrupted)
    with pytest.raises(KeyboardInterrupt):
        side_by_side([run("a", "a", "nobody", "0")], tmp_path / "reports", tmp_path)
    assert [child.poll() for child in children] == [-15]


def test_only_what_may_be_split_is_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev_lanes, "WORKERS", 3)
    whole = Run("races", "", "", "races", {}, ["tests/races"])
    split = Run("pure", "", "", "pure", {}, split=True)
    assert "-n" not in whole.command(tmp_path)
    assert whole.command(tmp_path)[-1] == "tests/races"
    assert split.command(tmp_path)[-4:] == ["-n", "3", "--dist", "worksteal"]
