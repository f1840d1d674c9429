"""The page behind the link of an invitation: the only one, beside the login, for strangers."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from stammkunde.accounts import limits, operations, queries
from stammkunde.foundation import actors
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.web.address import client_address
from stammkunde.foundation.web.fragments import page


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks for name and password, POST lets the invited in.

    A link that does not hold is 404 with one page for all reasons (D36). Whoever tries many links
    has to wait (429); the token itself has 256 bits.
    """
    if request.method == "POST":
        limits.take_link(client_address(request))
    invitation = queries.invitation(token)
    if invitation is None:
        return page(request, "accounts/join_gone.html", status=404)
    context: dict[str, Any] = {"email": invitation.user.email, "name": invitation.user.name}
    code = 200
    if request.method == "POST":
        context |= {"name": request.POST.get("name", "")}
        try:
            user = _joined(request, token)
        except Refused as no:
            if no.code == "invitation_gone":
                return page(request, "accounts/join_gone.html", status=404)
            context, code = context | {"problem": str(no.message), "field": no.field}, 422
        else:
            get_adapter().login(request, user)
            text = _("Welcome, %(name)s.") % {"name": user.name}
            messages.success(request, text)
            return redirect("/")
    return page(request, "accounts/join.html", context, status=code)


def _joined(request: HttpRequest, token: str) -> Any:
    password = request.POST.get("password", "")
    if password != request.POST.get("again", ""):
        raise Refused("invalid", _("The two passwords are not the same."), "again")
    stranger = actors.visitor(request_id=getattr(request, "request_id", ""))
    name = request.POST.get("name", "")
    outcome = operations.accept_invitation(
        actor=stranger, token=token, name=name, password=password
    )
    (user,) = outcome.done
    return user
