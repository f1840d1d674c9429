"""The columns of an export that come from other tables than the customer's (IMP-06, IMP-09).

What they write, `importing` reads again. Every block asks one query for some customers (two where
participants have own fields), whatever their number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, Q, QuerySet

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.foundation.fields import BOOL, DATE, NUMBER, plain_number
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people import own, queries
from stammkunde.people.fields import ADDRESS, CONTACT, PARTICIPANT, OwnField, own_fields
from stammkunde.people.importing import headings, words
from stammkunde.people.importing.cells import SEXES, written_labels
from stammkunde.people.importing.headings import Target
from stammkunde.people.models import (
    IN_USE,
    LABELS,
    MEMBERSHIP,
    Address,
    BankAccount,
    Contact,
    ContactPoint,
    Customer,
    ExternalId,
    Participant,
)

MOST = 40  # entries of a noun: more columns than a list may have would not come in again
Cells = Mapping[int, Sequence[Any]]
_KINDS = {"person": "Person", "animal": "Tier"}


@dataclass(frozen=True)
class Block:
    """Columns from another table: own fields, participants, contacts …

    headings: none where nobody has anything of the kind; then it is never asked again. cells: the
    values of some customers by id, as many as headings; who has none is not in it.
    """

    headings: Sequence[str]
    cells: Callable[[Sequence[int]], Cells]


def blocks(actor: Actor) -> Iterator[Block]:
    """All columns besides a customer's own, in the order of the file. Needs `people.see`.

    Bank accounts only for `people.bank`. Archived participants and contacts stay at home; of more
    than `MOST` entries of one customer the rest does, too.
    """
    if not actor.may(queries.SEE):
        raise Forbidden(queries.SEE)
    yield _own_block(actor)
    yield from _point_blocks()
    for kind, column in MEMBERSHIP.items():
        yield _label_block(kind, column)
    yield _participant_block()
    yield _block(
        Contact.objects.filter(IN_USE).order_by("customer", "priority", "pk"),
        words.PEOPLE,
        CONTACT.keys,
        {"last_name", "first_name"},
    )
    yield _block(
        Address.objects.order_by("customer", "pk"), words.ADDRESSES, ADDRESS.keys, {"label"}
    )
    if actor.may(queries.BANK):
        rows = BankAccount.objects.order_by("customer", "pk")
        yield _block(rows, words.BANK, ("iban", "holder"), {"iban", "holder"})
    yield _external_block()


# One entry behind the other


def _block(
    rows: QuerySet[Any],
    noun: str,
    keys: Sequence[str],
    always: set[str],
    written: Mapping[str, Callable[[Any], Any]] | None = None,
) -> Block:
    """So many entries as somebody has, each with the keys that anybody has filled."""
    most, filled = _extent(rows, keys, always)
    named = [
        headings.written(Target(noun, key, place)) for place in range(1, most + 1) for key in filled
    ]
    width, writers = len(filled), _writers(filled, written or {})

    def cells(pks: Sequence[int]) -> Cells:
        found: dict[int, list[Any]] = {}
        for customer, *values in rows.filter(Among("customer", pks)).values_list(
            "customer", *filled
        ):
            for at, write in writers:
                values[at] = write(values[at])
            found.setdefault(customer, []).extend(values)
        return _padded(found, most * width)

    return Block(named, cells)


def _writers(
    keys: Sequence[str], written: Mapping[str, Callable[[Any], Any]]
) -> list[tuple[int, Callable[[Any], Any]]]:
    return [(at, written[key]) for at, key in enumerate(keys) if key in written]


def _padded(found: dict[int, list[Any]], width: int) -> Cells:
    blank = [""] * width
    return {pk: (line + blank[len(line) :])[:width] for pk, line in found.items()}


def _extent(rows: QuerySet[Any], keys: Sequence[str], always: set[str]) -> tuple[int, list[str]]:
    """(the most entries that one customer has, the keys that somebody has filled): two queries."""
    many = rows.order_by().values("customer").annotate(many=Count("pk")).order_by("-many")
    most = min(next(iter(many.values_list("many", flat=True)[:1]), 0), MOST)
    asked = [key for key in keys if key not in always] if most else []
    counts = {f"has_{key}": Count("pk", filter=_is_filled(rows.model, key)) for key in asked}
    used = rows.order_by().aggregate(**counts) if counts else {}
    return most, [key for key in keys if key in always or used.get(f"has_{key}")]


def _is_filled(model: type[Model], key: str) -> Q:
    column: Any = model._meta.get_field(key)
    if column.null:
        return Q(**{f"{key}__isnull": False})
    return Q(**{key: True}) if column.get_internal_type() == "BooleanField" else ~Q(**{key: ""})


# The nouns


def _own_block(actor: Actor) -> Block:
    known = own_fields()

    def cells(pks: Sequence[int]) -> Cells:
        found = queries.own_values(actor, "customer", pks)
        return {
            pk: [_typed(one, values.get(one.key)) for one in known] for pk, values in found.items()
        }

    return Block([headings.written_own(one) for one in known], cells)


def _typed(one: OwnField, value: Any) -> Any:
    if value is None or one.kind is DATE:
        return value
    return plain_number(value) if one.kind is NUMBER else one.written(value)


def _point_blocks() -> Iterator[Block]:
    """Further phones, then further e-mails; the first of each stands on the customer."""
    for kind in ("phone", "email"):
        rows = ContactPoint.objects.filter(kind=kind).order_by("customer", "order", "pk")
        most, filled = _extent(rows, ("value", "label"), {"value"})
        keys = {"value": kind, "label": f"{kind}_label"}
        named = [
            headings.written(Target(words.GIVEN, keys[key], place))
            for place in range(2, most + 2)
            for key in filled
        ]
        yield Block(named, _plain(rows, filled, most))


def _plain(rows: QuerySet[Any], keys: Sequence[str], most: int) -> Callable[[Sequence[int]], Cells]:
    def cells(pks: Sequence[int]) -> Cells:
        found: dict[int, list[Any]] = {}
        for customer, *values in rows.filter(Among("customer", pks)).values_list("customer", *keys):
            found.setdefault(customer, []).extend(values)
        return _padded(found, most * len(keys))

    return cells


def _label_block(kind: str, column: str) -> Block:
    """The names of what a customer carries; there are few of them, so only who has which is asked."""
    labels = LABELS[kind]._default_manager.order_by("name_folded", "pk")
    names: dict[int, str] = dict(labels.values_list("pk", "name"))
    place = {pk: at for at, pk in enumerate(names)}
    alone = {pk: [written_labels([name])] for pk, name in names.items()}
    field: Any = Customer._meta.get_field(column)
    carried = field.remote_field.through._default_manager.order_by()
    columns = (field.m2m_column_name(), field.m2m_reverse_name())

    def cells(pks: Sequence[int]) -> Cells:
        found: dict[int, list[int]] = {}
        for pk, label in carried.filter(Among(columns[0], pks)).values_list(*columns):
            found.setdefault(pk, []).append(label)
        return {
            pk: alone[some[0]]
            if len(some) == 1
            else [written_labels([names[one] for one in sorted(some, key=place.__getitem__)])]
            for pk, some in found.items()
        }

    return Block([words.BESIDE[column][0]] if carried.exists() else [], cells)


def _participant_block() -> Block:
    rows = Participant.objects.filter(IN_USE, erased_at__isnull=True).order_by("customer", "pk")
    keys = (*PARTICIPANT.keys, words.SELF)
    written: dict[str, Callable[[Any], Any]] = {
        "kind": _KINDS.__getitem__,
        "sex": {"": "", **SEXES}.__getitem__,
        words.SELF: _yes,
        **{one.key: _yes for one in PARTICIPANT if one.kind is BOOL},
    }
    known = own_fields("participant")
    if not known:
        always = {"kind", "first_name", "last_name"}
        return _block(rows, words.FAMILY, keys, always, written)
    most, filled = _extent(rows, keys, {"kind", "first_name", "last_name"})
    named: list[str] = []
    for place in range(1, most + 1):
        named += [headings.written(Target(words.FAMILY, key, place)) for key in filled]
        named += [headings.written_own(one, words.FAMILY, place) for one in known]
    writers, width = _writers(filled, written), len(filled) + len(known)

    def cells(pks: Sequence[int]) -> Cells:
        found: dict[int, list[Any]] = {}
        some = list(rows.filter(Among("customer", pks)).values_list("customer", "pk", *filled))
        beside = own.OF_PARTICIPANTS.read([pk for _customer, pk, *_values in some])
        for customer, pk, *values in some:
            for at, write in writers:
                values[at] = write(values[at])
            mine = beside.get(pk, {})
            values += [_typed(one, mine.get(one.key)) for one in known]
            found.setdefault(customer, []).extend(values)
        return _padded(found, most * width)

    return Block(named, cells)


def _yes(value: bool) -> str:
    return "ja" if value else ""


def _external_block() -> Block:
    rows = ExternalId.objects.order_by("customer", "pk")
    systems = list(rows.order_by("system").values_list("system", flat=True).distinct())
    places = {system: at for at, system in enumerate(systems)}

    def cells(pks: Sequence[int]) -> Cells:
        found: dict[int, list[list[str]]] = {}
        for customer, system, value in rows.filter(Among("customer", pks)).values_list(
            "customer", "system", "value"
        ):
            line = found.setdefault(customer, [[] for _system in systems])
            if system in places:
                line[places[system]].append(value)
        return {pk: [" | ".join(values) for values in line] for pk, line in found.items()}

    named = [headings.written(Target(words.EXTERNAL_IDS, "value", 1, one)) for one in systems]
    return Block(named, cells)
