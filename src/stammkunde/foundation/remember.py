"""What is read once per request, such as a room's settings (house.md 8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from stammkunde.foundation import steady

T = TypeVar("T")

_memory: ContextVar[dict[str, Any] | None] = ContextVar("memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """From here on, and only until the end of the outermost such block, `once` asks once."""
    known = _memory.get()
    token = _memory.set({} if known is None else known)
    try:
        yield
    finally:
        _memory.reset(token)


def once(key: str, ask: Callable[[], T]) -> T:
    """The answer of `ask`, remembered for the rest of the request; outside of one always asked.

    `ask` reads the database and nothing else: requests that only read share the answer until
    somebody writes (`steady`).
    """
    memory = _memory.get()
    if memory is None:
        return ask()
    if key not in memory:
        memory[key] = steady.told(key, ask)
    return memory[key]


def forget(key: str) -> None:
    """Ask again: what `key` stands for has just been written."""
    memory = _memory.get()
    if memory is not None:
        memory.pop(key, None)
