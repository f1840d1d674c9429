"""Where Debian's Chromium is and how it is started: without a sandbox, without calls home."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """Where the browser is: BROWSER_EXECUTABLE, or one of the usual names."""
    named = os.environ.get("BROWSER_EXECUTABLE")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")
