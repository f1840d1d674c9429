"""What stands beside the way back on a record: the steps through the list, and who else is here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from stammkunde.foundation import presence
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.lists.steps import Steps
from stammkunde.foundation.lists.steps import steps as steps_from
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.web.fragments import wants_fragment
from stammkunde.foundation.web.stepup import unattended
from stammkunde.foundation.web.who import who
from stammkunde.people import queries, rules
from stammkunde.people.lists import CustomerList
from stammkunde.people.views.way import came_from, record_url, way_back


@require_safe
def steps(request: HttpRequest, pk: int) -> HttpResponse:
    """Previous and next in the list that `?back=` describes, by name.

    The record loads the piece after itself, so that it never waits for a list. Without script
    `?to=prev|next` leads there, or back to the record at the end.
    """
    actor = who(request, queries.SEE)
    customer = queries.customer(actor, pk)
    try:
        state = parse(CustomerList, actor, QueryDict(came_from(request)))
    except Refused:
        state = parse(CustomerList, actor, QueryDict())
    found: Steps = steps_from(state, pk)
    if not wants_fragment(request):
        goal = {"prev": found.before, "next": found.behind}.get(request.GET.get("to", ""))
        return redirect(record_url(request, goal.pk if goal else pk))
    context = {
        "customer": customer,
        "steps": found,
        "prev": _step(request, found.before),
        "next": _step(request, found.behind),
        **way_back(request),
    }
    return HttpResponse(render_to_string("people/_steps.html", context, request))


@unattended
@require_POST
def here(request: HttpRequest, pk: int) -> HttpResponse:
    """A sign of life from an open record (R14): the faces of whoever has it open, too."""
    actor = who(request, queries.SEE)
    queries.customer(actor, pk)
    faces = presence.here(actor, "customer", pk)
    context = {"faces": faces, "names": presence.words(faces)}
    return HttpResponse(render_to_string("people/_faces.html", context, request))


def _step(request: HttpRequest, row: Any) -> tuple[str, str] | None:
    """(address, name) of a neighbour."""
    return (record_url(request, row.pk), rules.record_name(row)) if row else None
