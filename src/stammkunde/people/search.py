"""Where customers are found: the search table and its ranks (LST-02; users.md R1)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from stammkunde.foundation.folding import fold
from stammkunde.foundation.lists.search import SearchGroup, SearchIndex
from stammkunde.people.models import Customer


def _texts(rows: Sequence[Customer]) -> list[tuple[str, ...]]:
    return [
        (
            fold(f"{row.first_name} {row.last_name} {row.organisation}"),
            row.phone_digits,
            fold(row.email),
            fold(f"{row.postcode} {row.city}"),
        )
        for row in rows
    ]


SEARCH = SearchIndex(
    "people_customer_search",
    groups=(
        SearchGroup("name", _("Hits in the name")),
        SearchGroup("code", _("Hits in the phone number")),
        SearchGroup("mail", _("Hits in the e-mail address")),
        SearchGroup("place", _("Hits in the place")),
    ),
    texts=_texts,
)
