"""Addresses of what comes back, and of congratulations."""

from __future__ import annotations

from django.urls import path

from stammkunde.messaging.views import addresses, birthdays, hooks

PATTERNS = [
    path("customers/<int:pk>/address/", addresses.clear, name="address_clear"),
    path("hooks/mail/<slug:provider>/", hooks.mail_hook, name="mail_hook"),
    path("settings/birthdays/", birthdays.settings_birthdays, name="settings_birthdays"),
]
