"""Pages about participants: the tab of a customer and one participant in place."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.views import safe_next
from stammkunde.foundation.web.fragments import page, undo_tag, wants_fragment
from stammkunde.foundation.web.who import who
from stammkunde.people import operations, profiles, queries, rules
from stammkunde.people import record as records
from stammkunde.people.fields import EDIT
from stammkunde.people.forms import ParticipantForm
from stammkunde.people.operations import ParticipantChange
from stammkunde.people.views.way import came_from, say_changed, submit, way_back


@require_http_methods(["GET", "POST"])
def participants(request: HttpRequest, pk: int) -> HttpResponse:
    """Who takes part for this customer (PAR-01, PAR-02), and a row to add somebody."""
    actor = who(request, EDIT if request.method == "POST" else queries.SEE)
    queries.customer(actor, pk)
    profile = profiles.current()
    form = ParticipantForm(profile.participant, request.POST or None)
    if request.method == "POST" and form.is_valid():
        item = {"customer": pk, **form.values()}
        outcome = operations.add_participants(actor=actor, participants=[item])
        if outcome.done:
            _say_added(request, outcome.done[0], outcome.entry)
            return redirect(_tab_url(request, pk, outcome.done[0].pk))
        form.refuse(outcome.refused)
    frame = records.frame(actor, pk, tab="participants")
    context = {
        "frame": frame,
        **way_back(request),
        "people": records.shown_participants(actor, pk),
        "papers": records.shown_about(actor, pk),
        "form": form,
        "profile": profile,
        "takes_part": records.may_take_part(actor, frame.customer),
        "wards": records.wards_elsewhere(actor, pk),
        "tab_url": _tab_url(request, pk),
    }
    return page(request, "people/participants.html", context, status=422 if form.errors else 200)


@require_POST
def take_part(request: HttpRequest, pk: int) -> HttpResponse:
    """ "The customer takes part": once, with the customer's own name (2.2)."""
    actor = who(request, EDIT)
    queries.customer(actor, pk)
    item = {"customer": pk, "is_self": True}
    outcome = operations.add_participants(actor=actor, participants=[item])
    for one in outcome.done:
        _say_added(request, one, outcome.entry)
    for refused in outcome.refused:
        messages.error(request, str(refused.message))
    return redirect(_tab_url(request, pk))


@require_safe
def participant(request: HttpRequest, participant: int) -> HttpResponse:
    """One participant at rest, for Esc; without script the place on the customer's page."""
    actor = who(request, queries.SEE)
    row = queries.participant(actor, participant)
    if not wants_fragment(request):
        return redirect(_tab_url(request, row.customer_id, row.pk))
    return _at_rest(request, actor, participant)


@require_http_methods(["GET", "POST"])
def edit_participant(request: HttpRequest, participant: int) -> HttpResponse:
    """All fields of one participant, in place. 422 with reasons, 409 with both values."""
    actor = who(request, EDIT)
    row = queries.participant(actor, participant)
    own = queries.own_values_of(actor, "participant", participant)
    stored = {**rules.participant_values(row), **own}
    # Ids of its own: the form that adds somebody stands on the same page.
    auto_id = f"p{participant}_%s"
    form = ParticipantForm(row.kind, request.POST or None, row=stored, auto_id=auto_id)
    status = 200
    if request.method == "POST" and form.is_valid():

        def save(wanted: dict[str, Any], expected: dict[str, str]) -> Outcome[Any]:
            changes = [ParticipantChange(participant, wanted, expected)]
            return operations.change_participants(actor=actor, changes=changes)

        outcome, status = submit(form, save)
        if outcome:
            say_changed(request, outcome, _("Changes saved."))
            if wants_fragment(request):
                return _at_rest(request, actor, participant, saved=True)
            return redirect(_tab_url(request, row.customer_id, participant))
    context = {
        "form": form,
        "participant": row,
        "name": rules.participant_name(row),
        **way_back(request),
        "record_url": _tab_url(request, row.customer_id, participant),
        "home_name": rules.record_name(row.customer),
    }
    fragment = "people/_participant_form.html"
    status = 422 if form.errors else status
    return page(request, "people/participant_edit.html", context, fragment, status=status)


@require_POST
def archive_participant(request: HttpRequest, participant: int) -> HttpResponse:
    """Into the archive; undo and "restore" bring the participant back."""
    actor = who(request, EDIT)
    row = queries.participant(actor, participant)
    outcome = operations.archive_participants(actor=actor, participants=[participant])
    name = rules.participant_name(row)
    say_changed(request, outcome, _("%(name)s is in the archive now.") % {"name": name})
    return redirect(safe_next(request, _tab_url(request, row.customer_id, participant)))


@require_POST
def restore_participant(request: HttpRequest, participant: int) -> HttpResponse:
    """Out of the archive."""
    actor = who(request, EDIT)
    row = queries.participant(actor, participant)
    outcome = operations.restore_participants(actor=actor, participants=[participant])
    name = rules.participant_name(row)
    say_changed(request, outcome, _("%(name)s is back from the archive.") % {"name": name})
    return redirect(safe_next(request, _tab_url(request, row.customer_id, participant)))


def _at_rest(
    request: HttpRequest, actor: Actor, participant: int, *, saved: bool = False
) -> HttpResponse:
    row = queries.participant(actor, participant)
    context = {
        "one": records.shown_participant(actor, row),
        "may_edit": actor.may(EDIT),
        "saved": saved,
        **way_back(request),
    }
    template = "people/_participant.html"
    return page(request, template, context, template)


def _say_added(request: HttpRequest, row: Any, entry: int | None) -> None:
    text = _("%(name)s was added.") % {"name": rules.participant_name(row)}
    messages.success(request, text, extra_tags=undo_tag(entry))


def _tab_url(request: HttpRequest, pk: int, participant: int | None = None) -> str:
    url, back = reverse("people:participants", args=[pk]), came_from(request)
    url += f"?{urlencode({'back': back})}" if back else ""
    return f"{url}#p-{participant}" if participant else url
