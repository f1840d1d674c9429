"""The room's name plate."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from stammkunde.accounts import queries
from stammkunde.foundation.lists.own import ROLES, Roles
from stammkunde.foundation.rooms import Go, Room, SettingsEntry, SetupStep, slots

room = Room(
    key="accounts",
    label=pgettext_lazy("accounts", "Accounts"),
    words={queries.MANAGE: _("Manage staff accounts and roles")},
)

slots.hang(ROLES, Roles("accounts.roles", held=queries.role_keys, named=queries.named_roles))

for _key, _label, _icon, _hint, _order in (
    (
        "team",
        pgettext_lazy("accounts", "Team"),
        "users",
        _("Who may come in: invite colleagues, give them roles, take keys away."),
        2,
    ),
    (
        "roles",
        pgettext_lazy("accounts", "Roles"),
        "user",
        _("What a role may, in plain words; your own roles as well."),
        3,
    ),
    (
        "security",
        pgettext_lazy("accounts", "Security"),
        "lock",
        _("Whether everybody needs a second factor, and the security journal."),
        4,
    ),
):
    slots.hang(
        "backoffice.settings",
        SettingsEntry(
            f"accounts.{_key}",
            _label,
            f"accounts:{_key}",
            _icon,
            word=queries.MANAGE,
            order=_order,
            hint=_hint,
        ),
    )
slots.hang(
    "backoffice.palette.actions",
    Go(
        "accounts.invite",
        _("Invite a colleague"),
        "accounts:invite",
        "plus",
        queries.MANAGE,
        80,
        pgettext_lazy("accounts: words that find it", "team user employee account invite new"),
    ),
)

slots.hang(
    "backoffice.setup",
    SetupStep(
        "accounts.colleagues",
        _("Invite colleagues"),
        "accounts:team",
        lambda actor: queries.colleagues().count() - 1,
        queries.MANAGE,
        order=40,
        said=lambda count: gettext("Colleagues are invited (%(count)d)") % {"count": count},
    ),
)
slots.hang(
    "backoffice.palette.actions",
    Go(
        "accounts.me",
        _("My account"),
        "account_me",
        "user",
        order=80,
        words=_("password second factor passkey recovery codes sessions"),
    ),
)
