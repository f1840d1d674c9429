"""Addresses of the transport: its settings."""

from __future__ import annotations

from django.urls import path

from stammkunde.messaging.views import sending_settings

PATTERNS = [
    path("settings/mail/", sending_settings.settings_sending, name="settings_sending"),
]
