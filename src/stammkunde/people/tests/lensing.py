"""What the tests of own lenses share: keeping one, opening the list, undoing."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from stammkunde.accounts.models import User
from stammkunde.foundation.lists.beginning import begin_list
from stammkunde.foundation.lists.saving import save_lens
from stammkunde.foundation.lists.state import State, parse
from stammkunde.foundation.models import JournalEntry, SavedLens
from stammkunde.foundation.undo import undo
from stammkunde.people.lists import CustomerList
from tests import cast

LIST = "people.customers"
DRESDEN = "f.city=Dresden"


@pytest.fixture
def anna() -> User:
    return cast.user(roles=("office",), name="Anna Amt")


@pytest.fixture
def bert() -> User:
    return cast.user(roles=("readonly",), name="Bert Blick")


def keep(whose: User, query: str = DRESDEN, **values: Any) -> SavedLens:
    """A lens that `whose` saves."""
    made = {"name": "Dresden", "query": QueryDict(query)} | values
    return save_lens(actor=cast.actor_of(whose), list=LIST, **made).done[0]


def state(whose: User, query: str = "", **more: Any) -> State:
    return parse(CustomerList, cast.actor_of(whose), QueryDict(query), **more)


def labels(whose: User) -> list[str]:
    return [str(one.label) for one in state(whose).offered.lenses]


def undone(whose: User, operation: str) -> Any:
    entry = JournalEntry.objects.filter(operation=operation).latest("pk")
    return undo(actor=cast.actor_of(whose), entry=entry.pk)


def page(client: Client, query: str = "", **headers: str) -> str:
    answer = client.get(f"/customers/?{query}", headers=headers)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def some() -> None:
    cast.customers(
        {"city": "Dresden", "last_name": "Anders"},
        {"city": "Dresden", "last_name": "Bauer", "email": ""},
        {"city": "Berlin", "last_name": "Conrad"},
    )


def begin(whose: User, lens: str, whom: str = "me") -> None:
    """Say with which lens the list begins."""
    begin_list(actor=cast.actor_of(whose), list=LIST, lens=lens, whom=whom)
