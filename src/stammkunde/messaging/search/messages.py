"""Where messages are found: by recipient, by subject, by customer."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from stammkunde.foundation.folding import fold, fold_phone, searchable
from stammkunde.foundation.lists.following import follow
from stammkunde.foundation.lists.search import SearchGroup, SearchIndex
from stammkunde.messaging.models import Channel, Message


def _texts(rows: Sequence[Message]) -> list[tuple[str, ...]]:
    return [
        (
            searchable(row.recipient_name),
            fold_phone(row.recipient) if row.channel == Channel.SMS else fold(row.recipient),
            searchable(f"{row.subject} {row.about_label}"),
        )
        for row in rows
    ]


MESSAGE_SEARCH = SearchIndex(
    "messaging_message_search",
    groups=(
        SearchGroup("name", _("Hits in the name")),
        SearchGroup("address", _("Hits in address or number")),
        SearchGroup("subject", _("Hits in the subject")),
    ),
    texts=_texts,
)

follow(Message, MESSAGE_SEARCH)
