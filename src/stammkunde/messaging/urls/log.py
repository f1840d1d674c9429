"""Addresses of what was said: the log, one message, text messages."""

from __future__ import annotations

from django.urls import path

from stammkunde.messaging.lists import SentList, SmsList
from stammkunde.messaging.views import keeping, log, sms

PATTERNS = [
    path("communication/", log.start, name="start"),
    path("communication/sent/", SentList.view, name="sent"),
    path("communication/sms/", SmsList.view, name="sms"),
    path("communication/messages/<int:message>/", log.message, name="message"),
    path("communication/messages/<int:message>/body/", log.body, name="body"),
    path("communication/messages/<int:message>/resend/", log.resend, name="resend"),
    path("communication/messages/<int:message>/settle/", log.settle, name="settle"),
    path("communication/messages/<int:message>/look/", log.look, name="look"),
    path("customers/<int:pk>/communication/", log.tab, name="messages"),
    path("customers/<int:pk>/sms/", sms.tab, name="sms_of"),
    path("hooks/sms/<slug:provider>/<slug:secret>/", sms.hook, name="sms_hook"),
    path("settings/messages/", keeping.settings_keeping, name="settings_keeping"),
]
