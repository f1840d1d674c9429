"""The room's name plate."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.rooms import Room

room = Room(
    key="accounts",
    label=pgettext_lazy("accounts", "Accounts"),
    words={"accounts.manage": _("Manage staff accounts and roles")},
)
