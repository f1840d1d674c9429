"""The rules about tables, read from the models and from a migrated database."""

from __future__ import annotations

import importlib.util
import inspect
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models

from stammkunde.foundation import triggers
from tests.house.checks import tables

pytestmark = pytest.mark.house

ROOT = Path(__file__).parents[2]
BAD = Path(__file__).parent / "bad"
ORDER = [room.rpartition(".")[2] for room in settings.ROOMS]
RULES = {check.__name__: check for check in tables.ALL}

BREACHES = {
    "keys": (
        "accounts.Upstairs.customer: points up to people",
        "accounts.Upstairs.members: points up to people",
        'accounts.Upstairs.members: must have related_name "+"',
        "accounts.Upstairs.members: must have a related_query_name accounts_<noun>",
        "people.Below.role: must be PROTECT",
        'people.Below.role: must have related_name "+"',
        "people.Below.role: must have a related_query_name people_<noun>",
    ),
    "merges": ("people.Ledger.cascade", "accounts.Upstairs.members"),
    "journal_keys": ("foundation.JournalNote.entry",),
    "privacy": ("people.Ledger.code", "people.Ledger.note", "people.Ledger.silent"),
    "floats": ("Ledger.amount: FloatField", "Ledger.price: DecimalField"),
    "names": ("unique_together", "Index people_ledg_amount"),
    "primary_keys": ("people.Ledger: primary key is CharField",),
}


def load(path: Path, name: str) -> ModuleType:
    """A module of a bad package, under a name of its own."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ours() -> list[type[models.Model]]:
    """The tables of all rooms."""
    return [model for model in apps.get_models() if model._meta.app_label in ORDER]


@pytest.fixture(scope="module")
def bad() -> Iterator[list[type[models.Model]]]:
    """The tables of the bad package; the registry forgets them afterwards."""
    before = {label: dict(known) for label, known in apps.all_models.items()}
    attributes = {model: set(vars(model)) for model in apps.get_models()}
    module = load(BAD / "tables" / "models.py", "bad_tables")
    yield [
        thing
        for _name, thing in inspect.getmembers(module, inspect.isclass)
        if issubclass(thing, models.Model) and thing.__module__ == "bad_tables"
    ]
    for model, known in attributes.items():
        for name in set(vars(model)) - known:
            delattr(model, name)
    for label, known_models in before.items():
        apps.all_models[label].clear()
        apps.all_models[label].update(known_models)
    apps.clear_cache()


def run(rule: str, wanted: list[type[models.Model]]) -> list[str]:
    """One rule over some tables."""
    check = RULES[rule]
    return check(wanted, ORDER) if check is tables.keys else check(wanted)  # type: ignore[operator]


@pytest.mark.pure
@pytest.mark.parametrize("rule", RULES)
def test_our_tables_keep_the_rule(rule: str) -> None:
    found = run(rule, ours())
    assert not found, "\n".join(found)


@pytest.mark.pure
@pytest.mark.parametrize("rule", RULES)
def test_the_checker_finds_every_breach_and_nothing_else(
    rule: str, bad: list[type[models.Model]]
) -> None:
    found = run(rule, bad)
    breaches = BREACHES[rule]
    for breach in breaches:
        assert any(breach in line for line in found), f"not found: {breach}\n" + "\n".join(found)
    for line in found:
        assert any(breach in line for breach in breaches), f"found without reason: {line}"


@pytest.mark.db
def test_every_declared_trigger_is_there_after_migrating() -> None:
    journal = {
        "foundation_journalentry",
        "foundation_journalchange",
        "foundation_journalsubject",
    }
    assert journal <= triggers.APPEND_ONLY
    assert triggers.missing(connection) == []


@pytest.mark.db
@pytest.mark.slow
def test_migrations_are_complete() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.pure
@pytest.mark.slow
def test_a_forgotten_migration_is_noticed(tmp_path: Path) -> None:
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.house.bad.migrations.settings",
        "STAMMKUNDE_DATA_DIR": str(tmp_path),
        "STAMMKUNDE_DATABASE_URL": "",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Forgotten" in done.stdout
