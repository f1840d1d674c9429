"""Small pages about a participant or a contact: the note (PAR-03), and that somebody died."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who
from stammkunde.people import operations, queries, rules
from stammkunde.people.fields import EDIT, NOTE
from stammkunde.people.forms import ParticipantForm
from stammkunde.people.operations import ParticipantChange
from stammkunde.people.views.way import came_from, say_changed, submit, way_back


@require_http_methods(["GET", "POST"])
def participant_note(request: HttpRequest, participant: int) -> HttpResponse:
    """The internal note about a participant (PAR-03). 422 with the reason, 409 with both values."""
    actor = who(request, EDIT)
    row = queries.participant(actor, participant)
    form = ParticipantForm(
        row.kind, request.POST or None, keys=(NOTE,), row=rules.participant_values(row)
    )
    back = _tab_url(request, "participants", row.customer_id, f"p-{participant}")
    status = 200
    if request.method == "POST" and form.is_valid():

        def save(wanted: dict[str, Any], expected: dict[str, str]) -> Outcome[Any]:
            changes = [ParticipantChange(participant, wanted, expected)]
            return operations.change_participants(actor=actor, changes=changes)

        outcome, status = submit(form, save)
        if outcome:
            say_changed(request, outcome, _("Changes saved."))
            return redirect(back)
    context = {
        "form": form,
        "name": rules.participant_name(row),
        **way_back(request),
        "record_url": back,
    }
    status = 422 if form.errors else status
    return page(request, "people/participant_note.html", context, status=status)


@require_http_methods(["GET", "POST"])
def participant_deceased(request: HttpRequest, participant: int) -> HttpResponse:
    """That a participant died, on which day; `remove` takes it back."""
    actor = who(request, EDIT)
    row = queries.participant(actor, participant)

    def mark(on: Any) -> Outcome[Any]:
        return operations.mark_participants_deceased(actor=actor, participants=[participant], on=on)

    back = _tab_url(request, "participants", row.customer_id, f"p-{participant}")
    return _deceased(request, row, rules.participant_name(row), back, mark)


@require_http_methods(["GET", "POST"])
def contact_deceased(request: HttpRequest, contact: int) -> HttpResponse:
    """That a contact died, on which day; `remove` takes it back."""
    actor = who(request, EDIT)
    row = queries.contact(actor, contact)

    def mark(on: Any) -> Outcome[Any]:
        return operations.mark_contacts_deceased(actor=actor, contacts=[contact], on=on)

    back = _tab_url(request, "contacts", row.customer_id, f"k-{contact}")
    return _deceased(request, row, rules.contact_name(row), back, mark)


def _deceased(
    request: HttpRequest, row: Any, name: str, back: str, mark: Callable[[Any], Outcome[Any]]
) -> HttpResponse:
    typed = row.deceased_on.strftime("%d.%m.%Y") if row.deceased_on else ""
    problem = ""
    if request.method == "POST":
        gone = "remove" not in request.POST
        typed = request.POST.get("deceased_on", "")
        said = (
            _("%(name)s is marked as deceased.")
            if gone
            else _("%(name)s is no longer marked as deceased.")
        )
        try:
            say_changed(request, mark(typed if gone else None), said % {"name": name})
            return redirect(back)
        except Refused as no:
            problem = str(no.message)
    context = {
        "customer": row,
        "name": name,
        "typed": typed,
        "problem": problem,
        **way_back(request),
        "record_url": back,
    }
    return page(request, "people/deceased.html", context, status=422 if problem else 200)


def _tab_url(request: HttpRequest, tab: str, pk: int, place: str) -> str:
    url, back = reverse(f"people:{tab}", args=[pk]), came_from(request)
    url += f"?{urlencode({'back': back})}" if back else ""
    return f"{url}#{place}"
