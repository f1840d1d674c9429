"""Addresses of writing: to one, to many, and the links with which customers answer by themselves."""

from __future__ import annotations

from django.urls import path

from stammkunde.messaging.lists.notices import NoticeList
from stammkunde.messaging.views import consents, notices, writing

PATTERNS = [
    path("communication/write/", writing.write, name="write"),
    path("communication/messages/<int:message>/stop/", writing.stop, name="stop"),
    path("customers/<int:pk>/ask-consent/", writing.ask_consent, name="ask_consent"),
    path("communication/notices/", NoticeList.view, name="notices"),
    path("communication/notices/new/", notices.new, name="notice_new"),
    path("communication/notices/begin/", notices.begin, name="notice_begin"),
    path("communication/notices/<int:notice>/", notices.notice, name="notice"),
    path("communication/notices/<int:notice>/look/", notices.look, name="notice_look"),
    path("communication/notices/<int:notice>/state/", notices.state, name="notice_state"),
    path("communication/notices/<int:notice>/step/", notices.step, name="notice_step"),
    path("mail/confirm/<str:token>/", consents.confirm, name="confirm"),
    path("mail/<str:token>/", consents.unsubscribe, name="unsubscribe"),
]
