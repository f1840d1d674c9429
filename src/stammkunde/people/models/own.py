"""Own fields: what this business wants to know besides, and what it knows (CUS-23)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import Editable, LongText, OnMerge, SortText, Text, key
from stammkunde.foundation.money import DecimalAsInteger

NUMBER_PLACES = 4


class OwnOf(models.TextChoices):
    """Whose field it is."""

    CUSTOMER = "customer", pgettext_lazy("people: own field", "Customers")
    PARTICIPANT = "participant", pgettext_lazy("people: own field", "Participants")


class OwnKind(models.TextChoices):
    """What an own field holds."""

    TEXT = "text", pgettext_lazy("people: own field", "Text")
    LONGTEXT = "longtext", pgettext_lazy("people: own field", "Long text")
    NUMBER = "number", pgettext_lazy("people: own field", "Number")
    DATE = "date", pgettext_lazy("people: own field", "Date")
    CHOICE = "choice", pgettext_lazy("people: own field", "Choice")
    YES_NO = "yes_no", pgettext_lazy("people: own field", "Yes or no")


class CustomField(Editable):
    """An own field. `slug` names it for ever and is never given twice; the label may change.

    `choices` are [number, label, whether it is offered]; a number is never given twice either.
    """

    of = Text(max_length=12, choices=OwnOf.choices, personal=False)
    slug = Text(max_length=60, personal=False, editable=False)
    label = Text(max_length=60, personal=False)
    label_folded = SortText(max_length=160, personal=False, editable=False)
    kind = Text(max_length=10, choices=OwnKind.choices, personal=False)
    choices = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["of", "slug"], name="people_own_field_slug_is_unique"),
            models.UniqueConstraint(
                fields=["of", "label_folded"], name="people_own_field_label_is_unique"
            ),
        ]


class CustomValue(models.Model):
    """What one customer or participant has in an own field; no row, no value.

    `text` as typed with `folded` to look in; `number` also holds the number of a choice, and 1 or 0
    for yes or no; `day` is a date.
    """

    field = key("people.CustomField", room="people", noun="customvalue", db_index=False)
    customer = key(
        "people.Customer", room="people", noun="customvalue", on_merge=OnMerge.JOIN, null=True
    )
    participant = key(
        "people.Participant", room="people", noun="customvalue", on_merge=OnMerge.JOIN, null=True
    )
    text = LongText(personal=True)
    folded = LongText(personal=True)
    number = DecimalAsInteger(scale=NUMBER_PLACES, null=True)
    day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["field", "customer"], name="people_own_value_once_per_customer"
            ),
            models.UniqueConstraint(
                fields=["field", "participant"], name="people_own_value_once_per_participant"
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=False, participant__isnull=True)
                | Q(customer__isnull=True, participant__isnull=False),
                name="people_own_value_has_one_owner",
            ),
        ]
        indexes = [
            models.Index(
                fields=["field", "number"],
                condition=Q(number__isnull=False),
                name="people_own_value_by_number",
            ),
            models.Index(
                fields=["field", "day"],
                condition=Q(day__isnull=False),
                name="people_own_value_by_day",
            ),
        ]
