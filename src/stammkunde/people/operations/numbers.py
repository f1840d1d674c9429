"""Customer numbers: given once, kept for ever (CUS-12, CUS-13; 2.1 a to f)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import IntegrityError
from django.utils.translation import gettext as _

from stammkunde.foundation import clock, numbers
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import Outcome, emit, operation
from stammkunde.foundation.refusals import Refusal, Refused
from stammkunde.foundation.writes import Keeper, add, change, change_each, keep, lock, remove
from stammkunde.people import lifecycle, rules
from stammkunde.people.events import CustomersChanged
from stammkunde.people.models import Customer, NumberAlias
from stammkunde.people.rules import Settings

keep(
    NumberAlias,
    Keeper(
        kind="number_alias",
        subjects=lambda row: [("customer", row.customer_id)],
        part_of="customer",
    ),
)


@dataclass(frozen=True)
class NumberWish:
    """Who shall get a number; `typed` is the wanted one, "" for the next free one."""

    customer: int
    typed: str = ""


def free_numbers(settings: Settings, count: int, avoid: Collection[str] = ()) -> list[str]:
    """The next `count` numbers that nobody has or had; inside the operation that gives them out.

    avoid: number keys that this operation gives out itself. Skipped numbers stay gaps (2.1 c).
    """
    found: list[str] = []
    while len(found) < count:
        above = settings.number_start - 1
        counted = numbers.take(lifecycle.SERIES, count - len(found), above=above)
        written = {
            rules.number_key(n): n for n in (rules.written_number(settings, c) for c in counted)
        }
        taken = lifecycle.taken_numbers(written) | set(avoid)
        found += [number for key, number in written.items() if key not in taken]
    return found


def number_problems(typed: Sequence[tuple[int, str]]) -> list[Refusal]:
    """What speaks against these (row, typed number): no number, or somebody has or had it."""
    refused: list[Refusal] = []
    keys: dict[int, str] = {}
    for row, text in typed:
        try:
            keys[row] = rules.number_key(rules.clean_number(text))
        except Refused as no:
            refused.append(Refusal(row, no.code, no.message, "number"))
    taken = lifecycle.taken_numbers(keys.values()) if keys else set()
    for row, key in keys.items():
        if key in taken:
            refused.append(Refusal(row, "number_taken", number_taken(), "number"))
        taken.add(key)  # of two who want the same number the first one gets it
    return refused


def number_taken() -> str:
    """The sentence about a number that is not free."""
    return _("This customer number belongs to somebody else, or did once.")


@operation("people.number_customers", needs="people.edit")
def number_customers(*, actor: Actor, wishes: Sequence[NumberWish]) -> Outcome[Customer]:
    """Give customers their number, for ever: there is no undo (CUS-12).

    Refused per customer: who has one (`number_given`), a typed number that is none
    (`number_invalid`) or that somebody has or had (`number_taken`).
    """
    settings = lifecycle.business()
    wanted = {wish.customer: wish.typed for wish in wishes}
    rows = lock(Customer, wanted)
    refused = [
        Refusal(row.pk, "number_given", _("This customer has a number already."), "number")
        for row in rows
        if row.number
    ]
    refused += number_problems([(pk, typed) for pk, typed in wanted.items() if typed])
    kept_out = {one.row for one in refused}
    rows = [row for row in rows if row.pk not in kept_out]
    chosen = {row.pk: rules.clean_number(wanted[row.pk]) for row in rows if wanted[row.pk]}
    free = iter(
        free_numbers(
            settings,
            len(rows) - len(chosen),
            {rules.number_key(number) for number in chosen.values()},
        )
    )
    pairs = [(row, {"number": chosen.get(row.pk) or next(free)}) for row in rows]
    done = change_each(pairs)
    if done:
        emit(CustomersChanged(tuple(row.pk for row in done)))
    return Outcome(done, refused)


@operation("people.renumber_customer", needs="people.renumber")
def renumber_customer(
    *, actor: Actor, customer: int, number: str, reason: str
) -> Outcome[Customer]:
    """Give a customer another number; the old one stays an alias for ever (2.1 f; N-15).

    No undo: who has told the new number to somebody would not notice. The way back is the same way,
    with a reason of its own, for a customer's own former number is not taken.

    Refuses: no reason (`reason_missing`), nobody to renumber (`number_missing`), a number that is
    none (`number_invalid`) or that somebody else has or had (`number_taken`).
    """
    (row,) = lock(Customer, [customer])
    why = " ".join(reason.split())[:200]
    if not why:
        raise Refused("reason_missing", _("A new number needs a reason."), "reason")
    if not row.number:
        raise Refused("number_missing", _("This customer has no number yet."), "number")
    wanted = rules.clean_number(number)
    key = rules.number_key(wanted)
    if key == row.number_key:
        raise Refused("number_taken", _("This is the number that the customer has."), "number")
    if lifecycle.taken_numbers([key], besides=row.pk):
        raise Refused("number_taken", number_taken(), "number")
    own = NumberAlias.objects.filter(customer=row.pk, number_key=key)
    remove(lock(NumberAlias, own.values_list("pk", flat=True)))
    try:
        add([
            NumberAlias(
                customer=row,
                number=row.number,
                number_key=row.number_key,
                reason=why,
                since=clock.now(),
            )
        ])  # fmt: skip
        done = change([row], number=wanted)
    except IntegrityError as late:
        raise Refused("number_taken", number_taken(), "number") from late
    emit(CustomersChanged((row.pk,)))
    return Outcome(done)
