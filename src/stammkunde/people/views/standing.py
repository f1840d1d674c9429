"""Pages about a customer's standing: status with number, another number, lock."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Refused, Stale
from stammkunde.foundation.views import safe_next
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who
from stammkunde.people import lifecycle, operations, queries, rules
from stammkunde.people.fields import EDIT
from stammkunde.people.operations import CustomerChange
from stammkunde.people.views.way import record_url, say_changed, way_back

LOCK, RENUMBER = "people.lock", "people.renumber"


@require_http_methods(["GET", "POST"])
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """Another status by hand (CLS-04), with the proposed number where there is none (CUS-12).

    422 with the reason when it cannot be; 409 when somebody else chose another one meanwhile.
    """
    actor = who(request, EDIT)
    customer = queries.customer(actor, pk)
    context: dict[str, Any] = {"chosen": customer.status_id, "expected": customer.status_id}
    code = 200
    if request.method == "POST":
        chosen, expected = request.POST.get("status", ""), request.POST.get("expected", "")
        context |= {"chosen": whole(chosen) or 0}
        context |= {"typed": request.POST.get("number", "").strip()}
        proposed = request.POST.get("proposed", "")
        try:
            values = {"status": _id(chosen), "number": context["typed"]}
            was = whole(expected)
            shown = {"status_id": was} if was is not None else {}
            change = CustomerChange(pk, values, shown, proposed)
            outcome = operations.change_customers(actor=actor, changes=[change])
        except Stale as stale:
            context |= {"problem": str(stale.message)}
            code = 409
        except Refused as no:
            context |= {"problem": str(no.message)}
            code = 422
        else:
            if not outcome.refused:
                if not _given(customer, outcome.done):  # a number has no undo, nor has its status
                    say_changed(request, outcome, _("Status changed."))
                _say_number(request, customer, outcome.done, proposed, context["typed"])
                return redirect(record_url(request, pk))
            context |= {"problem": " ".join(str(one.message) for one in outcome.refused)}
            code = 422
    proposal = "" if customer.number else lifecycle.next_number(lifecycle.business())
    statuses = [
        one
        for one in lifecycle.statuses(archived=True)
        if one.archived_at is None or one.pk == customer.status_id
    ]
    asking = [one.pk for one in statuses if rules.asks_for_number(lifecycle.business(), one)]
    context |= {"statuses": statuses, "proposal": proposal, "asking": asking}
    context.setdefault("typed", proposal)
    return page(request, "people/status.html", context | _about(request, customer), status=code)


@require_http_methods(["GET", "POST"])
def renumber(request: HttpRequest, pk: int) -> HttpResponse:
    """Another number, with a reason; the old one keeps finding the customer (2.1 f)."""
    actor = who(request, RENUMBER)
    customer = queries.customer(actor, pk)
    context: dict[str, Any] = {"former": queries.former_numbers(actor, pk)}
    code = 200
    if request.method == "POST":
        number, reason = request.POST.get("number", ""), request.POST.get("reason", "")
        try:
            operations.renumber_customer(actor=actor, customer=pk, number=number, reason=reason)
        except Refused as no:
            context |= {"problem": str(no.message), "typed": number, "reason": reason}
            code = 422
        else:
            messages.success(request, _("The customer has a new number."))
            return redirect(record_url(request, pk))
    context |= _about(request, customer)
    return page(request, "people/renumber.html", context, status=code)


@require_http_methods(["GET", "POST"])
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock a customer, after saying what that means (DEL-04, DEL-05)."""
    actor = who(request, LOCK)
    customer = queries.customer(actor, pk)
    context: dict[str, Any] = {}
    code = 200
    if request.method == "POST":
        said = {key: request.POST.get(key, "") for key in ("reason", "message")}
        try:
            outcome = operations.lock_customers(actor=actor, customers=[pk], **said)
        except Refused as no:
            context, code = {"problem": str(no.message), **said}, 422
        else:
            name = rules.record_name(customer)
            say_changed(request, outcome, _("%(name)s is locked now.") % {"name": name})
            return redirect(record_url(request, pk))
    context |= _about(request, customer)
    return page(request, "people/lock.html", context, status=code)


@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the lock away."""
    actor = who(request, LOCK)
    customer = queries.customer(actor, pk)
    outcome = operations.unlock_customers(actor=actor, customers=[pk])
    name = rules.record_name(customer)
    say_changed(request, outcome, _("%(name)s is not locked any more.") % {"name": name})
    return redirect(safe_next(request, record_url(request, pk)))


def _id(text: str) -> int:
    found = whole(text)
    if found is None:
        raise Refused("status_missing", _("Which status?"), "status")
    return found


def _given(was: Any, done: list[Any]) -> str:
    """The number that the customer just got, "" for none."""
    return "" if was.number else next((row.number for row in done), "")


def _say_number(request: HttpRequest, was: Any, done: list[Any], proposed: str, typed: str) -> None:
    """Which number it became; and that the proposed one was gone (2.1 a)."""
    number = _given(was, done)
    if not number:
        return
    messages.success(request, _("The customer number is %(number)s.") % {"number": number})
    if typed == proposed and number != proposed:
        text = _("%(number)s was taken meanwhile.") % {"number": proposed}
        messages.warning(request, text)


def _about(request: HttpRequest, customer: Any) -> dict[str, Any]:
    return {
        "customer": customer,
        "name": rules.record_name(customer),
        **way_back(request),
        "record_url": record_url(request, customer.pk),
    }
