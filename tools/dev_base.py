"""What every command of ./dev uses: places, progress lines, child processes, finished steps."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATE = ROOT / ".dev"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
SRC = ROOT / "src" / "stammkunde"
FRONTEND = ROOT / "frontend"
DIST = SRC / "foundation" / "static" / "stammkunde" / "dist"
CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
TAIL = 40
HEARTBEAT = 10.0


class Failed(Exception):
    """The command cannot go on; the text says why and what to do. `code`: of a failed child."""

    def __init__(self, text: str, code: int = 0) -> None:
        super().__init__(text)
        self.code = code


def say(text: str = "") -> None:
    """One line for the reader, at once also through a pipe."""
    print(text, flush=True)


def complain(text: str) -> None:
    """One message on standard error."""
    print(f"\n{text}", file=sys.stderr, flush=True)


def end_politely(*_: object) -> None:
    """SIGTERM ends like Ctrl-C, so that everything started is stopped; a second one is ignored."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def clock(seconds: float) -> str:
    """0.84 -> '0.8 s', 75 -> '1:15 min'."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d} min"


def environment(**more: str) -> dict[str, str]:
    """The environment of every child: our .venv first on PATH, nothing of another virtualenv."""
    env = {k: v for k, v in os.environ.items() if k not in {"PYTHONHOME", "PYTHONPATH"}}
    env |= {"VIRTUAL_ENV": str(VENV), "PATH": f"{BIN}{os.pathsep}{env.get('PATH', os.defpath)}"}
    env |= {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    env.setdefault("NODE_USE_SYSTEM_CA", "1")  # as pip does: trust what the machine trusts
    return env | more


def call(command: Sequence[str | Path], *, env: dict[str, str] | None = None) -> int:
    """Run with our own input and output; returns the exit code."""
    return subprocess.run([str(c) for c in command], cwd=ROOT, env=env or environment()).returncode


def read(command: Sequence[str | Path], *, env: dict[str, str] | None = None) -> str:
    """Standard output of a short command, '' when it fails or does not exist."""
    try:
        done = subprocess.run(
            [str(c) for c in command],
            cwd=ROOT,
            env=env or environment(),
            capture_output=True,
            text=True,
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def step(
    title: str,
    command: Sequence[str | Path],
    *,
    env: dict[str, str] | None = None,
    cwd: Path = ROOT,
) -> str:
    """Run a long step under a progress line; returns its output, raises `Failed` with the tail."""
    lines: list[str] = []
    progress = Progress(title)
    child = subprocess.Popen(
        [str(c) for c in command],
        cwd=cwd,
        env=env or environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert child.stdout
    try:
        for line in child.stdout:
            lines.append(line.rstrip())
            progress.beat(line)
        child.wait()
    except BaseException:  # Ctrl-C or SIGTERM: nothing goes on behind our back
        child.terminate()
        progress.end("ABGEBROCHEN")
        raise
    if child.returncode != 0:
        progress.end("FEHLER")
        tail = "\n".join(lines[-TAIL:])
        raise Failed(
            f"{tail}\n\n{title}: fehlgeschlagen (Code {child.returncode})", child.returncode
        )
    progress.end()
    return "\n".join(lines)


class Progress:
    """A line that lives on a terminal and is repeated now and then elsewhere, also in silence."""

    def __init__(self, title: str) -> None:
        self.title, self.start, self.newest = title, time.monotonic(), ""
        self.live = sys.stdout.isatty()
        self.over = threading.Event()
        if not self.live:
            say(f"  … {title}")
        threading.Thread(target=self._tick, daemon=True).start()

    def beat(self, line: str) -> None:
        """Take note of the newest line of output."""
        self.newest = line.strip() or self.newest

    def _tick(self) -> None:
        while not self.over.wait(0.2 if self.live else HEARTBEAT):
            text = f"  … {self.title} ({time.monotonic() - self.start:.0f} s) {self.newest}"
            if self.live:
                width = shutil.get_terminal_size().columns - 1
                print(f"\r\033[K{text[:width]}", end="", flush=True)
            else:
                say(text[:110])

    def end(self, result: str = "") -> None:
        """Replace the line by its result and duration."""
        self.over.set()
        mark = "✗" if result else "✓"
        took = clock(time.monotonic() - self.start)
        before = "\r\033[K" if self.live else ""
        say(f"{before}  {mark} {self.title} ({took}) {result}".rstrip())


def fingerprint(paths: Iterable[Path], *more: str) -> str:
    """One hash over files (name and content) and words; missing files count as empty."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode())
        total.update(path.read_bytes() if path.is_file() else b"")
    for word in more:
        total.update(word.encode())
    return total.hexdigest()


def _state() -> dict[str, str]:
    try:
        return json.loads((STATE / "state.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def finished(name: str, mark: str) -> bool:
    """Did this step end well with exactly these inputs?"""
    return _state().get(name) == mark


def finish(name: str, mark: str) -> None:
    """Remember that this step ended well."""
    STATE.mkdir(exist_ok=True)
    new = STATE / f"state.{os.getpid()}.json"
    new.write_text(json.dumps(_state() | {name: mark}, indent=1), "utf-8")
    new.replace(STATE / "state.json")
