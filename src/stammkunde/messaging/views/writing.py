"""Writing to one customer: the page, stopping what was just sent, asking for consent (COM-06)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who
from stammkunde.messaging import composing, operations
from stammkunde.messaging.composing import Composing
from stammkunde.messaging.queries import stopping
from stammkunde.people import queries as people
from stammkunde.people import rules as people_rules
from stammkunde.people.views.way import record_url

WORD = "messaging.write"
LIVE = "write-look"
_PAGE, _LOOK = "messaging/write.html", "messaging/_write_look.html"


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """To whom first (`q` finds), then the message. `do`: send it, insert a template, or look again."""
    actor = who(request, WORD)
    to = whole(request.POST.get("to") or request.GET.get("to"))
    if to is None:
        return _whom(request, actor)
    if request.method != "POST":
        return _shown(request, _begun(request, actor, to))
    made = composing.sent(actor, to, request)
    try:
        composing.attach(made, request.FILES.getlist("files"))
        if request.POST.get("do") == "send":
            return _sent(request, actor, made)
        if request.POST.get("do") == "insert":
            composing.insert(made, request.POST.get("template", ""))
    except Refused as no:
        made.problem, made.wrong = str(no.message), no.field or ""
        return _shown(request, made, status=422)
    return _shown(request, made)


@require_POST
def stop(request: HttpRequest, message: int) -> HttpResponse:
    """Stop a message that still waits, and bring its text back to the composer."""
    actor = who(request, WORD)
    row = stopping.own_message(actor, message)
    for no in operations.cancel_messages(actor=actor, messages=[message]).refused:
        messages.error(request, str(no.message))
        return redirect(reverse("messaging:message", args=[message]))
    messages.success(request, _("Stopped: the message has not gone out."))
    if row.customer_id is None or row.about_kind or row.channel == "sms":
        return redirect(reverse("messaging:message", args=[message]))
    return redirect(f"{reverse('messaging:write')}?to={row.customer_id}&again={message}")


@require_POST
def ask_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask this customer by e-mail for their consent to the newsletter."""
    actor = who(request, WORD)
    people.customer(actor, pk)
    try:
        operations.ask_for_consent(actor=actor, customer=pk)
        text = _("Asked by e-mail. The consent counts as soon as the link is clicked.")
        messages.success(request, text)
    except Refused as no:
        messages.error(request, str(no.message))
    return redirect(record_url(request, pk))


def _whom(request: HttpRequest, actor: Actor) -> HttpResponse:
    query = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:200]
    found = people.best_matching(actor, query, 12) if query else []
    hits = [(row, people_rules.record_name(row)) for row in found]
    context = {"query": query, "hits": hits, "many": actor.may("messaging.write_many")}
    return page(request, "messaging/write_whom.html", context)


def _begun(request: HttpRequest, actor: Actor, to: int) -> Composing:
    said = {name: text for name, text in request.GET.items() if isinstance(text, str)}
    again = whole(said.get("again"))
    if again is not None:
        said |= composing.said_before(stopping.own_message(actor, again), to)
    made = composing.began(actor, to, said)
    composing.insert(made, said.get("template", ""))
    return made


def _sent(request: HttpRequest, actor: Actor, made: Composing) -> HttpResponse:
    (row,) = operations.write_message(actor=actor, letter=made.letter()).done
    back = f"stop:{reverse('messaging:stop', args=[row.pk])}"
    if made.later:
        at = timezone.localtime(row.send_at)
        when = {"day": date_format(at, "SHORT_DATE_FORMAT"), "time": f"{at:%H:%M}"}
        text = _("The message goes out on %(day)s at %(time)s.") % when
        messages.success(request, text, extra_tags=back)
    elif made.by_email:
        messages.success(request, _("The message goes out in a moment."), extra_tags=back)
    else:
        messages.success(request, _("The message is ready in the portal."))
    return redirect(record_url(request, made.to.id))


def _shown(request: HttpRequest, made: Composing, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "made": made,
        "templates": composing.templates(made.actor),
        "record_url": record_url(request, made.to.id),
        "looked": request.POST.get("do") == "look",
    }
    piece = _LOOK if request.headers.get("HX-Target") == LIVE else ""
    return page(request, _PAGE, context, piece or _PAGE, status=status)
