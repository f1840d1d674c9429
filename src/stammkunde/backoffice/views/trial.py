"""Trial operation: what is held, starting live operation, going back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from stammkunde.foundation import business as house
from stammkunde.foundation.business import trial
from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who

NAME = "do."  # of a radio: "do.people.birthday"; the kind without a name is "do."
SEEN = "seen."


@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """What is held: by kind, and the newest messages."""
    actor = who(request, house.WORD)
    kinds = trial.held_kinds(actor)
    context = {
        "kinds": kinds,
        "mails": trial.held_mails(actor),
        "total": sum(kind.count for kind in kinds),
        "most": trial.SHOWN,
    }
    return page(request, "backoffice/trial.html", context)


@require_http_methods(["GET", "POST"])
def start_live(request: HttpRequest) -> HttpResponse:
    """Say what starting live operation means, ask about each kind that is held, then start it."""
    actor = who(request, house.WORD)
    problem, code, said = "", 200, {}
    if request.method == "POST":
        said = {
            key[len(NAME) :]: text for key, text in request.POST.items() if key.startswith(NAME)
        }
        seen = {
            key[len(SEEN) :]: whole(text) or 0
            for key, text in request.POST.items()
            if key.startswith(SEEN)
        }
        try:
            trial.start_live(actor=actor, decided=said, seen=seen)
        except Refused as no:
            problem, code = str(no.message), 422
        else:
            messages.success(
                request, _("Live operation has started: messages leave the house now.")
            )
            return redirect("backoffice:today")
    context = {
        "kinds": [(kind, said.get(kind.purpose, "")) for kind in trial.held_kinds(actor)],
        "row": house.business(),
        "proven": trial.test_mail_state() == "accepted",
        "problem": problem,
    }
    return page(request, "backoffice/start_live.html", context, status=code)


@require_http_methods(["GET", "POST"])
def start_trial(request: HttpRequest) -> HttpResponse:
    """Go back to trial operation, after saying what that means."""
    actor = who(request, house.WORD)
    if request.method == "POST":
        try:
            trial.start_trial(actor=actor)
        except Refused as no:
            messages.info(request, str(no.message))
        else:
            messages.success(request, _("Trial operation is on: nothing leaves the house."))
        return redirect("backoffice:today")
    return page(request, "backoffice/start_trial.html", {"row": house.business()})
