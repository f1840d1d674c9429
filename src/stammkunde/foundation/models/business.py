"""The business whose house this is: one row (house.md 8)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from stammkunde.foundation.columns import Editable, Text
from stammkunde.foundation.tones import TONES

__all__ = ["BusinessData"]


class BusinessData(Editable):
    """Name, address and tax data as they stand on letters, and how far the set-up is.

    `logo` is the key of a stored file, "" without one. While `trial_ended_at` is empty the business
    is in trial operation: nothing leaves the house (`foundation.mail.sender`). `test_mail` is the
    last test mail (a row of OutgoingMail that may be gone). `keep_…` are years (C-27).
    """

    name = Text(max_length=80, blank=True, personal=False)
    legal_name = Text(max_length=160, blank=True, personal=False)
    owner = Text(max_length=120, blank=True, personal=False)
    street = Text(max_length=120, blank=True, personal=False)
    postcode = Text(max_length=12, blank=True, personal=False)
    city = Text(max_length=80, blank=True, personal=False)
    email = Text(max_length=254, blank=True, personal=False)
    phone = Text(max_length=40, blank=True, personal=False)
    website = Text(max_length=200, blank=True, personal=False)
    tax_number = Text(max_length=30, blank=True, personal=False)
    vat_id = Text(max_length=20, blank=True, personal=False)
    tone = Text(max_length=1, default="g", choices=TONES, personal=False)
    logo = Text(max_length=64, blank=True, personal=False)
    keep_documents = models.PositiveSmallIntegerField(default=8)
    keep_books = models.PositiveSmallIntegerField(default=10)
    keep_letters = models.PositiveSmallIntegerField(default=6)
    keep_refunds = models.PositiveSmallIntegerField(default=10)
    trial_ended_at = models.DateTimeField(null=True)
    set_up_at = models.DateTimeField(null=True)
    checklist_hidden_at = models.DateTimeField(null=True)
    test_mail = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="business_data_one_row")]

    def __str__(self) -> str:
        return self.name
