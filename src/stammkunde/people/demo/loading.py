"""Writing invented customers through the operations, a thousand at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import TypeVar

from stammkunde.foundation.actors import Actor
from stammkunde.people import lifecycle, operations, queries, rules
from stammkunde.people.demo.businesses import BUSINESSES
from stammkunde.people.demo.people import Invented, customers
from stammkunde.people.models import ConsentSource
from stammkunde.people.operations import LabelKind

K = TypeVar("K", bound=Hashable)
CHUNK = 1_000
SINCE = timedelta(days=45)  # the day on which those who said something did


def load(actor: Actor, business: str, count: int) -> Iterator[int]:
    """Load `count` customers of a business and make it the profile; yields how many are there.

    Refuses what the operations refuse; words that went into the archive are not given.
    """
    operations.change_settings(actor=actor, values={"profile": business})
    tags = _words(actor, "tag", BUSINESSES[business].tags)
    groups = _words(actor, "group", BUSINESSES[business].groups)
    statuses = {row.code: row.pk for row in lifecycle.statuses() if row.code}
    people = customers(business, count, actor.today)
    done = 0
    while chunk := list(islice(people, CHUNK)):
        outcome = operations.add_customers(
            actor=actor,
            customers=[{**one.values, "status": statuses.get(one.status)} for one in chunk],
        )
        refused = {one.row for one in outcome.refused}
        kept = [one for row, one in enumerate(chunk) if row not in refused]
        _file(actor, kept, [row.pk for row in outcome.done], tags, groups)
        done += len(outcome.done)
        yield done


def _file(
    actor: Actor,
    people: Sequence[Invented],
    ids: Sequence[int],
    tags: dict[str, int],
    groups: dict[str, int],
) -> None:
    """Fill the file of customers that are there by now, each kind of entry at once."""
    for words, some in _alike(people, ids, lambda one: one.tags).items():
        given = [tags[name] for name in words if name in tags]
        if given:
            operations.tag_customers(actor=actor, customers=some, tags=given)
    for group, some in _alike(people, ids, lambda one: one.group).items():
        if group in groups:
            operations.put_into_groups(
                actor=actor, kind="group", customers=some, groups=[groups[group]]
            )
    purpose, channel = rules.NEWSLETTER
    for said, some in _alike(people, ids, lambda one: one.newsletter).items():
        if said is not None:
            operations.record_consents(
                actor=actor, customers=some, purpose=purpose, channel=channel,
                source=ConsentSource.PAPER.value, given=said, on=actor.today - SINCE,
            )  # fmt: skip
    for reason, some in _alike(people, ids, lambda one: one.lock).items():
        if reason:
            operations.lock_customers(actor=actor, customers=some, reason=reason)
    gone = _alike(people, ids, lambda one: one.archived).get(True)
    if gone:
        operations.archive_customers(actor=actor, customers=gone)


def _alike(
    people: Sequence[Invented], ids: Sequence[int], of: Callable[[Invented], K]
) -> dict[K, list[int]]:
    found: dict[K, list[int]] = defaultdict(list)
    for one, pk in zip(people, ids, strict=True):
        found[of(one)].append(pk)
    return found


def _words(actor: Actor, kind: LabelKind, names: Sequence[str]) -> dict[str, int]:
    """The ids of these words, those of an earlier load included."""
    there = {row.name_folded for row in queries.labels(actor, kind)}
    fresh = [name for name in names if rules.label_key(name) not in there]
    if fresh:
        operations.add_labels(actor=actor, kind=kind, names=fresh)
    ids = {row.name_folded: row.pk for row in queries.offered_labels(actor, kind)}
    return {name: ids[key] for name in names if (key := rules.label_key(name)) in ids}
