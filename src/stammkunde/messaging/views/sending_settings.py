"""The page *E-Mail-Versand*: from whom mail comes, how fast it goes, how sending stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.rooms import slots
from stammkunde.foundation.web.fragments import page, undo_tag
from stammkunde.foundation.web.who import who
from stammkunde.messaging.operations.mail_settings import change_sending
from stammkunde.messaging.queries import sending as queries

SLOT = "messaging.sending"
_FIELDS = ("sender_name", "sender_address", "reply_to", "rate")


@require_http_methods(["GET", "POST"])
def settings_sending(request: HttpRequest) -> HttpResponse:
    """Sender, reply address, mails per minute; what waits and what is in trouble."""
    actor = who(request, queries.SETTINGS)
    row: Any = queries.sending_row(actor)
    problem = field = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, getattr(row, name)) for name in _FIELDS}
        values = {**typed, "rate": str(typed["rate"]).strip() or 0}
        try:
            outcome = change_sending(actor=actor, values=values)
        except Refused as no:
            problem, field, row = str(no.message), no.field or "", typed
        else:
            if outcome.done:
                messages.success(request, _("Changes saved."), extra_tags=undo_tag(outcome.entry))
            return redirect(request.path)
    context = {
        "row": row,
        "now": queries.sending(actor),
        "acts": slots.of(SLOT, actor),
        "problem": problem,
        "field": field,
    }
    code = 422 if problem else 200
    return page(request, "messaging/settings_sending.html", context, status=code)
