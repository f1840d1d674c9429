"""Notes on a customer's page: the tab, and what the composer sends."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who
from stammkunde.notes import composing, operations, queries, rules
from stammkunde.notes.composing import CALL_ENTRY, FOLLOW_UP_ENTRY, NOTE_ENTRY
from stammkunde.notes.fields import EDIT
from stammkunde.notes.operations import NewNote
from stammkunde.notes.shown import shown
from stammkunde.people import queries as people
from stammkunde.people import record as records
from stammkunde.people.views import composing as composed
from stammkunde.people.views.way import record_url, say_changed, way_back

MOST = 100  # notes on one page; more are found by searching
_SAVED = {
    NOTE_ENTRY: gettext_lazy("Note saved."),
    CALL_ENTRY: gettext_lazy("Call noted."),
    FOLLOW_UP_ENTRY: gettext_lazy("Follow-up noted."),
}


@require_safe
def tab(request: HttpRequest, pk: int) -> HttpResponse:
    """All notes of a customer and of those who take part there, pinned ones first (NOT-01)."""
    actor = who(request, queries.SEE)
    frame = records.frame(actor, pk, tab="notes.notes")
    q, only_open = request.GET.get("q", "")[:200], "open" in request.GET
    rows = list(queries.notes_of(actor, pk, words=q, only_open=only_open)[: MOST + 1])
    context = {
        "frame": frame,
        **way_back(request),
        "notes": shown(actor, rows[:MOST]),
        "more": len(rows) > MOST,
        "q": q,
        "only_open": only_open,
        "snoozes": rules.snoozes(actor.today),
        "here": request.get_full_path(),
        "composer": records.composer(actor, frame),
    }
    return page(request, "notes/tab.html", context)


@require_safe
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """The way from a list to a new note about one customer."""
    actor = who(request, EDIT)
    people.customer(actor, pk)
    return redirect(reverse("people:compose", args=[pk, NOTE_ENTRY]) + way_back(request)["keep"])


@require_POST
def write(request: HttpRequest, pk: int, entry: str) -> HttpResponse:
    """A note, a call or a follow-up from the composer. 422 with the reason and what was typed."""
    actor = who(request, EDIT)
    if entry not in _SAVED:
        raise Missing(f"composer {entry}")
    frame = records.frame(actor, pk, tab=entry)
    form = composing.writing(actor, frame, entry, data=request.POST).form
    if form.is_valid():
        try:
            outcome = operations.write_notes(actor=actor, notes=[_new(pk, entry, form)])
        except Refused as no:
            form.refuse(no.field, no.message)
        else:
            say_changed(request, outcome, _said(entry, form))
            return redirect(record_url(request, pk))
    content = composing.Writing(form, entry, colleagues=queries.offered(actor))
    composer = records.composer(actor, frame, entry, content=content)
    return composed(request, frame, composer, status=422)


def _new(pk: int, entry: str, form: Any) -> NewNote:
    values = form.cleaned_data
    participant = values["participant"]
    return NewNote(
        text=values["text"],
        customer=pk,
        participant=int(participant) if participant else None,
        title=values["title"],
        origin=composing.origin_of(entry),
        person=values["person"],
        pinned=values["pinned"],
        due_on=values["due_on"],
        inform=[int(one) for one in values["inform"]],
    )


def _said(entry: str, form: Any) -> str:
    """What was saved, and the day that was understood."""
    day = form.cleaned_data["due_on"]
    if day is None:
        return str(_SAVED[entry])
    again = _("Follow-up on %(day)s.") % {"day": rules.said_day(day)}
    return f"{_SAVED[entry]} {again}"
