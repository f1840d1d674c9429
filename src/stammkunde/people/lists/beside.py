"""What hangs on customers, as hidden columns of their list: phones, contacts, groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.lists import DATE, Col
from stammkunde.people import profiles
from stammkunde.people.lists.belonging import RECIPIENTS
from stammkunde.people.models import IN_USE, Contact, ContactPoint, RecipientGroup


def _contacts(rows: Sequence[Any]) -> Mapping[int, str]:
    """The contacts of a page of customers, who is asked for first in front: one query."""
    found: dict[int, list[str]] = defaultdict(list)
    known = Contact.objects.filter(IN_USE, customer__in=[row.pk for row in rows])
    for one in known.order_by("priority", "pk"):
        found[one.customer_id].append(" ".join(filter(None, (one.first_name, one.last_name))))
    return {pk: ", ".join(names) for pk, names in found.items()}


def _recipients(rows: Sequence[Any]) -> Mapping[int, str]:
    """The recipient groups of a page of customers: one query."""
    found: dict[int, list[str]] = defaultdict(list)
    known = RecipientGroup.objects.filter(customers__in=[row.pk for row in rows])
    for customer, name in known.values_list("customers", "name"):
        found[customer].append(name)
    return {pk: ", ".join(names) for pk, names in found.items()}


def _points(rows: Sequence[Any]) -> Mapping[int, str]:
    """The further phones and e-mails of a page of customers with their labels: one query."""
    found: dict[int, list[str]] = defaultdict(list)
    for one in ContactPoint.objects.filter(customer__in=[row.pk for row in rows]):
        found[one.customer_id].append(f"{one.value} ({one.label})" if one.label else one.value)
    return {pk: ", ".join(values) for pk, values in found.items()}


COLUMNS = [
    Col("points", _("Further phones and e-mails"), fetch=_points, width="l", default=False),
    Col(
        "contacts",
        profiles.said(lambda profile: profile.contacts),
        fetch=_contacts,
        width="l",
        default=False,
    ),
    Col("recipient_group", RECIPIENTS, fetch=_recipients, width="l", default=False),
    Col(
        "deceased_on",
        pgettext_lazy("people: list", "Deceased on"),
        kind=DATE,
        default=False,
    ),
]
