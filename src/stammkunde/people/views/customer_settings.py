"""The page with the room's settings (C-03, C-04, C-07, C-21, PAR-13)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.web.fragments import page, undo_tag
from stammkunde.foundation.web.who import who
from stammkunde.people import lifecycle, operations, profiles, queries
from stammkunde.people.fields import (
    AUTO_SELF,
    NAME_ORDERS,
    NUMBER_MODES,
    PROFILES,
    UNIQUE_EMAIL,
)
from stammkunde.people.lists import CustomerList

_SAID = ("profile", "number_mode", "unique_email", "auto_self", "name_order")
_NUMBERS = ("number_digits", "number_start")
_SWITCHES = ("title_shown", "birth_dates_of_company_contacts", "adult_check")
_EXPLAINED = {
    "warn": gettext_lazy("Says who has the address already; you decide."),
    "forbid": gettext_lazy("Nobody gets an address that another customer has. Lists, too."),
    "allow": gettext_lazy("Families and offices may share one."),
    "profile": gettext_lazy("Courses: yes. Dog school, cleaning and care: no."),
}


@require_http_methods(["GET", "POST"])
def settings_customers(request: HttpRequest) -> HttpResponse:
    """Industry, customer numbers, adding, names, birth dates, each with what it means."""
    actor = who(request, queries.SETTINGS)
    row: Any = queries.settings_row(actor)
    problem = field = ""
    if request.method == "POST":
        values = _said(request.POST, row)
        try:
            outcome = operations.change_settings(actor=actor, values=values)
        except Refused as no:
            problem, field = str(no.message), no.field or ""
            row = {**values, **{name: request.POST.get(name, "") for name in _NUMBERS}}
        else:
            if outcome.done:
                tags = undo_tag(outcome.entry)
                messages.success(request, _("Changes saved."), extra_tags=tags)
            return redirect(request.path)
    context = {
        "row": row,
        "modes": NUMBER_MODES,
        "industries": [(value, label, _means(actor, value)) for value, label in PROFILES],
        "emails": _explained(UNIQUE_EMAIL),
        "alone": _explained(AUTO_SELF),
        "orders": NAME_ORDERS,
        "proposal": lifecycle.next_number(lifecycle.business()),
        "problem": problem,
        "field": field,
    }
    code = 422 if problem else 200
    return page(request, "people/settings_customers.html", context, status=code)


def _said(post: QueryDict, row: Any) -> dict[str, Any]:
    """The settings as the page said them; a choice that it left out stays."""
    values: dict[str, Any] = {name: post.get(name, getattr(row, name)) for name in _SAID}
    for name in _NUMBERS:
        typed = whole(post.get(name, getattr(row, name)))
        values[name] = typed if typed is not None and typed < 10**11 else 0
    values["number_prefix"] = post.get("number_prefix", "").strip()
    values |= {name: name in post for name in _SWITCHES}
    values["formal"] = post.get("formal", "1" if row.formal else "0") == "1"
    return values


def _explained(choices: Any) -> list[tuple[str, Any, Any]]:
    return [(value, label, _EXPLAINED.get(value, "")) for value, label in choices]


def _means(actor: Actor, value: str) -> list[str]:
    """What an industry changes, in words: names of areas, what the list shows first."""
    profile = profiles.PROFILES[value]
    labels = {col.key: str(col.label) for col in CustomerList.columns}
    labels["participants"] = str(profile.many)
    said = [_("The area is called %(name)s.") % {"name": profile.many}] if profile.shown else []
    shown = ", ".join(labels[key] for key in profile.columns if key in labels)
    return [*said, _("The list shows first: %(columns)s.") % {"columns": shown}]
