"""The log of what went to customers and came from them; the transport is foundation's."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import LongText, OnMerge, Text, key
from stammkunde.messaging.models.settings import BodyPolicy


class Channel(models.TextChoices):
    """The way a message takes."""

    EMAIL = "email", pgettext_lazy("messaging: channel", "E-mail")
    SMS = "sms", pgettext_lazy("messaging: channel", "SMS")
    LETTER = "letter", pgettext_lazy("messaging: channel", "Letter")
    PORTAL = "portal", _("Portal message")


class Direction(models.TextChoices):
    """From the business, or to it."""

    OUT = "out", pgettext_lazy("messaging", "sent")
    IN = "in", pgettext_lazy("messaging", "received")


class Category(models.TextChoices):
    """What a message is for; advertising needs a consent with proof (C-35)."""

    TRANSACTIONAL = "transactional", pgettext_lazy("messaging: category", "For a booking or order")
    ORGANISATIONAL = "organisational", pgettext_lazy("messaging: category", "Organisational")
    ADVERTISING = "advertising", pgettext_lazy("messaging: category", "Advertising")


class State(models.TextChoices):
    """Where a message stands, honestly: plain SMTP never claims that it was delivered (COM-01).

    UNCLEAR: it may have gone out; only a person sends it again. SUPPRESSED: it was never sent, and
    `Message.reason` says why. HELD is no state of its own: a queued one in trial operation.
    """

    QUEUED = "queued", pgettext_lazy("messaging: state", "Waiting")
    SENDING = "sending", pgettext_lazy("messaging: state", "Being sent")
    SENT = "sent", pgettext_lazy("messaging: state", "Accepted by the mail server")
    DELIVERED = "delivered", pgettext_lazy("messaging: state", "Delivered")
    SOFT = "soft", pgettext_lazy("messaging: state", "Temporarily undeliverable")
    HARD = "hard", pgettext_lazy("messaging: state", "Undeliverable")
    FAILED = "failed", pgettext_lazy("messaging: state", "Failed")
    UNCLEAR = "unclear", pgettext_lazy("messaging: state", "Unclear, please check")
    SUPPRESSED = "suppressed", pgettext_lazy("messaging: state", "Not sent")
    CANCELLED = "cancelled", pgettext_lazy("messaging: state", "Cancelled")
    PRINTED = "printed", pgettext_lazy("messaging: state", "Printed")
    NOTED = "noted", pgettext_lazy("messaging: state", "Noted by hand")


class Reason(models.TextChoices):
    """Why a message was not sent (`SUPPRESSED`)."""

    LOCKED = "locked", pgettext_lazy("messaging: reason", "locked")
    NO_CONSENT = "no_consent", pgettext_lazy("messaging: reason", "no consent")
    NO_ADDRESS = "no_address", pgettext_lazy("messaging: reason", "no address")
    BOUNCED = "bounced", pgettext_lazy("messaging: reason", "address undeliverable")
    DECEASED = "deceased", pgettext_lazy("messaging: reason", "deceased")
    GONE = "gone", pgettext_lazy("messaging: reason", "archived or deleted")
    FORMER = "former", pgettext_lazy("messaging: reason", "former customer")
    TWICE = "twice", pgettext_lazy("messaging: reason", "same address as another recipient")
    LATE = "late", pgettext_lazy("messaging: reason", "no longer current")
    DISCARDED = "discarded", pgettext_lazy("messaging: reason", "discarded in trial operation")


SUPPRESSED = State.SUPPRESSED


class Message(models.Model):
    """One message to, or from, one customer (2.14). Without a customer: an answer to an enquiry.

    kind: which template or occasion ("messaging.notice", "messaging.birthday"), also the purpose
    of its mail. subject, text, html: only as the policy of its category keeps them (C-01);
    `recipe` is what a renewed text needs (JSON: placeholders of the occasion, own text of the
    writer unless the policy forbids). dedupe_key: the same occasion never writes twice.
    transport: the id of the mail or SMS that carries it. about_*: what it is about, in another
    room ("billing.invoice", 17, "RE-2026-0412").
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dedupe_key = Text(max_length=200, unique=True, personal=False)
    customer = key(
        "people.Customer", room="messaging", noun="message", on_merge=OnMerge.MOVE, null=True,
        db_index=False,
    )  # fmt: skip
    participant = key(
        "people.Participant", room="messaging", noun="message", on_merge=OnMerge.MOVE, null=True
    )
    channel = Text(max_length=8, choices=Channel.choices, personal=False)
    direction = Text(max_length=3, choices=Direction.choices, default=Direction.OUT, personal=False)
    category = Text(max_length=14, choices=Category.choices, personal=False)
    kind = Text(max_length=60, personal=False)
    automatic = models.BooleanField(default=False)  # nobody pressed a button for this one
    confirmed = models.BooleanField(default=False)  # in spite of a warning (C-09)
    language = Text(max_length=12, blank=True, personal=False)
    recipient = Text(max_length=254, blank=True, personal=True)  # address, number; "" for letters
    recipient_name = Text(max_length=400, blank=True, personal=True)
    subject = Text(max_length=300, blank=True, personal=True)
    text = LongText(personal=True)
    html = LongText(personal=True)
    recipe = LongText(personal=True)
    state = Text(max_length=10, choices=State.choices, default=State.QUEUED, personal=False)
    reason = Text(max_length=12, blank=True, choices=Reason.choices, personal=False)
    answer = LongText(personal=True)  # the server's own words
    code = Text(max_length=20, blank=True, personal=False)  # "5.1.1"
    transport = models.BigIntegerField(null=True)
    resend_of = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+",
        related_query_name="messaging_resent",
    )  # fmt: skip
    about_kind = Text(max_length=60, blank=True, personal=False)
    about_id = models.BigIntegerField(null=True)
    about_label = Text(max_length=200, blank=True, personal=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+",
        related_query_name="messaging_message",
    )  # fmt: skip
    created_at = models.DateTimeField()
    send_at = models.DateTimeField()  # not before
    sent_at = models.DateTimeField(null=True)
    state_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)  # read in the portal
    looked_at = models.DateTimeField(null=True)  # somebody has dealt with a trouble
    kept = Text(
        max_length=8, choices=BodyPolicy.choices, default=BodyPolicy.FULL, personal=False
    )  # what the row still holds

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="suppressed") | Q(reason=""),
                name="messaging_message_reason_needs_suppressed",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-send_at", "-id"], name="messaging_message_of"),
            models.Index(fields=["-send_at", "-id"], name="messaging_message_by_time"),
            models.Index(fields=["state", "-send_at", "-id"], name="messaging_message_by_state"),
            models.Index(fields=["channel", "transport"], name="messaging_message_carried"),
            models.Index(
                fields=["state"],
                condition=Q(looked_at__isnull=True, state__in=("failed", "unclear", "hard")),
                name="messaging_message_trouble",
            ),
            models.Index(
                fields=["category", "send_at"],
                condition=~Q(kept="none"),
                name="messaging_message_kept",
            ),
            models.Index(
                fields=["about_kind", "about_id"],
                condition=~Q(about_kind=""),
                name="messaging_message_about",
            ),
        ]


class Attachment(models.Model):
    """A file that went along; the bytes are stored once (C-01). `name` is what the reader sees."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attachments")
    file = key(
        "foundation.StoredFile", room="messaging", noun="attachment", null=True, to_field="key"
    )
    name = Text(max_length=255, personal=True)
    size = models.BigIntegerField(default=0)
