"""The room's pages, by noun."""

from stammkunde.accounts.views.door import login, logout, passkey, passkey_ask, second
from stammkunde.accounts.views.factors import app, codes, factor, passkey_make, passkey_new
from stammkunde.accounts.views.joining import join
from stammkunde.accounts.views.me import confirm, email, end_sessions, me, password, secure
from stammkunde.accounts.views.protection import security
from stammkunde.accounts.views.reset import reset, reset_key, reset_sent
from stammkunde.accounts.views.roles import (
    role,
    role_archive,
    role_new,
    role_remove,
    role_reset,
    role_restore,
    roles,
)
from stammkunde.accounts.views.team import (
    colleague,
    colleague_deactivate,
    colleague_factors,
    colleague_link,
    colleague_renew,
    colleague_reset,
    colleague_restore,
    colleague_roles,
    colleague_sessions,
    colleague_withdraw,
    invite,
)

__all__ = [
    "app",
    "codes",
    "colleague",
    "colleague_deactivate",
    "colleague_factors",
    "colleague_link",
    "colleague_renew",
    "colleague_reset",
    "colleague_restore",
    "colleague_roles",
    "colleague_sessions",
    "colleague_withdraw",
    "confirm",
    "email",
    "end_sessions",
    "factor",
    "invite",
    "join",
    "login",
    "logout",
    "me",
    "passkey",
    "passkey_ask",
    "passkey_make",
    "passkey_new",
    "password",
    "reset",
    "reset_key",
    "reset_sent",
    "role",
    "role_archive",
    "role_new",
    "role_remove",
    "role_reset",
    "role_restore",
    "roles",
    "second",
    "secure",
    "security",
]  # fmt: skip
