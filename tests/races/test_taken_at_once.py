"""Two people do the same form of the settings at the same instant, in two real processes.

What may be there once only is there once: one gets it, the other one reads why not; where both say
the same about the same thing, both are done. Nobody gets an error.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]
ROUNDS = 6

GROUND = """
from tests import cast
from stammkunde.foundation import actors
from stammkunde.messaging import operations as messaging
from stammkunde.people import operations as people

house = actors.system()
owners = [cast.user().pk for _ in range(2)]
labels = [[row.pk for row in people.add_tags(actor=house, names=[f"A{n}", f"B{n}"]).done]
          for n in range(args)]
kinds = [[row.pk for row in people.add_document_kinds(actor=house, names=[f"A{n}", f"B{n}"]).done]
         for n in range(args)]
homes = [cast.customer().pk for _ in range(args)]
numbered = [[cast.customer().pk, cast.customer().pk] for _ in range(args)]
wishes = [people.NumberWish(pk) for pair in numbered for pk in pair]
people.number_customers(actor=house, wishes=wishes)
papers = [[messaging.add_letterhead(actor=house, name=f"{name}{n}").done[0].pk for name in "AB"]
          for n in range(args)]
children = [cast.participant(cast.customer()).pk for _ in range(args)]
say({"owners": owners, "labels": labels, "kinds": kinds, "homes": homes, "numbered": numbered,
     "children": children, "papers": papers, "rounds": args})
"""

DEEDS = """
from stammkunde.accounts import operations as accounts
from stammkunde.foundation import actors
from stammkunde.foundation.lists.arranging import arrange_list
from stammkunde.foundation.lists.beginning import begin_list
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.rooms import WORDS
from stammkunde.messaging import operations as messaging
from stammkunde.people import operations as people
from tests import cast
from tests.races.forks import together

house = actors.system()
LIST = "people.customers"


def deeds(known, at, mine, me, first):
    home, child = known["homes"][at], known["children"][at]
    person = {"kind": "person", "last_name": f"Neu {at}"}
    words = {"name": f"Kasse {at}", "words": ["people.see"]}
    stranger = {"email": f"neu{at}@praxis-beispiel.de", "name": "Neu", "roles": ["office"]}
    return {
        "tags": lambda: people.add_tags(actor=house, names=[f"Wort {at}"]),
        "groups": lambda: people.add_labels(actor=house, kind="group", names=[f"Gruppe {at}"]),
        "kinds": lambda: people.add_document_kinds(actor=house, names=[f"Art {at}"]),
        "renamed tags": lambda: people.change_labels(
            actor=house, kind="tag", label=known["labels"][at][mine], values={"name": f"Gleich {at}"}),
        "renamed kinds": lambda: people.change_document_kind(
            actor=house, kind=known["kinds"][at][mine], values={"name": f"Gleich {at}"}),
        "own fields": lambda: people.add_own_field(
            actor=house, of="customer", kind="text", label=f"Feld {at}"),
        "statuses": lambda: people.add_status(actor=house, values={"name": f"Stand {at}"}),
        "default": lambda: people.add_status(
            actor=house, values={"name": f"Start {at} {mine}", "is_default": True}),
        "numbers": lambda: people.renumber_customer(
            actor=house, customer=known["numbered"][at][mine], number=f"X{at}", reason="neu"),
        "accounts": lambda: people.add_bank_account(
            actor=house, customer=home, iban="DE89370400440532013000", holder="Neu"),
        "themselves": lambda: people.add_participants(
            actor=house, participants=[{"customer": home, "is_self": True}]),
        "guardians": lambda: people.add_guardians(
            actor=house, participant=child, customers=[home]),
        "strangers": lambda: people.add_customers(
            actor=house, customers=[{**person, "external_ids": [("alt", f"E{at}")]}]),
        "preferences": lambda: people.change_prefs(
            actor=house, customers=[home], values={"language": "en"}),
        "papers": lambda: messaging.make_default_letterhead(
            actor=house, letterhead=known["papers"][at][mine]),
        "layouts": lambda: arrange_list(actor=first, list=LIST, variant=""),
        "beginnings": lambda: begin_list(actor=me, list=LIST, lens="", whom="all"),
        "roles": lambda: accounts.add_role(actor=me, **words),
        "team": lambda: accounts.invite_user(actor=me, **stranger),
        "logins": lambda: accounts.change_own_email(
            actor=me, email=f"gleich{at}@praxis-beispiel.de"),
    }


def told(deed):
    try:
        outcome = deed()
    except Refused as no:
        return no.code
    refused = getattr(outcome, "refused", None)
    return refused[0].code if refused else "done"


def work(item, meet):
    known, mine = item
    first, second = [cast.actor(*WORDS, id=pk) for pk in known["owners"]]
    me, said = (first, second)[mine], {}
    for at in range(known["rounds"]):
        for name, deed in deeds(known, at, mine, me, first).items():
            meet()
            said.setdefault(name, []).append(told(deed))
    return said


say(together(work, [[args, 0], [args, 1]]))
"""

# The twin: nobody looks again after somebody else was faster, and on SQLite nobody queues up.
ONCE = """
from contextlib import nullcontext
from types import SimpleNamespace
from django.db import connection
from stammkunde.foundation import operations
operations._UNIQUE = ""
if connection.vendor == "sqlite":
    operations.transaction = SimpleNamespace(atomic=nullcontext)
connection.close()
"""

TAKEN = {
    "tags": "name_taken", "groups": "name_taken", "kinds": "name_taken",
    "renamed tags": "name_taken", "renamed kinds": "name_taken", "own fields": "name_taken",
    "statuses": "name_taken", "numbers": "number_taken", "accounts": "account_taken",
    "themselves": "self_taken", "guardians": "already_responsible", "strangers": "external_taken",
    "roles": "name_taken", "team": "email_taken", "logins": "email_taken",
}  # fmt: skip
SAME = {"default", "preferences", "papers", "layouts", "beginnings"}


def race(ground: Ground, twin: str = "") -> dict[str, set[tuple[str, ...]]]:
    """What the two were told, by deed."""
    known = ground.run(GROUND, ROUNDS)
    anna: dict[str, Any]
    anna, bert = ground.run(twin + DEEDS, known, patience=240)
    pairs = {name: zip(anna[name], bert[name], strict=True) for name in anna}
    return {name: {tuple(sorted(pair)) for pair in both} for name, both in pairs.items()}


def test_one_of_two_gets_it_and_the_other_one_reads_why_not(ground: Ground) -> None:
    said = race(ground)
    assert {name: said[name] for name in SAME} == {name: {("done", "done")} for name in SAME}
    wanted = {name: {tuple(sorted(("done", code)))} for name, code in TAKEN.items()}
    assert {name: pairs for name, pairs in said.items() if name not in SAME} == wanted


def test_who_does_not_look_again_gets_an_error(ground: Ground) -> None:
    with pytest.raises(AssertionError, match="IntegrityError"):
        race(ground, ONCE)
