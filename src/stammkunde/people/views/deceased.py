"""The page about the death of a customer: the day, and what it means (house.md 6)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.refusals import Refused, Stale
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who
from stammkunde.people import operations, queries, rules
from stammkunde.people.fields import EDIT
from stammkunde.people.views.way import record_url, say_changed, way_back


@require_http_methods(["GET", "POST"])
def deceased(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the day, or take it back (`remove`). 422 with the reason, 409 when it moved meanwhile."""
    actor = who(request, EDIT)
    customer = queries.customer(actor, pk)
    typed = customer.deceased_on.strftime("%d.%m.%Y") if customer.deceased_on else ""
    context: dict[str, Any] = {"typed": typed}
    status = 200
    if request.method == "POST":
        try:
            if "remove" in request.POST:
                outcome = operations.unmark_deceased(actor=actor, customer=pk)
                said = _("%(name)s is no longer marked as deceased.")
            else:
                day = request.POST.get("deceased_on", "")
                outcome = operations.mark_deceased(actor=actor, customer=pk, on=day)
                said = _("%(name)s is marked as deceased.")
        except Refused as no:
            status = 409 if isinstance(no, Stale) else 422
            context = {"problem": str(no.message), "typed": request.POST.get("deceased_on", "")}
        else:
            say_changed(request, outcome, said % {"name": rules.record_name(customer)})
            return redirect(record_url(request, pk))
    context |= {
        "customer": customer,
        "name": rules.record_name(customer),
        **way_back(request),
        "record_url": record_url(request, pk),
    }
    return page(request, "people/deceased.html", context, status=status)
