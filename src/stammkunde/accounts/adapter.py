"""How allauth behaves in this house (ADR 4)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from stammkunde.accounts import greeting, limits, notices, queries, sealing, security, sessions
from stammkunde.accounts.passkeys import Place
from stammkunde.accounts.proofs import Proof
from stammkunde.accounts.rules import CODES, STAFF, fold_email
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import business
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
        """The second factor, for whom there is one."""
        return ["stammkunde.accounts.stages.SecondStep"]

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
        attempt = attempt_of(request, email)
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
        proof: Proof | None = getattr(request, "proof", None)
        request.staff_session = sessions.begin(  # type: ignore[attr-defined]
            str(request.session.session_key),
            user.pk,
            agent=request.headers.get("User-Agent", ""),
            factor=proof.factor if proof is not None and proof.user == user.pk else "",
        )
        if proof is not None and proof.factor == CODES:
            notices.tell(user, "code_used")
        self._record(security.Kind.LOGIN, request, user.pk)
        greeting.greet(request, Actor("staff", user.pk, user.name, queries.words_of(user.pk)))

    def logout(self, request: HttpRequest) -> None:
        """End the session; nothing of it stays."""
        user_id = request.user.pk
        if request.session.session_key:
            sessions.close(request.session.session_key)
        super().logout(request)
        self._record(security.Kind.LOGOUT, request, user_id)

    def _record(self, kind: Any, request: HttpRequest, user_id: int | None) -> None:
        security.record(
            kind,
            user_id=user_id,
            address=client_address(request),
            request_id=getattr(request, "request_id", ""),
        )


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: allauth keeps the rows, we seal what is secret in them (ADR 28)."""

    def encrypt(self, text: str) -> str:
        """Sealed with a key that is derived from the house's secret key."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed; raises `sealing.Unreadable`."""
        return sealing.unseal(encrypted_text)

    def get_totp_label(self, user: Any) -> str:
        """The e-mail as the person writes it."""
        return str(user.email)

    def get_totp_issuer(self) -> str:
        """What the app calls us: the name of the business."""
        return house()


def attempt_of(request: HttpRequest, email: str) -> limits.Try:
    """What a try at this account is counted by."""
    return limits.Try(
        email, client_address(request), device_mark(request), getattr(request, "request_id", "")
    )


def mark_device(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Mark the browser as one that knows the account, once a login is complete.

    A password alone brings no mark: each would bring new tries at the second factor.
    """
    attempt = attempt_of(request, email)
    if getattr(request, "staff_session", None) is None or limits.known_device(attempt):
        return
    response.set_cookie(
        device_cookie(),
        limits.new_device(email),
        max_age=limits.DEVICE_AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def place_of(request: HttpRequest) -> Place:
    """Where passkeys are made and shown: the house's own address, or the one of this machine.

    Over HTTPS nothing but BASE_URL counts, whatever the request says.
    """
    base = urlsplit(settings.BASE_URL)
    host = base.netloc if settings.HTTPS else request.get_host()
    name = urlsplit(f"//{host}").hostname or ""
    return Place(name, f"{base.scheme}://{host}", house())


def house() -> str:
    """What an app or a browser calls us: the name of the business."""
    return business().name or "Stammkunde"


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
