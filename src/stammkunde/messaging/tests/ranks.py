"""The Mann-Whitney U test: whether one of two samples tends to be larger (D36)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence


def p_value(first: Sequence[float], second: Sequence[float]) -> float:
    """Two-sided p by the normal approximation, with ties; for samples of twenty and more.

    >>> p_value([1.0] * 30, [1.0] * 30)
    1.0
    """
    n, m = len(first), len(second)
    together = sorted((value, side) for side, some in enumerate((first, second)) for value in some)
    ranks, at = 0.0, 0
    while at < len(together):
        end = at
        while end < len(together) and together[end][0] == together[at][0]:
            end += 1
        middle = (at + 1 + end) / 2
        ranks += middle * sum(side == 0 for _value, side in together[at:end])
        at = end
    u = ranks - n * (n + 1) / 2
    size = n + m
    ties = sum(k**3 - k for k in Counter(value for value, _side in together).values())
    spread = n * m / 12 * (size + 1 - ties / (size * (size - 1)))
    if spread <= 0:
        return 1.0
    away = max(0.0, abs(u - n * m / 2) - 0.5) / math.sqrt(spread)
    return math.erfc(away / math.sqrt(2))
