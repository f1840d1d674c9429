"""Who is asking: `request.actor`, and the login page for whom nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from stammkunde.accounts import queries, sessions, stepup
from stammkunde.accounts.adapter import AUDIENCE, is_local
from stammkunde.accounts.rules import STAFF
from stammkunde.foundation import actors, clock, steady
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.web import strangers
from stammkunde.foundation.web.stepup import NotFresh

# The pages that a visitor may see, by URL name, beside those of rooms above (`strangers.OPEN`).
# Everything else asks for a login.
PUBLIC = frozenset(
    {
        "account_login",
        "account_logout",
        "account_passkey",
        "account_passkey_ask",
        "account_reset",
        "account_reset_key",
        "account_reset_sent",
        "account_second",
        "accounts:join",
        "foundation:logo",
    }
)
# What somebody may do who still has to set up the second factor that the business requires.
SETTING_UP = PUBLIC | {
    "account_app",
    "account_confirm",
    "account_passkey_make",
    "account_passkey_new",
    "account_secure",
    "foundation:look",
}


@dataclass(frozen=True)
class Entrance:
    """Who is at the door, and the row of the session in which they are."""

    actor: Actor
    session: Any


class ActorMiddleware:
    """Sets `request.actor` and lets visitors see nothing but `PUBLIC`.

    Session, account and words are as the database has them at this request, read again as soon as
    anybody has written anything: a deactivated account, changed roles or a changed password end the
    old power with the next click (D39). Where the business requires a second factor, a session
    without one leads to the page where it is set up, and nowhere else.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        entrance = _enter(request)
        response = self.get_response(request)
        if entrance is not None:
            _note_use(request, entrance)
        if request.actor.kind != "visitor":
            # Pages about people are not kept by browsers and proxies (ASVS 14.3.2).
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(
        self, request: Any, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Send visitors to the login page, unless the page is public; hear a step-up's answer."""
        name = request.resolver_match.view_name
        if request.actor.kind == "visitor":
            return None if name in PUBLIC or name in strangers.OPEN else to_login(request)
        if request.method == "POST" and stepup.ASKED in request.POST:
            refused = stepup.answer(request)
            if refused is not None:
                return refused
        if name not in SETTING_UP | strangers.OPEN and sessions.needs_factor(request.staff_session):
            return to_page(request, reverse("account_secure"))
        return None

    def process_exception(self, request: Any, problem: Exception) -> HttpResponse | None:
        """Ask who has to show again that it is they."""
        return stepup.ask(request, problem.factor) if isinstance(problem, NotFresh) else None


def _enter(request: Any) -> Entrance | None:
    """Tell the request who asks; `request.user` is somebody only in a session that stands."""
    entrance = _entrance(request)
    request_id = getattr(request, "request_id", "")
    if entrance is None:
        request.user, request.staff_session = AnonymousUser(), None
        request.actor = actors.visitor(request_id=request_id)
        return None
    row = entrance.session
    request.user, request.staff_session = row.user, row
    request.freshness = stepup.freshness_of(row)
    request.actor = replace(entrance.actor, request_id=request_id)
    return entrance


def _note_use(request: Any, entrance: Entrance) -> None:
    """Let the session live on while somebody works in it; what asks by itself is no work."""
    match = request.resolver_match
    if match is None or getattr(match.func, "unattended", False):
        return
    if request.staff_session is entrance.session and sessions.seen(entrance.session):
        request.session.modified = True


def actor_of(request: Any) -> Actor:
    """The staff member whose session this is, else a visitor.

    A session belongs to one audience: one of the customers' portal opens no door here (ADR 4).
    """
    entrance = _entrance(request)
    if entrance is None:
        return actors.visitor(request_id=getattr(request, "request_id", ""))
    return replace(entrance.actor, request_id=getattr(request, "request_id", ""))


def _entrance(request: Any) -> Entrance | None:
    """As `_read`, which asks again once somebody has written or the session has run out."""
    key = request.session.session_key
    if not key:
        return None
    if not steady.holds():
        return _read(request, key)
    known, until = steady.told(("entrance", key), lambda: (_read(request, key), _end_of(key)))
    return known if until is not None and until > clock.now() else _read(request, key)


def _end_of(key: str) -> datetime | None:
    """When the session with this key ends by itself; None when there is none."""
    return Session.objects.filter(pk=key).values_list("expire_date", flat=True).first()


def _read(request: Any, key: str) -> Entrance | None:
    if request.session.get(AUDIENCE) != STAFF:
        return None
    row = sessions.standing(key)
    if row is None or not _is_theirs(request.session, row.user):
        return None
    words = queries.words_of(row.user_id)
    return Entrance(Actor("staff", row.user_id, row.user.name, words, "office", "de"), row)


def _is_theirs(session: Any, user: Any) -> bool:
    """Whether the session was begun by this user, with the password that they have now."""
    return session.get(SESSION_KEY) == str(user.pk) and constant_time_compare(
        session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
    )


def to_login(request: HttpRequest) -> HttpResponse:
    """To the login page and afterwards back to the page that was asked for."""
    return to_page(request, settings.LOGIN_URL)


def to_page(request: HttpRequest, url: str) -> HttpResponse:
    """To another page, which knows where the way goes on afterwards.

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
    if is_local(back) and back != "/":
        url = f"{url}?{urlencode({'next': back})}"
    if fragment:
        return HttpResponse(headers={"HX-Redirect": url, "Cache-Control": "no-store"})
    response = HttpResponseRedirect(url)
    response.headers["Cache-Control"] = "no-store"
    return response
