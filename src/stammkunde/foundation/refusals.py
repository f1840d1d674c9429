"""The four ways in which the house says no. Everything else is a bug and stays loud."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class Refused(Exception):
    """The expected no: form, API, import and bulk render the same code and message.

    `message` is a finished, translated sentence that says what to do; `field` names the form field.
    """

    def __init__(self, code: str, message: Any, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field


@dataclass(frozen=True)
class Conflict:
    """One field that somebody else changed since the page was shown."""

    field: str
    expected: Any
    current: Any
    wanted: Any


class Stale(Refused):
    """The same field moved meanwhile (409). Nothing was written."""

    def __init__(self, message: Any, conflicts: list[Conflict]) -> None:
        super().__init__("stale", message, conflicts[0].field if conflicts else None)
        self.conflicts = conflicts


class Forbidden(Exception):
    """The actor lacks the permission word (403)."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Missing(Exception):
    """Not there, or not for this actor: the two look alike on purpose (404)."""


@dataclass(frozen=True)
class Refusal:
    """One row that an operation for many left out, and why. `row` is an id or a position."""

    row: int | None
    code: str
    message: Any
    field: str | None = field(default=None)
