"""Settings of the house itself: business data with logo, retention."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.backoffice.views.way import say
from stammkunde.foundation import business as house
from stammkunde.foundation import uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import changing, reading
from stammkunde.foundation.digits import whole
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.tones import TONES
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who


@require_http_methods(["GET", "POST"])
def settings_business(request: HttpRequest) -> HttpResponse:
    """Name, address, tax data, logo. POST `do`: "save", "logo" (with a file), "no_logo"."""
    actor = who(request, house.WORD)
    context: dict[str, Any] = {"row": house.business(), "tones": TONES}
    if request.method == "POST":
        try:
            outcome = _keep(request, actor)
        except Refused as no:
            context |= {"problem": str(no.message), "field": no.field or ""}
            if request.POST.get("do", "save") == "save":
                context["row"] = typed(request.POST)
        else:
            say(request, outcome, _("Changes saved."))
            return redirect(request.path)
    code = 422 if "problem" in context else 200
    return page(request, "backoffice/settings_business.html", context, status=code)


def _keep(request: HttpRequest, actor: Actor) -> Outcome[Any]:
    do = request.POST.get("do", "save")
    if do == "no_logo":
        return changing.remove_logo(actor=actor)
    if do == "logo":
        upload = request.FILES.get("logo")
        picture = uploads.taken(actor, changing.INTAKE, upload, field="logo")
        return changing.set_logo(actor=actor, picture=picture)
    return changing.change_business(actor=actor, values=said(request.POST))


def said(post: QueryDict) -> dict[str, str]:
    """The data of the business as a form said them; what it left out stays."""
    return {name: str(post[name]) for name in reading.SAID if name in post}


def typed(post: QueryDict) -> dict[str, Any]:
    """The business with what was just typed, for a form that is shown again."""
    now = house.business()
    kept = {name: getattr(now, name) for name in reading.SAID}
    return {**kept, "logo": now.logo, **said(post)}


@require_http_methods(["GET", "POST"])
def settings_retention(request: HttpRequest) -> HttpResponse:
    """How many years classes of records are kept (C-27)."""
    actor = who(request, house.WORD)
    years: dict[str, Any] = dict(house.business().years)
    problem = field = ""
    if request.method == "POST":
        values = {name: whole(request.POST.get(name, "")) for name in years}
        wanted = {name: number for name, number in values.items() if number is not None}
        try:
            if len(wanted) < len(values):
                missing = next(name for name in values if name not in wanted)
                raise Refused("years_missing", _("Years are a whole number."), missing)
            outcome = changing.change_retention(actor=actor, values=wanted)
        except Refused as no:
            problem, field = str(no.message), no.field or ""
            years = {name: request.POST.get(name, "") for name in years}
        else:
            say(request, outcome, _("Changes saved."))
            return redirect(request.path)
    classes = [(one, years.get(one.column, "")) for one in house.RETENTION]
    context = {"classes": classes, "problem": problem, "field": field}
    code = 422 if problem else 200
    return page(request, "backoffice/settings_retention.html", context, status=code)
