"""The page about a customer's further addresses."""

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
from stammkunde.foundation.web.fragments import page, undo_tag
from stammkunde.foundation.web.who import who
from stammkunde.people import operations, queries, rules
from stammkunde.people.fields import ADDRESS, EDIT
from stammkunde.people.views.way import record_url, way_back


@require_http_methods(["GET", "POST"])
def addresses(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an address, change the one that `address` names, remove the one that `remove` names."""
    actor = who(request, EDIT)
    customer = queries.customer(actor, pk)
    problem, status = "", 200
    if request.method == "POST":
        try:
            _write(request, actor, pk)
            return redirect(record_url(request, pk))
        except Refused as no:
            problem, status = str(no.message), 409 if isinstance(no, Stale) else 422
    asked = (request.POST or request.GET).get("address", "")
    chosen = _row(actor, pk, asked)
    stored = {field.key: getattr(chosen, field.key, "") for field in ADDRESS}
    typed = {field.key: request.POST.get(field.key, stored[field.key]) for field in ADDRESS}
    context = {
        "customer": customer,
        "name": rules.record_name(customer),
        "addresses": [(one, rules.address_lines(one)) for one in queries.addresses_of(actor, pk)],
        "chosen": chosen,
        "fields": [(field, typed[field.key], stored[field.key]) for field in ADDRESS],
        "problem": problem,
        **way_back(request),
        "record_url": record_url(request, pk),
    }
    return page(request, "people/addresses.html", context, status=status)


def _row(actor: Actor, pk: int, asked: str) -> Any:
    found = whole(asked)
    return None if found is None else queries.address(actor, pk, found)


def _write(request: HttpRequest, actor: Actor, pk: int) -> None:
    said = request.POST
    gone = _row(actor, pk, said.get("remove", ""))
    if gone is not None:
        operations.remove_addresses(actor=actor, customer=pk, addresses=[gone.pk])
        messages.success(request, _("The address was removed."))
        return
    values = {field.key: said.get(field.key, "") for field in ADDRESS}
    chosen = _row(actor, pk, said.get("address", ""))
    if chosen is None:
        outcome = operations.add_address(actor=actor, customer=pk, values=values)
    else:
        names = {field.key: f"expected.{field.key}" for field in ADDRESS}
        expected = {key: said[name] for key, name in names.items() if name in said}
        outcome = operations.change_address(
            actor=actor, customer=pk, address=chosen.pk, values=values, expected=expected
        )
    messages.success(request, _("Changes saved."), extra_tags=undo_tag(outcome.entry))
