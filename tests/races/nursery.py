"""Processes that start warm: Django and the product are loaded once, each process is a fork of it.

A start costs a few milliseconds instead of the second and a half that Python, Django and the rooms
need to load. After the fork the process reads its settings anew from its own environment and opens
its own connection. Where the environment asks for other rooms than those that are loaded, it
becomes a cold start by itself (`exec`).

    process = start("print(1 + 1)", env)      # as subprocess.Popen([sys.executable, "-c", ...])
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import types
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
WIDTH = 8  # bytes of a number between the two
# They decide which modules are loaded at all.
LOADS = {"DJANGO_SETTINGS_MODULE": "", "STAMMKUNDE_TEST_TOY": "on", "PYTHONPATH": ""}


class Process:
    """One forked process; the part of `subprocess.Popen` that the rig uses."""

    def __init__(self, pid: int, status: int, stdin: int, stdout: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.stdin = os.fdopen(stdin, "w", encoding="utf-8")
        self.stdout = os.fdopen(stdout, "r", encoding="utf-8", errors="replace")
        self._status = status
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """Its exit code, None while it runs."""
        return self._look(0.0)

    def wait(self, timeout: float = PATIENCE) -> int:
        """Wait for its end; `subprocess.TimeoutExpired` when it does not come."""
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(["warm", str(self.pid)], timeout)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """kill -9."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def _look(self, timeout: float) -> int | None:
        with self._lock:
            if self.returncode is None and select.select([self._status], [], [], timeout)[0]:
                told = os.read(self._status, 100)
                self.returncode = int(told) if told else -signal.SIGKILL  # or the nursery died
                os.close(self._status)
            return self.returncode


class Nursery:
    """The warm process of this test session; it ends with the session, and all it bore with it."""

    def __init__(self) -> None:
        mine, theirs = socket.socketpair()
        self._control, self._lock = mine, threading.Lock()
        env = dict(os.environ) | {
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "tests.settings"),
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
            "PYTHONUNBUFFERED": "1",
            "STAMMKUNDE_MODE": "test",
        }
        self.loads = _loads(env)
        serve = "from tests.races import nursery\nnursery.main()"
        command = [sys.executable, "-c", serve, str(theirs.fileno())]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
        )
        theirs.close()

    def start(self, code: str, env: dict[str, str]) -> Process:
        """Fork a process that runs this code with this environment."""
        script, stdin = os.pipe()
        stdout, said = os.pipe()
        status, told = os.pipe()
        order = json.dumps({"code": code, "env": env}).encode()
        with self._lock:
            socket.send_fds(
                self._control, [len(order).to_bytes(WIDTH, "big")], [script, said, told]
            )
            self._control.sendall(order)
        for theirs in (script, said, told):
            os.close(theirs)
        pid = os.read(status, WIDTH)
        assert pid, "the nursery is gone"
        return Process(int.from_bytes(pid, "big"), status, stdin, stdout)

    def close(self) -> None:
        """End it."""
        self._control.close()
        self.process.wait(PATIENCE)


@functools.cache
def here() -> Nursery:
    """The nursery of this session, started with the first process that is asked for."""
    return Nursery()


def close() -> None:
    """End the nursery, if there is one."""
    if here.cache_info().currsize:
        here().close()
        here.cache_clear()


def start(code: str, env: dict[str, str]) -> Process | subprocess.Popen[str]:
    """Start Python code in a process of its own: warm, or cold where it needs other modules."""
    nursery = here()
    if _loads(env) == nursery.loads:
        return nursery.start(code, env)
    return cold([sys.executable, "-c", code], env)


def _loads(env: dict[str, str]) -> list[str]:
    return [env.get(name, unset) for name, unset in LOADS.items()]


def cold(argv: list[str], env: dict[str, str]) -> subprocess.Popen[str]:
    """Start a command as everybody does."""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        argv, cwd=ROOT, env=env, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True
    )


# The warm process itself


def main() -> None:
    """Serve: an order in, a fork, its number out, its exit code out."""
    import gc

    import django

    django.setup()
    _warm()
    gc.freeze()
    control = socket.socket(fileno=int(sys.argv[1]))
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_said: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    living: dict[int, int] = {}
    while True:
        ready = select.select([control, woken], [], [])[0]
        if woken in ready:
            os.read(woken, 1000)
            _reap(living)
        if control in ready and not _serve(control, living, (woken, wake)):
            break
    for pid in living:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _warm() -> None:
    """Load what commands load late; open no connection, start no thread."""
    from django.core.management import get_commands, load_command_class
    from django.db.migrations.loader import MigrationLoader
    from django.urls import get_resolver
    from django.utils.translation import gettext

    for name, app in get_commands().items():
        if str(app).startswith("stammkunde."):
            load_command_class(app, name)
    MigrationLoader(None)
    get_resolver().url_patterns  # noqa: B018 - loads every view
    gettext("Name")


def _serve(control: socket.socket, living: dict[int, int], mine: tuple[int, ...]) -> bool:
    """One order; False when nobody is there any more."""
    head, fds, _flags, _from = socket.recv_fds(control, WIDTH, 3)
    if not head:
        return False
    size, order = int.from_bytes(head, "big"), b""
    while len(order) < size:
        order += control.recv(size - len(order))
    stdin, stdout, status = fds
    pid = os.fork()
    if pid == 0:
        for other in (control.fileno(), status, *mine, *living.values()):
            os.close(other)
        _child(json.loads(order), stdin, stdout)
    os.close(stdin)
    os.close(stdout)
    os.write(status, pid.to_bytes(WIDTH, "big"))
    living[pid] = status
    return True


def _reap(living: dict[int, int]) -> None:
    while living:
        pid, ended = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        status = living.pop(pid)
        with contextlib.suppress(BrokenPipeError):
            os.write(status, str(os.waitstatus_to_exitcode(ended)).encode())
        os.close(status)


def _child(order: dict[str, Any], stdin: int, stdout: int) -> NoReturn:
    """The fork: its own pipes, signals and settings; then the code, as Python would run it."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for source, target in ((stdin, 0), (stdout, 1), (stdout, 2)):
            os.dup2(source, target)
        os.close(stdin)
        os.close(stdout)
        code = exit_code(lambda: _run(order["code"], order["env"]))
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _run(code: str, env: dict[str, str]) -> None:
    settle(env)
    module = types.ModuleType("__main__")
    sys.modules["__main__"], sys.argv = module, ["-c"]
    exec(compile(code, "<string>", "exec"), module.__dict__)


def exit_code(work: Any) -> int:
    """Do it as the whole of a process; the exit code that Python would end with."""
    import traceback

    try:
        work()
    except SystemExit as end:
        if end.code is not None and not isinstance(end.code, int):
            print(end.code, file=sys.stderr)
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - the process ends here, as Python would end it
        traceback.print_exc()
        return 1
    return 0


def settle(env: dict[str, str]) -> None:
    """Take this environment as one's own: settings, databases, log and clock are read anew."""
    import importlib

    from django.conf import Settings, settings
    from django.db import connections
    from django.utils.log import configure_logging

    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    name = os.environ["DJANGO_SETTINGS_MODULE"]
    loaded = settings.INSTALLED_APPS
    for module in dict.fromkeys(("stammkunde.settings", name)):
        importlib.reload(importlib.import_module(module))
    settings._wrapped = Settings(name)
    assert loaded == settings.INSTALLED_APPS
    for alias in connections.settings:
        if hasattr(connections._connections, alias):  # made, never opened
            del connections[alias]
    connections.__dict__.pop("settings", None)
    connections._settings = None  # type: ignore[attr-defined]
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
