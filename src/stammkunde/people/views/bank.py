"""The page about a customer's bank accounts (CUS-04)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.web.fragments import page, undo_tag
from stammkunde.foundation.web.who import who
from stammkunde.people import operations, queries, rules
from stammkunde.people import record as records
from stammkunde.people.views.way import record_url, way_back


@require_http_methods(["GET", "POST"])
def bank(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an account, or remove the one that `remove` names. IBANs are shown masked."""
    actor = who(request, queries.BANK)
    customer = queries.customer(actor, pk)
    problem = ""
    if request.method == "POST":
        try:
            _write(request, actor, pk)
            return redirect(record_url(request, pk))
        except Refused as no:
            problem = str(no.message)
    context = {
        "customer": customer,
        "name": rules.record_name(customer),
        "accounts": records.shown_accounts(actor, pk),
        "typed": request.POST if problem else {"holder": rules.record_name(customer)},
        "problem": problem,
        **way_back(request),
        "record_url": record_url(request, pk),
    }
    return page(request, "people/bank.html", context, status=422 if problem else 200)


def _write(request: HttpRequest, actor: Actor, pk: int) -> None:
    gone = whole(request.POST.get("remove"))
    if gone is not None:
        operations.remove_bank_accounts(actor=actor, customer=pk, accounts=[gone])
        messages.success(request, _("The account was removed."))
        return
    iban, holder = request.POST.get("iban", ""), request.POST.get("holder", "")
    outcome = operations.add_bank_account(actor=actor, customer=pk, iban=iban, holder=holder)
    messages.success(request, _("The account was added."), extra_tags=undo_tag(outcome.entry))
