"""Real processes against one fresh database: the rig of every race test.

A `Ground` is a database of its own (a SQLite file, or a database on the server that
`STAMMKUNDE_DATABASE_URL` names) with the migrations applied, and the environment for processes
that work on it. Scripts are given as Python text; they start warm (`nursery.py`) and may use
`args` (what the test handed over), `line()` (wait at the start line until every process is there)
and `say(value)` (hand a JSON value back to the test).

    SCRIPT = '''
    from stammkunde.foundation import numbers
    line()
    say(take_one(args["series"]))
    '''
    results = ground.race(SCRIPT, [{"series": "K"}] * 16)     # list of what each process said
"""

from __future__ import annotations

import json
import os
import random
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.races import nursery
from tests.races.nursery import ROOT

SERVER = os.environ.get("STAMMKUNDE_DATABASE_URL", "")
PATIENCE = 60.0

PRELUDE = """
import json, os, sys
import django
django.setup()  # where the process starts warm it has been
args = json.loads(os.environ["RACE_ARGS"])
def line():
    print("@line", flush=True)
    sys.stdin.readline()
def say(value):
    print("@say " + json.dumps(value), flush=True)
"""


@dataclass
class Runner:
    """One process; what it said so far, its other output for the failure message."""

    process: subprocess.Popen[str] | nursery.Process
    said: list[Any] = field(default_factory=list)
    noise: list[str] = field(default_factory=list)
    at_line: threading.Event = field(default_factory=threading.Event)
    _reader: threading.Thread | None = None

    def listen(self) -> Runner:
        """Read the process's output in a thread until it ends."""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def _read(self) -> None:
        assert self.process.stdout is not None
        for text in self.process.stdout:
            if text.startswith("@line"):
                self.at_line.set()
            elif text.startswith("@say "):
                self.said.append(json.loads(text[5:]))
            else:
                self.noise.append(text)
        self.at_line.set()

    def go(self) -> None:
        """Let a process waiting in `line()` run on."""
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def wait_for_line(self, patience: float = PATIENCE) -> None:
        """Wait until the process stands at the start line; fails when it died before."""
        assert self.at_line.wait(patience), f"no start line after {patience} s: {self.text}"
        assert self.process.poll() is None, f"died before the start line: {self.text}"

    def kill(self) -> None:
        """kill -9, and gather what is left."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self._end(PATIENCE)

    def stop(self, patience: float = PATIENCE) -> int:
        """SIGTERM and wait; returns the exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        return self._end(patience)

    def wait(self, patience: float = PATIENCE) -> int:
        """Wait until it ends by itself; returns the exit code."""
        return self._end(patience)

    def finish(self, patience: float = PATIENCE) -> list[Any]:
        """Wait for a good end (exit code 0) and return what was said."""
        code = self._end(patience)
        assert code == 0, f"exit code {code}: {self.text}"
        return self.said

    def _end(self, patience: float) -> int:
        try:
            code = self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            if self._reader is not None:
                self._reader.join(patience)
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    with _quiet(BrokenPipeError):
                        pipe.close()
        return code

    @property
    def text(self) -> str:
        """Everything the process printed besides `say` and `line`."""
        return "".join(self.noise)


@contextmanager
def _quiet(*problems: type[BaseException]) -> Iterator[None]:
    try:
        yield
    except problems:
        return


@dataclass
class Ground:
    """A fresh, migrated database and the environment of the processes that use it."""

    data_dir: Path
    url: str
    env: dict[str, str]
    runners: list[Runner] = field(default_factory=list)

    @property
    def vendor(self) -> str:
        """ "sqlite" or "postgresql"."""
        return "postgresql" if self.url else "sqlite"

    def spawn(self, script: str, args: Any = None, **env: str) -> Runner:
        """Start a Python script (text) in a process of its own; see the module's head."""
        code = PRELUDE + textwrap.dedent(script)
        more = {"RACE_ARGS": json.dumps(args), **env}
        return self._watch(nursery.start(code, self.env | more))

    def spawn_cold(self, script: str, args: Any = None, **env: str) -> Runner:
        """As `spawn`, but Python, Django and the rooms are loaded anew."""
        code = PRELUDE + textwrap.dedent(script)
        more = {"RACE_ARGS": json.dumps(args), **env}
        return self._watch(nursery.cold([sys.executable, "-c", code], self.env | more))

    def command(self, *words: str, **env: str) -> Runner:
        """Start `stammkunde <words>` in a process of its own, as an operator does."""
        argv = [sys.executable, "-m", "stammkunde", *words]
        return self._watch(nursery.cold(argv, self.env | env))

    def worker(self, **env: str) -> Runner:
        """Start `stammkunde worker` warm; it ends when nobody is left who wants it."""
        words = ["worker", "--poll", "0.1", "--parent"]
        code = f"import os, stammkunde.cli\nstammkunde.cli.main({words} + [str(os.getppid())])"
        return self._watch(nursery.start(code, self.env | env))

    def _watch(self, process: subprocess.Popen[str] | nursery.Process) -> Runner:
        runner = Runner(process).listen()
        self.runners.append(runner)
        return runner

    def run(self, script: str, args: Any = None, patience: float = PATIENCE, **env: str) -> Any:
        """Run one script to its end; returns the last thing it said (or None)."""
        said = self.spawn(script, args, **env).finish(patience)
        return said[-1] if said else None

    def race(self, script: str, args: Sequence[Any], patience: float = PATIENCE) -> list[list[Any]]:
        """Start one process per item of `args`, let all off at the same moment, wait for all."""
        runners = [self.spawn(script, item) for item in args]
        for runner in runners:
            runner.wait_for_line(patience)
        for runner in runners:
            runner.go()
        return [runner.finish(patience) for runner in runners]

    def sql(self, statement: str, *params: Any) -> list[tuple[Any, ...]]:
        """Run one SQL statement from the test itself (placeholders: `?`); commits at once."""
        if self.vendor == "sqlite":
            path = self.data_dir / "stammkunde.sqlite3"
            with closing(sqlite3.connect(path, timeout=20)) as connection, connection:
                return connection.execute(statement, params).fetchall()
        with psycopg.connect(self.url) as link:
            cursor = link.execute(statement.replace("?", "%s"), params)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    def until(
        self, true: Callable[[], bool], patience: float = PATIENCE, pause: float = 0.1
    ) -> bool:
        """Ask again and again until `true()` holds; False when patience ends."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if true():
                return True
            time.sleep(pause)
        return true()

    def clear(self) -> None:
        """End what still runs and remove the database."""
        for runner in self.runners:
            runner.kill()
        if self.url:
            name = urlsplit(self.url).path.lstrip("/")
            _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(self.data_dir, ignore_errors=True)


class Grounds:
    """Makes grounds: migrates one template per test session, then copies it (0.1 s each)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template: Ground | None = None

    def fresh(self) -> Ground:
        """A new database with all migrations applied and nothing in it."""
        if self.template is None:
            template = self.bare()
            try:
                template.command("migrate", "-v0").finish(PATIENCE * 3)
            except BaseException:
                template.clear()
                raise
            self.template = template
        ground = self._ground()
        if ground.url:
            source = _name(self.template.url)
            _on_server(f'CREATE DATABASE "{_name(ground.url)}" TEMPLATE "{source}"')
        else:
            _copy_sqlite(self.template.data_dir, ground.data_dir)
        return ground

    def bare(self) -> Ground:
        """A new database without any tables."""
        ground = self._ground()
        if ground.url:
            _on_server(f'CREATE DATABASE "{_name(ground.url)}"')
        return ground

    def _ground(self) -> Ground:
        name = f"race_{secrets.token_hex(6)}"
        data_dir = self.folder / name
        data_dir.mkdir(parents=True)
        url = urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}")) if SERVER else ""
        own = ("STAMMKUNDE_TEST_TOY",)
        env = {k: v for k, v in os.environ.items() if k in own or not k.startswith("STAMMKUNDE_")}
        env |= {
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "tests.settings"),
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
            "PYTHONUNBUFFERED": "1",
            "STAMMKUNDE_MODE": "test",
            "STAMMKUNDE_DATA_DIR": str(data_dir),
            "STAMMKUNDE_DATABASE_URL": url,
        }
        return Ground(data_dir, url, env)

    def clear(self) -> None:
        """Remove the template."""
        if self.template is not None:
            self.template.clear()


def _copy_sqlite(source: Path, target: Path) -> None:
    """By the backup API: a plain copy of a live WAL file may be torn (reliability F4)."""
    with (
        closing(sqlite3.connect(source / "stammkunde.sqlite3")) as old,
        closing(sqlite3.connect(target / "stammkunde.sqlite3")) as new,
    ):
        old.backup(new)


def _name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def _on_server(statement: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as link:
        link.execute(statement)  # type: ignore[call-overload]


def seed() -> random.Random:
    """Randomness that a failing run can repeat: `STAMMKUNDE_SEED=...`; the seed is printed."""
    number = int(os.environ.get("STAMMKUNDE_SEED") or secrets.randbelow(2**31))
    print(f"STAMMKUNDE_SEED={number}")
    return random.Random(number)
