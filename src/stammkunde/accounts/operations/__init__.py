"""Everything that writes accounts, by noun."""

from stammkunde.accounts.operations.factors import (
    Added,
    add_app,
    add_passkey,
    remove_factor,
    rename_passkey,
    renew_codes,
    reset_factors,
)
from stammkunde.accounts.operations.guards import check_password
from stammkunde.accounts.operations.invitations import (
    accept_invitation,
    invite_user,
    renew_invitations,
    withdraw_invitations,
)
from stammkunde.accounts.operations.own import (
    change_own_email,
    change_own_password,
    change_settings,
    end_own_sessions,
    end_sessions,
    rename_oneself,
    reset_password,
    send_reset,
)
from stammkunde.accounts.operations.roles import (
    add_role,
    archive_roles,
    remove_roles,
    rename_role,
    reset_role,
    restore_roles,
    set_role_words,
)
from stammkunde.accounts.operations.users import (
    add_user,
    bring_back_users,
    change_roles,
    deactivate_users,
)

__all__ = [
    "Added",
    "accept_invitation",
    "add_app",
    "add_passkey",
    "add_role",
    "add_user",
    "archive_roles",
    "bring_back_users",
    "change_own_email",
    "change_own_password",
    "change_roles",
    "change_settings",
    "check_password",
    "deactivate_users",
    "end_own_sessions",
    "end_sessions",
    "invite_user",
    "remove_factor",
    "remove_roles",
    "rename_oneself",
    "rename_passkey",
    "rename_role",
    "renew_codes",
    "renew_invitations",
    "reset_factors",
    "reset_password",
    "reset_role",
    "restore_roles",
    "send_reset",
    "set_role_words",
    "withdraw_invitations",
]  # fmt: skip
