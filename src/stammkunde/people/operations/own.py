"""Making own fields (CUS-23). What stands in them, the operations on customers write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import FIELDS, Outcome, operation
from stammkunde.foundation.refusals import Missing, Refusal, Refused
from stammkunde.foundation.writes import Keeper, add, change, change_each, expect, keep, lock
from stammkunde.people import fields, queries, rules
from stammkunde.people.models import Customer, CustomField, CustomValue, OwnKind, Participant
from stammkunde.people.search import PARTICIPANTS, SEARCH

SETTINGS = queries.SETTINGS
MOST = 60
_BATCH = 1_000


class _OnEverybody:
    """What people are found by in an own field stands in the texts of everybody who fills it in."""

    table = SEARCH.table

    def write(self, rows: Sequence[CustomField]) -> None:
        """Write those texts again: a field left or came back, or its choices have other words."""
        fields.own_fields_changed()
        values = CustomValue.objects.filter(field__in=rows).order_by()
        customers = values.filter(customer__isnull=False).values_list("customer", flat=True)
        for some in _batches(customers):
            SEARCH.write(list(Customer.objects.filter(pk__in=some)))
        parts = values.filter(participant__isnull=False).values_list("participant", flat=True)
        for some in _batches(parts):
            PARTICIPANTS.write(list(Participant.objects.filter(pk__in=some)))

    def remove(self, ids: Sequence[int]) -> None:
        """Fields never go."""


def _kinds_fit(pairs: Sequence[tuple[CustomField, Mapping[str, Any]]]) -> None:
    """An undo gives no other kind to a field that holds values."""
    turned = [row.pk for row, values in pairs if "kind" in values]
    if turned and CustomValue.objects.filter(field__in=turned).exists():
        raise _kind_fixed()


keep(
    CustomField,
    Keeper(
        kind="custom_field",
        derive=rules.derive_own_field,
        derived=("label_folded",),
        back=_kinds_fit,
        search=_OnEverybody(),
        searched=frozenset({"kind", "choices", "archived_at"}),
    ),
)


@operation("people.add_own_field", needs=SETTINGS)
def add_own_field(
    *, actor: Actor, of: str, kind: str, label: str, choices: Sequence[str] = ()
) -> Outcome[CustomField]:
    """Add an own field of customers or participants (CUS-23), behind those that are there.

    Refuses an unknown kind (`unknown`), no or too long a label (`invalid`), one that another field
    has or that means a field of the program (`name_taken`), choices as `rules.own_choices` does,
    the 61st field (`too_many`). There is no undo: its key is given for ever; it can be archived.
    """
    rules.own_kind(of, kind)
    said = rules.own_label(label)
    made = rules.own_choices([], {}, choices) if kind == OwnKind.CHOICE else []
    there = list(CustomField.objects.all())
    if sum(row.archived_at is None for row in there) >= MOST:
        raise Refused("too_many", _("There are at most 60 own fields."), "label")
    _free(of, said, there)
    row = CustomField(
        of=of,
        slug=rules.own_slug(said, {one.slug for one in there}),
        label=said,
        kind=kind,
        choices=made,
        position=max((one.position for one in there), default=0) + 1,
    )
    fields.own_fields_changed()
    try:
        with transaction.atomic():
            return Outcome(add([row]))
    except IntegrityError as late:
        raise _taken(said) from late


@operation("people.change_own_field", needs=SETTINGS, undo=FIELDS)
def change_own_field(
    *,
    actor: Actor,
    field: int,
    values: Mapping[str, Any],
    expected: Mapping[str, Any] | None = None,
) -> Outcome[CustomField]:
    """Change label, kind, `choices` (labels by number, "" for no longer offered) or `fresh` ones.

    Stored values stay, whatever becomes of the choices. `Stale` where an expected value moved.
    Refuses what `add_own_field` refuses, and another kind once somebody has a value (`kind_fixed`).
    """
    (row,) = lock(CustomField, [field])
    wanted: dict[str, Any] = {}
    if "label" in values:
        wanted["label"] = rules.own_label(str(values["label"]))
        _free(row.of, wanted["label"], CustomField.objects.exclude(pk=field))
    kind = str(values.get("kind", row.kind))
    rules.own_kind(row.of, kind)
    if kind != row.kind:
        if CustomValue.objects.filter(field=field).exists():
            raise _kind_fixed()
        wanted["kind"] = kind
    if kind == OwnKind.CHOICE:
        labels, fresh = values.get("choices", {}), values.get("fresh", ())
        wanted["choices"] = rules.own_choices(row.choices, labels, fresh)
    expect(row, expected=expected or {}, wanted=wanted)
    fields.own_fields_changed()
    try:
        with transaction.atomic():
            return Outcome(change([row], **wanted))
    except IntegrityError as late:
        raise _taken(str(wanted["label"])) from late


@operation("people.move_own_field", needs=SETTINGS, undo=FIELDS)
def move_own_field(*, actor: Actor, field: int, up: bool) -> Outcome[CustomField]:
    """Put a field one place up or down among those of its kind of record. Refuses: `no_neighbour`."""
    one = CustomField.objects.filter(pk=field).first()
    if one is None:
        raise Missing(f"own field {field}")
    offered = CustomField.objects.filter(of=one.of, archived_at__isnull=True)
    rows = lock(CustomField, offered.values_list("pk", flat=True))
    rows.sort(key=lambda row: (row.position, row.pk))
    place = next((at for at, row in enumerate(rows) if row.pk == field), None)
    other = None if place is None else place + (-1 if up else 1)
    if place is None or other is None or not 0 <= other < len(rows):
        raise Refused("no_neighbour", _("There is no place beyond."))
    rows[place], rows[other] = rows[other], rows[place]
    fields.own_fields_changed()
    return Outcome(change_each([(row, {"position": at}) for at, row in enumerate(rows, 1)]))


@operation("people.archive_own_fields", needs=SETTINGS, undo=FIELDS)
def archive_own_fields(*, actor: Actor, own: Sequence[int]) -> Outcome[CustomField]:
    """No longer shown, filled in or found; its values stay. Refused: `already_archived`."""
    return _archived(own, True)


@operation("people.restore_own_fields", needs=SETTINGS, undo=FIELDS)
def restore_own_fields(*, actor: Actor, own: Sequence[int]) -> Outcome[CustomField]:
    """Show them again, with all their values. Refused: who is not in the archive (`not_archived`)."""
    return _archived(own, False)


def _archived(ids: Sequence[int], into: bool) -> Outcome[CustomField]:
    rows = lock(CustomField, ids)
    fit = [row for row in rows if (row.archived_at is None) is into]
    code, text = (
        ("already_archived", _("This field is in the archive already."))
        if into
        else ("not_archived", _("This field is not in the archive."))
    )
    refused = [Refusal(row.pk, code, text) for row in rows if row not in fit]
    fields.own_fields_changed()
    return Outcome(change(fit, archived_at=clock.now() if into else None), refused)


def _free(of: str, label: str, others: Iterable[CustomField]) -> None:
    """Refuse a label that another field of these records has, also in the archive."""
    fresh = CustomField(label=label)
    rules.derive_own_field(fresh)
    own = {row.label_folded for row in others if row.of == of}
    if fresh.label_folded in own or fields.declared_fields(of).by_heading(label):
        raise _taken(label)


def _taken(label: str) -> Refused:
    text = _("There is a field “%(name)s” already, perhaps in the archive.") % {"name": label}
    return Refused("name_taken", text, "label")


def _kind_fixed() -> Refused:
    return Refused("kind_fixed", _("This field holds values already; its kind stays."), "kind")


def _batches(ids: Iterable[int]) -> Iterable[list[int]]:
    found = sorted(set(ids))
    for start in range(0, len(found), _BATCH):
        yield found[start : start + _BATCH]
