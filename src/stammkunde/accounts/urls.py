"""Addresses of the room; the names are those that allauth asks for."""

from __future__ import annotations

from django.urls import path

from stammkunde.accounts import views

urlpatterns = [
    path("accounts/login/", views.login, name="account_login"),
    path("accounts/logout/", views.logout, name="account_logout"),
]
