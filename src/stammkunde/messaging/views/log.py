"""Pages of what was said: a customer's tab, one message, what becomes of it."""

from __future__ import annotations

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from stammkunde.foundation import files
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import business
from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.views import safe_next
from stammkunde.foundation.web.fragments import page, undo_tag
from stammkunde.foundation.web.who import who
from stammkunde.messaging import making, operations, queries
from stammkunde.messaging.log import addresses
from stammkunde.messaging.log.shown import life, shown
from stammkunde.messaging.queries import log
from stammkunde.messaging.texts import layout
from stammkunde.people import record as records
from stammkunde.people import rules as people
from stammkunde.people.views.way import way_back

WRITE = "messaging.write"
# The body of a mail is somebody else's page: it runs nothing, loads nothing, leads nowhere (D19).
_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The menu leads here: the list of what was sent."""
    who(request, queries.SEE)
    return redirect(reverse("messaging:sent"))


@require_safe
def tab(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said to one customer: by somebody, or automatically (COM-01, COM-13)."""
    actor = who(request, queries.SEE)
    frame = records.frame(actor, pk, tab="messaging.messages")
    automatic = request.GET.get("part") == "automatic"
    before = whole(request.GET.get("before", "")) or None
    rows, older = log.messages_of(actor, pk, automatic=automatic, before=before)
    context = {
        "frame": frame,
        **way_back(request),
        "parts": log.parts_of(actor, pk),
        "automatic": automatic,
        "messages_shown": shown(actor, rows, files=True),
        "older": older,
        "may_write": actor.may(WRITE),
    }
    return page(request, "messaging/tab.html", context)


@require_safe
def message(request: HttpRequest, message: int) -> HttpResponse:
    """One message: state in plain words, text, files, its way, and sending it once more."""
    return _page(request, who(request, queries.SEE), message)


def _page(
    request: HttpRequest, actor: Actor, pk: int, *, problem: str = "", status: int = 200
) -> HttpResponse:
    row = log.message(actor, pk)
    one = shown(actor, [row])[0]
    carrier = log.carrier(actor, row)
    context: dict[str, Any] = {
        "one": one,
        "name": people.record_name(row.customer) if row.customer else row.recipient_name,
        "life": life(one),
        "files": log.files_of(actor, pk),
        "resent": shown(actor, log.resent(actor, pk)),
        "message_id": carrier.message_id if carrier else "",
        "has_text": operations.kept_text(row) is not None,
        "reach": addresses.reach(actor, row) if one.can_resend else None,
        "typed": request.POST,
        "problem": problem,
        "has_maker": row.about_kind in making.MAKERS,
    }
    return page(request, "messaging/message.html", context, status=status)


@require_safe
def body(request: HttpRequest, message: int) -> HttpResponse:
    """The text of a message as its reader sees it, for the frame of its page; runs nothing."""
    actor = who(request, queries.SEE)
    row = log.message(actor, message)
    text = operations.kept_text(row)
    if text is None or not text.html:
        raise Missing(f"text of message {message}")
    response = HttpResponse(_with_logo(text.html))
    response["Content-Security-Policy"] = _POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _with_logo(html: str) -> str:
    """The inline logo of a mail lies in the mail; here it stands in the page itself."""
    mark, key = f"cid:{layout.LOGO}", business().logo_key
    if mark not in html or not key:
        return html
    try:
        data = files.path_of(key).read_bytes()
    except OSError:
        return html
    return html.replace(mark, f"data:image/webp;base64,{base64.b64encode(data).decode()}")


@require_POST
def resend(request: HttpRequest, message: int) -> HttpResponse:
    """Send a message once more: the same (`how=same`) or the current version (COM-04, COM-05)."""
    actor = who(request, WRITE)
    row = log.message(actor, message)
    said = request.POST
    recipient = said.get("other", "").strip() or said.get("recipient", "")
    given: dict[str, Any] = {
        "actor": actor,
        "message": message,
        "recipient": recipient,
        "confirmed": "confirmed" in said,
    }
    try:
        if said.get("how") == "current":
            made = making.made(actor, row.about_kind, row.about_id)
            outcome = operations.send_current(**given, made=made)
            text = _("The current version is on its way.")
        else:
            outcome = operations.resend_message(**given)
            text = _("The message is on its way once more.")
    except Refused as no:
        return _page(request, actor, message, problem=str(no.message), status=422)
    messages.success(request, text)
    return redirect(reverse("messaging:message", args=[outcome.done[0].pk]))


@require_POST
def settle(request: HttpRequest, message: int) -> HttpResponse:
    """What became of an unclear message: send it `anyway`, it has `arrived`, `drop` it (D13)."""
    actor = who(request, WRITE)
    row = log.message(actor, message)
    do = request.POST.get("do", "")
    ways = {
        "anyway": (operations.send_anyway, _("It is sent once more.")),
        "arrived": (operations.mark_arrived, _("Noted: it has arrived.")),
        "drop": (operations.drop_unclear, _("It is not sent again.")),
    }
    if do not in ways:
        raise Missing(f"do {do[:20]}")
    way, text = ways[do]
    try:
        if row.channel == "sms":
            operations.settle_sms(actor=actor, message=message, end=do)
        else:
            for no in way(actor=actor, messages=[message]).refused:
                raise Refused(no.code, no.message)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, text)
    return redirect(safe_next(request, reverse("messaging:message", args=[message])))


@require_POST
def look(request: HttpRequest, message: int) -> HttpResponse:
    """Somebody has dealt with a message that did not arrive."""
    actor = who(request, queries.SEE)
    log.message(actor, message)
    outcome = operations.look_at_messages(actor=actor, messages=[message])
    if outcome.done:
        text = _("Dealt with: it no longer stands on the first page.")
        messages.success(request, text, extra_tags=undo_tag(None))
    return redirect(safe_next(request, reverse("messaging:message", args=[message])))
