"""What a new customer brings along besides its fields (CUS-04, CUS-05, CUS-20)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden, Refusal, Refused
from stammkunde.foundation.writes import add, link, lock
from stammkunde.people import lifecycle, rules
from stammkunde.people.models import (
    LABELS,
    MEMBERSHIP,
    Address,
    BankAccount,
    Contact,
    ContactPoint,
    Customer,
    ExternalId,
    Origin,
    Participant,
)
from stammkunde.people.operations.contacts import PEOPLE, contacts_of
from stammkunde.people.operations.externals import (
    EXTERNAL_IDS,
    Pair,
    externals_of,
    taken_externals,
)
from stammkunde.people.operations.groups import current_tags
from stammkunde.people.operations.participants import FAMILY, SELF, family_of, put
from stammkunde.people.operations.points import GIVEN, points_of

BANK, ORIGIN, ADDRESSES = "bank", "origin", "addresses"
BESIDE = frozenset(
    {FAMILY, GIVEN, PEOPLE, BANK, ORIGIN, ADDRESSES, EXTERNAL_IDS, *MEMBERSHIP.values()}
)
_ORIGINS = frozenset(Origin.values)
_BANK_WORD = "people.bank"


@dataclass
class _Luggage:
    """What one new customer brings along, made but not written yet."""

    members: list[Participant] = field(default_factory=list)
    points: list[ContactPoint] = field(default_factory=list)
    people: list[Contact] = field(default_factory=list)
    accounts: list[BankAccount] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    externals: list[ExternalId] = field(default_factory=list)
    labels: dict[str, list[Any]] = field(default_factory=dict)


@dataclass
class Beginnings:
    """What the customers of one operation bring along: read once, judged one by one, written once."""

    actor: Actor
    labels: Mapping[str, Mapping[int, Any]]
    externals: dict[Pair, int] = field(default_factory=dict)

    @classmethod
    def read(cls, actor: Actor, items: Sequence[Mapping[str, Any]]) -> Beginnings:
        """Lock the tags and groups that the items name; a merged tag means its successor.

        `Missing` for one that is not there, `Forbidden` for an account without `people.bank`.
        """
        if any(item.get(BANK) for item in items) and not actor.may(_BANK_WORD):
            raise Forbidden(_BANK_WORD)
        labels: dict[str, dict[int, Any]] = {}
        for kind, column in MEMBERSHIP.items():
            wanted = {int(pk) for item in items for pk in item.get(column) or ()}
            labels[column] = {row.pk: row for row in lock(LABELS[kind], wanted)} if wanted else {}
        for pk, tag in labels["tags"].items():
            if tag.merged_into_id:
                (labels["tags"][pk],) = current_tags([pk])
        return cls(actor, labels, taken_externals(items))

    @cached_property
    def of_companies(self) -> bool:
        """Whether contacts of companies have a birth date (PAR-09)."""
        return lifecycle.business().birth_dates_of_company_contacts

    def fields(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """The item without what it brings along; its first phone and e-mail stand among the fields."""
        own = {key: value for key, value in item.items() if key not in BESIDE}
        return _with_first(own, item)[0] if item.get(GIVEN) else own

    def judged(
        self, made: Customer, item: Mapping[str, Any], *, takes_part: bool = False
    ) -> list[Refusal]:
        """Pack what `made` brings along, and say what speaks against it.

        Points as `add_points` refuses them, the account as `add_bank_account`, both with their
        place as field (`points.1.value`, `bank.iban`), tags and groups in the archive (`archived`).
        takes_part: whether the customer takes part in person when nobody else does.
        """
        packed = made._brought = _Luggage()  # type: ignore[attr-defined]
        made.origin = item.get(ORIGIN) or rules.origin_of(self.actor.door)
        itself = [{SELF: True}] if takes_part else ()
        packed.members, problems = family_of(made, item.get(FAMILY) or itself)
        if made.origin not in _ORIGINS:
            problems.append(Refusal(None, "invalid", _("Nobody knows this origin."), ORIGIN))
        if item.get(GIVEN):
            packed.points, wrong = points_of(made, _with_first(item, item)[1])
            problems += wrong
        if item.get(PEOPLE):
            packed.people, wrong = contacts_of(made, item[PEOPLE], self.of_companies)
            problems += wrong
        if item.get(BANK):
            packed.accounts, wrong = accounts_of(made, item[BANK])
            problems += wrong
        if item.get(ADDRESSES):
            packed.addresses, wrong = addresses_of(made, item[ADDRESSES])
            problems += wrong
        if item.get(EXTERNAL_IDS):
            packed.externals, wrong = externals_of(made, item, self.externals)
            problems += wrong
        for column in MEMBERSHIP.values():
            if not item.get(column):
                continue
            labels = [self.labels[column][int(pk)] for pk in item[column]]
            try:
                rules.in_use_labels(labels)
            except Refused as no:
                problems.append(Refusal(None, no.code, no.message, column))
            packed.labels[column] = labels
        return problems

    def put(self, done: Sequence[Customer]) -> None:
        """Write what these customers, who are there by now, bring along; inside the operation."""
        packed: list[_Luggage] = [row._brought for row in done]  # type: ignore[attr-defined]
        put([member for one in packed for member in one.members])
        add([point for one in packed for point in one.points])
        add([person for one in packed for person in one.people])
        add([account for one in packed for account in one.accounts])
        add([address for one in packed for address in one.addresses])
        add([external for one in packed for external in one.externals])
        alike: dict[tuple[str, tuple[int, ...]], list[Customer]] = defaultdict(list)
        for row, one in zip(done, packed, strict=True):
            for column, labels in one.labels.items():
                alike[column, tuple(label.pk for label in labels)].append(row)
        for (column, wanted), rows in alike.items():
            known = {label.pk: label for label in self.labels[column].values()}
            link(rows, column, [known[pk] for pk in wanted])


def _with_first(
    own: Mapping[str, Any], item: Mapping[str, Any]
) -> tuple[dict[str, Any], list[tuple[int, Mapping[str, Any]]]]:
    """As `rules.with_first`; what an import read stays where the list has it."""
    if isinstance(item, rules.Parsed):
        return dict(own), list(enumerate(item[GIVEN]))
    return rules.with_first(own, item[GIVEN])


def accounts_of(
    home: Customer, said: Mapping[str, Any] | Sequence[Mapping[str, Any]]
) -> tuple[list[BankAccount], list[Refusal]]:
    """The accounts of a customer, one or several; without a holder it is the customer."""
    rows: list[BankAccount] = []
    try:
        for one in [said] if isinstance(said, Mapping) else said:
            iban = rules.clean_iban(str(one.get("iban") or ""))
            holder = rules.account_holder(one.get("holder") or rules.record_name(home)[:120])
            if all(row.iban != iban for row in rows):
                row = BankAccount(customer=home, iban=iban, holder=holder, added_at=clock.now())
                rows.append(row)
    except Refused as no:
        return [], [Refusal(None, no.code, no.message, f"{BANK}.{no.field}")]
    return rows, []


def addresses_of(
    home: Customer, items: Sequence[Mapping[str, Any]]
) -> tuple[list[Address], list[Refusal]]:
    """Further addresses; refusals name their field as `addresses.1.street`."""
    rows: list[Address] = []
    problems: list[Refusal] = []
    for position, item in enumerate(items):
        try:
            rows.append(Address(customer=home, **rules.clean_address(item)))
        except Refused as no:
            field = f"{ADDRESSES}.{position}.{no.field}"
            problems.append(Refusal(None, no.code, no.message, field))
    return rows, problems
