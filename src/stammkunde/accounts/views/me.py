"""*Mein Konto*: name, e-mail, password, second factors, sessions of whoever is logged in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stammkunde.accounts import operations, queries, sessions
from stammkunde.accounts.adapter import is_local
from stammkunde.accounts.rules import APP, CODES, PASSKEY
from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.rooms import slots
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.stepup import fresh_login

SLOT = "accounts.me"  # what a room above keeps for whoever is logged in (Go)


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: Any) -> HttpResponse:
    """The page; POST changes the own name."""
    context: dict[str, Any] = {"typed": request.user.name}
    if request.method == "POST":
        context["typed"] = request.POST.get("name", "")
        try:
            operations.rename_oneself(actor=request.actor, name=context["typed"])
        except Refused as no:
            context["problem"] = str(no.message)
        else:
            messages.success(request, _("Changes saved."))
            return redirect("account_me")
    rows = queries.factors(request.user.pk)
    prints = next((row.data["prints"] for row in rows if row.type == CODES), None)
    context |= {
        "app": next((row for row in rows if row.type == APP), None),
        "passkeys": [(row, row.data["name"]) for row in rows if row.type == PASSKEY],
        "codes_left": None if prints is None else len(prints),
        "sessions": sessions.of(request.user.pk),
        "here": request.staff_session.pk,
        "more": slots.of(SLOT, request.actor),
    }
    return page(request, "account/me.html", context, status=422 if "problem" in context else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def email(request: Any) -> HttpResponse:
    """Another e-mail to log in with; asks first who is there."""
    fresh_login(request, factor=True)
    context: dict[str, Any] = {"typed": request.POST.get("email", "")}
    if request.method == "POST":
        try:
            operations.change_own_email(
                actor=request.actor, email=context["typed"], session=request.staff_session.pk
            )
        except Refused as no:
            context["problem"] = str(no.message)
        else:
            messages.success(request, _("The e-mail was changed. Log in with it from now on."))
            return redirect("account_me")
    return page(request, "account/email.html", context, status=422 if "problem" in context else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: Any) -> HttpResponse:
    """Another password; asks first who is there, and ends all other sessions (D39)."""
    fresh_login(request, factor=True)
    context: dict[str, Any] = {}
    if request.method == "POST":
        try:
            done = operations.change_own_password(
                actor=request.actor,
                password=request.POST.get("password", "")[:1000],
                session=request.staff_session.pk,
            ).done
        except Refused as no:
            context["problem"] = str(no.message)
        else:
            for user in done:  # this browser stays, under a new key
                update_session_auth_hash(request, user)
                sessions.rekey(request.staff_session, str(request.session.session_key))
            messages.success(request, _("The password was changed. All other sessions are ended."))
            return redirect("account_me")
    status = 422 if "problem" in context else 200
    return page(request, "account/password.html", context, status=status)


@require_POST
def end_sessions(request: Any) -> HttpResponse:
    """End sessions of one's own: one (`session`), all others, or all (`do=all`) and this one, too."""
    do, only = request.POST.get("do", ""), whole(request.POST.get("session", ""))
    here = request.staff_session.pk
    if do == "all":
        operations.end_own_sessions(actor=request.actor)
    elif do == "others":
        operations.end_own_sessions(actor=request.actor, but=here)
    else:
        operations.end_own_sessions(actor=request.actor, only=only or 0)
    if do == "all" or only == here:
        request.session.flush()
        return redirect("account_login")
    messages.success(request, _("The session was ended.") if only else _("Sessions ended."))
    return redirect(reverse("account_me") + "#sessions")


@require_safe
def secure(request: Any) -> HttpResponse:
    """The page for whom the business requires a second factor that is not there yet."""
    if not sessions.needs_factor(request.staff_session):
        return redirect(_next(request))
    return page(request, "account/secure.html", {"next": _next(request)})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: Any) -> HttpResponse:
    """Show once more who is there, then go on to the page that wanted to know."""
    wanted = _next(request)
    if request.method != "POST":
        fresh_login(request)
    return redirect(wanted)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if is_local(wanted) else "/"
