"""Doing something with picked rows: what the page sends, repeated on the server (house.md 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from stammkunde.foundation.digits import wholes
from stammkunde.foundation.lists.counts import CAP
from stammkunde.foundation.lists.declare import Declared
from stammkunde.foundation.lists.deeds import Bulk
from stammkunde.foundation.lists.sets import Sets
from stammkunde.foundation.lists.state import State, parse
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.foundation.web.fragments import undo_tag

PRINT = "print"
_REASONS = 3  # toasts about rows that were refused


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


def perform(request: HttpRequest, state: State, ids: Sequence[int]) -> None:
    """Do what the pressed button says, and say what became of it. Refuses what is not offered."""
    key, _sep, choice = request.POST.get("do", "").partition(":")
    one: Bulk | None = next((bulk for bulk in state.page.bulk if bulk.key == key), None)
    if one is None:
        raise Refused("list.unknown_deed", _("This list cannot do that."))
    if not state.actor.may(one.word):
        raise Forbidden(one.word)
    if one.choices and choice not in {str(value) for value, _label in one.choices()}:
        raise Refused("list.unknown_choice", _("This choice is gone."))
    outcome = one.do(state.actor, ids, choice)
    done = len({row if isinstance(row, int) else row.pk for row in outcome.done})
    if done:
        messages.success(request, one.said(done), extra_tags=undo_tag(outcome.entry))
    reasons = list(dict.fromkeys(str(refusal.message) for refusal in outcome.refused))
    for reason in reasons[:_REASONS]:
        messages.warning(request, reason)
    if not done and not reasons:
        messages.info(request, _("Nothing had to be changed."))
