"""Small answers while somebody types: the day that is meant, the colleagues to name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from stammkunde.foundation.fields import FieldProblem
from stammkunde.foundation.folding import fold
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who
from stammkunde.notes import queries, rules
from stammkunde.notes.fields import EDIT

SHOWN = 6


@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """The day that was understood, in words; empty while there is none."""
    actor = who(request, EDIT)
    typed = request.GET.get("due_on") or request.GET.get("until") or ""
    try:
        found = rules.parse_day(typed[:60], actor.today)
    except FieldProblem as no:
        return HttpResponse(escape(no.message))
    return HttpResponse(escape(rules.said_day(found)) if found else "")


@require_safe
def colleagues(request: HttpRequest) -> HttpResponse:
    """Colleagues whose name begins so, to be named with @."""
    actor = who(request, EDIT)
    wanted = fold(request.GET.get("q", "")[:60])
    people = [
        one
        for one in queries.offered(actor)
        if any(word.startswith(wanted) for word in [fold(one.name), *fold(one.name).split()])
    ]
    context = {"people": people[:SHOWN]}
    return page(request, "notes/_colleagues.html", context, "notes/_colleagues.html")
