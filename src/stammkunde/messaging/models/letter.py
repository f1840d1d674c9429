"""Letters: what carries a message of that channel, on which paper, and how it was printed (COM-11)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import Editable, LongText, SortText, Text, key
from stammkunde.messaging.models.message import Message


class Letterhead(Editable):
    """A business's paper: pictures behind the first and the following pages, and its margins in mm.

    Without `following` those pages are white. `archived_at`: no longer offered.
    """

    name = Text(max_length=60, personal=False)
    first = key(
        "foundation.StoredFile", room="messaging", noun="letterhead", null=True, to_field="key"
    )
    following = key(
        "foundation.StoredFile", room="messaging", noun="followinghead", null=True, to_field="key"
    )
    top = models.PositiveSmallIntegerField(default=35)  # of following pages; the first is DIN 5008
    bottom = models.PositiveSmallIntegerField(default=30)
    right = models.PositiveSmallIntegerField(default=20)
    fold_marks = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(top__gte=10, top__lte=100, bottom__gte=10, bottom__lte=100)
                & Q(right__gte=10, right__lte=60),
                name="messaging_letterhead_margins_fit",
            ),
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="messaging_letterhead_one_default",
            ),
        ]


class RunState(models.TextChoices):
    """Where a print run stands."""

    MAKING = "making", pgettext_lazy("messaging: print", "being prepared")
    READY = "ready", pgettext_lazy("messaging: print", "ready to print")
    FAILED = "failed", pgettext_lazy("messaging: print", "failed")


class PrintRun(Editable):
    """Letters that are printed together: one file, which goes after two weeks.

    gaps: signs that no font has, replaced by boxes. printed_at: somebody said that it is on paper.
    """

    state = Text(max_length=8, choices=RunState.choices, default=RunState.MAKING, personal=False)
    duplex = models.BooleanField(default=False)
    by_postcode = models.BooleanField(default=False)
    file = key(
        "foundation.StoredFile", room="messaging", noun="printrun", null=True, to_field="key"
    )
    letters = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    gaps = Text(max_length=200, blank=True, personal=True)
    author = key(settings.AUTH_USER_MODEL, room="messaging", noun="printrun", null=True)
    created_at = models.DateTimeField(editable=False)
    printed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["-created_at"], name="messaging_run_by_time")]


class Letter(Editable):
    """The letter of a message: its text as it is printed, whatever the log keeps of it (C-01).

    lines: the address field when it was written; printed is the address of that day, if there is
    one. run: where it is printed, or was.
    """

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="letter")
    letterhead = models.ForeignKey(
        Letterhead, null=True, on_delete=models.PROTECT, related_name="+"
    )
    subject = Text(max_length=300, blank=True, personal=True)
    text = LongText(personal=True)
    lines = LongText(personal=True)
    postcode = SortText(max_length=10, blank=True, personal=True)
    run = models.ForeignKey(PrintRun, null=True, on_delete=models.PROTECT, related_name="its")

    class Meta:
        indexes = [models.Index(fields=["run", "id"], name="messaging_letter_of_run")]
