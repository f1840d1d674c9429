"""A disk with as little space as a test wants (reliability G-F2): a small tmpfs, or a limit.

Where mounting is not allowed, the largest file that a command may write is limited instead: the
same calls fail, only with another number.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.races.flows import Flow, Wrong, need
from tests.races.kills import Told, short
from tests.races.zygote import Ended

SIZE = 260 * 1024 * 1024  # the doctor calls less than 200 MB too little
BALLAST = ".ballast"
_GERMAN = ("voll", "Datenträger")


class Disk:
    """Room on `path`: `leave` takes all but so many bytes away, `free` gives it back."""

    def __init__(self, path: Path, *, mounted: bool) -> None:
        self.path, self.mounted, self.limit = path, mounted, 0

    def leave(self, room: int) -> None:
        """From now on there is room for so many bytes only."""
        if not self.mounted:
            self.limit = max(room, 1)
            return
        there = os.statvfs(self.path)
        taken = there.f_bavail * there.f_frsize - room
        with (self.path / BALLAST).open("wb") as ballast:
            if taken > 0:
                os.posix_fallocate(ballast.fileno(), 0, taken)

    def free(self) -> None:
        """There is room again."""
        self.limit = 0
        (self.path / BALLAST).unlink(missing_ok=True)

    def used(self) -> int:
        """Bytes on it; without a mount, those of its largest file."""
        if self.mounted:
            there = os.statvfs(self.path)
            return (there.f_blocks - there.f_bfree) * there.f_frsize
        sizes = []
        for path in self.path.rglob("*"):
            try:
                sizes.append(path.stat().st_size)
            except FileNotFoundError:
                continue
        return max(sizes, default=0)


@contextmanager
def disk_at(path: Path) -> Iterator[Disk]:
    """Make `path` a small disk of its own, what lies there stays; a limit where that is forbidden."""
    path.mkdir(exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "stammkunde", str(path)]
    aside = path.with_name(path.name + "-aside")
    shutil.copytree(path, aside)
    mounted = subprocess.run(words, capture_output=True, check=False).returncode == 0
    try:
        if mounted:
            shutil.copytree(aside, path, dirs_exist_ok=True)
        yield Disk(path, mounted=mounted)
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(path)], capture_output=True, check=True)


def fill_often(flow: Flow, vendor: str, disk: Disk, points: int, rng: random.Random) -> Told:
    """Let the command run out of space at `points` places of its need; then give space, repeat."""
    flow.prepare()
    flow.begin(0)
    before = disk.used()
    seconds, peak = _watched(flow, disk)
    told = Told(f"{flow.name}, disk full", vendor, seconds)
    need_of_it = max(peak - (before if disk.mounted else 0), 4096)
    for number in range(points):
        room = int((number + rng.random()) / points * need_of_it)
        flow.begin(number)
        disk.leave(room)
        try:
            ended = flow.zygote.run(*flow.words(), limit=disk.limit)
            _judge(ended, told, number * 10 // points)
            disk.free()
            flow.look(ended)
            flow.finish([ended])
        except Wrong as problem:
            told.wrong.append(f"room for {room} of {need_of_it} bytes: {short(str(problem))}")
        finally:
            disk.free()
        told.rounds += 1
    return told


def _judge(ended: Ended, told: Told, tenth: int) -> None:
    need("Traceback" not in ended.text, ended.text)
    if ended.code == 0:
        told.late += 1
        return
    told.kills += 1
    told.moments[tenth] += 1
    need(any(word in ended.text for word in _GERMAN), f"no German reason: {ended.text}")


def _watched(flow: Flow, disk: Disk) -> tuple[float, int]:
    """Seconds of a whole run and the most bytes that lay on the disk meanwhile."""
    most, stop = [disk.used()], threading.Event()

    def watch() -> None:
        while not stop.is_set():
            most.append(disk.used())
            time.sleep(0.002)

    watcher = threading.Thread(target=watch)
    watcher.start()
    ended = flow.zygote.run(*flow.words())
    stop.set()
    watcher.join()
    need(ended.code == 0, f"with room enough: {ended.text}")
    return ended.seconds, max(most)
