"""Writing invented customers through the operations, a thousand at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import TypeVar

from stammkunde.foundation import planning
from stammkunde.foundation.actors import Actor
from stammkunde.people import lifecycle, operations, queries, rules
from stammkunde.people.demo import reach
from stammkunde.people.demo.businesses import BUSINESSES
from stammkunde.people.demo.kin import part
from stammkunde.people.demo.looked_after import LookedAfter
from stammkunde.people.demo.own import OwnFields
from stammkunde.people.demo.people import LOCK_MESSAGES, Invented, customers
from stammkunde.people.models import ConsentSource, Kind
from stammkunde.people.operations import LabelKind

K = TypeVar("K", bound=Hashable)
CHUNK = 1_000
LOGOS = 20
BINNED = 3  # every third customer of the archive lies in the bin
SINCE = timedelta(days=45)  # the day on which those who said something did


def load(actor: Actor, business: str, count: int, *, chunk: int = CHUNK) -> Iterator[int]:
    """Load `count` customers of a business and make it the profile; yields how many are there.

    chunk: how many at once.

    Refuses what the operations refuse; words that went into the archive are not given.
    """
    operations.change_settings(actor=actor, values={"profile": business})
    tags = _words(actor, "tag", BUSINESSES[business].tags)
    groups = _words(actor, "group", BUSINESSES[business].groups)
    statuses = {row.code: row.pk for row in lifecycle.statuses() if row.code}
    own = OwnFields(actor, business)
    looked_after = LookedAfter(business)
    people = customers(business, count, actor.today)
    done = 0
    while some := list(islice(people, chunk)):
        outcome = operations.add_customers(
            actor=actor,
            customers=[
                own.filled(one.values)
                | {"status": statuses.get(one.status)}
                | {"tags": [tags[name] for name in one.tags if name in tags]}
                | {"groups": [groups[one.group]] if one.group in groups else []}
                for one in some
            ],
        )
        if outcome.refused:  # invented people are right, or we want to know
            raise ValueError(f"{outcome.refused[0]}: {some[outcome.refused[0].row or 0]}")
        if not done:
            _logos(actor, some, [row.pk for row in outcome.done])
            part(actor, business, [row.pk for row in outcome.done])
        looked_after.fill(actor, [row.pk for row in outcome.done])
        _file(actor, some, [row.pk for row in outcome.done])
        done += len(outcome.done)
        yield done
    planning.look_again()


def _file(actor: Actor, people: Sequence[Invented], ids: Sequence[int]) -> None:
    """Fill the file of customers that are there by now, each kind of entry at once."""
    purpose, channel = rules.NEWSLETTER
    for said, some in _alike(people, ids, lambda one: one.newsletter).items():
        if said is not None:
            operations.record_consents(
                actor=actor, customers=some, purpose=purpose, channel=channel,
                source=ConsentSource.PAPER.value, given=said, on=actor.today - SINCE,
            )  # fmt: skip
    for reason, some in _alike(people, ids, lambda one: one.lock).items():
        if reason:
            message = LOCK_MESSAGES.get(reason, "")
            operations.lock_customers(actor=actor, customers=some, reason=reason, message=message)
    for pk in _alike(people, ids, lambda one: one.died).get(True, ()):
        operations.mark_deceased(actor=actor, customer=pk, on=actor.today - SINCE)
    gone = _alike(people, ids, lambda one: one.archived).get(True)
    if gone:
        operations.archive_customers(actor=actor, customers=gone)
        binned, confirmed = gone[::BINNED], ("locked", "elsewhere", "share")
        operations.bin_customers(actor=actor, customers=binned, confirmed=confirmed)


def _logos(actor: Actor, people: Sequence[Invented], ids: Sequence[int]) -> None:
    """Logos for every other of the first organisations; more would only fill the disk."""
    companies = _alike(people, ids, lambda one: one.values["kind"]).get(Kind.ORGANISATION.value, [])
    for place, pk in enumerate(companies[: 2 * LOGOS : 2]):
        operations.set_picture(actor=actor, customer=pk, picture=reach.logo(place))


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
