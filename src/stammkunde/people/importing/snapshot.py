"""What is there of those whom the rows of one chunk may mean: few queries, whatever the chunk."""

from __future__ import annotations

from collections.abc import Sequence

from stammkunde.foundation.actors import Actor
from stammkunde.people import queries, rules
from stammkunde.people.fields import PREFIX
from stammkunde.people.importing.item import Item
from stammkunde.people.importing.plan import (
    EMAIL,
    EXTERNAL,
    Course,
    Snapshot,
    identity_of,
)
from stammkunde.people.operations import NUMBER
from stammkunde.people.operations.points import GIVEN


def snapshot(actor: Actor, items: Sequence[Item], course: Course) -> Snapshot:
    """The customers that these rows may mean, by each key that the course asks for."""
    there = Snapshot()
    there.public_ids = {
        public_id: row.pk
        for public_id, row in queries.by_public_id(
            actor, [one.public_id for one in items if one.public_id]
        ).items()
    }
    strange = {one.public_id for one in items if one.public_id} - there.public_ids.keys()
    there.erased = queries.erased_ids(actor, strange) if strange else frozenset()
    ids: set[int] = set(there.public_ids.values())
    wishes = {rules.number_key(one.wish) for one in items if one.wish}
    if wishes:  # also where nobody is recognised by it: it may belong to somebody
        there.numbers = queries.by_number(actor, wishes)
        ids.update(there.numbers.values() if NUMBER in course.match else ())
    emails = {rules.folded_email(one.values.get("email") or "") for one in items} - {""}
    if EMAIL in course.match and emails:
        there.emails = queries.by_email(actor, emails)
        ids.update(pk for some in there.emails.values() for pk in some)
    pairs = {pair for one in items for pair in one.external_ids}
    if EXTERNAL in course.match and pairs:
        there.external_ids = queries.by_external_id(actor, pairs)
        ids.update(there.external_ids.values())
    there.customers = queries.customers(actor).in_bulk(ids) if ids else {}
    if ids and any(key.startswith(PREFIX) for one in items[:1] for key in one.values):
        there.own = queries.own_values(actor, "customer", list(ids))
    nouns = {noun for one in items for noun in one.beside}
    nouns |= {GIVEN} if any(one.promoted for one in items) else set()
    if ids and nouns:
        there.beside = queries.beside_of(actor, list(ids), nouns)
    fresh = [identity_of(one, course) for one in items]
    there.identities = queries.known_identities(actor, fresh) if fresh else set()
    return there
