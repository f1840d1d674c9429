"""`stammkunde serve`: the web server, with `--worker` the background work beside it."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from functools import partial
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from stammkunde.foundation import takeback
from stammkunde.foundation.backup import halves

PATIENCE = 30
REST = 2.0
CORES_TO_USE = 2
APPLICATION = "stammkunde.wsgi:application"
YOUNG = 10_000  # new objects until the collector looks: about those of one page


class Command(BaseCommand):
    """Granian with WSGI workers; static files come from the application itself."""

    help = "Webserver starten"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--workers", type=int, help="Prozesse (ohne Angabe: passend zum Rechner)"
        )
        parser.add_argument(
            "--worker", action="store_true", help="auch Hintergrundarbeiten ausführen"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._check_tables()
        takeback.at_start(self.stderr.write)
        connections.close_all()
        helper = Helper() if options["worker"] else None
        server = Granian(
            APPLICATION,
            address=options["host"],
            port=options["port"],
            interface=Interfaces.WSGI,
            workers=options["workers"] or min(CORES_TO_USE, os.cpu_count() or 1),
            blocking_threads=1,
            websockets=False,
            respawn_failed_workers=True,
            workers_kill_timeout=PATIENCE,
            log_level=LogLevels.warning,
        )
        host = f"[{options['host']}]" if ":" in options["host"] else options["host"]
        self.stdout.write(f"Stammkunde läuft: http://{host}:{options['port']}/ (Strg+C beendet)")
        self.stdout.flush()
        if helper is not None:
            helper.start()
        load_pages()
        keep_what_is_there()
        try:
            server.serve(target_loader=partial(load, parent=os.getpid()))
        finally:
            if helper is not None:
                helper.stop()

    def _check_tables(self) -> None:
        """Refuse to serve a database that is not up to date."""
        try:
            executor = MigrationExecutor(connection)
            behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
            half = halves.unfinished()
        except DatabaseError as problem:
            raise CommandError(
                f"Die Datenbank ist nicht erreichbar: {type(problem).__name__}"
            ) from problem
        finally:
            connections.close_all()
        if half:
            raise CommandError(half)
        if behind:
            raise CommandError("Die Datenbank ist nicht auf dem neuesten Stand: stammkunde init")


def load_pages() -> None:
    """Load every page before the web processes are forked: then they share them."""
    import_module(APPLICATION.partition(":")[0])
    list(get_resolver().reverse_dict)


def load(target: str, *, parent: int) -> Any:
    """Load the application in a web process, which ends when its parent was killed: orphans would
    keep the port."""

    def mind_the_parent() -> None:
        while os.getppid() == parent:
            time.sleep(REST)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(PATIENCE)
        os._exit(1)

    threading.Thread(target=mind_the_parent, name="parent", daemon=True).start()
    module, _, name = target.partition(":")
    application = getattr(import_module(module), name)
    keep_what_is_there()
    return application


def keep_what_is_there() -> None:
    """What is loaded stays for ever: the collector need not touch it with every answer, and the
    processes go on sharing its memory."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])


class Helper:
    """The worker process beside the server: started again when it dies, ended with the server."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the worker, then mind it.

        The first start belongs to the main thread, before the server forks its processes: a fork
        in the middle of `Popen` inherits the pipe on which `Popen` waits, and it waits for ever.
        """
        worker = self._begin()
        self._thread = threading.Thread(target=self._mind, args=(worker,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let the current job finish, at most 30 seconds; then kill."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(PATIENCE + REST)

    @staticmethod
    def _begin() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "stammkunde", "worker", "--parent", str(os.getpid())]
        )

    def _mind(self, process: subprocess.Popen[bytes]) -> None:
        while not self._stop.wait(0.2):
            if process.poll() is not None:
                print("Hintergrundarbeiten unerwartet beendet, Neustart.", file=sys.stderr)
                if self._stop.wait(REST):
                    return
                process = self._begin()
        self._end(process)

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
