"""Where customers are found: the search table and its ranks (LST-02; users.md R1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from django.utils.translation import gettext_lazy as _

from stammkunde.foundation.folding import fold
from stammkunde.foundation.lists.search import SearchGroup, SearchIndex
from stammkunde.people.models import IN_USE, Customer, NumberAlias, Participant, Tag
from stammkunde.people.profiles import said
from stammkunde.people.rules.statuses import number_text


def _tags(rows: Sequence[Customer]) -> dict[int, list[str]]:
    """The folded names of the tags of these rows, in one query."""
    names: dict[int, list[str]] = defaultdict(list)
    linked = Tag.objects.filter(customers__in=[row.pk for row in rows])
    for customer, name in linked.values_list("customers", "name"):
        names[customer].append(fold(name))
    return names


def _participants(rows: Sequence[Customer], without: Iterable[int]) -> dict[int, list[str]]:
    """The folded names of those who take part, in one query."""
    names: dict[int, list[str]] = defaultdict(list)
    found = Participant.objects.filter(IN_USE, customer__in=[row.pk for row in rows])
    found = found.exclude(pk__in=list(without)).order_by("pk")
    for customer, *words in found.values_list("customer", "first_name", "last_name", "chip"):
        names[customer].append(fold(" ".join(words)))
    return names


def _numbers(rows: Sequence[Customer]) -> dict[int, list[str]]:
    """The folded numbers that these rows have and had, in one query."""
    numbers = {row.pk: [number_text(row.number)] for row in rows}
    former = NumberAlias.objects.filter(customer__in=list(numbers)).order_by("pk")
    for customer, number in former.values_list("customer", "number"):
        numbers[customer].append(number_text(number))
    return numbers


def _texts(rows: Sequence[Customer], without: Iterable[int] = ()) -> list[tuple[str, ...]]:
    tags = _tags(rows)
    participants = _participants(rows, without)
    numbers = _numbers(rows)
    return [
        (
            fold(f"{row.first_name} {row.last_name} {row.organisation} {row.short_name}"),
            " ".join(participants[row.pk]),
            " ".join([row.phone_digits, *numbers[row.pk]]).strip(),
            fold(row.email),
            fold(f"{row.postcode} {row.city}"),
            " ".join(tags[row.pk]),
        )
        for row in rows
    ]


SEARCH = SearchIndex(
    "people_customer_search",
    groups=(
        SearchGroup("name", _("Hits in the name")),
        SearchGroup("child", said(lambda profile: profile.hits)),
        SearchGroup("code", _("Hits in number and phone")),
        SearchGroup("mail", _("Hits in the e-mail address")),
        SearchGroup("place", _("Hits in the place")),
        SearchGroup("tags", _("Hits in the tags")),
    ),
    texts=_texts,
)


def _participant_texts(rows: Sequence[Participant]) -> list[tuple[str, ...]]:
    return [
        (fold(f"{row.first_name} {row.last_name}"), fold(f"{row.breed} {row.chip}")) for row in rows
    ]


PARTICIPANT_SEARCH = SearchIndex(
    "people_participant_search",
    groups=(
        SearchGroup("name", _("Hits in the name")),
        SearchGroup("marks", _("Hits in breed and chip number")),
    ),
    texts=_participant_texts,
)


class Participants:
    """Participants in search: their own table, and the column of their home customers.

    Homes are written set-wise, one query for the rows and one for the names of a batch.
    """

    table = PARTICIPANT_SEARCH.table

    def write(self, rows: Sequence[Participant]) -> None:
        """Participants were added or changed."""
        PARTICIPANT_SEARCH.write(rows)
        SEARCH.write(_homes(row.customer_id for row in rows))

    def remove(self, ids: Sequence[int]) -> None:
        """Participants are about to go."""
        PARTICIPANT_SEARCH.remove(ids)
        homes = Participant.objects.filter(pk__in=ids).values_list("customer", flat=True)
        without = replace(SEARCH, texts=partial(_texts, without=ids))
        without.write(_homes(homes))


def _homes(ids: Iterable[int]) -> list[Customer]:
    return list(Customer.objects.filter(pk__in=set(ids)))


PARTICIPANTS = Participants()
