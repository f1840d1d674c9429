"""The shipped statuses, the settings row and kinds of documents are there after every migrate."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import pgettext_lazy

from stammkunde.foundation import setup
from stammkunde.foundation.operations import building
from stammkunde.people.models import (
    CUSTOMER,
    FORMER,
    PROSPECT,
    Customer,
    CustomerSettings,
    CustomerStatus,
    DocumentKind,
)
from stammkunde.people.rules import label_key

_SHIPPED = ((PROSPECT, "b", False), (CUSTOMER, "g", True), (FORMER, "n", True))
_KINDS = (
    ("contract", pgettext_lazy("people: document", "Contract")),
    ("proof", pgettext_lazy("people: document", "Proof")),
    ("consent", pgettext_lazy("people: document", "Declaration of consent")),
    ("letter", pgettext_lazy("people: document", "Letter")),
    ("photo", pgettext_lazy("people: document", "Photo")),
)


def start() -> None:
    """Ask to be called after every migrate."""
    setup.after_migrate(CustomerStatus, ship)
    setup.after_migrate(DocumentKind, ship_kinds)


def ship() -> None:
    """Put in place what is missing; what the office changed stays. Repeatable."""
    with building():
        CustomerSettings.objects.bulk_create([CustomerSettings(pk=1)], ignore_conflicts=True)
        there = set(CustomerStatus.objects.values_list("code", flat=True))
        has_default = CustomerStatus.objects.filter(is_default=True).exists()
        missing = [
            CustomerStatus(
                code=code,
                tone=tone,
                with_number=with_number,
                position=position,
                is_default=code == PROSPECT and not has_default,
            )
            for position, (code, tone, with_number) in enumerate(_SHIPPED, 1)
            if code not in there
        ]
        CustomerStatus.objects.bulk_create(missing, ignore_conflicts=True)
        without = Customer.objects.filter(status=None)
        if without.exists():
            without.update(status=CustomerStatus.objects.get(is_default=True))


def ship_kinds() -> None:
    """Put kinds of documents in place that never were; they are the office's own words from then on."""
    there = set(DocumentKind.objects.exclude(code="").values_list("code", flat=True))
    with building(), translation.override(settings.LANGUAGE_CODE):
        names = [(code, str(name)) for code, name in _KINDS]
        DocumentKind.objects.bulk_create(
            [
                DocumentKind(code=code, name=name, name_folded=label_key(name), order=place)
                for place, (code, name) in enumerate(names, 1)
                if code not in there
            ],
            ignore_conflicts=True,
        )
