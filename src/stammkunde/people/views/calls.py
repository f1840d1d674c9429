"""The door for phone systems: `/anruf?nummer=+49171…` opens who is calling (R1)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from stammkunde.foundation.rooms import slots
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who
from stammkunde.people import queries, rules
from stammkunde.people.fields import EDIT
from stammkunde.people.views.way import CALLER


@require_safe
def call(request: HttpRequest) -> HttpResponse:
    """One customer has the number: their record. Several: a choice. Nobody: *Kunde anlegen*.

    A withheld number, an internal one, or something that is none gets a page that helps on. No log
    line names the number: they carry routes, not queries.
    """
    actor = who(request, queries.SEE)
    caller = rules.caller(request.GET.get("nummer", request.GET.get("number", "")))
    found = queries.calling(actor, caller)
    if len(found) == 1:
        return redirect("people:record", found[0].customer.pk)
    new = reverse("people:new") + "?" + urlencode({"phone": caller.typed, "origin": "phone"})
    if not found and not caller.problem and actor.may(EDIT):
        return redirect(new)
    context = {
        "caller": caller,
        "found": [(one, rules.record_name(one.customer)) for one in found],
        "new_url": new if actor.may(EDIT) else "",
        "caller_gos": slots.of(CALLER, actor),
    }
    return page(request, "people/call.html", context)
