"""The second step of a login: nobody who has a second factor comes in without showing it (D38)."""

from __future__ import annotations

from typing import Any

from allauth.account.stages import LoginStage
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from stammkunde.accounts import queries

SECOND = "account_second"


class SecondStep(LoginStage):
    """Stops a login whose user has a factor that was not shown.

    What waits in the browser's session is no login: it names the user and a hash of their password,
    so that a password changed meanwhile ends it.
    """

    key = "mfa_authenticate"
    urlname = SECOND

    def handle(self) -> tuple[Any, bool]:
        """Let pass who has shown a factor, or has none to show."""
        user = self.login.user
        if user is None:
            return None, False
        proof = getattr(self.request, "proof", None)
        if proof is not None and proof.user == user.pk and proof.factor:
            return None, True
        if not queries.has_factor(user.pk):
            return None, True
        self.state["password"] = user.get_session_auth_hash()
        return HttpResponseRedirect(reverse(SECOND)), True

    def holds(self) -> bool:
        """Whether the first step still counts: the account is active, the password the same."""
        user: Any = self.login.user
        return bool(
            user
            and user.is_active
            and constant_time_compare(self.state.get("password", ""), user.get_session_auth_hash())
        )
