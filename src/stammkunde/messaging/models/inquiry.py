"""What comes in: enquiries, and how the website's form asks for them (IMP-11; users.md R2)."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import Editable, LongText, OnMerge, SortText, Text, key, sort_key


class InquirySource(models.TextChoices):
    """The way that an enquiry took."""

    WEBSITE = "website", pgettext_lazy("messaging: enquiry", "Website")
    PORTAL = "portal", pgettext_lazy("messaging: enquiry", "Portal")
    CALL = "call", pgettext_lazy("messaging: enquiry", "Phone call")
    EMAIL = "email", pgettext_lazy("messaging: enquiry", "E-mail")


class InquiryState(models.TextChoices):
    """Where an enquiry stands (users.md 4)."""

    NEW = "new", pgettext_lazy("messaging: enquiry", "New")
    IN_PROGRESS = "in_progress", pgettext_lazy("messaging: enquiry", "In progress")
    WAITING = "waiting", _("Waiting for an answer")
    DONE = "done", pgettext_lazy("messaging: enquiry", "Done")
    SPAM = "spam", pgettext_lazy("messaging: enquiry", "Spam")


OPEN = ("new", "in_progress", "waiting")


class Inquiry(Editable):
    """Somebody asks something. Who they are is what they said; `customer` is what the office found.

    details: all else that was said, JSON by field key (`rules.inquiries`). asked_at: when the
    address was asked to confirm; until `confirmed_at` it may be anybody's. newsletter: they ticked
    it. digest: names the content while it is not done, so that the same twice is one. closed_at:
    when it became done or spam. note: the office's own.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = Text(max_length=8, choices=InquirySource.choices, personal=False)
    state = Text(
        max_length=12, choices=InquiryState.choices, default=InquiryState.NEW, personal=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+",
        related_query_name="messaging_inquiry",
    )  # fmt: skip
    customer = key(
        "people.Customer", room="messaging", noun="inquiry", on_merge=OnMerge.MOVE, null=True
    )
    first_name = Text(max_length=120, blank=True, personal=True)
    last_name = Text(max_length=120, blank=True, personal=True)
    organisation = Text(max_length=200, blank=True, personal=True)
    email = Text(max_length=254, blank=True, personal=True)
    phone = Text(max_length=60, blank=True, personal=True)
    wish = Text(max_length=200, blank=True, personal=True)
    text = LongText(personal=True)
    details = LongText(personal=True)
    note = LongText(personal=True)
    newsletter = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    digest = Text(max_length=64, blank=True, personal=True, editable=False)

    sort_name = sort_key(max_length=400)
    email_folded = SortText(max_length=254, blank=True, personal=True, editable=False)
    phone_digits = SortText(max_length=60, blank=True, personal=True, editable=False)

    class Meta:
        verbose_name_plural = "inquiries"
        constraints = [
            models.UniqueConstraint(
                fields=["digest"], condition=~Q(digest=""), name="messaging_inquiry_said_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "spam"], closed_at__isnull=False)
                | Q(state__in=OPEN, closed_at__isnull=True),
                name="messaging_inquiry_closed_when_done",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(asked_at__isnull=False),
                name="messaging_inquiry_confirms_what_was_asked",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="messaging_inquiry_by_time"),
            models.Index(fields=["state", "-created_at", "-id"], name="messaging_inquiry_by_state"),
            models.Index(fields=["sort_name", "id"], name="messaging_inquiry_by_name"),
        ]

    @property
    def said(self) -> dict[str, Any]:
        """What was said besides, by field key."""
        found: dict[str, Any] = json.loads(self.details) if self.details else {}
        return found

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something, or waits."""
        return self.state in OPEN

    @property
    def unconfirmed(self) -> bool:
        """Whether nobody has said yet that the address is theirs."""
        return self.asked_at is not None and self.confirmed_at is None


class Wanted(models.TextChoices):
    """Whether the form asks for something."""

    NO = "no", pgettext_lazy("messaging: form", "not asked")
    MAY = "may", pgettext_lazy("messaging: form", "asked")
    MUST = "must", pgettext_lazy("messaging: form", "required")


class InquirySettings(Editable):
    """The website's form: one row. Off until somebody turns it on.

    website: the origin that scripts may post from. notify: who is told, an address a line. wishes:
    what can be asked for, one a line. confirms: whether the address is asked to confirm (double
    opt-in). as_prospect: whether a confirmed stranger becomes a customer at once. days: how long
    what is done, spam, or never confirmed stays.
    """

    enabled = models.BooleanField(default=False)
    website = Text(max_length=200, blank=True, personal=False)
    notify = LongText(personal=False)
    wishes = LongText(personal=False)
    wish_label = Text(max_length=60, blank=True, personal=False)
    phone = Text(max_length=4, choices=Wanted.choices, default=Wanted.MAY, personal=False)
    address = Text(max_length=4, choices=Wanted.choices, default=Wanted.NO, personal=False)
    confirms = models.BooleanField(default=True)
    newsletter = models.BooleanField(default=False)
    as_prospect = models.BooleanField(default=False)
    done_days = models.PositiveIntegerField(default=730)
    spam_days = models.PositiveIntegerField(default=30)
    unconfirmed_days = models.PositiveIntegerField(default=30)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="messaging_inquiry_settings_one_row"),
        ]
