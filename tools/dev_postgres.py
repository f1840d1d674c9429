"""A throw-away PostgreSQL for the tests: own cluster, own port, gone at the end."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.dev_base import Failed, Progress

OLDEST = 15
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
# Nothing of it outlives the run: no fsync. A German default collation shows every place that
# sorts without saying how.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
    "timezone": "UTC",
}


@dataclass(frozen=True)
class Programs:
    """Where initdb and pg_ctl are, and which PostgreSQL they belong to (like '15.18')."""

    folder: Path
    version: str


def find() -> Programs | None:
    """The newest PostgreSQL >= 15 on this machine; None when there is none."""
    folders = [Path(path) for place in PLACES for path in Path("/").glob(place.lstrip("/"))]
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    found = []
    for folder in folders:
        if not ((folder / "initdb").exists() and (folder / "pg_ctl").exists()):
            continue
        said = subprocess.run(
            [folder / "initdb", "--version"], capture_output=True, text=True
        ).stdout
        if match := re.search(r"(\d+)\.(\d+)", said):
            found.append((int(match[1]), int(match[2]), folder))
    if not found or max(found)[0] < OLDEST:
        return None
    major, minor, folder = max(found)
    return Programs(folder, f"{major}.{minor}")


def _as_whom() -> dict[str, object]:
    """PostgreSQL refuses root: root starts it as the user postgres."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd  # noqa: PLC0415 - not on Windows

    try:
        account = pwd.getpwnam("postgres")
    except KeyError:
        raise Failed(
            "Als root braucht PostgreSQL den Benutzer postgres (apt install postgresql)"
        ) from None
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextlib.contextmanager
def throwaway(programs: Programs) -> Iterator[str]:
    """Start a cluster in a temporary folder and give its URL; stop and delete it in any case."""
    whom = _as_whom()
    home = Path(tempfile.mkdtemp(prefix="stammkunde-pg-"))
    if whom:
        os.chown(home, whom["user"], whom["group"])  # type: ignore[arg-type]
    data, port = home / "data", _free_port()

    def command(*parts: str | Path) -> subprocess.CompletedProcess[str]:
        words = [str(programs.folder / parts[0]), *map(str, parts[1:])]
        with (home / "out.txt").open("w+") as out:  # a pipe would stay open in the server
            done = subprocess.run(words, stdout=out, stderr=out, cwd=home, text=True, **whom)  # type: ignore[call-overload]
            out.seek(0)
            return subprocess.CompletedProcess(words, done.returncode, out.read(), "")

    progress = Progress(f"PostgreSQL {programs.version} für diesen Lauf starten")
    try:
        base = [
            "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
        ]
        german = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=de"]
        made = command(*base, *german)
        if made.returncode != 0:
            shutil.rmtree(data, ignore_errors=True)
            made = command(*base, "--no-locale")
        if made.returncode != 0:
            raise Failed(f"initdb ging nicht:\n{made.stdout}")
        options = " ".join(f"-c {key}={value}" for key, value in SETTINGS.items())
        options += f" -c port={port} -c unix_socket_directories={home}"
        up = command(
            "pg_ctl", "-D", data, "-l", home / "log.txt", "-o", options, "-w", "-t", "60", "start"
        )
        if up.returncode != 0:
            raise Failed(
                f"PostgreSQL startet nicht:\n{up.stdout}\n{(home / 'log.txt').read_text()}"
            )
        progress.end()
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        progress.over.set()
        if (data / "postmaster.pid").exists():
            command("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(home, ignore_errors=True)
