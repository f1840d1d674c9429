"""The office's pages about customers: they translate and decide nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Missing, Stale
from stammkunde.foundation.views import safe_next
from stammkunde.foundation.web.fragments import page, wants_fragment
from stammkunde.foundation.web.who import who
from stammkunde.people import operations, queries, rules
from stammkunde.people import record as records
from stammkunde.people.fields import EDIT, known_fields
from stammkunde.people.operations import CustomerChange
from stammkunde.people.views.way import record_url, say_changed, say_shared, way_back

ARCHIVE = "people.archive"


@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer's page, open on Details (CUS-10)."""
    actor = who(request, queries.SEE)
    try:
        frame = records.frame(actor, pk)
    except Missing:
        if gone := queries.erased(actor, pk):
            context = {"erased": gone, **way_back(request)}
            return page(request, "people/erased.html", context, status=410)
        if len(messages.get_messages(request)):  # its creation was just undone on this very page
            return redirect("people:list")
        raise
    lines, older = records.timeline(actor, pk, family=frame.family)
    fields, unused = records.split_fields(records.shown_fields(actor, frame.customer))
    context = {
        "frame": frame,
        **way_back(request),
        "fields": fields,
        "unused": unused,
        "place": records.shown_place(actor, frame.customer),
        "own": records.split_fields(records.shown_own(actor, frame.customer)),
        "settings": records.shown_settings(actor, pk),
        "lines": lines,
        "older": older,
        "kinds": records.timeline_kinds(actor),
        "record_url": record_url(request, pk),
        "contacts": records.first_contacts(actor, frame.customer),
        "consents": records.shown_consents(actor, pk),
        "accounts": records.shown_accounts(actor, pk),
        "addresses": records.shown_addresses(actor, pk),
        "points": records.shown_points(actor, pk),
        "missing": records.shown_missing(actor, frame.customer),
        "proofs": records.shown_proofs(actor, frame.labels),
        "may_prove": actor.may(EDIT) and actor.may(queries.DOCUMENTS),
        "composer": records.composer(actor, frame),
    }
    return page(request, "people/record.html", context)


@require_http_methods(["GET", "POST"])
def edit_field(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """One field in place: Enter saves, Esc goes back to `value`. Without script a page of its own.

    422 with the reason at the field; 409 with both values when somebody else wrote it meanwhile.
    """
    actor = who(request, EDIT)
    customer = queries.customer(actor, pk)
    if field not in known_fields():
        raise Missing(f"field {field}")
    declared, shown = known_fields()[field], records.shown_field(actor, customer, field)
    context: dict[str, Any] = {
        "customer": customer,
        "name": rules.record_name(customer),
        "shown": shown,
        "typed": declared.typed(shown.stored),
        "expected": declared.typed(shown.stored),
        **way_back(request),
        "record_url": record_url(request, pk),
    }
    status = 200
    if request.method == "POST":
        typed = request.POST.get(field, "")
        expected = {field: request.POST["expected"]} if "expected" in request.POST else {}
        context["typed"] = typed
        try:
            change = CustomerChange(pk, {field: typed}, expected)
            outcome = operations.change_customers(actor=actor, changes=[change])
        except Stale as stale:
            context["conflict"] = stale.conflicts[0]
            context["writer"] = records.last_writer(actor, pk, field)
            there, yours = stale.conflicts[0].current, stale.conflicts[0].wanted
            context["expected"] = declared.typed(there)
            context |= {"there_now": declared.show(there), "yours": declared.show(yours)}
            status = 409
        else:
            if not outcome.refused:
                said = _("%(field)s changed.") % {"field": declared.label}
                say_changed(request, outcome, said)
                if field == "email":
                    say_shared(request, actor, pk, typed)
                return _saved(request, actor, pk, field)
            context["problems"] = [str(one.message) for one in outcome.refused]
            status = 422
    return page(
        request, "people/edit_field.html", context, "people/_field_edit.html", status=status
    )


@require_safe
def value(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """One field at rest, for Esc; without script the way back to the record."""
    actor = who(request, queries.SEE)
    customer = queries.customer(actor, pk)
    if field not in known_fields():
        raise Missing(f"field {field}")
    if not wants_fragment(request):
        return redirect(record_url(request, pk))
    shown = records.shown_field(actor, customer, records.resting(field))
    context = {"customer": customer, "shown": shown, **way_back(request)}
    return page(request, "people/_field.html", context, "people/_field.html")


@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the archive, after saying what that means; undo and "restore" bring it back."""
    actor = who(request, ARCHIVE)
    customer = queries.customer(actor, pk)
    if request.method == "POST":
        outcome = operations.archive_customers(actor=actor, customers=[pk])
        name = rules.record_name(customer)
        say_changed(request, outcome, _("%(name)s is in the archive now.") % {"name": name})
        return redirect(record_url(request, pk))
    context = {
        "customer": customer,
        "name": rules.record_name(customer),
        **way_back(request),
        "record_url": record_url(request, pk),
    }
    return page(request, "people/archive.html", context)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the archive."""
    actor = who(request, ARCHIVE)
    customer = queries.customer(actor, pk)
    outcome = operations.restore_customers(actor=actor, customers=[pk])
    name = rules.record_name(customer)
    say_changed(request, outcome, _("%(name)s is back from the archive.") % {"name": name})
    return redirect(safe_next(request, record_url(request, pk)))


@require_safe
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """Older entries (`before`: id of an entry), or one kind of them: a piece for htmx, else a page."""
    actor = who(request, queries.SEE)
    customer = queries.customer(actor, pk)
    before, kind = request.GET.get("before", ""), request.GET.get("kind", "")[:60]
    lines, older = records.timeline(actor, pk, before=whole(before), kind=kind)
    context = {
        "customer": customer,
        "name": rules.record_name(customer),
        **way_back(request),
        "lines": lines,
        "older": older,
        "kinds": records.timeline_kinds(actor),
        "kind": kind,
        "record_url": record_url(request, pk),
    }
    piece = "people/_lines.html" if before else "people/_verlauf.html"
    return page(request, "people/timeline.html", context, piece)


def _saved(request: HttpRequest, actor: Actor, pk: int, field: str) -> HttpResponse:
    if not wants_fragment(request):
        return redirect(record_url(request, pk))
    customer = queries.customer(actor, pk)
    here = urlsplit(request.headers.get("HX-Current-URL", "")).path
    lines, older = records.timeline(actor, pk)
    context = {
        "customer": customer,
        "on_details": here in {"", reverse("people:record", args=[pk])},
        "name": rules.record_name(customer),
        "shown": records.shown_field(actor, customer, records.resting(field)),
        "lines": lines,
        "older": older,
        "kinds": records.timeline_kinds(actor),
        "saved": True,
        "missing": records.shown_missing(actor, customer),
        **way_back(request),
    }
    return page(request, "people/_field_saved.html", context, "people/_field_saved.html")
