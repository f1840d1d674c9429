"""./dev check and ./dev fix: what a machine can hold without running the product."""

from __future__ import annotations

import argparse
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tools import dev_setup
from tools.dev_base import (
    BIN,
    CI,
    PYTHON,
    ROOT,
    Failed,
    call,
    clock,
    complain,
    environment,
    say,
    step,
)


@dataclass(frozen=True)
class Check:
    """One command that is silent about success; `key` names it on the command line."""

    key: str
    title: str
    command: Sequence[str]


def _python(*words: str) -> Sequence[str]:
    return [str(PYTHON), *words]


MANAGE = ["-m", "django"]
CHECKS = [
    Check(
        "format", "Format (ruff format)", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]
    ),
    Check("lint", "Lint (ruff)", [str(BIN / "ruff"), "check", "--output-format=concise", "."]),
    Check("types", "Typen (mypy)", _python("-m", "mypy")),
    Check("contracts", "Verträge (import-linter)", [str(BIN / "lint-imports"), "--no-cache"]),
    Check("templates", "Vorlagen", _python("-m", "tools.check_templates")),
    Check("catalogues", "Kataloge", _python("-m", "tools.check_catalogues")),
    Check(
        "webless",
        "Nichts vom Web in Vorgängen, Abfragen, Regeln, Modellen",
        _python("-m", "tools.check_webless"),
    ),
    Check("locks", "Sperrdateien", _python("-m", "tools.check_locks")),
    Check(
        "migrations",
        "Migrationen vollständig",
        _python(*MANAGE, "makemigrations", "--check", "--dry-run"),
    ),
]
NAMES = [check.key for check in CHECKS]


def run_checks(only: Sequence[str] = ()) -> tuple[int, int]:
    """Run the named checks (all without names); prints each, returns (passed, failed)."""
    passed = failed = 0
    env = environment(
        DJANGO_SETTINGS_MODULE="stammkunde.settings",
        STAMMKUNDE_MODE="development",
        STAMMKUNDE_DATA_DIR=str(ROOT / ".dev" / "check-data"),
        STAMMKUNDE_DATABASE_URL="",
    )
    (ROOT / ".dev" / "check-data").mkdir(parents=True, exist_ok=True)
    for check in CHECKS:
        if only and check.key not in only:
            continue
        start = time.monotonic()
        done = subprocess.run(check.command, cwd=ROOT, env=env, capture_output=True, text=True)
        good = done.returncode == 0
        passed, failed = passed + good, failed + (not good)
        say(f"  {'✓' if good else '✗'} {check.title} ({clock(time.monotonic() - start)})")
        if not good:
            say(
                "\n".join(
                    f"      {line}" for line in (done.stdout + done.stderr).splitlines()[-60:]
                )
            )
    return passed, failed


def check(args: argparse.Namespace) -> int:
    """./dev check [PRÜFUNG ...]: exit code 1 when one is red."""
    if wrong := set(args.only) - set(NAMES):
        raise Failed(f"Unbekannte Prüfung: {', '.join(sorted(wrong))}. Es gibt: {', '.join(NAMES)}")
    dev_setup.setup(assets=False)
    passed, failed = run_checks(args.only)
    say(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def fix(_args: argparse.Namespace) -> int:
    """./dev fix: format, lint with safe corrections, catalogues collected and sorted."""
    dev_setup.setup(assets=False)
    ruff = BIN / "ruff"
    step("Format", [ruff, "format", "."])
    call([ruff, "check", "--fix", "--quiet", "--output-format=concise", "."])
    step("Format nach den Korrekturen", [ruff, "format", "."])
    try:
        step("Kataloge sammeln und sortieren", [PYTHON, "-m", "tools.catalogues"])
    except Failed as problem:
        complain(str(problem))
        return 1 if CI else 0
    dev_setup.compile_messages()
    return 0
