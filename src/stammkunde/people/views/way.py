"""What every page of the room needs: who asks, the way back, the toast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.refusals import Refused, Stale
from stammkunde.foundation.web.fragments import undo_tag
from stammkunde.people import queries, rules
from stammkunde.people.lists import CustomerList

CALLER = "people.caller"  # what else can be done with a caller whom nobody knows (`rooms.Go`)


@dataclass(frozen=True)
class Crumb:
    """The way back: the list in the state in which it was left."""

    url: str
    label: Any = ""


def say_changed(request: HttpRequest, outcome: Outcome[Any], text: str) -> None:
    """A toast with undo for what was done, the reason for what was refused."""
    if outcome.done:
        messages.success(request, text, extra_tags=undo_tag(outcome.entry))
    for one in outcome.refused:
        messages.error(request, str(one.message))


def say_shared(request: HttpRequest, actor: Actor, pk: int, email: str) -> None:
    """A warning where other customers have this e-mail address, too, unless that is usual (C-04)."""
    others = queries.alike(actor, {"email": email}, besides=pk)
    if others:
        names = ", ".join(rules.record_name(one.customer) for one in others)
        messages.warning(request, _("Also at: %(names)s.") % {"names": names})


def settle(request: HttpRequest, do: Callable[[], Outcome[Any]]) -> tuple[str, int] | None:
    """Do what a page of master data asks for and say so; else the problem and the status."""
    try:
        outcome = do()
    except Refused as no:
        return str(no.message), 409 if isinstance(no, Stale) else 422
    for one in outcome.refused:
        messages.error(request, str(one.message))
    if outcome.entry:
        messages.success(request, _("Changes saved."), extra_tags=undo_tag(outcome.entry))
    return None


def way_back(request: HttpRequest) -> dict[str, Any]:
    """The list as `?back=` says it, as crumb and as `keep` for links and forms of the page.

    Anything unreadable leads to the plain list.
    """
    url, back = reverse("people:list"), came_from(request)
    if not back:
        return {"crumb": Crumb(url), "keep": ""}
    try:
        state = parse(CustomerList, request.actor, QueryDict(back))  # type: ignore[attr-defined]
    except Refused:
        return {"crumb": Crumb(url), "keep": ""}
    label = f"{state.lens.label} · „{state.q}“" if state.q else state.lens.label
    return {"crumb": Crumb(url + state.query, label), "keep": "?" + urlencode({"back": back})}


def record_url(request: HttpRequest, pk: int) -> str:
    """The customer's page, with the way back to the list."""
    url, back = reverse("people:record", args=[pk]), came_from(request)
    return f"{url}?{urlencode({'back': back})}" if back else url


def with_new(back: str, pk: int) -> str:
    """`?back=` for the page after somebody was added: the list then shows them on top."""
    if not back:
        return ""
    state = QueryDict(back, mutable=True)
    state["new"] = str(pk)
    return "?" + urlencode({"back": state.urlencode()})


def submit(
    form: Any, save: Callable[[dict[str, Any], dict[str, str]], Outcome[Any]]
) -> tuple[Outcome[Any] | None, int]:
    """Have `save` write what a valid form changed, given (wanted, expected) values.

    Returns the outcome, or None and the status: what moved meanwhile (409) and what was refused
    (422) then stands in the form.
    """
    wanted = form.wanted()
    expected = {key: text for key, text in form.expected().items() if key in wanted}
    try:
        outcome = save(wanted, expected)
    except Stale as stale:
        form.conflicts = {one.field: one for one in stale.conflicts}
        return None, 409
    form.refuse(outcome.refused)
    return (None, 422) if outcome.refused else (outcome, 200)


def came_from(request: HttpRequest) -> str:
    """The state of the list from which this page was opened, as its query text."""
    return request.GET.get("back", "")[:2000]
