"""Setting up second factors: the app, passkeys, recovery codes. Each asks first who is there."""

from __future__ import annotations

import base64
from typing import Any

from allauth.mfa.adapter import get_adapter
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from stammkunde.accounts import (
    operations,
    passkeys,
    proofs,
    queries,
    sealing,
    sessions,
    stepup,
    totp,
)
from stammkunde.accounts.adapter import is_local, place_of
from stammkunde.accounts.passkeys import WrongPasskey
from stammkunde.accounts.rules import APP, CODES, PASSKEY
from stammkunde.foundation import once
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.stepup import fresh_login

HALF_AN_HOUR = 1800
_NEW = "passkey_new"  # what the session remembers while a passkey is being made


@require_http_methods(["GET", "HEAD", "POST"])
def app(request: Any) -> HttpResponse:
    """Set up an authenticator app: the secret as a picture and to type, then a code of it.

    The secret travels in the form, sealed for this person: showing the page writes nothing.
    """
    fresh_login(request, factor=True)
    user, problem = request.user, ""
    secret = _sealed_secret(request)
    if request.method == "POST":
        try:
            if not secret:
                raise Refused("too_old", _("The page was open for too long. Scan the new picture."))
            added = operations.add_app(
                actor=request.actor,
                secret=secret,
                code=request.POST.get("code", "")[:20],
                session=request.staff_session.pk,
            )
        except Refused as no:
            problem = str(no.message)
        else:
            return _added(request, added, APP)
    if any(row.type == APP for row in queries.factors(user.pk)):
        return redirect("account_me")
    secret = secret or totp.new_secret()
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    context = {
        "picture": "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii"),
        "secret": totp.in_groups(secret),
        "sealed": sealing.seal_for(user.pk, APP, secret),
        "problem": problem,
        "next": _next(request),
    }
    return page(request, "account/app.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def passkey_new(request: Any) -> HttpResponse:
    """Add a passkey: the browser's script makes it and sends it along with a name."""
    fresh_login(request, factor=True)
    place = place_of(request)
    context: dict[str, Any] = {
        "possible": _can_hold(place.host),
        "name": request.POST.get("name", "") or sessions.device_of(_agent(request)),
        "next": _next(request),
        "localhost": place.origin.replace("127.0.0.1", "localhost", 1) + request.get_full_path(),
    }
    if request.method == "POST":
        said = stepup.read_json(request.POST.get("passkey", ""))
        state = request.session.pop(_NEW, None)
        try:
            added = operations.add_passkey(
                actor=request.actor,
                key=passkeys.made(place, state, said),
                name=request.POST.get("name", ""),
                session=request.staff_session.pk,
            )
        except WrongPasskey:
            context["problem"] = _("The passkey could not be made. Try it again.")
        except Refused as no:
            context["problem"] = str(no.message)
        else:
            return _added(request, added, PASSKEY)
    status = 422 if "problem" in context else 200
    return page(request, "account/passkey.html", context, status=status)


@require_POST
def passkey_make(request: Any) -> HttpResponse:
    """The question that makes a passkey, as JSON for the browser's script."""
    fresh_login(request, factor=True)
    known = proofs.keys_of(queries.factors(request.user.pk))
    asked, state = passkeys.ask_new(
        place_of(request),
        user=request.user.pk,
        email=request.user.email,
        name=request.user.name,
        known=known,
    )
    request.session[_NEW] = state
    return JsonResponse(asked, headers={"Cache-Control": "no-store"})


@require_POST
def factor(request: Any, factor: int) -> HttpResponse:
    """Rename a passkey (`do=rename`) or take a factor away (`do=remove`)."""
    fresh_login(request, factor=True)
    do = request.POST.get("do", "")
    if do == "rename":
        name = request.POST.get("name", "")
        operations.rename_passkey(actor=request.actor, factor=factor, name=name)
        messages.success(request, _("Changes saved."))
    elif do == "remove":
        here = request.staff_session.pk
        operations.remove_factor(actor=request.actor, factor=factor, session=here)
        messages.success(request, _("Removed. All other sessions are ended."))
    else:
        raise Missing("do")
    return redirect("account_me")


@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: Any) -> HttpResponse:
    """New recovery codes; the answer to the POST is the only page that ever shows them."""
    fresh_login(request, factor=True)
    if request.method == "POST":
        once.every_time()
        made = operations.renew_codes(actor=request.actor, session=request.staff_session.pk)
        return _shown(request, made.codes, CODES)
    if not queries.has_factor(request.user.pk):
        return redirect("account_me")
    return page(request, "account/codes.html")


def _added(request: Any, added: operations.Added, kind: str) -> HttpResponse:
    """A factor is there. New recovery codes are shown, now or never."""
    if added.codes:
        return _shown(request, added.codes, kind)
    messages.success(request, _("Set up. All other sessions are ended."))
    return redirect(_next(request))


def _shown(request: Any, made: list[str], kind: str) -> HttpResponse:
    text = "\n".join([_("Recovery codes for Stammkunde"), request.user.email, "", *made, ""])
    file = base64.b64encode(text.encode()).decode("ascii")
    context = {
        "codes": made,
        "file": f"data:text/plain;charset=utf-8;base64,{file}",
        "kind": kind,
        "next": _next(request),
    }
    response = page(request, "account/codes_shown.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _sealed_secret(request: Any) -> str:
    """The secret that the page carried along, "" when it is too old or somebody else's."""
    sealed = request.POST.get("sealed", "")
    try:
        return str(sealing.unseal_for(request.user.pk, APP, sealed, age=HALF_AN_HOUR))
    except sealing.Unreadable:
        return ""


def _can_hold(host: str) -> bool:
    """Passkeys belong to a name; browsers make none for a bare address."""
    return not host.replace(".", "").isdigit() and ":" not in host


def _agent(request: Any) -> str:
    return str(request.headers.get("User-Agent", ""))


def _next(request: Any) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/account/"
    return wanted if is_local(wanted) else "/account/"
