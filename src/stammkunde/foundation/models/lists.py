"""How a person arranges a list, and the lenses that people keep of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stammkunde.foundation.columns import Editable, LongText, Text, key

__all__ = ["ListDefault", "ListLayout", "SavedLens", "Visibility"]


class ListLayout(models.Model):
    """What one person sees of one list: column keys in their order, and a way of writing.

    `columns` "" stands for the columns that the list is born with, `variant` "" for the way that
    the business has chosen.
    """

    owner = key(settings.AUTH_USER_MODEL, room="foundation", noun="layout", db_index=False)
    list = Text(max_length=80, personal=False)
    columns = LongText(personal=False)
    variant = Text(max_length=20, blank=True, personal=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "list"], name="foundation_listlayout_one_per_person"
            )
        ]


class Visibility(models.TextChoices):
    """Who has a lens in the row."""

    PRIVATE = "private", _("only for me")
    ALL = "all", _("for everybody")
    ROLE = "role", _("for a role")


class SavedLens(Editable):
    """A lens that somebody has made: filters, search and sort of a list, with columns if wanted.

    state: {"lens": the shipped lens it stands on, "q", "sort", "f": {filter: what the URL says},
    "said": {key: what a filter or column was called}}. columns: keys with commas, "" where everybody
    keeps their own. revision: how often state or columns were saved; undo turns it back, so that
    equal revisions are equal contents. removed_at: deleted, and until then undone with a click.
    """

    list = Text(max_length=80, personal=False)
    owner = key(settings.AUTH_USER_MODEL, room="foundation", noun="lens", db_index=False)
    name = Text(max_length=60, personal=False)
    emoji = Text(max_length=16, blank=True, personal=False)
    position = models.PositiveIntegerField(default=0)
    visibility = Text(max_length=10, choices=Visibility.choices, default=Visibility.PRIVATE)
    role = Text(max_length=40, blank=True, personal=False)
    state: Any = models.JSONField(default=dict)
    columns = LongText(personal=False)
    revision = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["list", "position", "id"],
                condition=Q(removed_at__isnull=True),
                name="foundation_lens_in_order",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values),
                name="foundation_lens_is_for_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(visibility="role") & ~Q(role=""))
                | (~Q(visibility="role") & Q(role="")),
                name="foundation_lens_names_its_role",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="foundation_lens_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.emoji} {self.name}".strip()


class ListDefault(Editable):
    """The lens with which a list begins: for a person, for a role, or (neither) for everybody.

    lens: the key of a shipped lens or of a saved one, "" for none; one that is gone is passed over.
    """

    list = Text(max_length=80, personal=False)
    owner = key(
        settings.AUTH_USER_MODEL,
        room="foundation",
        noun="listdefault",
        null=True,
        db_index=False,
    )
    role = Text(max_length=40, blank=True, personal=False)
    lens = Text(max_length=60, blank=True, personal=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list", "owner"],
                condition=Q(owner__isnull=False),
                name="foundation_listdefault_one_per_person",
            ),
            models.UniqueConstraint(
                fields=["list", "role"],
                condition=Q(owner__isnull=True),
                name="foundation_listdefault_one_per_role",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(role=""), name="foundation_listdefault_for_one"
            ),
        ]
