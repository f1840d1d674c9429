"""Notices (*Mitteilungen*): one text to many customers at once (COM-09, COM-17)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import Editable, LongText, Text, key
from stammkunde.messaging.models.message import Category, Channel

ABOUT_NOTICE = "messaging.notice"  # the kind of a notice's messages, and what they are about


class NoticeState(models.TextChoices):
    """Where a notice stands. CANCELLED: begun and stopped; who was written to stays so."""

    DRAFT = "draft", pgettext_lazy("messaging: notice", "Draft")
    SCHEDULED = "scheduled", pgettext_lazy("messaging: notice", "Scheduled")
    RUNNING = "running", pgettext_lazy("messaging: notice", "Being sent")
    PAUSED = "paused", pgettext_lazy("messaging: notice", "Paused")
    DONE = "done", pgettext_lazy("messaging: notice", "Sent")
    CANCELLED = "cancelled", pgettext_lazy("messaging: notice", "Cancelled")


class Notice(Editable):
    """One text to many. Who is meant is worked out when it begins, and fixed from then on.

    recipients: what was chosen (`recipients.Wanted`, JSON: ids and frozen states of lists). ids: the
    customers it goes to, [id, reason it does not or ""], fixed at the beginning and emptied at the
    end; through: how many of them are written down by now. reached, left: how many of those get it,
    how many do not. problem: why it stopped by itself. send_at: when it begins or began; of a draft
    when it was last worked on.
    """

    subject = Text(max_length=300, blank=True, personal=False)
    body = LongText(personal=False)
    subject_en = Text(max_length=300, blank=True, personal=False)
    body_en = LongText(personal=False)
    category = Text(
        max_length=14, choices=Category.choices, default=Category.ORGANISATIONAL, personal=False
    )
    channel = Text(max_length=8, choices=Channel.choices, default=Channel.EMAIL, personal=False)
    recipients = LongText(personal=False)
    state = Text(
        max_length=10, choices=NoticeState.choices, default=NoticeState.DRAFT, personal=False
    )
    ids = LongText(personal=False)
    total = models.PositiveIntegerField(default=0)
    through = models.PositiveIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    problem = Text(max_length=400, blank=True, personal=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        related_query_name="messaging_notice",
    )
    author_label = Text(max_length=200, blank=True, personal=False)
    created_at = models.DateTimeField()
    send_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(through__lte=models.F("total")), name="messaging_notice_through"
            ),
        ]
        indexes = [
            models.Index(fields=["send_at", "id"], name="messaging_notice_by_time"),
            models.Index(fields=["state", "send_at", "id"], name="messaging_notice_by_state"),
        ]


class NoticeFile(models.Model):
    """A file that goes along with a notice."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="files")
    file = key("foundation.StoredFile", room="messaging", noun="notice_file", to_field="key")
    name = Text(max_length=255, personal=False)
