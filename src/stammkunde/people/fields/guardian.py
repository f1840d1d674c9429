"""Rights and share of those who are responsible for a participant (N-06)."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from stammkunde.foundation.fields import BOOL, Field, FieldSet
from stammkunde.people.fields.customer import EDIT

GUARDIAN = FieldSet(
    [
        Field("may_book", pgettext_lazy("people: guardian", "books"), kind=BOOL, needs=EDIT),
        Field("may_see", pgettext_lazy("people: guardian", "sees dates"), kind=BOOL, needs=EDIT),
        Field("may_pay", pgettext_lazy("people: guardian", "pays"), kind=BOOL, needs=EDIT),
        Field("pay_share", pgettext_lazy("people: guardian", "Share in %"), needs=EDIT),
    ]
)
