"""The page on which a customer leaves for good (DEL-01 to DEL-03, C-08; users.md R12)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.folding import fold
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.stepup import fresh_login
from stammkunde.foundation.web.who import who
from stammkunde.people import leaving, operations, queries, rules
from stammkunde.people.views.way import record_url, say_changed, way_back


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """What goes, what stays, what is open; then the bin (`way=bin`) or for ever (`way=now`).

    422 with the reason while something is open, or the typed name or number is not theirs.
    """
    actor = who(request, operations.ERASE)
    customer = queries.customer(actor, pk)
    problem = ""
    if request.method == "POST":
        fresh_login(request)
        try:
            return _leave(request, actor, customer)
        except Refused as no:
            problem = str(no.message)
    moves = leaving.elsewhere([pk]).get(pk, [])
    staying = {one.participant for one in moves}
    context = {
        "customer": customer,
        "name": rules.record_name(customer),
        "items": leaving.open_items([pk])[pk],
        "confirmed": request.POST.getlist("confirmed"),
        "going": [
            rules.participant_name(row)
            for row in queries.participants_of(actor, pk)
            if row.pk not in staying
        ],
        "moves": moves,
        "until": actor.today + leaving.BIN_TIME,
        "typed": request.POST.get("typed", ""),
        "problem": problem,
        **way_back(request),
        "record_url": record_url(request, pk),
    }
    return page(request, "people/delete.html", context, status=422 if problem else 200)


def _leave(request: HttpRequest, actor: Any, customer: Any) -> HttpResponse:
    """One of the two ways; raises `Refused` with what speaks against it."""
    asked = {"customers": [customer.pk], "confirmed": request.POST.getlist("confirmed")}
    if request.POST.get("way") == "now":
        if not _is_meant(request.POST.get("typed", ""), customer):
            raise Refused("name_typed", _("This is neither the name nor the number."), "typed")
        outcome = operations.erase_customers(actor=actor, **asked)
    else:
        outcome = operations.bin_customers(actor=actor, **asked)
    for one in outcome.refused:
        raise Refused(one.code, str(one.message), one.field)
    until = outcome.done[0].erase_after
    if until is None:
        messages.success(request, _("The customer was deleted for ever."))
    else:
        day = date_format(until, "SHORT_DATE_FORMAT")
        text = _("In the bin. The customer will be erased on %(day)s.") % {"day": day}
        say_changed(request, outcome, text)
    return redirect(record_url(request, customer.pk))


def _is_meant(typed: str, customer: Any) -> bool:
    """Whether somebody typed this customer's name or number, however it is spelled."""
    names = {fold(rules.record_name(customer)), fold(rules.list_name(customer))}
    number = rules.number_key(typed)
    return fold(typed) in names or bool(number and number == customer.number_key)
