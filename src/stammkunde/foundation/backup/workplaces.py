"""Where backups work: private folders, one run at a time, and nothing of a killed run for ever.

Who works holds a lock of the operating system on a folder, and so does every program that it
starts: the lock is free when all of them are gone, however they went.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

WORK = ".stammkunde-work-"
_A_DAY = 24 * 3600.0
_PAUSE = 0.2
_held: list[int] = []
Say = Callable[[str], object]


def held() -> tuple[int, ...]:
    """The descriptors of the locks held now: what is started must keep them open (`pass_fds`)."""
    return tuple(_held)


@contextmanager
def alone(folder: Path, say: Say) -> Iterator[None]:
    """Be the only one who works on `folder`; waits, and says so, while an earlier run is ending."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        if not _locked(handle):
            say("Ein anderer Lauf arbeitet hier noch; es geht weiter, sobald er fertig ist …")
            while not _locked(handle):
                time.sleep(_PAUSE)
        _held.append(handle)
        yield
    finally:
        if handle in _held:
            _held.remove(handle)
        os.close(handle)


@contextmanager
def workplace(beside: Path) -> Iterator[Path]:
    """A private folder beside a file, on the same disk; what killed runs left there is cleared."""
    beside.parent.mkdir(parents=True, exist_ok=True)
    clear(beside.parent)
    folder, handle = _new(beside)
    _held.append(handle)
    try:
        yield folder
    finally:
        _held.remove(handle)
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def clear(parent: Path) -> None:
    """Remove the folders of runs that are gone; those that somebody works in stay."""
    for left in parent.glob(f"{WORK}*"):
        try:
            handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            continue
        try:
            if _locked(handle, unknown=time.time() - left.stat().st_mtime > _A_DAY):
                shutil.rmtree(left, ignore_errors=True)
        except OSError:
            continue
        finally:
            os.close(handle)


def settle(folder: Path) -> None:
    """Have new names in a folder on disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _new(beside: Path) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f"{WORK}{beside.name}-", dir=beside.parent))
        try:
            handle = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:  # somebody cleared it before it was locked
            continue
        _locked(handle)
        if folder.exists():
            return folder, handle
        os.close(handle)


def _locked(handle: int, *, unknown: bool = True) -> bool:
    """Whether the lock is ours now; `unknown` where the disk has no locks (some network shares)."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return unknown
    return True
