"""Two tabs, a double click, a nervous network: the same form at the same instant is done once (D09)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]

SEND = """
import secrets
from stammkunde.accounts.models import User
from tests import cast
from tests.races.forks import together
from tests.stories import postings
from tests.stories import postings_inquiries, postings_rooms, postings_talking, postings_writing
from tests.stories.counting import addresses, more, rows

postings.CONVERTERS.update({n: list(p.pattern.converters) for n, p in addresses()})
PIECES = (postings, postings_inquiries, postings_rooms, postings_talking, postings_writing)
FORMS = [form for piece in PIECES for form in piece.forms() if form.makes]

def work(order, meet):
    first, told = order["first"], []
    browser = cast.logged_in(User.objects.get(pk=order["user"]))
    for number, form in enumerate(FORMS):
        desk = postings.Desk(dict(order["desks"][number]))
        url, token = desk.path(form.name, **dict(form.path)), order["tokens"][number]
        was = rows()
        meet()
        said = form.say(desk) | {"csrfmiddlewaretoken": token}
        status = browser.post(url, said).status_code
        meet()
        both = more(was)
        meet()
        one = None
        if first:
            was = rows()
            browser.post(url, form.other(desk) | {"csrfmiddlewaretoken": secrets.token_hex(32)})
            one = more(was)
        meet()
        told.append([form.name, status, both, one])
    return told

if args["prepare"]:
    user = cast.user(roles=("owner",))
    desks = []
    for form in FORMS:
        desk = postings.desk(user)
        if form.before:
            form.before(desk)
        desks.append(desk.ids)
    say({"user": user.pk, "desks": desks, "tokens": [secrets.token_hex(32) for _ in FORMS]})
else:
    say(together(work, [args["order"] | {"first": True}, args["order"] | {"first": False}]))
"""

# The twin: no form leaves a receipt.
CARELESS = """
from stammkunde.foundation import once
once.begin = once.end = lambda operation: None
"""


def run(ground: Ground, twin: str = "") -> list[tuple[str, set[int], Any, Any]]:
    """Of each form: name, the two answers, what came of both at once, what comes of one alone."""
    order = ground.run(SEND, {"prepare": True}, patience=120)
    one, two = ground.run(twin + SEND, {"prepare": False, "order": order}, patience=120)
    return [
        (mine[0], {mine[1], yours[1]}, mine[2], mine[3])
        for mine, yours in zip(one, two, strict=True)
    ]


def test_each_form_sent_twice_in_parallel_is_done_once(ground: Ground) -> None:
    told = run(ground)
    assert len(told) > 10
    for name, answers, both, alone in told:
        assert answers <= {200, 204, 302}, (name, answers)
        assert both == alone, name
        assert both, name


def test_without_the_receipts_forms_are_done_twice(ground: Ground) -> None:
    told = run(ground, CARELESS)
    assert [name for name, _answers, both, alone in told if both != alone]
