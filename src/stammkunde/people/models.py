"""The tables of people. No rules here beyond what the database itself can hold (ADR 10)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import Editable, SortText, Text, sort_key

IN_USE = Q(archived_at__isnull=True)


class Kind(models.TextChoices):
    """The two kinds of customer (CUS-02)."""

    PERSON = "person", pgettext_lazy("people", "Private person")
    ORGANISATION = "organisation", pgettext_lazy("people", "Organisation")


class Customer(Editable):
    """A person or an organisation that the business deals with (CUS-01, CUS-02).

    `public_id` is the only key that leaves the house (ADR 6). `archived_at` hides nothing by
    itself: lists ask for it. The last four columns are derived from the others (rules.derive).
    """

    kind = Text(max_length=12, choices=Kind.choices, personal=False)
    first_name = Text(max_length=120, blank=True, personal=True)
    last_name = Text(max_length=120, blank=True, personal=True)
    organisation = Text(max_length=200, blank=True, personal=True)
    email = Text(max_length=254, blank=True, personal=True)
    phone = Text(max_length=60, blank=True, personal=True)
    postcode = SortText(max_length=10, blank=True, personal=True)
    city = Text(max_length=120, blank=True, personal=True)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    sort_name = sort_key(max_length=400)
    city_key = sort_key(max_length=240)
    email_folded = SortText(max_length=254, blank=True, personal=True, editable=False)
    phone_digits = SortText(max_length=60, blank=True, personal=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["person", "organisation"]),
                name="people_customer_kind_is_known",
            ),
            models.CheckConstraint(
                condition=(Q(kind="person") & (~Q(first_name="") | ~Q(last_name="")))
                | (Q(kind="organisation") & ~Q(organisation="")),
                name="people_customer_has_a_name",
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], condition=IN_USE, name="people_cust_by_name"),
            models.Index(
                fields=["kind", "sort_name", "id"], condition=IN_USE, name="people_cust_by_kind"
            ),
            models.Index(fields=["city_key", "id"], condition=IN_USE, name="people_cust_by_city"),
            models.Index(fields=["postcode", "id"], condition=IN_USE, name="people_cust_by_plz"),
            models.Index(fields=["created_at", "id"], condition=IN_USE, name="people_cust_by_date"),
            models.Index(fields=["sort_name", "id"], condition=~IN_USE, name="people_cust_archive"),
            models.Index(
                fields=["email_folded", "sort_name", "id"],
                condition=IN_USE,
                name="people_cust_by_email",
            ),
            models.Index(fields=["sort_name"], name="people_cust_identity"),
        ]
