"""Further people of a customer: whom to ask for, handlers, emergency contacts (PAR-07, PAR-12)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from stammkunde.foundation.columns import Editable, LongText, OnMerge, Text, key
from stammkunde.people.models.customer import IN_USE


class Contact(Editable):
    """Somebody whom the business reaches about a customer.

    `priority`: who is asked for first; 1 comes first (PAR-07). `birthday_key` is derived.
    """

    customer = key(
        "people.Customer", room="people", noun="contact", on_merge=OnMerge.MOVE, db_index=False
    )
    title = Text(max_length=60, blank=True, personal=True)
    first_name = Text(max_length=120, blank=True, personal=True)
    last_name = Text(max_length=120, blank=True, personal=True)
    role = Text(max_length=120, blank=True, personal=True)
    phone = Text(max_length=60, blank=True, personal=True)
    email = Text(max_length=254, blank=True, personal=True)
    birth_date = models.DateField(null=True)
    note = LongText(personal=True)
    priority = models.PositiveSmallIntegerField(default=1)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)
    deceased_on = models.DateField(null=True)

    birthday_key = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_name="") | ~Q(last_name=""), name="people_contact_has_a_name"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "priority", "id"], name="people_contact_of"),
            models.Index(
                fields=["birthday_key", "id"], condition=IN_USE, name="people_contact_birthday"
            ),
        ]
