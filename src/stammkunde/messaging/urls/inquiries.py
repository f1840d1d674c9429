"""Addresses of enquiries, of the public door, and of its settings."""

from __future__ import annotations

from django.urls import path

from stammkunde.messaging.views import inquiries, registration, taking, website

PATTERNS = [
    path("inquiries/", inquiries.inquiries, name="inquiries"),
    path("inquiries/call/", inquiries.note_call, name="note_call"),
    path("inquiries/<int:inquiry>/", inquiries.inquiry, name="inquiry"),
    path("inquiries/<int:inquiry>/edit/", inquiries.edit, name="inquiry_edit"),
    path("inquiries/<int:inquiry>/answer/", inquiries.answer, name="inquiry_answer"),
    path("inquiries/<int:inquiry>/take/", taking.take, name="inquiry_take"),
    path("inquiries/<int:inquiry>/attach/", taking.attach, name="inquiry_attach"),
    path("inquiries/<int:inquiry>/do/<str:do>/", inquiries.do, name="inquiry_do"),
    path("public/register/", registration.register, name="register"),
    path("settings/website-form/", website.settings_website, name="settings_website"),
]
