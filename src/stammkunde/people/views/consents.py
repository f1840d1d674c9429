"""The page about a customer's consents: what holds, what was, one more (N-17)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.fields import DATE, Field, FieldProblem
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who
from stammkunde.people import operations, queries, rules
from stammkunde.people.fields import EDIT
from stammkunde.people.views.way import record_url, way_back

ON = Field("on", pgettext_lazy("people", "On"), kind=DATE)


@require_http_methods(["GET", "POST"])
def consents(request: HttpRequest, pk: int) -> HttpResponse:
    """The history for everybody who sees customers; whoever edits them writes one more down."""
    actor = who(request, queries.SEE)
    if request.method == "POST" and not actor.may(EDIT):
        raise Forbidden(EDIT)
    customer = queries.customer(actor, pk)
    typed: dict[str, Any] = {"on": actor.today.strftime("%d.%m.%Y"), "given": "1"}
    problem = ""
    if request.method == "POST":
        names = ("purpose", "channel", "source", "given", "on", "proof")
        typed = {name: request.POST.get(name, "") for name in names}
        try:
            operations.record_consents(
                actor=actor,
                customers=[pk],
                purpose=typed["purpose"],
                channel=typed["channel"],
                source=typed["source"],
                given=typed["given"] == "1",
                on=ON.parse(typed["on"]),
                proof=typed["proof"],
            )
            messages.success(request, _("Changes saved."))
            return redirect(record_url(request, pk))
        except FieldProblem as no:
            problem = f"{no.message} {no.hint}".strip()
        except Refused as no:
            problem = str(no.message)
    context = {
        "customer": customer,
        "name": rules.record_name(customer),
        "consents": queries.consents_of(actor, pk),
        "may_edit": actor.may(EDIT),
        "choices": _choices(typed),
        "typed": typed,
        "problem": problem,
        **way_back(request),
        "record_url": record_url(request, pk),
    }
    return page(request, "people/consents.html", context, status=422 if problem else 200)


def _choices(typed: dict[str, Any]) -> list[tuple[str, Any, Any, str]]:
    """(key, label, choices, what is chosen) of the three lists."""
    return [
        (key, label, options, typed.get(key, "")) for key, label, options in rules.CONSENT_CHOICES
    ]
