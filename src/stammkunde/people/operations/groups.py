"""Writing tags, customer groups and recipient groups, and who is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from stammkunde.foundation import clock, tones
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import CREATED, FIELDS, MEMBERS, Outcome, emit, operation
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.writes import Keeper, change, expect, keep, link, lock, unlink
from stammkunde.people import rules
from stammkunde.people.events import CustomersChanged
from stammkunde.people.models import (
    LABELS,
    MEMBERSHIP,
    Customer,
    CustomerGroup,
    RecipientGroup,
    Tag,
)
from stammkunde.people.operations.labels import added, free, taken
from stammkunde.people.search import SEARCH

LabelKind = Literal["tag", "group", "recipient_group"]
_BATCH = 1_000


class _OnEveryCustomer:
    """A tag's name stands in the search texts of everybody who carries it."""

    table = SEARCH.table

    def write(self, rows: Sequence[Tag]) -> None:
        """Write the texts of the carriers again."""
        ids = list(
            Customer.objects.filter(tags__in=rows).order_by("pk").values_list("pk", flat=True)
        )
        for start in range(0, len(ids), _BATCH):
            SEARCH.write(list(Customer.objects.filter(pk__in=ids[start : start + _BATCH])))

    def remove(self, ids: Sequence[int]) -> None:
        """A tag that goes has no carriers."""


keep(
    Tag,
    Keeper(
        kind="tag",
        derive=rules.derive_label,
        derived=("name_folded",),
        search=_OnEveryCustomer(),
    ),
)
keep(
    CustomerGroup,
    Keeper(kind="customer_group", derive=rules.derive_label, derived=("name_folded",)),
)
keep(
    RecipientGroup,
    Keeper(kind="recipient_group", derive=rules.derive_label, derived=("name_folded",)),
)


# The words


@operation("people.add_tags", needs="people.edit", undo=CREATED)
def add_tags(*, actor: Actor, names: Sequence[str]) -> Outcome[Tag]:
    """Add free tags (CLS-10): whoever edits customers may. Refuses as `add_labels` does."""
    return Outcome(added(Tag, names))


@operation("people.add_labels", needs="people.settings", undo=CREATED)
def add_labels(*, actor: Actor, kind: LabelKind, names: Sequence[str]) -> Outcome[Any]:
    """Add tags, customer groups or recipient groups, behind those that are there.

    Refuses a name that is empty or too long (`invalid`) or there already, however it is spelled
    and also in the archive (`name_taken`).
    """
    return Outcome(added(_model(kind), names))


@operation("people.change_labels", needs="people.settings", undo=FIELDS)
def change_labels(
    *,
    actor: Actor,
    kind: LabelKind,
    label: int,
    values: Mapping[str, Any],
    expected: Mapping[str, Any] | None = None,
) -> Outcome[Any]:
    """Change name, tone or order of one; the new name holds everywhere at once (2.4).

    `Stale` where an expected value moved. Refuses a bad name (`invalid`), a taken one
    (`name_taken`), an unknown tone or order (`invalid`). needs_proof: of customer groups (CLS-15).
    """
    model = _model(kind)
    wanted = dict(values)
    if "name" in wanted:
        wanted["name"] = rules.label_name(str(wanted["name"]))
    if wanted.get("tone", "n") not in tones.KNOWN:
        raise Refused("invalid", _("There is no such tone."), "tone")
    rules.check_order(wanted.get("order", 0))
    if model is not CustomerGroup:
        wanted.pop("needs_proof", None)
    rows = lock(model, [label])
    expect(rows[0], expected=expected or {}, wanted=wanted)
    if "name" in wanted:
        free(model, [wanted["name"]], besides=label)
    try:
        with transaction.atomic():
            done = change(rows, **wanted)
    except IntegrityError as problem:
        raise taken(wanted["name"]) from problem
    return Outcome(done)


@operation("people.archive_labels", needs="people.settings", undo=FIELDS)
def archive_labels(*, actor: Actor, kind: LabelKind, labels: Sequence[int]) -> Outcome[Any]:
    """No longer offer them; who carries them keeps them. Refused: `already_archived`."""
    rows, refused = rules.archivable_labels(lock(_model(kind), labels))
    return Outcome(change(rows, archived_at=clock.now()), refused)


@operation("people.restore_labels", needs="people.settings", undo=FIELDS)
def restore_labels(*, actor: Actor, kind: LabelKind, labels: Sequence[int]) -> Outcome[Any]:
    """Offer them again. Refused: `not_archived`, and tags that were merged away (`merged`)."""
    rows, refused = rules.restorable_labels(lock(_model(kind), labels))
    return Outcome(change(rows, archived_at=None), refused)


@operation("people.merge_tags", needs="people.settings")
def merge_tags(*, actor: Actor, source: int, into: int) -> Outcome[Customer]:
    """Everybody with the tag `source` gets `into` instead; `source` goes into the archive (2.4).

    Who tags with `source` from then on gets `into`: the archived one points to it. `done` holds
    the customers who had `source`. There is no undo: who had which is not known afterwards.
    Refuses a tag and itself (`same_tag`) and tags in the archive (`archived`).
    """
    if source == into:
        raise Refused("same_tag", _("A tag cannot be merged into itself."), "into")
    tags = {tag.pk: tag for tag in lock(Tag, [source, into])}
    rules.in_use_labels(tags.values())
    carriers = Customer.objects.filter(tags=source).values_list("pk", flat=True)
    rows = lock(Customer, carriers)
    link(rows, "tags", [tags[into]])
    unlink(rows, "tags", [tags[source]])
    change([tags[source]], archived_at=clock.now(), merged_into_id=tags[into].pk)
    return _told(rows)


# Who is in them


@operation("people.tag_customers", needs="people.edit", undo=MEMBERS)
def tag_customers(
    *, actor: Actor, customers: Sequence[int], tags: Sequence[int]
) -> Outcome[Customer]:
    """Put tags on customers (CLS-10); what they carry stays. A merged tag means its successor.

    The tags are locked first, as `merge_tags` does: nobody is tagged with one that just went.
    Refuses tags in the archive (`archived`).
    """
    given = current_tags(tags)
    rows = lock(Customer, customers)
    link(rows, "tags", given)
    return _told(rows)


@operation("people.untag_customers", needs="people.edit", undo=MEMBERS)
def untag_customers(
    *, actor: Actor, customers: Sequence[int], tags: Sequence[int]
) -> Outcome[Customer]:
    """Take tags off customers (CLS-10). Needs `people.edit`; what nobody carries is no matter."""
    rows = lock(Customer, customers)
    unlink(rows, "tags", Tag.objects.filter(pk__in=tags))
    return _told(rows)


@operation("people.put_into_groups", needs="people.edit", undo=MEMBERS)
def put_into_groups(
    *, actor: Actor, kind: LabelKind, customers: Sequence[int], groups: Sequence[int]
) -> Outcome[Customer]:
    """Put customers into customer or recipient groups; only the office does (CLS-11, 13, 17).

    Refuses groups in the archive (`archived`); tags are given by `tag_customers`.
    """
    found = lock(_group(kind), groups)
    rules.in_use_labels(found)
    rows = lock(Customer, customers)
    link(rows, MEMBERSHIP[kind], found)
    return _told(rows)


@operation("people.take_out_of_groups", needs="people.edit", undo=MEMBERS)
def take_out_of_groups(
    *, actor: Actor, kind: LabelKind, customers: Sequence[int], groups: Sequence[int]
) -> Outcome[Customer]:
    """Take customers out of customer or recipient groups (CLS-11, 17). Needs `people.edit`."""
    found = _group(kind)._default_manager.filter(pk__in=groups)
    rows = lock(Customer, customers)
    unlink(rows, MEMBERSHIP[kind], found)
    return _told(rows)


def _told(rows: list[Customer]) -> Outcome[Customer]:
    if rows:
        emit(CustomersChanged(tuple(row.pk for row in rows)))
    return Outcome(rows)


def current_tags(ids: Sequence[int]) -> list[Tag]:
    """The tags, locked; where one was merged, the one it became. Refuses those in the archive."""
    tags = lock(Tag, ids)
    while ahead := {tag.merged_into_id for tag in tags if tag.merged_into_id is not None}:
        standing = {tag.pk for tag in tags if tag.merged_into_id is None}
        tags = lock(Tag, standing | ahead)
    rules.in_use_labels(tags)
    return tags


def _model(kind: str) -> type[Any]:
    if kind not in LABELS:
        raise Missing(f"kind {kind}")
    model: type[Any] = LABELS[kind]
    return model


def _group(kind: str) -> type[Any]:
    if kind == "tag":
        raise Missing("a tag is no group")
    return _model(kind)
