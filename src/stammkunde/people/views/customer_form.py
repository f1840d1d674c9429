"""The pages that add a customer and edit all fields at once; duplicate hints while typing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.fields import Field
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.refusals import Conflict, Refusal, Refused
from stammkunde.foundation.rooms import slots
from stammkunde.foundation.web.fragments import page, undo_tag
from stammkunde.foundation.web.who import who
from stammkunde.people import lifecycle, operations, queries, rules
from stammkunde.people import record as records
from stammkunde.people.fields import EDIT, FIELDS
from stammkunde.people.forms import CustomerForm, NewCustomer, hidden_fields
from stammkunde.people.operations import CustomerChange
from stammkunde.people.own import OF_CUSTOMERS
from stammkunde.people.views.way import (
    CALLER,
    came_from,
    record_url,
    say_changed,
    say_shared,
    submit,
    way_back,
    with_new,
)

ALIKE, AGAIN = "alike", "again"
STARTED = ("kind", "first_name", "last_name", "organisation", "phone", "email", "origin")


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add a customer (CUS-01). Errors stand at their fields (422), nothing typed is lost.

    Who may be there already is shown first (409); `do=anyway` adds nevertheless. The address may
    bring what is known: `?phone=…&origin=phone`. `do=again` opens the next empty form.
    """
    actor = who(request, EDIT)
    start = {key: request.GET[key][:200] for key in STARTED if request.GET.get(key)}
    form = NewCustomer(actor, request.POST or None, start=start)
    found: list[queries.Alike] = []
    if request.method == "POST" and form.is_valid():
        item = form.item()
        refused, outcome = _added(request, form, item)
        if outcome is not None:
            return _on(request, form, outcome)
        if any(one.code == ALIKE for one in refused):
            found = queries.alike(actor, item)
        form.refuse([one for one in refused if one.code != ALIKE])
    context = {
        "create": form,
        "form": form.form,
        "profile": form.profile,
        **_hint(found, anyway=bool(found)),
        **way_back(request),
        "cancel_url": way_back(request)["crumb"].url,
        "caller": start if form.origin else None,
        "caller_gos": slots.of(CALLER, actor) if form.origin else [],
    }
    status = 422 if form.wrong else 409 if found else 200
    return page(request, "people/new.html", context, status=status)


@require_POST
def alike(request: HttpRequest) -> HttpResponse:
    """Who may be there already, asked with the form as far as it is typed (POST: it is personal).

    `?besides=` names the customer who is edited.
    """
    actor = who(request, EDIT)
    form = NewCustomer(actor, request.POST)
    pk = whole(request.GET.get("besides")) or 0
    found = queries.alike(actor, form.typed(), besides=pk)
    return page(request, "people/_alike.html", _hint(found), "people/_alike.html")


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """All fields at once (CUS-08). A field that moved meanwhile is shown with both values (409)."""
    actor = who(request, EDIT)
    customer = queries.customer(actor, pk)
    stored = {**rules.values_of(customer), **OF_CUSTOMERS.read([pk]).get(pk, {}), "id": pk}
    form = CustomerForm(request.POST or None, initial=stored, without=_unused(stored))
    status = 200
    if request.method == "POST" and form.is_valid():

        def save(wanted: dict[str, Any], expected: dict[str, str]) -> Outcome[Any]:
            changes = [CustomerChange(pk, wanted, expected)]
            return operations.change_customers(actor=actor, changes=changes)

        outcome, status = submit(form, save)
        if outcome:
            say_changed(request, outcome, _("Changes saved."))
            wanted = form.wanted()
            if wanted.get("email"):
                say_shared(request, actor, pk, wanted["email"])
            if "birth_date" in wanted:
                _say_minor(request, actor, queries.customer(actor, pk))
            return redirect(record_url(request, pk))
    context = {
        "form": form,
        **_hint([]),
        **way_back(request),
        "cancel_url": record_url(request, pk),
        "name": rules.record_name(customer),
        "customer": customer,
        "conflicts": [
            (form.known[key], _in_words(form.known[key], one), records.last_writer(actor, pk, key))
            for key, one in form.conflicts.items()
        ],
    }
    return page(request, "people/edit.html", context, status=422 if form.errors else status)


def _added(
    request: HttpRequest, form: NewCustomer, item: dict[str, Any]
) -> tuple[list[Refusal], Outcome[Any] | None]:
    """What was refused, or the outcome with the new customer."""
    try:
        outcome = operations.add_customers(
            actor=form.actor, customers=[item], unless_alike=True, seen=form.seen
        )
    except Refused as no:
        return [Refusal(None, no.code, no.message, no.field)], None
    return outcome.refused, outcome if outcome.done else None


def _on(request: HttpRequest, form: NewCustomer, outcome: Outcome[Any]) -> HttpResponse:
    """Say what was added and go on: to the record, or to the next empty form."""
    customer = outcome.done[0]
    text = _("%(name)s was added.") % {"name": rules.record_name(customer)}
    if customer.number:
        text += " " + _("The customer number is %(number)s.") % {"number": customer.number}
    messages.success(request, text, extra_tags=undo_tag(outcome.entry))
    _say_minor(request, form.actor, customer)
    proposed = request.POST.get("proposed", "").strip()
    typed = request.POST.get("number", "").strip()
    if customer.number and typed and typed == proposed != customer.number:
        messages.warning(request, _("%(number)s was taken meanwhile.") % {"number": proposed})
    back = with_new(came_from(request), customer.pk)
    if request.POST.get("do") == AGAIN:
        return redirect(reverse("people:new") + back)
    return redirect(reverse("people:record", args=[customer.pk]) + back)


def _say_minor(request: HttpRequest, actor: Actor, customer: Any) -> None:
    """The hint that a customer is not of age (C-21); nothing is forbidden."""
    if lifecycle.business().adult_check and rules.under_age(customer.birth_date, actor.today):
        text = _("%(name)s is not of age: contracts need a legal guardian.")
        messages.warning(request, text % {"name": rules.record_name(customer)})


def _hint(found: list[queries.Alike], *, anyway: bool = False) -> dict[str, Any]:
    """What the panel of possible duplicates shows. anyway: offer to add nevertheless."""
    return {
        "alike": [
            (one.customer, rules.record_name(one.customer),
             [rules.REASONS[reason] for reason in one.reasons])
            for one in found
        ],
        "anyway": anyway,
        "seen": ",".join(str(one.customer.pk) for one in found),
    }  # fmt: skip


def _unused(stored: dict[str, Any]) -> set[str]:
    """Fields that are switched off or unknown to the industry, unless something stands in them."""
    return {key for key in hidden_fields() if key not in FIELDS or not stored.get(key)}


def _in_words(field: Field, conflict: Conflict) -> dict[str, str]:
    """Both values of a conflict as people read them."""
    return {"current": field.show(conflict.current), "wanted": field.show(conflict.wanted)}
