"""Databases and servers of one measurement: made in a temporary folder, ended and removed after.

Everything listens on 127.0.0.1 only; only processes started here are ended, each by its own id.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks.visitor import Visitor
from tools import dev_postgres

ROOT = Path(__file__).parents[1]
PASSWORD = secrets.token_urlsafe(16)
OWNER, SECOND = "anna@benchmark.example", "tom@benchmark.example"
START = 60.0


class Broken(Exception):
    """A command or a server did not do its work; the text is its output."""


@dataclass(frozen=True)
class Done:
    """A command that ran to its end; `peak` in megabytes."""

    text: str
    seconds: float
    peak: float


@dataclass
class Place:
    """One installation: its folder, database URL, environment; `serve` gives a visitor."""

    name: str
    folder: Path
    url: str
    env: dict[str, str]
    server: subprocess.Popen[bytes] | None = None
    port: int = 0
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.folder / f"{self.name}.log"

    def run(self, *words: str | Path, stdin: str = "") -> str:
        """Run a Python module of this place to its end; its standard output."""
        return self._python("-m", *map(str, words), stdin=stdin)

    def run_code(self, code: str) -> str:
        """Run a line of Python with this place's environment."""
        return self._python("-c", code)

    def _python(self, *words: str, stdin: str = "") -> str:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.env,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=3600,
        )
        if done.returncode != 0:
            raise Broken(f"{' '.join(words)}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done.stdout

    def measured(self, *words: str | Path) -> Done:
        """Run Python to its end: what it printed, how long it took, how much memory at its peak."""
        out, kept = (self.folder / f"{self.name}-{what}.txt" for what in ("out", "peak"))
        with out.open("wb") as file, self.log.open("ab") as log:
            launcher = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.peak", kept, sys.executable, *map(str, words)],
                cwd=ROOT,
                env=self.env | {"DJANGO_SETTINGS_MODULE": "stammkunde.settings"},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=log,
                start_new_session=True,
            )
            try:
                launcher.wait()
            except BaseException:  # whoever is stopped leaves nothing running
                os.killpg(launcher.pid, signal.SIGKILL)
                raise
        code, seconds, kilobytes = kept.read_text("ascii").split()
        if code != "0":
            raise Broken(f"{words}\n{out.read_text()[-2000:]}{self.log.read_text()[-4000:]}")
        return Done(out.read_text(), float(seconds), int(kilobytes) / 1024)

    def serve(self, *words: str, **env: str) -> None:
        """Start the web server as a process group of its own and wait for its first answer."""
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [sys.executable, "-m", *words],
                cwd=ROOT,
                env=self.env | env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + START
        while time.monotonic() < end and self.server.poll() is None:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), 1),
            ):
                return
            time.sleep(0.1)
        self.stop()
        raise Broken(f"{self.name} antwortet nicht:\n{self.log.read_text()[-4000:]}")

    def memory(self) -> float:
        """Megabytes of the server and its children, shared pages divided (PSS)."""
        total = 0
        for pid in _family(self.server.pid) if self.server else ():
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1024

    def stop(self) -> None:
        """End the server; after ten seconds by force."""
        if self.server is None:
            return
        for how in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.server.pid, how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.server.wait(10)
                break
        self.server = None


def ours(folder: Path, url: str) -> Place:
    """Stammkunde in production mode, as an operator would set it up."""
    port = free_port()
    env = _clean_env() | {
        "STAMMKUNDE_MODE": "production",
        "STAMMKUNDE_SECRET_KEY": secrets.token_urlsafe(50),
        "STAMMKUNDE_DATA_DIR": str(folder / "ours"),
        "STAMMKUNDE_DATABASE_URL": url,
        "STAMMKUNDE_BASE_URL": f"http://127.0.0.1:{port}",
        "STAMMKUNDE_LOG_LEVEL": "WARNING",
    }
    return Place("ours", folder, url, env, port=port)


NO_FACTOR = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "stammkunde.settings"
import django; django.setup()
from stammkunde.accounts import operations
from stammkunde.foundation import actors
operations.change_settings(actor=actors.system(), values={"factor_required": False})
"""


def set_up(place: Place) -> None:
    """`init` and two owner accounts, who log in with nothing but a password."""
    place.run("stammkunde", "init")
    place.run_code(NO_FACTOR)
    for email in (OWNER, SECOND):
        words = ("create-owner", "--email", email, "--password-stdin")
        place.run("stammkunde", *words, stdin=PASSWORD + "\n")


def serve_ours(place: Place, workers: int = 1) -> Visitor:
    """The product's own server, logged in as the owner."""
    place.serve(
        *("stammkunde", "serve", "--host", "127.0.0.1", "--port", str(place.port)),
        *("--workers", str(workers)),
    )
    return log_in(place)


def log_in(place: Place, email: str = OWNER) -> Visitor:
    """A session of its own for one of the owners."""
    return Visitor(place.port).log_in("/accounts/login/", login=email, password=PASSWORD)


def baseline(name: str, folder: Path, url: str) -> Place:
    """The plain admin project; without a URL on a SQLite file. Its database is set up like ours:
    the same driver, PRAGMAs, persistent connections."""
    where = url or f"sqlite://{folder / (name + '.sqlite3')}"
    code = "import json; from stammkunde.settings import DATABASES; print(json.dumps(DATABASES))"
    database = json.loads(ours(folder, where).run_code(code))["default"]
    env = _clean_env() | {
        "BASELINE_SECRET": secrets.token_urlsafe(50),
        "BASELINE_DATABASE": json.dumps(database),
    }
    return Place(name, folder, url, env, port=free_port())


def serve_baseline(place: Place, workers: int, threads: int) -> Visitor:
    """granian with as many workers and threads as ours, logged in as its superuser."""
    place.serve(
        "granian",
        *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(place.port)),
        *("--workers", str(workers), "--blocking-threads", str(threads), "--no-ws"),
        "benchmarks.admin_baseline.wsgi:application",
    )
    return Visitor(place.port).log_in(
        "/admin/login/", username="anna", password=PASSWORD, next="/admin/"
    )


@contextlib.contextmanager
def workshop() -> Iterator[Path]:
    """A temporary folder, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="stammkunde-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def databases(kind: str, names: Sequence[str]) -> Iterator[dict[str, str]]:
    """URLs by name: "" for SQLite; on PostgreSQL one new database each, dropped at the end.

    The server is that of STAMMKUNDE_BENCH_POSTGRES, else a throw-away cluster.
    """
    if kind == "sqlite":
        yield dict.fromkeys(names, "")
        return
    with contextlib.ExitStack() as stack:
        server = os.environ.get("STAMMKUNDE_BENCH_POSTGRES") or stack.enter_context(_cluster())
        urls: dict[str, str] = {}
        for name in names:
            database = f"bench_{secrets.token_hex(4)}_{name}"
            on_server(server, f'CREATE DATABASE "{database}"')
            stack.callback(on_server, server, f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            urls[name] = urlunsplit(urlsplit(server)._replace(path=f"/{database}"))
        yield urls


def on_server(url: str, statement: str) -> str:
    """Run one statement outside a transaction; the first value of its answer."""
    with psycopg.connect(url, autocommit=True) as link:
        cursor = link.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return str(row[0]) if row else ""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextlib.contextmanager
def _cluster() -> Iterator[str]:
    programs = dev_postgres.find()
    if programs is None:
        raise Broken("Kein PostgreSQL >= 15 gefunden; setze STAMMKUNDE_BENCH_POSTGRES.")
    with dev_postgres.throwaway(programs) as url:
        yield url


def _clean_env() -> dict[str, str]:
    """Nothing of this shell's own Stammkunde or Django; modules are compiled once, as installed."""
    ours = ("STAMMKUNDE_", "DJANGO_", "BASELINE_", "PYTHONDONTWRITEBYTECODE")
    return {k: v for k, v in os.environ.items() if not k.startswith(ours)} | {
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        "PYTHONUTF8": "1",
        "PYTHONPYCACHEPREFIX": str(ROOT / ".dev" / "compiled"),
    }


def _family(pid: int) -> list[int]:
    """A process and everything it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += _family(int(child))
    return found
