"""The page *Website-Formular*: on or off, what it asks, the form to copy (IMP-11)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.business import business
from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.web.fragments import page, undo_tag
from stammkunde.foundation.web.who import who
from stammkunde.messaging import door, operations
from stammkunde.messaging.queries import inquiries as queries
from stammkunde.messaging.rules import website_settings as rules
from stammkunde.messaging.views.registration import snippet

_TEXTS = ("website", "notify", "wishes", "wish_label", "phone", "address")


@require_http_methods(["GET", "POST"])
def settings_website(request: HttpRequest) -> HttpResponse:
    """Everything about the website's form, and what has to be copied there."""
    actor = who(request, queries.SETTINGS)
    row: Any = queries.website_row(actor)
    problem = field = ""
    if request.method == "POST":
        values: dict[str, Any] = {key: request.POST.get(key, "") for key in _TEXTS}
        values |= {key: key in request.POST for key in rules.SWITCHES}
        values |= {key: min(whole(request.POST.get(key)) or 0, 10**6) for key in rules.DAYS}
        try:
            outcome = operations.change_website(actor=actor, values=values)
        except Refused as no:
            problem, field, row = str(no.message), no.field or "", values
        else:
            if outcome.done:
                tags = undo_tag(outcome.entry)
                messages.success(request, _("Changes saved."), extra_tags=tags)
            return redirect(request.path)
    context = {
        "row": row,
        "wanted": queries.WANTED,
        "form_url": request.build_absolute_uri(reverse("messaging:register")),
        "snippet": snippet(door.language()),
        "house_email": business().email,
        "example": "https://www.example.de",
        "problem": problem,
        "field": field,
    }
    status = 422 if problem else 200
    return page(request, "messaging/settings_website.html", context, status=status)
