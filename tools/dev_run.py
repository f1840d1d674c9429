"""./dev run: from a fresh clone to the login page, and again within seconds."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from tools import dev_setup
from tools.dev_base import BIN, FRONTEND, ROOT, SRC, Failed, clock, complain, environment, say, step

READY_WITHIN = 60.0
STOP_WITHIN = 15.0
WATCHED = {".py", ".po"}


def run(args: argparse.Namespace) -> int:
    """Prepare, migrate, load the demo once, serve until Ctrl-C or SIGTERM."""
    start = time.monotonic()
    _port_is_free(args.port)
    dev_setup.setup()
    data = Path(args.data or ROOT / ".data").expanduser().resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    env = environment(
        STAMMKUNDE_MODE="development",
        STAMMKUNDE_DATA_DIR=str(data),
        STAMMKUNDE_SECRET_KEY=_secret(data),
        STAMMKUNDE_BASE_URL=f"http://127.0.0.1:{args.port}",
        DJANGO_SETTINGS_MODULE="stammkunde.settings",
    )
    env.setdefault("STAMMKUNDE_LOG_LEVEL", "WARNING")
    stammkunde = BIN / "stammkunde"
    step("Datenbank einrichten", [stammkunde, "init"], env=env)
    logins = data / "demo.txt"
    if not logins.exists():
        logins.write_text("" if args.empty else _load_demo(stammkunde, env), "utf-8")
    command = [
        str(stammkunde),
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        str(args.port),
        "--worker",
    ]
    return _serve(command, env, args.port, logins, start)


def _load_demo(stammkunde: Path, env: dict[str, str]) -> str:
    """Load the demo once; the text says who can log in, '' when there are customers already."""
    try:
        said = step("Beispieldaten laden", [stammkunde, "demo"], env=env).splitlines()
    except Failed as problem:
        if problem.code != 1:
            raise
        say("  Es gibt schon Kunden: keine Beispieldaten geladen")
        return ""
    progress = re.compile(r"\d+ von \d+ ")
    return "\n".join(line for line in said if not progress.match(line))


def _serve(command: list[str], env: dict[str, str], port: int, logins: Path, start: float) -> int:
    """Keep web and worker running; a changed source file restarts them."""
    child: subprocess.Popen[bytes] | None = None
    first = True
    try:
        while True:
            seen = _newest_change()
            try:
                if not first:
                    dev_setup.setup()
                    step("Datenbank einrichten", [command[0], "init"], env=env)
                child = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
                _wait_until_ready(child, port)
                _announce(port, logins, time.monotonic() - start)
            except Failed as problem:
                if first:
                    raise
                complain(f"{problem}\nWarte auf die nächste Änderung am Quelltext.")
            first = False
            while _newest_change() == seen:
                if child and child.poll() is not None:
                    raise Failed(f"Der Server hat sich beendet (Code {child.returncode})")
                time.sleep(1)
            say("\nQuelltext geändert: Neustart")
            start = time.monotonic()
            if child:
                _end(child)
            child = None
    except KeyboardInterrupt:
        say("\nWird beendet …")
        return 0
    finally:
        if child:
            _end(child)


def _announce(port: int, logins: Path, seconds: float) -> None:
    say(f"\nStammkunde läuft: http://127.0.0.1:{port}/  (nach {clock(seconds)})")
    if said := logins.read_text("utf-8").strip():
        say(said)
    else:
        where = f"STAMMKUNDE_MODE=development STAMMKUNDE_DATA_DIR={logins.parent}"
        say("Noch kein Konto? Ein Passwort (mindestens 12 Zeichen) eingeben und:")
        say(f"  {where} .venv/bin/stammkunde create-owner --email ich@example.org --password-stdin")
    say("Beenden mit Strg-C")


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ask first; whoever is left in the child's process group after 15 s is killed."""
    if child.poll() is None:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(STOP_WITHIN)
    with contextlib.suppress(AttributeError, ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _newest_change() -> int:
    """Newest modification of anything that a running server holds in memory."""
    files = [p for p in SRC.rglob("*") if p.suffix in WATCHED or p.suffix == ".html"]
    files += list((FRONTEND / "js").glob("*.js"))
    return max((p.stat().st_mtime_ns for p in files if p.exists()), default=0)


def _secret(data: Path) -> str:
    """The secret of this data folder, made at the first start, readable for its owner only."""
    if given := os.environ.get("STAMMKUNDE_SECRET_KEY"):
        return given
    file = data / "secret"
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(50))
    return file.read_text("utf-8").strip()


def _port_is_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Failed(f"Port {port} ist belegt: ./dev run --port {port + 1}") from None


def _wait_until_ready(child: subprocess.Popen[bytes], port: int) -> None:
    """Until the login page answers; `Failed` when the server ends or stays silent."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end:
        if child.poll() is not None:
            raise Failed(f"Der Server startet nicht (Code {child.returncode})")
        try:
            with direct.open(f"http://127.0.0.1:{port}/accounts/login/", timeout=5):
                return
        except urllib.error.HTTPError as problem:
            raise Failed(f"Die Anmeldeseite antwortet mit {problem.code}") from None
        except OSError:
            time.sleep(0.1)
    raise Failed(f"Der Server antwortet nach {READY_WITHIN:.0f} s noch nicht")
