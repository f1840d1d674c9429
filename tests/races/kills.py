"""kill -9 at random moments of a command, again and again; the oracle of its flow after each round.

Half of the kills fall evenly into the time that the command takes, half on a grid of 10 ms over its
first 300 ms. A round is one to three kills in a row, then the repeat that must end.
"""

from __future__ import annotations

import json
import random
import statistics
from collections import Counter
from dataclasses import dataclass, field

from tests.races.flows import Flow, Wrong
from tests.races.zygote import Ended

TENTHS = 10
MANY = 20  # from so many kills on their moments are a statement of their own


@dataclass
class Told:
    """What a run over one flow showed; `moments`: kills by tenth of the command's duration."""

    flow: str
    vendor: str
    duration: float
    kills: int = 0
    late: int = 0
    rounds: int = 0
    done: int = 0
    moments: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        """For the report: one line of JSON."""
        moments = [self.moments[tenth] for tenth in range(TENTHS)]
        return "@crash " + json.dumps({**self.__dict__, "moments": moments})


def kill_often(flow: Flow, vendor: str, kills: int, rng: random.Random) -> Told:
    """Kill until `kills` kills have met the command alive."""
    flow.prepare()
    told = Told(flow.name, vendor, _duration(flow, 3 if kills >= MANY else 1))
    while told.kills < kills and len(told.wrong) < 10:
        flow.begin(told.rounds)
        ended, moments = [], []
        try:
            for _ in range(min(rng.choice((1, 1, 2, 3)), kills - told.kills)):
                after = _moment(rng, told.duration)
                moments.append(after)
                ended.append(_one(flow, told, after, group=rng.random() < 0.5))
                flow.look(ended[-1])
            flow.finish(ended)
        except Wrong as problem:
            after = ", ".join(f"{one:.3f}" for one in moments)
            told.wrong.append(f"kills at {after} s: {short(str(problem))}")
        told.rounds += 1
    return told


def short(said: str) -> str:
    """A message with its beginning and its end."""
    return said if len(said) < 700 else f"{said[:100]} … {said[-500:]}"


def _one(flow: Flow, told: Told, after: float, *, group: bool) -> Ended:
    ended = flow.zygote.start(*flow.words()).kill(after=after, group=group)
    if ended.killed:
        told.kills += 1
        told.moments[min(int(after / told.duration * TENTHS), TENTHS - 1)] += 1
    else:
        told.late += 1
        told.done += ended.code == 0
    return ended


def _duration(flow: Flow, runs: int) -> float:
    """The median of so many whole runs."""
    took = []
    for number in range(runs):
        flow.begin(number)
        ended = flow.zygote.run(*flow.words())
        if ended.code:
            raise Wrong(f"without any kill: {ended.text}")
        took.append(ended.seconds)
    return statistics.median(took)


def _moment(rng: random.Random, duration: float) -> float:
    if rng.random() < 0.5:
        return rng.uniform(0, duration)
    return rng.randrange(max(1, min(31, int(duration * 100)))) / 100
