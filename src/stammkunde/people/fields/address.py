"""The fields of a further address, declared once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.fields import Field, FieldSet
from stammkunde.people.fields.customer import FIELDS

ADDRESS = FieldSet(
    [
        Field(
            "label",
            pgettext_lazy("people: address", "What it is for"),
            personal=True,
            max_length=60,
            required=True,
            hint=_("Pick-up, invoices, holiday flat"),
        ),
        *(FIELDS[key] for key in ("street", "postcode", "city")),
        Field("country", pgettext_lazy("people", "Country"), personal=True, max_length=60),
    ]
)
