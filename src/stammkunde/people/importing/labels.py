"""Groups and tags that a list names: those that are not there yet are made (CLS-10, CLS-11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Refused, Stale
from stammkunde.people import operations, queries, rules
from stammkunde.people.models import MEMBERSHIP

_WORD = "people.settings"


def with_labels(actor: Actor, items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The items with ids instead of names; inside the operation that uses them.

    Whoever may import may make the groups and tags of the list; they go with its undo.
    """
    known: dict[str, dict[str, int]] = {}
    for kind, column in MEMBERSHIP.items():
        names: dict[str, str] = {}
        for name in (str(one) for item in items for one in item.get(column) or ()):
            names.setdefault(rules.label_key(name), name)
        known[column] = queries.labels_by_key(actor, kind, names) if names else {}
        absent = [name for key, name in names.items() if key not in known[column]]
        for made in _made(actor, kind, absent):
            known[column][made.name_folded] = made.pk
    return [
        {
            **item,
            **{
                column: [known[column][rules.label_key(str(name))] for name in item[column]]
                for column in MEMBERSHIP.values()
                if item.get(column)
            },
        }
        for item in items
    ]


def _made(actor: Actor, kind: Any, names: Sequence[str]) -> Sequence[Any]:
    if not names:
        return []
    maker = replace(actor, words=actor.words | {_WORD})
    try:
        return operations.add_labels(actor=maker, kind=kind, names=names).done
    except Refused as no:
        if no.code == "name_taken":  # somebody made it at this instant: look again
            raise Stale(no.message, []) from no
        raise
