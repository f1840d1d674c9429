"""Where customers are found: the search table, its ranks and what feeds them (LST-02; users.md R1).

A new place to look in is one more line in `SOURCES`; the table follows after the next migrate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import F, Model, Q
from django.utils.translation import gettext_lazy as _

from stammkunde.foundation.folding import fold, fold_phone, searchable
from stammkunde.foundation.lists.following import follow
from stammkunde.foundation.lists.search import SearchGroup, SearchIndex
from stammkunde.people import fields, own
from stammkunde.people.models import (
    IN_USE,
    Contact,
    ContactPoint,
    Customer,
    ExternalId,
    Guardianship,
    NumberAlias,
    Participant,
    PointKind,
)
from stammkunde.people.profiles import said
from stammkunde.people.rules.statuses import number_text

FEW = 50  # ids; less are asked for one by one
Gone = Mapping[type[Model], Collection[int]]  # rows that are about to go: their words go first
Words = Mapping[str, Mapping[int, Sequence[str]]]  # {group: {customer: folded words}}
Source = Callable[[Sequence[int], Gone], Words]


def among(ids: Sequence[int], name: str = "customer") -> Q:
    """The condition that `name` is one of `ids`; those of new customers follow one another."""
    if len(ids) > FEW and ids[-1] - ids[0] == len(ids) - 1 and list(ids) == sorted(set(ids)):
        return Q(**{f"{name}__gte": ids[0], f"{name}__lte": ids[-1]})
    return Q(**{f"{name}__in": ids})


def joined(text: str) -> str:
    """The fold in one piece: chip numbers are typed with and without blanks."""
    return fold(text).replace(" ", "")


def names(*parts: str) -> str:
    """What names are found by; one of several words in one piece, too (vonderwiese)."""
    said = [searchable(part) for part in parts if part]
    said += [joined(part) for part in parts[:3] if " " in part]
    return " ".join(said)


def words_of(
    model: type[Model],
    group: str,
    *columns: str,
    where: Q | None = None,
    of: str = "customer",
    written: Callable[[str], str] = searchable,
) -> Source:
    """A source: texts of the rows that hang on customers by `of`, in one query."""

    def source(customers: Sequence[int], gone: Gone) -> Words:
        found: dict[int, list[str]] = defaultdict(list)
        rows = model._default_manager.filter(where or Q(), among(customers, of))
        if model in gone:
            rows = rows.exclude(pk__in=gone[model])
        for customer, *texts in rows.order_by("pk").values_list(of, *columns):
            found[customer].append(written(" ".join(texts)))
        return {group: found}

    return source


def _participants(customers: Sequence[int], gone: Gone) -> Words:
    """Names and chips of those who take part, in one query."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Participant.objects.filter(IN_USE, among(customers)).order_by("pk")
    rows = rows.exclude(pk__in=gone.get(Participant, ()))
    for customer, first, last, chip in rows.values_list(
        "customer", "first_name", "last_name", "chip"
    ):
        found[customer] += [names("", first, last), joined(chip)]
    return {"child": found}


def _contacts(customers: Sequence[int], gone: Gone) -> Words:
    """Contacts by name and role, with phone and e-mail, in one query."""
    found: dict[str, dict[int, list[str]]] = {
        group: defaultdict(list) for group in ("contact", "code", "mail")
    }
    rows = Contact.objects.filter(IN_USE, among(customers)).order_by("pk")
    rows = rows.exclude(pk__in=gone.get(Contact, ()))
    columns = ("customer", "phone", "email", "first_name", "last_name", "role")
    for customer, phone, email, first, last, role in rows.values_list(*columns):
        found["contact"][customer].append(f"{names(first, last)} {searchable(role)}")
        found["code"][customer].append(fold_phone(phone))
        found["mail"][customer].append(fold(email))
    return found


def _elsewhere(customers: Sequence[int], gone: Gone) -> Words:
    """Children for whom customers are responsible although they live with another one (N-06)."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Guardianship.objects.filter(among(customers), participant__archived_at=None)
    rows = rows.exclude(pk__in=gone.get(Guardianship, ()))
    rows = rows.exclude(participant__in=gone.get(Participant, ()))
    rows = rows.exclude(participant__customer=F("customer")).order_by("pk")
    columns = ("customer", "participant__first_name", "participant__last_name")
    for customer, *called in rows.values_list(*columns):
        found[customer].append(names(*called))
    return {"child": found}


def _tags(customers: Sequence[int], gone: Gone) -> Words:
    """Names of tags, from the table between."""
    found: dict[int, list[str]] = defaultdict(list)
    links = Customer.tags.through._default_manager.filter(among(customers))
    for customer, name in links.order_by("pk").values_list("customer", "tag__name"):
        found[customer].append(searchable(name))
    return {"tags": found}


def _points(customers: Sequence[int], gone: Gone) -> Words:
    """Further phone numbers and e-mail addresses, in one query."""
    found: dict[str, dict[int, list[str]]] = {"code": defaultdict(list), "mail": defaultdict(list)}
    rows = ContactPoint.objects.filter(among(customers)).order_by("pk")
    rows = rows.exclude(pk__in=gone.get(ContactPoint, ()))
    for customer, kind, value, digits in rows.values_list("customer", "kind", "value", "folded"):
        if kind == PointKind.PHONE:
            found["code"][customer].append(digits)
        else:
            found["mail"][customer].append(searchable(value))
    return found


def _own_values(customers: Sequence[int], gone: Gone) -> Words:
    """What stands in own fields of customers and of those who take part; no query without such."""
    found: dict[int, list[str]] = defaultdict(list, own.OF_CUSTOMERS.texts(customers))
    if fields.own_fields("participant"):
        rows = Participant.objects.filter(IN_USE, among(customers)).order_by("pk")
        homes = dict(
            rows.exclude(pk__in=gone.get(Participant, ())).values_list("pk", "customer_id")
        )
        for pk, texts in own.OF_PARTICIPANTS.texts(list(homes)).items():
            found[homes[pk]] += texts
    return {"own": found}


SOURCES: list[Source] = [
    _participants,
    words_of(NumberAlias, "code", "number", written=number_text),
    words_of(ExternalId, "code", "value", written=number_text),
    _tags,
    _points,
    _own_values,
    _contacts,
    _elsewhere,
]


def _own(row: Customer) -> dict[str, str]:
    """What stands on the customer itself."""
    return {
        "name": names(row.title, row.first_name, row.last_name, row.organisation, row.short_name),
        "code": f"{row.phone_digits} {number_text(row.number)}",
        "mail": searchable(row.email),
        "place": searchable(f"{row.postcode} {row.city}"),
    }


def _texts(rows: Sequence[Customer], gone: Gone = {}) -> Iterator[tuple[str, ...]]:  # noqa: B006 - read only
    ids = [row.pk for row in rows]
    said = [one for source in SOURCES for one in source(ids, gone).items() if one[1]]
    return (_text(row, said) for row in rows)


def _text(
    row: Customer, said: Sequence[tuple[str, Mapping[int, Sequence[str]]]]
) -> tuple[str, ...]:
    if row.erased_at is not None:  # nobody finds them again, not even by the number
        return ("",) * len(SEARCH.columns)
    parts, pk = _own(row), row.pk
    for group, found in said:
        if pk in found:
            parts[group] = " ".join([parts.get(group, ""), *found[pk]])
    return tuple(parts.get(key, "").strip() for key in SEARCH.columns)


SEARCH = SearchIndex(
    "people_customer_search",
    groups=(
        SearchGroup("name", _("Hits in the name")),
        SearchGroup("child", said(lambda profile: profile.hits)),
        SearchGroup("contact", _("Hits in the contacts")),
        SearchGroup("code", _("Hits in number and phone")),
        SearchGroup("mail", _("Hits in the e-mail address")),
        SearchGroup("place", _("Hits in the place")),
        SearchGroup("tags", _("Hits in the tags")),
        SearchGroup("own", _("Hits in own fields")),
    ),
    texts=_texts,
)


def _participant_texts(rows: Sequence[Participant]) -> list[tuple[str, ...]]:
    beside = own.OF_PARTICIPANTS.texts([row.pk for row in rows])
    columns = ("pk", "first_name", "last_name", "organisation")
    found = Customer.objects.filter(pk__in={row.customer_id for row in rows}).values_list(*columns)
    homes = {pk: names(*called) for pk, *called in found}
    return [
        (
            names("", row.first_name, row.last_name),
            f"{searchable(row.breed)} {joined(row.chip)}",
            homes.get(row.customer_id, ""),
            " ".join(beside.get(row.pk, ())),
        )
        if row.erased_at is None
        else ("",) * len(PARTICIPANT_SEARCH.columns)
        for row in rows
    ]


PARTICIPANT_SEARCH = SearchIndex(
    "people_participant_search",
    groups=(
        SearchGroup("name", _("Hits in the name")),
        SearchGroup("marks", _("Hits in breed and chip number")),
        SearchGroup("owner", _("Hits in the customer")),
        SearchGroup("own", _("Hits in own fields")),
    ),
    texts=_participant_texts,
)


_new: ContextVar[dict[int, Customer] | None] = ContextVar("new customers", default=None)


@contextmanager
def stored_once() -> Iterator[None]:
    """The texts of customers that are added inside are stored once, with all that they bring along."""
    token = _new.set({})
    try:
        yield
        SEARCH.fill(list((_new.get() or {}).values()))
    finally:
        _new.reset(token)


class Customers:
    """The keeper's `search` of customers."""

    table = SEARCH.table
    searched = frozenset(
        {"title", "first_name", "last_name", "organisation", "short_name", "number", "phone"}
        | {"email", "postcode", "city", "tags", "erased_at"}
    )
    named = frozenset({"first_name", "last_name", "organisation"})

    def added(self, rows: Sequence[Customer]) -> None:
        """Rows were added a moment ago."""
        new = _new.get()
        if new is None:
            SEARCH.fill(rows)
        else:
            new.update({row.pk: row for row in rows})

    def write(self, rows: Sequence[Customer]) -> None:
        """Rows were changed; those that are new are stored at the end."""
        new = _new.get() or {}
        SEARCH.write([row for row in rows if row.pk not in new])

    def remove(self, ids: Sequence[int]) -> None:
        """Rows are about to go."""
        SEARCH.remove(ids)

    @contextmanager
    def leaving(self, rows: Sequence[Customer]) -> Iterator[None]:
        """What hangs on these rows goes before them: inside, nobody stores their texts again."""
        token = _new.set({row.pk: row for row in rows})
        try:
            yield
        finally:
            _new.reset(token)

    def renamed(self, rows: Sequence[Customer]) -> None:
        """Those who take part are found by the name of their home, too."""
        homes = [row.pk for row in rows]
        PARTICIPANT_SEARCH.write(list(Participant.objects.filter(customer__in=homes)))


class OfCustomers:
    """The keeper's `search` of rows whose words stand in the texts of their customers, too.

    own: the rows' own table, where they have one. also: further customers of rows, by the rows'
    ids. Customers are written set-wise.
    """

    def __init__(
        self,
        model: type[Model],
        own: SearchIndex | None = None,
        also: Callable[[Sequence[int]], Iterable[int]] = lambda ids: (),
    ) -> None:
        self.model, self.own, self.also = model, own, also
        self.table = own.table if own else SEARCH.table

    def added(self, rows: Sequence[Any]) -> None:
        """Rows were added a moment ago: nobody else is responsible for them yet."""
        if self.own:
            self.own.fill(rows)
        SEARCH.write(_customers(row.customer_id for row in rows))

    def write(self, rows: Sequence[Any]) -> None:
        """Rows were changed."""
        if self.own:
            self.own.write(rows)
        beside = self.also([row.pk for row in rows])
        SEARCH.write(_customers([*(row.customer_id for row in rows), *beside]))

    def remove(self, ids: Sequence[int]) -> None:
        """Rows are about to go."""
        if self.own:
            self.own.remove(ids)
        homes = self.model._default_manager.filter(pk__in=ids)
        without = replace(SEARCH, texts=partial(_texts, gone={self.model: ids}))
        without.write(_customers([*homes.values_list("customer", flat=True), *self.also(ids)]))


def _customers(ids: Iterable[int | None]) -> list[Customer]:
    wanted = {pk for pk in ids if pk} - (_new.get() or {}).keys()
    return list(Customer.objects.filter(pk__in=wanted)) if wanted else []


def _responsible(participants: Sequence[int]) -> Iterable[int]:
    """Customers who are responsible for these participants without being their home."""
    rows = Guardianship.objects.filter(participant__in=participants)
    rows = rows.exclude(participant__customer=F("customer"))
    return rows.values_list("customer", flat=True)


class Guardians(OfCustomers):
    """Responsibilities: only those of a home that a child does not live in bring words."""

    def added(self, rows: Sequence[Any]) -> None:
        """Rows were added a moment ago."""
        super().added([row for row in rows if row.participant.customer_id != row.customer_id])

    def write(self, rows: Sequence[Any]) -> None:
        """Rows were changed."""
        super().write([row for row in rows if row.participant.customer_id != row.customer_id])


CUSTOMERS = Customers()
PARTICIPANTS_BY = frozenset(
    {"first_name", "last_name", "breed", "chip", "customer", "customer_id"}
    | {"archived_at", "erased_at"}
)
PARTICIPANTS = OfCustomers(Participant, PARTICIPANT_SEARCH, _responsible)
CONTACTS = OfCustomers(Contact)
GUARDIANS = Guardians(Guardianship)
POINTS = OfCustomers(ContactPoint)
EXTERNALS = OfCustomers(ExternalId)

follow(Customer, SEARCH)
follow(Participant, PARTICIPANT_SEARCH)
