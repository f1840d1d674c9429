"""Who may come in, and what they may do there."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import Editable, Text


class Role(Editable):
    """A set of permission words. Shipped roles carry no name of their own, so it is translated.

    `known` are the words that existed when the role was last brought up to date: a word that a
    later version brings is handed out once, and what the owner took away stays away.
    """

    key = Text(max_length=40, unique=True, personal=False)
    name = Text(max_length=80, blank=True, personal=False)
    words = models.JSONField(default=list)
    known = models.JSONField(default=list)

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.name or self.key


class User(Editable, AbstractBaseUser):
    """A person who logs in. What they may do comes from their roles, and from nothing else."""

    email = Text(max_length=254, personal=True)
    email_folded = Text(max_length=254, unique=True, personal=True, editable=False)
    name = Text(max_length=120, personal=True)
    is_active = models.BooleanField(default=True)
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
            )
        ]

    def __str__(self) -> str:
        return self.name


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

    kind = Text(max_length=20, choices=Kind.choices)
    at = models.DateTimeField(db_index=True)
    user_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    address_hash = Text(max_length=64, blank=True, personal=True)
    request_id = Text(max_length=40, blank=True, personal=False)

    class Meta:
        indexes = [models.Index(fields=["user_id", "-at"], name="accounts_event_by_user")]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id or '?'}"
