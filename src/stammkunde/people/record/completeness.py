"""What is still missing in a customer's file, with the way to fill it in (CUS-18)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext

from stammkunde.foundation.actors import Actor
from stammkunde.people import profiles, rules
from stammkunde.people.fields import EDIT, FIELDS
from stammkunde.people.models import Customer

_PLACE = ("street", "postcode", "city")


def shown_missing(actor: Actor, customer: Customer) -> list[tuple[Any, str]]:
    """(label, address of the page that fills it in) of useful fields that are empty.

    Nothing for who may not edit.
    """
    if not actor.may(EDIT):
        return []
    found = []
    for key in rules.missing_fields(customer, profiles.industry()):
        label = FIELDS[key].label if key in FIELDS else pgettext("people: missing", "Address")
        gap = key if key in FIELDS else next(k for k in _PLACE if not getattr(customer, k))
        found.append((label, reverse("people:edit", args=[customer.pk, gap])))
    return found
