"""The life cycle of customers and their numbers: statuses, former numbers, the room's settings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext, pgettext_lazy

from stammkunde.foundation.columns import Editable, OnMerge, SortText, Text, key
from stammkunde.foundation.tones import TONES

PROSPECT, CUSTOMER, FORMER = "prospect", "customer", "former"


class CustomerStatus(Editable):
    """A step of a customer's life cycle (CLS-01, CLS-05).

    The three shipped ones have a `code`; while they have no name of their own, theirs is
    translated. `with_number`: who has a customer number is in such a status (CLS-07).
    """

    code = Text(max_length=20, blank=True, personal=False, editable=False)
    name = Text(max_length=60, blank=True, personal=False)
    tone = Text(max_length=1, default="n", choices=TONES, personal=False)
    with_number = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="people_status_code_is_unique"
            ),
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="people_status_one_default",
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(with_number=False, archived_at__isnull=True),
                name="people_status_default_has_no_number",
            ),
            models.CheckConstraint(
                condition=~Q(code="") | ~Q(name=""), name="people_status_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        shipped = {
            PROSPECT: pgettext("people: status", "Prospect"),
            CUSTOMER: pgettext("people: status", "Customer"),
            FORMER: pgettext("people: status", "Former customer"),
        }
        return self.name or shipped.get(self.code, self.code)


class NumberAlias(models.Model):
    """A number that a customer had before: it finds the customer and is never given out again."""

    customer = key("people.Customer", room="people", noun="numberalias", on_merge=OnMerge.MOVE)
    number = Text(max_length=40, personal=True, outlives=True)
    number_key = SortText(max_length=160, unique=True, personal=True, outlives=True, editable=False)
    reason = Text(max_length=200, personal=True)
    since = models.DateTimeField()

    class Meta:
        ordering = ("customer", "id")


class NumberMode(models.TextChoices):
    """When a customer gets a number (C-03)."""

    ON_STATUS = "status", pgettext_lazy("people: numbers", "When the status asks for one")
    ON_CREATE = "create", pgettext_lazy("people: numbers", "At once, every customer")
    MANUAL = "manual", pgettext_lazy("people: numbers", "Only by hand")


class Business(models.TextChoices):
    """The industry: decides labels and what is shown (people.profiles), never the data model."""

    COURSE = "course", pgettext_lazy("people: business", "Courses")
    DOGS = "dogs", pgettext_lazy("people: business", "Dog school")
    CARE = "care", pgettext_lazy("people: business", "Cleaning and care")


class UniqueEmail(models.TextChoices):
    """What happens when a second customer has the same e-mail address (C-04)."""

    WARN = "warn", pgettext_lazy("people: settings", "Warn")
    FORBID = "forbid", pgettext_lazy("people: settings", "Forbid")
    ALLOW = "allow", pgettext_lazy("people: settings", "Allow")


class AutoSelf(models.TextChoices):
    """Whether a customer without participants takes part in person (C-07)."""

    PROFILE = "profile", pgettext_lazy("people: settings", "As usual in the industry")
    YES = "yes", pgettext_lazy("people: settings", "Always")
    NO = "no", pgettext_lazy("people: settings", "Never")


class NameOrder(models.TextChoices):
    """How lists write a person's name."""

    LAST_FIRST = "last_first", pgettext_lazy("people: settings", "Last name, first name")
    FIRST_LAST = "first_last", pgettext_lazy("people: settings", "First name last name")


class CustomerSettings(Editable):
    """The settings of the room: one row (house.md 8)."""

    profile = Text(max_length=10, choices=Business.choices, default=Business.COURSE, personal=False)
    number_mode = Text(
        max_length=10, choices=NumberMode.choices, default=NumberMode.ON_STATUS, personal=False
    )
    number_prefix = Text(max_length=12, blank=True, personal=False)
    number_digits = models.PositiveSmallIntegerField(default=4)
    title_shown = models.BooleanField(default=True)
    number_start = models.PositiveIntegerField(default=1)
    unique_email = Text(
        max_length=8, choices=UniqueEmail.choices, default=UniqueEmail.WARN, personal=False
    )
    auto_self = Text(
        max_length=8, choices=AutoSelf.choices, default=AutoSelf.PROFILE, personal=False
    )
    name_order = Text(
        max_length=12, choices=NameOrder.choices, default=NameOrder.LAST_FIRST, personal=False
    )
    birth_dates_of_company_contacts = models.BooleanField(default=False)
    adult_check = models.BooleanField(default=True)
    formal = models.BooleanField(default=True)  # Sie, unless a customer has it otherwise (C-24)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="people_settings_one_row"),
            models.CheckConstraint(
                condition=Q(number_digits__gte=1, number_digits__lte=12),
                name="people_settings_digits_fit",
            ),
        ]
