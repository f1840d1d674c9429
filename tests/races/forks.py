"""Many real processes out of one: Django starts once, each child opens its own connection."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable, Sequence
from typing import Any

PATIENCE = 100.0
Meet = Callable[[], Any]
_here: list[Meet] = []


def meet() -> None:
    """`meet` of the running `together`, for what a twin puts in the place of a guard."""
    _here[0]()


def together(work: Callable[[Any, Meet], Any], items: Sequence[Any]) -> list[Any]:
    """Do `work(item, meet)` in one process per item; what each returned, in the order of `items`.

    `meet()` waits until every process has come to the same point. An error in one ends all.
    Call it before anything has opened a database connection.
    """
    fork: Any = multiprocessing.get_context("fork")
    barrier, told = fork.Barrier(len(items)), fork.Queue()

    def child(number: int, item: Any) -> None:
        _here[:] = [lambda: barrier.wait(PATIENCE)]
        try:
            told.put((number, work(item, meet), ""))
        except BaseException:  # noqa: BLE001 - told to the parent, which raises it
            barrier.abort()
            told.put((number, None, traceback.format_exc()))

    children = [fork.Process(target=child, args=pair) for pair in enumerate(items)]
    for one in children:
        one.start()
    results = [told.get(timeout=PATIENCE) for _ in children]
    for one in children:
        one.join(PATIENCE)
    problems = [problem for _number, _result, problem in results if problem]
    if problems:
        raise RuntimeError("\n".join(problems))
    return [result for _number, result, _problem in sorted(results, key=lambda told: told[0])]
