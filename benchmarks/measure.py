"""Finished HTTP answers, one server after the other, request by request; medians of rounds.

The machine may be busy with other things: every request to one server is followed at once by the
same work on the next, so that ratios hold where milliseconds do not. Nothing here judges.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException

from benchmarks.visitor import Answer, Unexpected, Visitor

Ask = Callable[[Visitor, int], Answer]


@dataclass
class Figures:
    """What one server did in one work: seconds per answer (or operations/s), round by round."""

    rounds: list[list[float]] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median of the rounds' medians."""
        return statistics.median(statistics.median(one) for one in self.rounds)

    @property
    def p95(self) -> float:
        """The 95th percentile of all answers."""
        every = sorted(value for one in self.rounds for value in one)
        return every[min(len(every) - 1, int(len(every) * 0.95))]


Table = dict[str, Figures]


def alternate(
    visitors: dict[str, Visitor], asks: dict[str, Ask], count: int, rounds: int
) -> dict[str, Figures]:
    """Ask every server for item 0, then for item 1, ...; `count` items in each of the rounds.

    Items are asked once before the first round: caches and connections are warm on all sides.
    """
    figures = {name: Figures([[] for _ in range(rounds)]) for name in visitors}
    for item in range(count):
        for name, visitor in visitors.items():
            asks[name](visitor, item).expect()
    for number in range(rounds):
        for item in range(count):
            names = list(visitors)
            turn = (number + item) % len(names)
            for name in names[turn:] + names[:turn]:
                answer = asks[name](visitors[name], item).expect()
                figures[name].rounds[number].append(answer.seconds)
    return figures


def crowd(
    visitors: dict[str, Visitor],
    asks: dict[str, Sequence[Ask]],
    *,
    clients: int,
    seconds: float,
    rounds: int,
) -> tuple[dict[str, Figures], dict[str, Figures]]:
    """`clients` connections ask in turn for the works, one server per slice of `seconds`.

    Gives operations per second and, beside it, seconds per answer.
    """
    speed = {name: Figures() for name in visitors}
    waits = {name: Figures() for name in visitors}
    for _ in range(rounds):
        for name, visitor in visitors.items():
            answers, took = _slice(visitor, asks[name], clients, seconds)
            speed[name].rounds.append([len(answers) / took])
            waits[name].rounds.append(answers or [took])
    return speed, waits


def _slice(
    visitor: Visitor, asks: Sequence[Ask], clients: int, seconds: float
) -> tuple[list[float], float]:
    answers: list[float] = []
    problems: list[Exception] = []
    start = time.perf_counter()

    def client(number: int) -> None:
        me = visitor.again()
        try:
            turn = number
            while time.perf_counter() - start < seconds and not problems:
                answer = asks[turn % len(asks)](me, turn).expect()
                answers.append(answer.seconds)
                turn += 1
        except (OSError, HTTPException, Unexpected) as problem:
            problems.append(problem)
        finally:
            me.close()

    threads = [threading.Thread(target=client, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    return answers, time.perf_counter() - start
