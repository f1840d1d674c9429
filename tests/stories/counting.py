"""What the forms of the product are sent to, and what has come of it: rows per table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.urls import URLPattern, get_resolver

# Working memory that comes and goes: nothing that anybody would see twice.
NOT_COUNTED = {"session", "staffsession", "ratecounter", "formreceipt", "contenttype", "presence"}


def addresses(resolver: Any = None, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every address of the product: its full name and its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join([*spaces, pattern.name or ""]), pattern
        else:
            space = (pattern.namespace,) if pattern.namespace else ()
            yield from addresses(pattern, (*spaces, *space))


def rows() -> dict[str, int]:
    """How many rows each table has."""
    models = [one for one in apps.get_models() if one._meta.model_name not in NOT_COUNTED]
    return {one._meta.db_table: one._default_manager.count() for one in models}


def more(was: dict[str, int]) -> dict[str, int]:
    """What has come and gone since."""
    return {name: count - was[name] for name, count in rows().items() if count != was[name]}
