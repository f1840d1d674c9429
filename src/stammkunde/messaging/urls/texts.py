"""Addresses of words: templates, signatures, form of address."""

from __future__ import annotations

from django.urls import path

from stammkunde.messaging.views import texts

PATTERNS = [
    path("communication/templates/", texts.templates, name="templates"),
    path("communication/templates/new/", texts.template_new, name="template_new"),
    path("communication/templates/<str:text>/", texts.template, name="template"),
    path("settings/signature/", texts.settings_signature, name="settings_signature"),
    path("settings/address/", texts.settings_address, name="settings_address"),
    path("account/signature/", texts.own_signature, name="own_signature"),
]
