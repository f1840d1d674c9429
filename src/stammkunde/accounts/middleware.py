"""Who is asking: `request.actor`, and the login page for whom nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from stammkunde.accounts import queries
from stammkunde.accounts.adapter import AUDIENCE, is_local
from stammkunde.accounts.rules import STAFF
from stammkunde.foundation import actors, clock, steady
from stammkunde.foundation.actors import Actor

# The pages that a visitor may see, by URL name. Everything else asks for a login.
PUBLIC = frozenset({"account_login", "account_logout"})


class ActorMiddleware:
    """Sets `request.actor` and lets visitors see nothing but `PUBLIC`.

    Session, account and words are as the database has them at this request, read again as soon as
    anybody has written anything: a deactivated account, changed roles or a changed password end the
    old power with the next click (D39).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.actor = actor_of(request)
        response = self.get_response(request)
        if request.actor.kind != "visitor":
            # Pages about people are not kept by browsers and proxies (ASVS 14.3.2).
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(
        self, request: Any, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Send visitors to the login page, unless the page is public."""
        if request.actor.kind != "visitor" or request.resolver_match.view_name in PUBLIC:
            return None
        return to_login(request)


def actor_of(request: Any) -> Actor:
    """The staff member whose session this is, else a visitor.

    A session belongs to one audience: one of the customers' portal opens no door here (ADR 4).
    """
    request_id = getattr(request, "request_id", "")
    known = _known(request) if steady.holds() else _read(request)
    if known is None:
        return actors.visitor(request_id=request_id)
    return replace(known, request_id=request_id)


def _known(request: Any) -> Actor | None:
    """As `_read`, which asks again once somebody has written or the session has run out."""
    key = request.session.session_key
    if not key:
        return None
    known, until = steady.told(("actor", key), lambda: (_read(request), _end_of(key)))
    return known if until is not None and until > clock.now() else _read(request)


def _end_of(key: str) -> datetime | None:
    """When the session with this key ends by itself; None when there is none."""
    return Session.objects.filter(pk=key).values_list("expire_date", flat=True).first()


def _read(request: Any) -> Actor | None:
    user = request.user
    if not user.is_authenticated or request.session.get(AUDIENCE) != STAFF:
        return None
    words = queries.words_of(user.pk)
    return Actor("staff", user.pk, user.name, words, "office", "de")


def to_login(request: HttpRequest) -> HttpResponse:
    """To the login page and afterwards back to the page that was asked for.

    htmx cannot follow a redirect out of a fragment, so it is told to load the whole page; going
    back then means the page that asked, not the fragment.
    """
    fragment = request.headers.get("HX-Request") == "true"
    back = ""
    if fragment:
        parts = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = parts._replace(scheme="", netloc="", fragment="").geturl()
    elif request.method in {"GET", "HEAD"}:
        back = request.get_full_path()
    url = settings.LOGIN_URL
    if is_local(back) and back != "/":
        url = f"{url}?{urlencode({'next': back})}"
    if fragment:
        return HttpResponse(headers={"HX-Redirect": url, "Cache-Control": "no-store"})
    response = HttpResponseRedirect(url)
    response.headers["Cache-Control"] = "no-store"
    return response
