"""Neither words nor time tell whether a link was ever one (D36)."""

from __future__ import annotations

import random
import statistics
import time
from collections import defaultdict

import pytest
from django.test import Client
from django.urls import reverse

from stammkunde.accounts import operations
from tests import cast

pytestmark = [pytest.mark.db, pytest.mark.slow]
EACH = 200
FAIR = 0.005  # seconds between the medians


def test_four_hundred_dead_and_unknown_links_look_alike_and_take_equally_long() -> None:
    used, withdrawn = cast.invited(), cast.invited()
    said = {"name": "Ida Immer", "password": cast.PASSWORD, "again": cast.PASSWORD}
    assert Client().post(reverse("accounts:join", args=[used[2]]), said).status_code == 302
    operations.withdraw_invitations(actor=cast.system(), users=[withdrawn[0]])
    dead = [used[2], withdrawn[2]]
    asked = [("dead", dead[number % 2]) for number in range(EACH)]
    asked += [("unknown", f"{number:043}") for number in range(EACH)]
    random.Random(7).shuffle(asked)
    took: dict[str, list[float]] = defaultdict(list)
    told = set()
    browser = Client()
    for kind, token in asked:
        start = time.process_time()
        answer = browser.get(reverse("accounts:join", args=[token]))
        took[kind].append(time.process_time() - start)
        text = answer.content.decode().replace(answer["X-Request-ID"], "")
        told.add((answer.status_code, len(answer.content), text))
    assert len(told) == 1
    medians = [statistics.median(times) for times in took.values()]
    assert abs(medians[0] - medians[1]) < FAIR, medians
