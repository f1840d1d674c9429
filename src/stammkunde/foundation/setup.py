"""What rooms want done once the tables are there: `foundation.apps` runs it after every migrate."""

from __future__ import annotations

from collections.abc import Callable

from django.db import models

_steps: list[tuple[type[models.Model], Callable[[], None]]] = []


def after_migrate(model: type[models.Model], step: Callable[[], None]) -> None:
    """Have `step` done after every migrate, provided the table of `model` exists. Repeatable steps."""
    _steps.append((model, step))


def run(tables: set[str]) -> None:
    """Do every step whose table is among `tables`."""
    for model, step in _steps:
        if model._meta.db_table in tables:
            step()
