"""The fields of a further phone number or e-mail address, declared once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.fields import CHOICE, EMAIL, PHONE, Field, FieldSet
from stammkunde.people.fields.customer import EDIT
from stammkunde.people.models import PointKind

POINT = FieldSet(
    [
        Field(
            "kind",
            pgettext_lazy("people: contact point", "Way"),
            kind=CHOICE,
            needs=EDIT,
            choices=tuple(PointKind.choices),
            required=True,
        ),
        Field(
            "value",
            _("Number or address"),
            personal=True,
            needs=EDIT,
            max_length=254,
            required=True,
        ),
        Field(
            "label",
            pgettext_lazy("people: contact point", "Label"),
            personal=True,
            needs=EDIT,
            max_length=60,
            hint=_("Mobile, home, office, emergency: Helga Brandt"),
        ),
    ]
)
# What a value must be, by kind; a customer's own phone and e-mail are judged alike.
POINT_VALUES = {
    PointKind.PHONE.value: Field("value", "", kind=PHONE, max_length=60, required=True),
    PointKind.EMAIL.value: Field("value", "", kind=EMAIL, max_length=254, required=True),
}
# Offered while typing; any other word will do.
POINT_LABELS = (
    pgettext_lazy("people: contact point", "Mobile"),
    pgettext_lazy("people: contact point", "Home"),
    pgettext_lazy("people: contact point", "Office"),
    pgettext_lazy("people: contact point", "Emergency"),
)
