"""Addresses of the room; the names are those that allauth asks for."""

from __future__ import annotations

from django.urls import include, path

from stammkunde.accounts import views
from stammkunde.accounts.lists import EventList, TeamList

_TEAM = [
    path("settings/team/", TeamList.view, name="team"),
    path("settings/team/invite/", views.invite, name="invite"),
    path("settings/team/<int:user>/", views.colleague, name="colleague"),
    path("settings/team/<int:user>/roles/", views.colleague_roles, name="colleague_roles"),
    path("settings/team/<int:user>/link/", views.colleague_link, name="colleague_link"),
    path("settings/team/<int:user>/renew/", views.colleague_renew, name="colleague_renew"),
    path("settings/team/<int:user>/withdraw/", views.colleague_withdraw, name="colleague_withdraw"),
    path(
        "settings/team/<int:user>/deactivate/",
        views.colleague_deactivate,
        name="colleague_deactivate",
    ),
    path("settings/team/<int:user>/restore/", views.colleague_restore, name="colleague_restore"),
    path("settings/team/<int:user>/reset/", views.colleague_reset, name="colleague_reset"),
    path("settings/team/<int:user>/sessions/", views.colleague_sessions, name="colleague_sessions"),
    path("settings/team/<int:user>/factors/", views.colleague_factors, name="colleague_factors"),
    path("settings/roles/", views.roles, name="roles"),
    path("settings/roles/new/", views.role_new, name="role_new"),
    path("settings/roles/<int:role>/", views.role, name="role"),
    path("settings/roles/<int:role>/reset/", views.role_reset, name="role_reset"),
    path("settings/roles/<int:role>/archive/", views.role_archive, name="role_archive"),
    path("settings/roles/<int:role>/restore/", views.role_restore, name="role_restore"),
    path("settings/roles/<int:role>/remove/", views.role_remove, name="role_remove"),
    path("settings/security/", views.security, name="security"),
    path("settings/security/events/", EventList.view, name="events"),
    path("join/<str:token>/", views.join, name="join"),
]

_MINE = [
    path("accounts/second/", views.second, name="account_second"),
    path("accounts/passkey/", views.passkey, name="account_passkey"),
    path("accounts/passkey/ask/", views.passkey_ask, name="account_passkey_ask"),
    path("accounts/reset/", views.reset, name="account_reset"),
    path("accounts/reset/sent/", views.reset_sent, name="account_reset_sent"),
    path("accounts/reset/<str:key>/", views.reset_key, name="account_reset_key"),
    path("account/", views.me, name="account_me"),
    path("account/email/", views.email, name="account_email"),
    path("account/password/", views.password, name="account_password"),
    path("account/app/", views.app, name="account_app"),
    path("account/passkey/", views.passkey_new, name="account_passkey_new"),
    path("account/passkey/make/", views.passkey_make, name="account_passkey_make"),
    path("account/factors/<int:factor>/", views.factor, name="account_factor"),
    path("account/codes/", views.codes, name="account_codes"),
    path("account/sessions/", views.end_sessions, name="account_sessions"),
    path("account/secure/", views.secure, name="account_secure"),
    path("account/confirm/", views.confirm, name="account_confirm"),
]

urlpatterns = [
    *_MINE,
    path("", include((_TEAM, "accounts"))),
    path("accounts/login/", views.login, name="account_login"),
    path("accounts/logout/", views.logout, name="account_logout"),
]
