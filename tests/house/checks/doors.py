"""Rules about the registries: operations and their tests, lists and their indexes."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from stammkunde.foundation.lists.filters import Filter, Flag
from stammkunde.foundation.operations import OperationInfo

REFUSALS = {"Refused", "Forbidden", "Stale", "Missing", "refused"}
# Undo asks for the word of what it undoes (of a batch: of its kind), a layout, an export and a lens
# for the word of their list; a lens for many, or for others to begin with, for one of its own.
# A bulk edit asks for the words of its list and its deed.
# An invitation is its own permission: whoever holds the link comes in.
# Whoever asks something from the street needs no permission, nor to confirm it by a signed link.
# One's own account is one's own business; a new password has the token of a mailed link instead.
WORDLESS = {
    "accounts.add_app",
    "accounts.add_passkey",
    "accounts.change_own_email",
    "accounts.change_own_password",
    "accounts.end_own_sessions",
    "accounts.remove_factor",
    "accounts.rename_oneself",
    "accounts.rename_passkey",
    "accounts.renew_codes",
    "accounts.reset_password",
    "accounts.accept_invitation",
    "foundation.undo",
    "foundation.take_back",
    "foundation.arrange_list",
    "foundation.ask_for_many",
    "foundation.begin_list",
    "foundation.change_lens",
    "foundation.change_many",
    "foundation.move_lens",
    "foundation.remove_lens",
    "foundation.save_lens",
    "foundation.store_lens",
    "foundation.record_export",
    "messaging.confirm_inquiry",
    "messaging.change_own_signature",
    "messaging.receive_inquiry",
}


def declarations(operations: Iterable[OperationInfo], words: set[str]) -> list[str]:
    """Operations without docstring, known word, keyword-only actor or a name of their room."""
    found = []
    for info in operations:
        module = info.func.__module__.split(".")
        if len(inspect.getdoc(info.func) or "") < 12:
            found.append(f"{info.name}: says not what it does (docstring)")
        if not info.needs and info.name not in WORDLESS:
            found.append(f"{info.name}: needs a permission word")
        elif info.needs and info.needs not in words:
            found.append(f"{info.name}: no room declares the word {info.needs}")
        if info.room not in module or info.name.count(".") != 1:
            found.append(
                f"{info.name}: is not called <room>.<verb_noun> after {info.func.__module__}"
            )
        arguments = inspect.signature(info.func).parameters
        actor = arguments.get("actor")
        if actor is None or any(a.kind is not a.KEYWORD_ONLY for a in arguments.values()):
            found.append(f"{info.name}: takes keywords only, one of them is actor")
    return found


def unrefused(operations: Iterable[OperationInfo], folders: Iterable[Path]) -> list[str]:
    """Operations for which no test function speaks of the operation and of a refusal."""
    bold = [names for names in _names_per_function(folders) if names & REFUSALS]
    return [
        f"{info.name}: no test shows that it refuses"
        for info in operations
        if not any(info.func.__name__ in names for names in bold)
    ]


def _names_per_function(folders: Iterable[Path]) -> Iterator[set[str]]:
    """The names that each function speaks of, those of helpers in its own module included."""
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            spoken = {
                node.name: {
                    inner.attr if isinstance(inner, ast.Attribute) else inner.id
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Attribute | ast.Name)
                }
                for node in ast.walk(tree)
                if isinstance(node, ast.FunctionDef)
            }
            for names in spoken.values():
                yield names.union(*(spoken[helper] for helper in names & set(spoken)))


# Lists


def unindexed(page: Any, model: type[models.Model]) -> list[str]:
    """Sorts and filters that a list offers without an index that begins with them (house.md 7)."""
    found = []
    for col in page.columns:
        if col.order and not _served(model, col.order[0]):
            found.append(f"{page.key}: sort {col.key} has no index ({col.order[0]})")
        found += [
            f"{page.key}: sort {col.key} may be NULL ({path})"
            for path in col.order
            if (column := _column(model, path)[1]) is not None and column.null
        ]
    for one in page.filters:
        if one.scans:  # said on purpose, and measured
            continue
        paths = _paths(one)
        if not any(_served(model, path) for path in paths):
            found.append(f"{page.key}: filter {one.key} has no index ({', '.join(paths)})")
    return found


def _paths(one: Filter) -> list[str]:
    if not isinstance(one, Flag):
        return [one.source]
    conditions = [when for when in (one.when, one.otherwise) if isinstance(when, Q)]
    return [path for condition in conditions for path in _of(condition)] or [one.source]


def _of(condition: Q) -> Iterator[str]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from _of(child)
        else:
            yield child[0]  # type: ignore[index]


LOOKUPS = {"exact", "in", "gt", "gte", "lt", "lte", "isnull", "range"}


def _column(model: type[models.Model], path: str) -> tuple[type[models.Model], Any]:
    """The model and the column at the end of an ORM path; lookups do not count."""
    column = None
    for part in path.removeprefix("-").split("__"):
        if part in LOOKUPS:
            break
        if column is not None and column.is_relation:
            model = column.related_model
        column = model._meta.pk if part == "pk" else model._meta.get_field(part)
    return model, column


def _served(model: type[models.Model], path: str) -> bool:
    model, column = _column(model, path)
    if column is None or getattr(column, "db_index", False) or column.unique:
        return True
    rules = [*model._meta.indexes, *model._meta.constraints]
    return any(column.name in _first(rule) for rule in rules)


def _first(rule: Any) -> set[str]:
    """The column an index begins with, and those of its condition: a partial index knows them."""
    first = [name.removeprefix("-") for name in getattr(rule, "fields", ())[:1]]
    for expression in getattr(rule, "expressions", ())[:1]:
        inner = expression.expression if isinstance(expression, OrderBy) else expression
        first += [inner.name] if isinstance(inner, F) else []
    if isinstance(rule, models.Index) and rule.condition is not None:
        first += [path.partition("__")[0] for path in _of(rule.condition)]
    return set(first)
