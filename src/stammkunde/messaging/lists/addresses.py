"""Addresses that do not take mail, in the list of customers: a column and a lens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists import BADGE, Badge, Col, Lens
from stammkunde.messaging.marks import address_states, undeliverable
from stammkunde.messaging.models import AddressKind
from stammkunde.people.lists import CustomerList

SEE = "messaging.see"
_BADGES = {
    AddressKind.HARD.value: Badge(AddressKind.HARD.label, "r"),
    AddressKind.SOFT.value: Badge(AddressKind.SOFT.label, "o"),
    AddressKind.COMPLAINT.value: Badge(AddressKind.COMPLAINT.label, "o"),
}


def _states(rows: Sequence[Any]) -> Mapping[int, Badge]:
    """The marks of a page of customers, one query."""
    found = address_states({row.email_folded for row in rows})
    return {row.pk: _BADGES[found[row.email_folded]] for row in rows if row.email_folded in found}


def _undeliverable(_actor: Actor) -> Q:
    return Q(archived_at__isnull=True, email_folded__in=undeliverable())


CustomerList.add(
    Col("messaging.address", _("E-mail undeliverable"), kind=BADGE, fetch=_states, word=SEE,
        width="m", leaves=2, default=False)
)  # fmt: skip
CustomerList.add_lens(
    Lens(
        "messaging.undeliverable",
        _("E-mail undeliverable"),
        where=_undeliverable,
        said=_("customers whose e-mail address takes no mail"),
        empty=_("Every e-mail address takes mail, as far as we know."),
        word=SEE,
    )
)
