"""How allauth behaves in this house (ADR 4)."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from stammkunde.accounts import limits, queries, security
from stammkunde.accounts.rules import STAFF, fold_email
from stammkunde.foundation.ratelimit import TooMany, give_back
from stammkunde.foundation.web.address import client_address

AUDIENCE = "audience"
DEVICE = "device"


class AccountAdapter(DefaultAccountAdapter):
    """Staff log in with e-mail and password; nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-mail or password is wrong."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are made by `operations.add_user`."""
        return False

    def get_login_stages(self) -> list[str]:
        """None yet; the second factor comes here."""
        return []

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No "you are logged in": the page shows it."""

    def is_ajax(self, request: HttpRequest) -> bool:
        """Never: there is one answer, the page."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Our rule for proxies holds everywhere."""
        return client_address(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Only a path of this server is a place to go on to (D40)."""
        return is_local(url)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The user whose e-mail and password these are, when the account is active.

        Takes as long and says the same for no account, a wrong password and a deactivated account
        (D36). Raises `TooMany` before the password is looked at.
        """
        email = fold_email(str(credentials.get("email", "")))
        attempt = limits.Try(email, client_address(request), device_mark(request))
        try:
            tickets = limits.take_try(attempt)
        except TooMany:
            self._record(security.Kind.LIMIT_HIT, request, queries.user_id_by_email(email))
            raise
        AuthenticationBackend.unstash_authenticated_user()
        user = authenticate(request, email=email, password=credentials.get("password"))
        AuthenticationBackend.unstash_authenticated_user()
        if user is None or not user.is_active:
            self._record(security.Kind.LOGIN_FAILED, request, queries.user_id_by_email(email))
            return None
        give_back(tickets)
        return user

    def login(self, request: HttpRequest, user: Any) -> None:
        """Start a session for the staff audience, under a new key (D39)."""
        request.session.cycle_key()
        super().login(request, user)
        request.session[AUDIENCE] = STAFF
        self._record(security.Kind.LOGIN, request, user.pk)

    def logout(self, request: HttpRequest) -> None:
        """End the session; nothing of it stays."""
        user_id = request.user.pk
        super().logout(request)
        self._record(security.Kind.LOGOUT, request, user_id)

    def _record(self, kind: Any, request: HttpRequest, user_id: int | None) -> None:
        security.record(
            kind,
            user_id=user_id,
            address=client_address(request),
            request_id=getattr(request, "request_id", ""),
        )


def device_mark(request: HttpRequest) -> str:
    """The browser's device mark, "" when it carries none."""
    return str(request.COOKIES.get(device_cookie(), ""))


def device_cookie() -> str:
    """The cookie's name: bound to this host where the house is reached by HTTPS."""
    return f"__Host-{DEVICE}" if settings.HTTPS else DEVICE


def is_local(url: str | None) -> bool:
    """Whether `url` is a path of this server: `/x`, but not `//x`, `/\\x` or `https:x` (D40)."""
    if not url or not url.startswith("/") or any(ord(sign) < 33 for sign in url):
        return False
    return url_has_allowed_host_and_scheme(url, allowed_hosts=None)
