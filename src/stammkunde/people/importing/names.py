"""What rows of an import are called when an undo has to name them; declares the kind of batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stammkunde.foundation import batches
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.batches import Place
from stammkunde.people import rules
from stammkunde.people.models import LABELS, Customer
from stammkunde.people.queries.demo import DEMO_KIND, DEMO_WORD

KIND, WORD = "customers", "people.import"
_LABEL_KINDS = {"tag": "tag", "customer_group": "group", "recipient_group": "recipient_group"}


def told(actor: Actor, places: Sequence[Place]) -> dict[Place, str]:
    """Customers by number and name, groups and tags by name."""
    ids = [row for kind, row in places if kind == "customer"]
    names = {
        ("customer", row.pk): f"{row.number} {rules.list_name(row)}".strip()
        for row in Customer.objects.filter(pk__in=ids)
    }
    for kind, label in _LABEL_KINDS.items():
        model: Any = LABELS[label]
        wanted = [row for one, row in places if one == kind]
        for row in model._default_manager.filter(pk__in=wanted) if wanted else ():
            names[kind, row.pk] = row.name
    return names


batches.kind(KIND, word=WORD, told=told)
batches.kind(DEMO_KIND, word=DEMO_WORD, told=told, invented=True)
