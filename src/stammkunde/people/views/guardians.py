"""The page about those who are responsible for a participant (N-06, R4)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole, wholes
from stammkunde.foundation.refusals import Missing, Refused, Stale
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who
from stammkunde.people import operations, queries, rules
from stammkunde.people import record as records
from stammkunde.people.fields import EDIT
from stammkunde.people.operations import GuardianChange
from stammkunde.people.views.way import came_from, say_changed, way_back

FOUND = 8


@require_http_methods(["GET", "POST"])
def guardians(request: HttpRequest, participant: int) -> HttpResponse:
    """Rights and shares of those who are responsible; `do`: save, add, remove, home.

    `q` looks for somebody to add: a piece for htmx, else the page. 422 with what is missing, 409
    when somebody else wrote meanwhile.
    """
    actor = who(request, EDIT)
    row = queries.participant(actor, participant)
    problem, code, status = "", "", 200
    typed: dict[int, dict[str, Any]] = {}
    if request.method == "POST":
        try:
            _write(request, actor, row)
            return redirect(_here(request, participant))
        except Refused as no:
            problem, code = str(no.message), no.code
            status = 409 if isinstance(no, Stale) else 422
            typed = {} if isinstance(no, Stale) else _typed(request)
    query = request.GET.get("q", "").strip()[:100]
    context = {
        "participant": row,
        "name": rules.participant_name(row),
        "people": records.shown_guardians(actor, participant, typed),
        "problem": problem,
        "confirm": code == "nobody_books",
        "going": request.POST.get("customer", "") if request.POST.get("do") == "remove" else "",
        "query": query,
        "found": [
            (one, rules.record_name(one))
            for one in (records.candidates(actor, participant, query, FOUND) if query else ())
        ],
        "child": rules.is_child(row),
        **way_back(request),
        "record_url": _tab_url(request, row),
        "home_name": rules.record_name(row.customer),
    }
    template = "people/guardians.html"
    return page(request, template, context, "people/_guardians_found.html", status=status)


def _write(request: HttpRequest, actor: Actor, row: Any) -> None:
    do = request.POST.get("do", "save")
    if do == "save":
        outcome: Any = operations.change_guardians(
            actor=actor,
            participant=row.pk,
            changes=_changes(request),
            nobody_books="nobody_books" in request.POST,
        )
        said = _("Changes saved.")
    elif do == "add":
        chosen = [queries.customer(actor, _id(request)).pk]
        outcome = operations.add_guardians(actor=actor, participant=row.pk, customers=chosen)
        said = _("Responsible now. Choose what this customer may do.")
    elif do == "remove":
        outcome = operations.remove_guardians(
            actor=actor,
            participant=row.pk,
            customers=[_id(request)],
            nobody_books="nobody_books" in request.POST,
        )
        said = _("No longer responsible.")
    elif do == "home":
        outcome = operations.move_participants(
            actor=actor, participants=[row.pk], customer=queries.customer(actor, _id(request)).pk
        )
        said = _("%(name)s belongs here now.") % {"name": rules.participant_name(row)}
    else:
        raise Missing(do)
    if outcome.done or outcome.refused:
        say_changed(request, outcome, said)
    else:
        messages.info(request, _("Nothing was changed."))


def _changes(request: HttpRequest) -> list[GuardianChange]:
    """What was changed on this page, with what it showed before (D54)."""
    changes = []
    for pk, typed in _typed(request).items():
        was = records.read_was(request.POST.get(f"was-{pk}", ""))
        wanted = rules.clean_rights(typed)
        values = {key: value for key, value in wanted.items() if value != was.get(key)}
        expected = {key: was[key] for key in values if key in was}
        changes += [GuardianChange(pk, values, expected)] if values else []
    return changes


def _typed(request: HttpRequest) -> dict[int, dict[str, Any]]:
    """What stands in the form, by customer."""
    sent = set(wholes(request.POST.getlist("guardian")))
    return {
        pk: {
            **{key: f"{key}-{pk}" in request.POST for key in rules.RIGHTS},
            rules.SHARE: request.POST.get(f"{rules.SHARE}-{pk}", ""),
        }
        for pk in sent
    }


def _id(request: HttpRequest) -> int:
    found = whole(request.POST.get("customer"))
    if found is None:
        raise Missing("customer")
    return found


def _here(request: HttpRequest, participant: int) -> str:
    url, back = reverse("people:guardians", args=[participant]), came_from(request)
    return f"{url}?{urlencode({'back': back})}" if back else url


def _tab_url(request: HttpRequest, row: Any) -> str:
    url, back = reverse("people:participants", args=[row.customer_id]), came_from(request)
    return f"{url}?{urlencode({'back': back})}#p-{row.pk}" if back else f"{url}#p-{row.pk}"
