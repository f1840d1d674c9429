"""One note: at rest, edited in place, pinned, deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Refused, Stale
from stammkunde.foundation.views import safe_next
from stammkunde.foundation.web.fragments import page, undo_tag, wants_fragment
from stammkunde.foundation.web.who import who
from stammkunde.notes import operations, queries, rules
from stammkunde.notes.fields import EDIT, NOTE
from stammkunde.notes.forms import NoteForm
from stammkunde.notes.operations import NoteChange
from stammkunde.notes.operations.leaving import DELETE
from stammkunde.notes.shown import shown
from stammkunde.people import rules as people
from stammkunde.people.views.way import say_changed


@require_safe
def note(request: HttpRequest, note: int) -> HttpResponse:
    """One note at rest, for Esc; without script its place on the customer's page."""
    actor = who(request, queries.SEE)
    row = queries.note(actor, note)
    if not wants_fragment(request):
        return redirect(place_of(row))
    return _at_rest(request, actor, row)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, note: int) -> HttpResponse:
    """All fields of one note, in place. 422 with reasons, 409 with both values."""
    actor = who(request, EDIT)
    row = queries.note(actor, note)
    stored = {key: getattr(row, key) for key in NOTE.keys}
    form = NoteForm(
        request.POST or None,
        row=stored,
        colleagues=queries.offered(actor),
        informed=queries.chosen(actor, note),
        auto_id=f"n{note}_%s",
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        status = _save(request, actor, note, form)
        if status == 200:
            row = queries.note(actor, note)
            if wants_fragment(request):
                return _at_rest(request, actor, row, saved=True)
            return redirect(place_of(row))
    context = {
        "form": form,
        "note": row,
        "name": people.record_name(row.customer),
        "rest_url": place_of(row),
    }
    status = 422 if form.errors else status
    return page(request, "notes/edit.html", context, "notes/_note_form.html", status=status)


@require_POST
def pin(request: HttpRequest, note: int) -> HttpResponse:
    """A note stands at a glance on the record, or no more."""
    actor = who(request, EDIT)
    row = queries.note(actor, note)
    pinned = request.POST.get("pinned") == "1"
    outcome = operations.pin_notes(actor=actor, notes=[note], pinned=pinned)
    said = _("The note is pinned.") if pinned else _("The note is no longer pinned.")
    say_changed(request, outcome, said)
    return redirect(safe_next(request, place_of(row)))


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, note: int) -> HttpResponse:
    """Says plainly that the whole note goes, and offers *Done* instead (NOT-07, C-10)."""
    actor = who(request, DELETE)
    row = queries.note(actor, note)
    if request.method == "POST":
        operations.delete_notes(actor=actor, notes=[note])
        messages.success(request, _("The note was deleted."))
        return redirect(safe_next(request, reverse("notes:tab", args=[row.customer_id])))
    (one,) = shown(actor, [row])
    back = way_out(request, row)
    return page(request, "notes/delete.html", {"one": one, "next": back})


def way_out(request: HttpRequest, row: Any) -> str:
    """Where a page about one note leads back to: `next` if it is an address of this server."""
    if request.method == "POST":
        return safe_next(request, place_of(row))
    wanted = request.GET.get("next", "")
    hosts = {request.get_host()}
    fine = url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure())
    return wanted if fine else place_of(row)


def place_of(row: Any) -> str:
    """Where a note stands on its customer's page."""
    return reverse("notes:tab", args=[row.customer_id]) + f"#n-{row.pk}"


def _save(request: HttpRequest, actor: Actor, note: int, form: NoteForm) -> int:
    wanted = form.wanted()
    expected = {key: text for key, text in form.expected().items() if key in wanted}
    try:
        change = NoteChange(note, wanted, expected, form.besides(), form.spared())
        outcome = operations.change_notes(actor=actor, changes=[change])
    except Stale as stale:
        form.conflicts = {one.field: one for one in stale.conflicts}
        return 409
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no.message))
        return 422
    if outcome.done:
        messages.success(request, _("Note saved."), extra_tags=undo_tag(outcome.entry))
    return 200


def _at_rest(request: HttpRequest, actor: Actor, row: Any, *, saved: bool = False) -> HttpResponse:
    (one,) = shown(actor, [row])
    context = {
        "one": one,
        "saved": saved,
        "snoozes": rules.snoozes(actor.today),
        "here": place_of(row),
    }
    return page(request, "notes/_note.html", context, "notes/_note.html")
