"""Runs one command from a small process: `python -m benchmarks.peak FILE COMMAND …`.

A started program inherits the peak of whoever starts it (Linux keeps the greatest memory across
`exec`), so a benchmark that holds a million rows must not start it itself. FILE gets
"status seconds kilobytes"; standard output and error are the command's.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path


def main() -> None:
    """Run the command to its end and write down what it took."""
    kept, *command = sys.argv[1:]
    start = time.perf_counter()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    Path(kept).write_text(f"{child.returncode} {seconds} {usage.ru_maxrss}", "ascii")


if __name__ == "__main__":
    main()
