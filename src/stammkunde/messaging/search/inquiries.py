"""Where enquiries are found: by who asks, by number or address, by what they want."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from stammkunde.foundation.folding import fold, fold_phone, searchable
from stammkunde.foundation.lists.following import follow
from stammkunde.foundation.lists.search import SearchGroup, SearchIndex
from stammkunde.messaging.models import Inquiry


def _texts(rows: Sequence[Inquiry]) -> list[tuple[str, ...]]:
    return [
        (
            searchable(f"{row.first_name} {row.last_name} {row.organisation}"),
            f"{fold(row.email)} {fold_phone(row.phone)}",
            searchable(f"{row.wish} {row.text} {_people(row)}"),
        )
        for row in rows
    ]


def _people(row: Inquiry) -> str:
    people = row.said.get("participants", ())
    return " ".join(f"{one.get('first_name', '')} {one.get('last_name', '')}" for one in people)


INQUIRY_SEARCH = SearchIndex(
    "messaging_inquiry_search",
    groups=(
        SearchGroup("name", _("Hits in the name")),
        SearchGroup("address", _("Hits in address or number")),
        SearchGroup("text", _("Hits in the text")),
    ),
    texts=_texts,
)

follow(Inquiry, INQUIRY_SEARCH)
