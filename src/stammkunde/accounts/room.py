"""The room's name plate."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stammkunde.foundation.rooms import Room

room = Room(
    key="accounts",
    label=_("Accounts"),
    words={"accounts.manage": _("Manage staff accounts and roles")},
)
