"""Who may come in, and what they may do there."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import Editable, Text, key, sort_key


class Role(Editable):
    """A set of permission words. Shipped roles carry no name of their own, so it is translated.

    `known` are the words that existed when the role was last brought up to date: a word that a
    later version brings is handed out once, and what the owner took away stays away.
    """

    key = Text(max_length=40, unique=True, personal=False)
    name = Text(max_length=80, blank=True, personal=False)
    words = models.JSONField(default=list)
    known = models.JSONField(default=list)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.name or self.key


class User(Editable, AbstractBaseUser):
    """A person who logs in. What they may do comes from their roles, and from nothing else.

    `waiting`: invited, and has never come in; such an account is not active.
    """

    email = Text(max_length=254, personal=True)
    email_folded = Text(max_length=254, unique=True, personal=True, editable=False)
    name = Text(max_length=120, personal=True)
    sort_name = sort_key()
    is_active = models.BooleanField(default=True)
    waiting = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    roles: Any = models.ManyToManyField(
        Role, related_name="+", related_query_name="accounts_user", blank=True
    )

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "email_folded"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(email_folded=""), name="accounts_user_has_an_email"
            ),
            models.CheckConstraint(
                condition=~models.Q(waiting=True, is_active=True),
                name="accounts_user_waits_or_is_in",
            ),
        ]
        indexes = [models.Index(fields=["sort_name", "id"], name="accounts_user_by_name")]

    def __str__(self) -> str:
        return self.name


class Invitation(Editable):
    """A way in for somebody who has never been here (ADR 29): once, until `until`.

    The link's token is worked out from `seed` and the house's secret key and is stored nowhere;
    `token_hash` is what an opened link is found by.
    """

    user = key("accounts.User", room="accounts", noun="invitation", one=True)
    seed = Text(max_length=64, personal=False)
    token_hash = Text(max_length=64, unique=True, personal=False)
    sent_at = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class SecurityEvent(models.Model):
    """What happened at the door. No names, no addresses: the person by id, the place by hash."""

    class Kind(models.TextChoices):
        """What can happen at the door."""

        LOGIN = "login", pgettext_lazy("accounts", "Login")
        LOGIN_FAILED = "login_failed", _("Failed login")
        LIMIT_HIT = "limit_hit", _("Too many tries")
        LOGOUT = "logout", pgettext_lazy("accounts", "Logout")
        ROLES_CHANGED = "roles_changed", _("Roles changed")
        ADDED = "added", _("Account added")
        DEACTIVATED = "deactivated", _("Account deactivated")
        INVITED = "invited", _("Invitation sent")
        WITHDRAWN = "withdrawn", _("Invitation withdrawn")
        JOINED = "joined", _("Invitation accepted")
        BROUGHT_BACK = "brought_back", _("Account activated again")
        ROLE_CHANGED = "role_changed", _("A role's permissions changed")
        FACTOR_FAILED = "factor_failed", _("Failed second factor")
        FACTOR_ADDED = "factor_added", _("Second factor added")
        FACTOR_REMOVED = "factor_removed", _("Second factor removed")
        FACTORS_RESET = "factors_reset", _("Second factors taken away")
        CODES_MADE = "codes_made", _("New recovery codes")
        CODE_USED = "code_used", _("Recovery code used")
        COPIED_KEY = "copied_key", _("A passkey's counter went back")
        CONFIRMED = "confirmed", _("Confirmed once more")
        PASSWORD_CHANGED = "password_changed", _("Password changed")
        RESET_ASKED = "reset_asked", _("Link for a new password sent")
        EMAIL_CHANGED = "email_changed", _("E-mail of the account changed")
        SESSIONS_ENDED = "sessions_ended", _("Sessions ended")
        SETTINGS_CHANGED = "settings_changed", _("Security settings changed")

    kind = Text(max_length=20, choices=Kind.choices)
    at = models.DateTimeField(db_index=True)
    user_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    address_hash = Text(max_length=64, blank=True, personal=True)
    request_id = Text(max_length=40, blank=True, personal=False)

    class Meta:
        indexes = [
            models.Index(fields=["user_id", "-at"], name="accounts_event_by_user"),
            models.Index(fields=["kind", "-at"], name="accounts_event_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id or '?'}"


class AccountSettings(Editable):
    """The settings of the room: one row (house.md 8). `factor_required`: for everybody."""

    factor_required = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="accounts_settings_one_row")
        ]

    def __str__(self) -> str:
        return "account settings"


class StaffSession(models.Model):
    """A browser in which somebody of the staff is logged in; without its row the session is dead.

    `key_hash`: the keyed hash of the session's key, which itself is stored with the session only.
    `device`: the browser in words. `factor`: what was shown beside the password, "" for nothing.
    `confirmed_at`, `factor_at`: when somebody last showed that it is they, at all and by a factor.
    """

    user = key("accounts.User", room="accounts", noun="session")
    key_hash = Text(max_length=64, unique=True, personal=False)
    device = Text(max_length=80, blank=True, personal=True)
    factor = Text(max_length=20, blank=True, personal=False)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()
    factor_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-seen_at"], name="accounts_session_by_user")]

    def __str__(self) -> str:
        return f"session {self.pk}"
