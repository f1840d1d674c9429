"""Our commands as processes that start warm: Django is loaded once, each command is a fork of it.

A kill then costs milliseconds instead of the second that Python and Django need to load; the zygote
itself comes from the nursery. The forked process runs `stammkunde.cli.main`, as the console script
does, in a process group of its own; what it starts itself (pg_dump, pg_restore) is as real as ever.
Only the cold start of a second Python for `migrate` at the target of a move becomes one more fork,
and imports and bulk edits take 250 rows at a time.

    zygote = Zygote(ground.env)
    run = zygote.start("backup", "x.zip")
    ended = run.kill(after=0.2, group=False)     # or run.wait()
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.races import nursery
from tests.races.nursery import exit_code

PATIENCE = 120.0


@dataclass(frozen=True)
class Ended:
    """How a command ended: `code` below 0 when a signal did it; `text` is all it printed."""

    code: int
    text: str
    seconds: float

    @property
    def killed(self) -> bool:
        """Whether the kill met it alive."""
        return self.code == -signal.SIGKILL


class Run:
    """One command that is running."""

    def __init__(self, zygote: Zygote, pid: int, out: Path) -> None:
        self.zygote, self.pid, self.out = zygote, pid, out
        self.began = time.monotonic()

    def kill(self, *, after: float, group: bool) -> Ended:
        """kill -9 so many seconds after its start: it alone, or with everything it started."""
        time.sleep(max(0.0, self.began + after - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(self.pid, signal.SIGKILL)
        return self.wait()

    def wait(self) -> Ended:
        """Wait for its end."""
        code, seconds = self.zygote.answer()
        return Ended(code, self.out.read_text("utf-8", "replace"), seconds)


class Zygote:
    """The warm process; `close` ends it and every orphan that killed commands left."""

    def __init__(self, env: dict[str, str], folder: Path) -> None:
        self.folder = folder
        self.groups: list[int] = []
        self.started = 0
        self.process = nursery.start("from tests.races import zygote\nzygote.main()", env)

    def start(self, *words: str, limit: int = 0) -> Run:
        """Fork a command; `limit` is the largest file it may write, in bytes (0: any)."""
        out = self.folder / f"said-{self.started % 10}.txt"
        self.started += 1
        out.write_text("")
        self._tell({"words": words, "out": str(out), "limit": limit})
        pid = int(self._hear()["pid"])
        self.groups.append(pid)
        return Run(self, pid, out)

    def run(self, *words: str, limit: int = 0) -> Ended:
        """Fork a command and wait for its end."""
        return self.start(*words, limit=limit).wait()

    def answer(self) -> tuple[int, float]:
        """The exit code of the running command once it has ended, and its seconds."""
        told = self._hear()
        return int(told["code"]), float(told["seconds"])

    def _tell(self, said: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(said) + "\n")
        self.process.stdin.flush()

    def _hear(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def settle(self, patience: float = PATIENCE) -> None:
        """Wait until nothing that killed commands had started is running any more."""
        end = time.monotonic() + patience
        while self.groups and time.monotonic() < end:
            self.groups = [group for group in self.groups if _alive(group)]
            if self.groups:
                time.sleep(0.01)

    def close(self) -> None:
        """End what still runs, then the zygote itself."""
        for group in self.groups:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        self.process.wait(PATIENCE)


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def main() -> None:
    """Serve: one line in, a fork, its number out, its end out."""
    import django

    django.setup()
    _warm()
    for line in sys.stdin:
        said = json.loads(line)
        began = time.monotonic()
        pid = os.fork()
        if pid == 0:
            _command(said["words"], Path(said["out"]), said["limit"])
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)  # the child does so, too: whoever comes first
        print(json.dumps({"pid": pid}), flush=True)
        _pid, status = os.waitpid(pid, 0)
        code, seconds = os.waitstatus_to_exitcode(status), time.monotonic() - began
        print(json.dumps({"code": code, "seconds": seconds}), flush=True)


def _warm() -> None:
    """The twins, and steps of a size that a kill can fall between; open no connection."""
    import gc

    from stammkunde.foundation.backup import moving, workplaces
    from stammkunde.foundation.bulkwork import work
    from stammkunde.foundation.mail import sender
    from stammkunde.people.importing import apply

    apply.CHUNK = work.CHUNK = 250
    moving._elsewhere = _elsewhere  # type: ignore[assignment]
    if os.environ.get("RACE_GUARD") == "off":
        workplaces.clear = lambda parent: None
    if os.environ.get("RACE_MAIL_GUARD") == "off":
        sender.expire = _send_again
    gc.freeze()


def _send_again() -> int:
    """What the lease forbids: a mail whose sender went silent goes back into the queue."""
    from stammkunde.foundation import clock
    from stammkunde.foundation.models import OutgoingMail

    silent = OutgoingMail.objects.filter(state="sending", lease_until__lt=clock.now())
    return silent.update(state="queued", lease_until=None)


def _command(words: list[str], out: Path, limit: int) -> None:
    """The child: our command line, its output into a file, never back into the loop."""
    code = 1
    try:
        os.setpgid(0, 0)
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((nothing, 0), (handle, 1), (handle, 2)):
            os.dup2(source, target)
        code = exit_code(lambda: _main(words, limit))
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _main(words: list[str], limit: int) -> None:
    if limit:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    if words[0] == "@wizard":
        from tests.races import wizardly

        wizardly.main(words)
        return
    from stammkunde.cli import main as command_line

    command_line(words)


def _elsewhere(url: str, *words: str, **_more: Any) -> None:
    """As `moving._elsewhere`, but forked: the same command on the target, another process."""
    from django.db import connections

    from stammkunde.foundation.backup import moving
    from stammkunde.settings.environment import database_of

    connections.close_all()
    said = tempfile.TemporaryFile()  # noqa: SIM115 - both processes use it
    pid = os.fork()
    if pid == 0:
        os.dup2(said.fileno(), 2)
        here = connections.databases["default"]
        empty = {"USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "OPTIONS": {}}
        here.update({**empty, **(database_of(url) or {})})
        connections["default"].settings_dict = here
        del connections["default"]
        code = 1
        try:
            code = exit_code(lambda: _main(list(words), 0))
        finally:
            sys.stderr.flush()
            os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        said.seek(0)
        raise moving._failed(said.read().decode("utf-8", "replace"))


if __name__ == "__main__":
    main()
