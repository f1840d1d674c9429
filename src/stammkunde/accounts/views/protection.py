"""The settings page about security: the second factor."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.accounts import operations, queries
from stammkunde.accounts.views.way import manager, say
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.stepup import fresh_login


@require_http_methods(["GET", "POST"])
def security(request: HttpRequest) -> HttpResponse:
    """Whether everybody needs a second factor, and who has none yet (ASVS 6.3.3)."""
    actor = manager(request)
    if request.method == "POST":
        fresh_login(request, factor=True)
        values = {"factor_required": request.POST.get("factor_required") == "1"}
        outcome = operations.change_settings(actor=actor, values=values)
        say(request, outcome, _("Changes saved."))
        return redirect("accounts:security")
    here = list(queries.team(actor).filter(is_active=True).order_by("sort_name", "pk"))
    having = queries.with_factor([user.pk for user in here])
    context: dict[str, Any] = {
        "row": queries.settings_row(actor),
        "without": [user for user in here if user.pk not in having],
        "count": len(here),
    }
    return page(request, "accounts/security.html", context)
