"""Who looks after a customer, and what the customer has otherwise than the house."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import wholes
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.refusals import Refused, Stale
from stammkunde.foundation.web.fragments import page, wants_fragment
from stammkunde.foundation.web.who import who
from stammkunde.people import operations, queries, rules
from stammkunde.people import record as records
from stammkunde.people.fields import EDIT
from stammkunde.people.views.way import record_url, say_changed, way_back


@require_http_methods(["GET", "POST"])
def managers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who looks after the customer (CUS-14): colleagues with a role, and whoever did so far."""
    actor = who(request, EDIT)
    customer = queries.customer(actor, pk)
    problem = ""
    if request.method == "POST":
        chosen = wholes(request.POST.getlist("manager"))
        try:
            outcome = operations.set_managers(actor=actor, customers=[pk], managers=chosen)
        except Refused as no:
            problem = str(no.message)
        else:
            _say(request, outcome)
            return redirect(record_url(request, pk))
    standing = queries.managers_of(actor, pk)
    offered = queries.offered_managers(actor)
    known = {one.id for one in offered}
    context = {
        "customer": customer,
        "name": rules.record_name(customer),
        "offered": [*offered, *[one for one in standing if one.id not in known]],
        "held": {one.id for one in standing},
        "problem": problem,
        **way_back(request),
        "record_url": record_url(request, pk),
    }
    return page(request, "people/managers.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
def prefs(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer's own settings (CUS-15), in the card or on a page of its own.

    POST holds every line of the form, or `back`: the key of the one that becomes the house's
    again. 409 with the reason where somebody else changed one meanwhile.
    """
    actor = who(request, queries.SEE if request.method == "GET" and _at_rest(request) else EDIT)
    customer = queries.customer(actor, pk)
    problem, status = "", 200
    if request.method == "POST":
        try:
            _say(request, _write(request, actor, pk))
        except Refused as no:
            problem, status = str(no.message), 409 if isinstance(no, Stale) else 422
        else:
            if not wants_fragment(request):
                return redirect(record_url(request, pk))
            return _card(request, actor, pk, saved=True)
    if status == 200 and _at_rest(request):
        return _card(request, actor, pk)
    context = {
        "customer": customer,
        "name": rules.record_name(customer),
        "settings": records.shown_settings(actor, pk),
        "problem": problem,
        **way_back(request),
        "record_url": record_url(request, pk),
    }
    return page(request, "people/prefs.html", context, "people/_prefs_form.html", status=status)


def _write(request: HttpRequest, actor: Actor, pk: int) -> Outcome[Any]:
    back = request.POST.get("back", "")
    if back in rules.PREFS:
        return operations.change_prefs(actor=actor, customers=[pk], values={back: ""})
    values = {key: request.POST[key] for key in rules.PREFS if key in request.POST}
    shown = {key: request.POST.get(f"expected.{key}") for key in values}
    expected = {key: text for key, text in shown.items() if text is not None}
    return operations.change_prefs(actor=actor, customers=[pk], values=values, expected=expected)


def _at_rest(request: HttpRequest) -> bool:
    """Whether only the card is asked for, for Esc and *Discard*."""
    return wants_fragment(request) and "rest" in request.GET


def _card(request: HttpRequest, actor: Actor, pk: int, *, saved: bool = False) -> HttpResponse:
    context = {
        "customer": queries.customer(actor, pk),
        "settings": records.shown_settings(actor, pk),
        "may_edit": actor.may(EDIT),
        "saved": saved,
        **way_back(request),
    }
    if saved:
        lines, older = records.timeline(actor, pk)
        context |= {
            "lines": lines,
            "older": older,
            "kinds": records.timeline_kinds(actor),
            "record_url": record_url(request, pk),
        }
    return page(request, "people/_prefs_saved.html", context, "people/_prefs_saved.html")


def _say(request: HttpRequest, outcome: Outcome[Any]) -> None:
    if outcome.entry:
        say_changed(request, outcome, _("Changes saved."))
