"""Doing something with picked rows: what the page sends, repeated on the server (house.md 7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from stammkunde.foundation.digits import wholes
from stammkunde.foundation.lists.counts import CAP
from stammkunde.foundation.lists.declare import Declared
from stammkunde.foundation.lists.deeds import Bulk
from stammkunde.foundation.lists.sets import Sets
from stammkunde.foundation.lists.state import State, parse
from stammkunde.foundation.refusals import Forbidden, Refused

PRINT = "print"
Door = Callable[[HttpRequest, State, Sequence[int]], HttpResponse]
DOORS: list[Door] = []  # what answers a bulk deed; it knows lists, lists do not know it


def state_of(page: type[Declared], request: HttpRequest) -> State:
    """The list as it stood on the page. Refuses what nobody can read, bad filters included."""
    query = QueryDict(request.POST.get("query", "").lstrip("?"))
    return parse(page, request.actor, query).strict()  # type: ignore[attr-defined]


def picked(request: HttpRequest, state: State) -> list[int]:
    """The ids that are meant: the ticked ones, or all that match, asked again.

    Only rows that the actor may see; at most 10,000 (`list.too_many`), at least one
    (`list.nothing_picked`).
    """
    if request.POST.get("all"):
        ids = list(matching(state)[: CAP + 1])
    else:
        ticked = set(wholes(request.POST.getlist("pick")))
        if len(ticked) <= CAP:
            rows = state.page.source(state.actor).filter(pk__in=ticked)
            ids = list(rows.order_by("pk").values_list("pk", flat=True))
        else:
            ids = list(ticked)
    if len(ids) > CAP:
        raise Refused("list.too_many", _("That is more than 10,000 rows. Filter some more first."))
    if not ids:
        raise Refused("list.nothing_picked", _("Nothing is selected."))
    return ids


def matching(state: State) -> Any:
    """The ids of the whole set, in no order."""
    sets = Sets(state)
    rows = sets.filtered()
    if sets.terms and sets.index:
        rows = rows.filter(sets.index.found(sets.terms))
    return rows.order_by("pk").values_list("pk", flat=True)


def bulk(request: HttpRequest, state: State, ids: Sequence[int]) -> HttpResponse:
    """Hand picked rows to whoever does something with them (`foundation.bulkwork`)."""
    return DOORS[0](request, state, ids)


def deed(request: HttpRequest, state: State) -> Bulk:
    """The deed that the pressed button names. Refuses what the list does not offer."""
    key = request.POST.get("do", "")
    one: Bulk | None = next((bulk for bulk in state.page.bulk if bulk.key == key), None)
    if one is None:
        raise Refused("list.unknown_deed", _("This list cannot do that."))
    if not state.actor.may(one.word):
        raise Forbidden(one.word)
    return one
