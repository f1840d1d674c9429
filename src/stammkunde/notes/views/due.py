"""Follow-ups: done, not done, put off. They work as plain forms; the start page goes on in place."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.fields import FieldProblem
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.views import safe_next
from stammkunde.foundation.web.fragments import page, wants_fragment
from stammkunde.foundation.web.who import who
from stammkunde.notes import operations, queries, rules
from stammkunde.notes.fields import EDIT
from stammkunde.notes.shown import panel, shown
from stammkunde.notes.views.notes import place_of, way_out
from stammkunde.people.views.way import say_changed


@require_POST
def done(request: HttpRequest, note: int) -> HttpResponse:
    """The follow-up is done; the note stays (C-10)."""
    actor = who(request, EDIT)
    row = queries.note(actor, note)
    outcome = operations.finish_follow_ups(actor=actor, notes=[note])
    return _answered(request, actor, row, outcome, _("Follow-up done. The note stays."))


@require_POST
def reopen(request: HttpRequest, note: int) -> HttpResponse:
    """The follow-up was not done after all."""
    actor = who(request, EDIT)
    row = queries.note(actor, note)
    outcome = operations.reopen_follow_ups(actor=actor, notes=[note])
    return _answered(request, actor, row, outcome, _("The follow-up is open again."))


@require_http_methods(["GET", "POST"])
def snooze(request: HttpRequest, note: int) -> HttpResponse:
    """Another day: a page that asks for one, or the day itself by POST. 422 with the reason."""
    actor = who(request, EDIT)
    row = queries.note(actor, note)
    typed, problem = request.POST.get("until", ""), ""
    if request.method == "POST":
        try:
            until = rules.parse_day(typed, actor.today)
            if until is None:
                raise Refused("missing", _("Which day?"))
            outcome = operations.snooze_follow_ups(actor=actor, notes=[note], until=until)
            text = _("Postponed to %(day)s.") % {"day": rules.said_day(until)}
            return _answered(request, actor, row, outcome, text)
        except FieldProblem as no:
            problem = f"{no.message} {no.hint}"
        except Refused as no:
            problem = str(no.message)
    (one,) = shown(actor, [row])
    back = way_out(request, row)
    context = {"one": one, "typed": typed, "problem": problem, "next": back}
    return page(request, "notes/snooze.html", context, status=422 if problem else 200)


def _answered(
    request: HttpRequest, actor: Actor, row: Any, outcome: Outcome[Any], text: str
) -> HttpResponse:
    """The card of the start page in place, else the way back."""
    say_changed(request, outcome, text)
    if wants_fragment(request):
        return page(request, "notes/_due.html", {"content": panel(actor)}, "notes/_due.html")
    return redirect(safe_next(request, place_of(row)))
