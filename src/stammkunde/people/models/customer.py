"""The tables of people. No rules here beyond what the database itself can hold (ADR 10)."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import Editable, LongText, SortText, Text, key, sort_key

IN_USE = Q(archived_at__isnull=True)
ARCHIVED = ~IN_USE & Q(erased_at__isnull=True)
IN_BIN = Q(erase_after__isnull=False)


class Kind(models.TextChoices):
    """The two kinds of customer (CUS-02)."""

    PERSON = "person", pgettext_lazy("people", "Private person")
    ORGANISATION = "organisation", pgettext_lazy("people", "Organisation")


class Salutation(models.TextChoices):
    """How a person is addressed (*Anrede*); nothing guesses it."""

    MS = "ms", pgettext_lazy("people: salutation", "Ms")
    MR = "mr", pgettext_lazy("people: salutation", "Mr")


class Origin(models.TextChoices):
    """How a customer came to be (CUS-20); the door says it, nobody types it."""

    HAND = "hand", pgettext_lazy("people: origin", "entered by hand")
    PHONE = "phone", pgettext_lazy("people: origin", "phone call")
    IMPORT = "import", pgettext_lazy("people: origin", "import")
    BOOKING = "booking", pgettext_lazy("people: origin", "online booking")
    NEWSLETTER = "newsletter", pgettext_lazy("people: origin", "newsletter")
    CONTACT = "contact", pgettext_lazy("people: origin", "contact form")
    CALLBACK = "callback", pgettext_lazy("people: origin", "call-back request")
    INFO = "info", pgettext_lazy("people: origin", "information request")


class Customer(Editable):
    """A person or an organisation that the business deals with (CUS-01, CUS-02).

    `public_id` is the only key that leaves the house (ADR 6). `archived_at` hides nothing by
    itself: lists ask for it. `erased_at`: nobody any more, kept for what points here (DEL-02). The
    last columns are derived from the others (rules.derive).
    """

    kind = Text(max_length=12, choices=Kind.choices, personal=False)
    first_name = Text(max_length=120, blank=True, personal=True)
    last_name = Text(max_length=120, blank=True, personal=True)
    organisation = Text(max_length=200, blank=True, personal=True)
    email = Text(max_length=254, blank=True, personal=True)
    email_label = Text(max_length=60, blank=True, personal=True)
    phone = Text(max_length=60, blank=True, personal=True)
    phone_label = Text(max_length=60, blank=True, personal=True)
    street = Text(max_length=120, blank=True, personal=True)
    postcode = SortText(max_length=10, blank=True, personal=True)
    city = Text(max_length=120, blank=True, personal=True)

    salutation = Text(max_length=4, blank=True, choices=Salutation.choices, personal=True)
    title = Text(max_length=60, blank=True, personal=True)
    short_name = Text(max_length=60, blank=True, personal=True)
    marker = Text(max_length=16, blank=True, personal=True)
    note = LongText(personal=True)
    relation_start = models.DateField(null=True)
    relation_end = models.DateField(null=True)
    birth_date = models.DateField(null=True)

    vat_id = Text(max_length=20, blank=True, personal=True)
    buyer_reference = Text(max_length=60, blank=True, personal=True)
    insurer = Text(max_length=120, blank=True, personal=True)
    insurance_number = Text(max_length=20, blank=True, personal=True)
    origin = Text(max_length=10, choices=Origin.choices, default=Origin.HAND, personal=False)
    deceased_on = models.DateField(null=True)
    picture = key(
        "foundation.StoredFile", room="people", noun="customer", null=True, to_field="key",
        db_index=False,
    )  # fmt: skip

    # NULL only until the next migrate has shipped the statuses; the rules know no such customer.
    status = key("people.CustomerStatus", room="people", noun="customer", null=True, db_index=False)
    number = Text(max_length=40, blank=True, personal=True, outlives=True)
    locked_at = models.DateTimeField(null=True, editable=False)
    lock_reason = Text(max_length=200, blank=True, personal=True)
    lock_message = Text(max_length=400, blank=True, personal=True)  # what the customer is told

    tags = models.ManyToManyField("people.Tag", related_name="customers")
    groups = models.ManyToManyField("people.CustomerGroup", related_name="customers")
    recipient_groups = models.ManyToManyField("people.RecipientGroup", related_name="customers")
    managers: Any = models.ManyToManyField(  # who of the staff looks after them (CUS-14)
        settings.AUTH_USER_MODEL, related_name="+", related_query_name="people_managed"
    )

    newsletter = models.BooleanField(default=False, editable=False)  # the newest consent says so
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)
    erase_after = models.DateField(null=True, editable=False)  # in the bin until this day (C-08)
    erased_at = models.DateTimeField(null=True, editable=False)

    sort_name = sort_key(max_length=400)
    city_key = sort_key(max_length=240)
    number_key = SortText(
        max_length=160, blank=True, default="", personal=True, outlives=True, editable=False
    )
    email_folded = SortText(max_length=254, blank=True, personal=True, editable=False)
    phone_digits = SortText(max_length=60, blank=True, personal=True, editable=False)
    birthday_key = models.PositiveSmallIntegerField(default=0, editable=False)  # 1231, 0 for none

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["person", "organisation"]),
                name="people_customer_kind_is_known",
            ),
            models.CheckConstraint(
                condition=(Q(kind="person") & (~Q(first_name="") | ~Q(last_name="")))
                | (Q(kind="organisation") & ~Q(organisation=""))
                | Q(erased_at__isnull=False),
                name="people_customer_has_a_name",
            ),
            models.CheckConstraint(
                condition=~IN_USE | Q(erase_after__isnull=True, erased_at__isnull=True),
                name="people_customer_leaves_from_the_archive",
            ),
            models.UniqueConstraint(
                fields=["number_key"],
                condition=~Q(number_key=""),
                name="people_customer_number_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(lock_reason="", lock_message="") | Q(locked_at__isnull=False),
                name="people_customer_lock_reason_needs_lock",
            ),
            models.CheckConstraint(
                condition=Q(relation_start__isnull=True)
                | Q(relation_end__isnull=True)
                | Q(relation_end__gte=models.F("relation_start")),
                name="people_customer_relation_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], condition=IN_BIN, name="people_cust_bin"),
            models.Index(
                fields=["sort_name", "id"],
                condition=Q(newsletter=True),
                name="people_cust_newsletter",
            ),
            models.Index(fields=["sort_name", "id"], condition=IN_USE, name="people_cust_by_name"),
            models.Index(
                fields=["kind", "sort_name", "id"], condition=IN_USE, name="people_cust_by_kind"
            ),
            models.Index(fields=["city_key", "id"], condition=IN_USE, name="people_cust_by_city"),
            models.Index(fields=["postcode", "id"], condition=IN_USE, name="people_cust_by_plz"),
            models.Index(fields=["origin", "sort_name", "id"], name="people_cust_by_origin"),
            models.Index(
                fields=["picture"], condition=Q(picture__isnull=False), name="people_cust_picture"
            ),
            models.Index(fields=["created_at", "id"], condition=IN_USE, name="people_cust_by_date"),
            models.Index(
                fields=["sort_name", "id"], condition=ARCHIVED, name="people_cust_archive"
            ),
            models.Index(
                fields=["email_folded", "sort_name", "id"],
                condition=IN_USE,
                name="people_cust_by_email",
            ),
            models.Index(fields=["sort_name", "postcode"], name="people_cust_identity"),
            models.Index(fields=["phone_digits"], name="people_cust_by_phone"),
            models.Index(
                fields=["email_folded"], condition=~IN_USE, name="people_cust_archive_mail"
            ),
            models.Index(
                fields=["birthday_key", "sort_name", "id"],
                condition=IN_USE & Q(birthday_key__gt=0),
                name="people_cust_by_birthday",
            ),
            models.Index(fields=["status", "sort_name", "id"], name="people_cust_by_status"),
            models.Index(fields=["number_key", "id"], condition=IN_USE, name="people_cust_by_nr"),
            models.Index(
                fields=["sort_name", "id"],
                condition=Q(locked_at__isnull=False),
                name="people_cust_locked",
            ),
        ]
