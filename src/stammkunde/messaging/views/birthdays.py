"""The page *Geburtstage*: whether, when and whom the business congratulates; who is next."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.web.fragments import page, undo_tag
from stammkunde.foundation.web.who import who
from stammkunde.messaging.birthdays import texts
from stammkunde.messaging.operations.birthdays import HOUR, SWITCHES, change_birthdays
from stammkunde.messaging.queries import birthdays as queries
from stammkunde.people import profiles


@require_http_methods(["GET", "POST"])
def settings_birthdays(request: HttpRequest) -> HttpResponse:
    """The switches, the hour, the texts, and the greetings of the next two weeks."""
    actor = who(request, queries.SETTINGS)
    animals = profiles.current().animals
    problem = field = ""
    if request.method == "POST":
        shown = SWITCHES if animals else [name for name in SWITCHES if name != "animals"]
        values: dict[str, object] = {name: name in request.POST for name in shown}
        if HOUR in request.POST:
            values[HOUR] = request.POST[HOUR]
        try:
            outcome = change_birthdays(actor=actor, values=values)
        except Refused as no:
            problem, field = str(no.message), no.field or ""
        else:
            if outcome.done:
                messages.success(request, _("Changes saved."), extra_tags=undo_tag(outcome.entry))
            return redirect(request.path)
    context = {
        "row": queries.birthday_settings(actor),
        "coming": queries.coming(actor),
        "hours": range(24),
        "animals": animals,
        "texts": [texts.OWN, texts.FOR, texts.OWN_LATE, texts.FOR_LATE],
        "may_texts": actor.may("messaging.templates"),
        "problem": problem,
        "field": field,
    }
    return page(
        request, "messaging/settings_birthdays.html", context, status=422 if problem else 200
    )
