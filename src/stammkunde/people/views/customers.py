"""The office's pages about customers: they translate and decide nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Conflict, Missing, Stale
from stammkunde.foundation.web.fragments import page, undo_tag, wants_fragment
from stammkunde.people import lifecycle, operations, profiles, queries, rules
from stammkunde.people import record as records
from stammkunde.people.fields import EDIT, FIELDS
from stammkunde.people.forms import CustomerForm, participant_rows, refuse_rows
from stammkunde.people.operations import CustomerChange
from stammkunde.people.views.way import record_url, say_changed, way_back, who

ARCHIVE = "people.archive"


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add a customer (CUS-01). Errors stand at their fields (422), nothing typed is lost."""
    actor = who(request, EDIT)
    form = CustomerForm(request.POST or None, without=_hidden())
    profile = profiles.current()
    rows = participant_rows(profile.participant, request.POST or None) if profile.shown else []
    # No short cut: whoever mistypes a date of a child and an e-mail address sees both at once.
    right = [form.is_valid(), *[row.is_valid() for row in rows]]
    if request.method == "POST" and all(right):
        family = [row.values() for row in rows if row.filled]
        item = {**form.cleaned_data, "participants": family}
        outcome = operations.add_customers(actor=actor, customers=[item])
        if outcome.done:
            customer = outcome.done[0]
            text = _("%(name)s was added.") % {"name": rules.record_name(customer)}
            messages.success(request, text, extra_tags=undo_tag(outcome.entry))
            return redirect("people:record", customer.pk)
        form.refuse(refuse_rows([row for row in rows if row.filled], outcome.refused))
    context = {
        "form": form,
        "rows": rows,
        "profile": profile,
        **way_back(request),
        "cancel_url": reverse("people:list"),
    }
    wrong = form.errors or any(row.errors for row in rows)
    return page(request, "people/new.html", context, status=422 if wrong else 200)


@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer's page, open on Details (CUS-10)."""
    actor = who(request, queries.SEE)
    try:
        frame = records.frame(actor, pk)
    except Missing:
        if len(messages.get_messages(request)):  # its creation was just undone on this very page
            return redirect("people:list")
        raise
    lines, older = records.timeline(actor, pk)
    fields, unused = records.split_fields(records.shown_fields(actor, frame.customer))
    context = {
        "frame": frame,
        **way_back(request),
        "fields": fields,
        "unused": unused,
        "place": records.shown_place(actor, frame.customer),
        "note": records.shown_field(actor, frame.customer, "note"),
        "lines": lines,
        "older": older,
        "record_url": record_url(request, pk),
        "consents": records.shown_consents(actor, pk),
        "accounts": records.shown_accounts(actor, pk),
        "addresses": records.shown_addresses(actor, pk),
    }
    return page(request, "people/record.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """All fields at once (CUS-08). A field that moved meanwhile is shown with both values (409)."""
    actor = who(request, EDIT)
    customer = queries.customer(actor, pk)
    stored = rules.values_of(customer) | {"id": pk}
    form = CustomerForm(request.POST or None, initial=stored, without=_hidden())
    status = 200
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted()
        change = CustomerChange(
            pk, wanted, {k: v for k, v in form.expected().items() if k in wanted}
        )
        try:
            outcome = operations.change_customers(actor=actor, changes=[change])
        except Stale as stale:
            form.conflicts = {one.field: one for one in stale.conflicts}
            status = 409
        else:
            if not outcome.refused:
                say_changed(request, outcome, _("Changes saved."))
                return redirect(record_url(request, pk))
            form.refuse(outcome.refused)
    context = {
        "form": form,
        **way_back(request),
        "cancel_url": record_url(request, pk),
        "name": rules.record_name(customer),
        "customer": customer,
        "conflicts": [
            (FIELDS[key], _in_words(key, one), records.last_writer(actor, pk, key))
            for key, one in form.conflicts.items()
        ],
    }
    return page(request, "people/edit.html", context, status=422 if form.errors else status)


@require_http_methods(["GET", "POST"])
def edit_field(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """One field in place: Enter saves, Esc goes back to `value`. Without script a page of its own.

    422 with the reason at the field; 409 with both values when somebody else wrote it meanwhile.
    """
    actor = who(request, EDIT)
    customer = queries.customer(actor, pk)
    if field not in FIELDS:
        raise Missing(f"field {field}")
    context: dict[str, Any] = {
        "customer": customer,
        "name": rules.record_name(customer),
        "shown": records.shown_field(actor, customer, field),
        "typed": FIELDS[field].typed(getattr(customer, field)),
        "expected": FIELDS[field].typed(getattr(customer, field)),
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
            context["expected"] = FIELDS[field].typed(there)
            context |= {"there_now": FIELDS[field].show(there), "yours": FIELDS[field].show(yours)}
            status = 409
        else:
            if not outcome.refused:
                said = _("%(field)s changed.") % {"field": FIELDS[field].label}
                say_changed(request, outcome, said)
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
    if field not in FIELDS:
        raise Missing(f"field {field}")
    if not wants_fragment(request):
        return redirect(record_url(request, pk))
    shown = records.shown_field(actor, customer, field)
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
    return redirect(record_url(request, pk))


@require_safe
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """Older entries (`before`: id of an entry): a piece for htmx, else a page."""
    actor = who(request, queries.SEE)
    customer = queries.customer(actor, pk)
    before = request.GET.get("before", "")
    lines, older = records.timeline(actor, pk, before=int(before) if before.isdecimal() else None)
    context = {
        "customer": customer,
        "name": rules.record_name(customer),
        **way_back(request),
        "lines": lines,
        "older": older,
        "record_url": record_url(request, pk),
    }
    return page(request, "people/timeline.html", context, "people/_lines.html")


def _in_words(key: str, conflict: Conflict) -> dict[str, str]:
    """Both values of a conflict as people read them."""
    field = FIELDS[key]
    return {"current": field.show(conflict.current), "wanted": field.show(conflict.wanted)}


def _hidden() -> set[str]:
    """Fields that the business has switched off (CUS-06)."""
    return set() if lifecycle.business().title_shown else {"title"}


def _saved(request: HttpRequest, actor: Actor, pk: int, field: str) -> HttpResponse:
    if not wants_fragment(request):
        return redirect(record_url(request, pk))
    customer = queries.customer(actor, pk)
    lines, older = records.timeline(actor, pk)
    context = {
        "customer": customer,
        "name": rules.record_name(customer),
        "shown": records.shown_field(actor, customer, field),
        "lines": lines,
        "older": older,
        "saved": True,
        **way_back(request),
    }
    return page(request, "people/_field_saved.html", context, "people/_field_saved.html")
