"""Further phone numbers and e-mail addresses: in place on the record, or on a page of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Refused, Stale
from stammkunde.foundation.web.fragments import page, undo_tag, wants_fragment
from stammkunde.foundation.web.who import who
from stammkunde.people import operations, queries, rules
from stammkunde.people import record as records
from stammkunde.people.fields import EDIT, POINT_LABELS, POINT_VALUES
from stammkunde.people.operations import CustomerChange
from stammkunde.people.views.way import record_url, say_changed, way_back

KEYS = ("value", "label")


@require_http_methods(["GET", "POST"])
def points(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one (`kind`), change the one that `point` names, remove it or make it the first (`do`).

    htmx gets the group of one kind, a browser without script the whole page.
    """
    actor = who(request, EDIT)
    customer = queries.customer(actor, pk)
    chosen = _row(actor, pk, (request.POST or request.GET).get("point", ""))
    said = request.POST if request.method == "POST" else {}
    problem, status = "", 200
    if request.method == "POST":
        try:
            return _written(request, actor, customer, chosen)
        except Refused as no:
            problem, status = str(no.message), 409 if isinstance(no, Stale) else 422
    stored = {key: getattr(chosen, key, "") for key in KEYS}
    kind = chosen.kind if chosen else _kind(request)
    context = {
        **_about(request, actor, customer, kind),
        "chosen": chosen,
        "adding": chosen is None and bool(said or request.GET.get("add")),
        "stored": stored,
        "typed": {key: said.get(key, stored[key]) for key in KEYS},
        "problem": problem,
    }
    return page(request, "people/points.html", context, "people/_points.html", status=status)


def _written(request: HttpRequest, actor: Actor, customer: Any, chosen: Any) -> HttpResponse:
    """Do what the form says; the record again where its own phone or e-mail moved."""
    said, pk = request.POST, customer.pk
    kind = chosen.kind if chosen else _kind(request)
    values = {key: said.get(key, "") for key in KEYS}
    moved = False
    if chosen is None and not getattr(customer, kind) and values["value"].strip():
        _first(request, actor, pk, kind, values)
        moved = True
    elif chosen is None:
        added = operations.add_points(actor=actor, customer=pk, points=[{"kind": kind, **values}])
        _say(request, _("Added."), added.entry)
    elif said.get("do") == "remove":
        operations.remove_points(actor=actor, customer=pk, points=[chosen.pk])
        _say(request, _("Deleted."), None)
    elif said.get("do") == "first":
        first = operations.make_first_point(actor=actor, customer=pk, point=chosen.pk)
        _say(request, _("This one comes first now."), first.entry)
        moved = True
    else:
        shown = {key: said[f"expected.{key}"] for key in KEYS if f"expected.{key}" in said}
        changed = operations.change_point(
            actor=actor, customer=pk, point=chosen.pk, values=values, expected=shown
        )
        _say(request, _("Changes saved."), changed.entry)
    if not wants_fragment(request):
        return redirect(record_url(request, pk))
    if moved:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = record_url(request, pk)
        return response
    lines, older = records.timeline(actor, pk)
    context = {
        **_about(request, actor, customer, kind),
        "lines": lines,
        "older": older,
        "kinds": records.timeline_kinds(actor),
    }
    return page(request, "people/_points_saved.html", context, "people/_points_saved.html")


def _first(request: HttpRequest, actor: Actor, pk: int, kind: str, values: dict[str, str]) -> None:
    """The first one of its kind stands on the customer."""
    own = {kind: values["value"], f"{kind}_label": values["label"]}
    change = CustomerChange(pk, own, {kind: ""})
    outcome = operations.change_customers(actor=actor, changes=[change])
    for no in outcome.refused:
        raise Refused(no.code, no.message, no.field)
    say_changed(request, outcome, _("Changes saved."))


def _about(request: HttpRequest, actor: Actor, customer: Any, kind: str) -> dict[str, Any]:
    groups = records.shown_points(actor, customer.pk)
    return {
        "customer": customer,
        "name": rules.record_name(customer),
        "firsts": [
            (group, records.shown_field(actor, customer, key)) for key, group in groups.items()
        ],
        "group": groups[kind],
        "labels": POINT_LABELS,
        **way_back(request),
        "record_url": record_url(request, customer.pk),
    }


def _kind(request: HttpRequest) -> str:
    kind = (request.POST or request.GET).get("kind", "")
    return kind if kind in POINT_VALUES else next(iter(POINT_VALUES))


def _row(actor: Actor, pk: int, asked: str) -> Any:
    found = whole(asked)
    return None if found is None else queries.point(actor, pk, found)


def _say(request: HttpRequest, text: str, entry: int | None) -> None:
    messages.success(request, text, extra_tags=undo_tag(entry))
