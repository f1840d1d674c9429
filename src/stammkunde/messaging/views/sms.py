"""Pages of text messages: a customer's tab, and what the gateway reports (COM-10)."""

from __future__ import annotations

import json
from hmac import compare_digest
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import business
from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who
from stammkunde.messaging import operations, queries
from stammkunde.messaging.channels import sms
from stammkunde.messaging.log.shown import shown
from stammkunde.messaging.queries import log
from stammkunde.messaging.rules import numbers, segments
from stammkunde.messaging.views.log import WRITE
from stammkunde.people import queries as people
from stammkunde.people import record as records
from stammkunde.people.views.way import way_back

_LARGEST = 20_000  # bytes of a report


@require_http_methods(["GET", "POST"])
def tab(request: HttpRequest, pk: int) -> HttpResponse:
    """The text messages with one customer, and a form that sends one or notes one down."""
    actor = who(request, WRITE if request.method == "POST" else queries.SEE)
    frame = records.frame(actor, pk, tab="messaging.sms")
    problem, code, status = "", "", 200
    if request.method == "POST":
        try:
            text = _written(request, actor, pk)
        except Refused as no:
            problem, code, status = str(no.message), no.code, 422
        else:
            messages.success(request, text)
            return redirect(reverse("messaging:sms_of", args=[pk]))
    before = whole(request.GET.get("before", "")) or None
    rows, older = log.messages_of(actor, pk, channels=("sms",), before=before)
    typed = request.POST.get("text", "")
    context: dict[str, Any] = {
        "frame": frame,
        **way_back(request),
        "messages_shown": shown(actor, rows, files=True),
        "older": older,
        "may_write": actor.may(WRITE),
        "gateway": sms.gateway(),
        "phones": _phones(actor, pk),
        "typed": request.POST,
        "counted": segments.count(typed),
        "problem": problem,
        "confirmable": code.startswith("not_sent.") or "confirmed" in request.POST,
    }
    return page(request, "messaging/sms_tab.html", context, status=status)


def _written(request: HttpRequest, actor: Actor, pk: int) -> str:
    """Send or note what was typed; what the toast says. Refuses as the operations do."""
    said = request.POST
    number, text = said.get("number", ""), said.get("text", "").replace("\r\n", "\n")
    if said.get("do") == "note" or sms.gateway() is None:
        received = said.get("received") == "1"
        operations.note_sms(actor=actor, customer=pk, text=text, number=number, received=received)
        return _("Noted.")
    confirmed = "confirmed" in said
    operations.write_sms(actor=actor, customer=pk, text=text, number=number, confirmed=confirmed)
    if business().trial:
        return _("Held: in trial operation nothing leaves the house.")
    return _("The text message is on its way.")


def _phones(actor: Actor, pk: int) -> list[tuple[str, str, bool]]:
    """(value, as written, whether a text can arrive there), mobiles first."""
    found = people.addressees(actor, [pk])[pk].phones
    told = [
        (numbers.e164(typed) or typed, numbers.shown(numbers.e164(typed) or typed),
         numbers.takes_text(typed))
        for typed, _folded in found
    ]  # fmt: skip
    return sorted(told, key=lambda one: not one[2])


@csrf_exempt
@require_POST
def hook(request: HttpRequest, provider: str, secret: str) -> HttpResponse:
    """A delivery report of the gateway. Whoever does not know the secret meets nothing here."""
    way = sms.gateway()
    if way is None or provider != way.name or not compare_digest(secret, way.secret):
        raise Missing("hook")
    if (whole(request.headers.get("Content-Length") or "0") or 0) > _LARGEST:
        return HttpResponse(status=413)
    try:
        data = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        return HttpResponse(status=400)
    report = sms.read_report(provider, data) if isinstance(data, dict) else None
    if report is not None:
        sms.heard_report(provider, report)
    return HttpResponse(status=204)
