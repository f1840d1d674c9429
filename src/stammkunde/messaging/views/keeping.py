"""The settings page of what is kept of messages (C-01, N-08)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.refusals import Refused, Stale
from stammkunde.foundation.web.fragments import page, undo_tag
from stammkunde.foundation.web.who import who
from stammkunde.messaging import house, operations
from stammkunde.messaging.choices import CATEGORIES, POLICIES

WORD = "messaging.settings"
_HINTS = {
    "transactional": gettext_lazy("Invoices, booking confirmations, dunning letters."),
    "organisational": gettext_lazy("What concerns a course, a visit, an appointment."),
    "advertising": gettext_lazy("Newsletters, birthday greetings with an offer."),
}
_MEANS = {
    "none": gettext_lazy("Even the address goes. Sending again asks for it anew."),
    "metadata": gettext_lazy("You see that something was sent and whether it arrived, not what."),
    "full": gettext_lazy("You can read it again and send the very same text once more."),
}


@require_http_methods(["GET", "POST"])
def settings_keeping(request: HttpRequest) -> HttpResponse:
    """How much of a message stays, by its category, and for how long its text does."""
    actor = who(request, WORD)
    now = house.house()
    values: dict[str, Any] = {f"keep_{key}": level for key, level in now.keep.items()}
    values["body_days"] = now.body_days
    problem, status = "", 200
    if request.method == "POST":
        values = {key: request.POST.get(key, value) for key, value in values.items()}
        try:
            outcome = operations.change_keeping(actor=actor, values=values)
        except Refused as no:
            problem, status = str(no.message), 409 if isinstance(no, Stale) else 422
        else:
            if outcome.done:
                text, tag = _("Changes saved."), undo_tag(outcome.entry)
                messages.success(request, text, extra_tags=tag)
            return redirect(request.path)
    levels = [(value, label, _MEANS[value]) for value, label in POLICIES]
    context = {
        "categories": [
            (f"keep_{key}", label, _HINTS[key], values[f"keep_{key}"]) for key, label in CATEGORIES
        ],
        "levels": levels,
        "days": values["body_days"],
        "problem": problem,
    }
    return page(request, "messaging/settings_keeping.html", context, status=status)
