"""Where notes are found: title, text and whom one spoke to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from stammkunde.foundation.folding import searchable
from stammkunde.foundation.lists.following import follow
from stammkunde.foundation.lists.search import SearchGroup, SearchIndex
from stammkunde.notes.models import Note


def _texts(rows: Sequence[Any]) -> Iterable[tuple[str, ...]]:
    return [(searchable(f"{row.title} {row.text} {row.person}"),) for row in rows]


SEARCH = SearchIndex("notes_note_search", (SearchGroup("said", _("Hits in the note")),), _texts)

follow(Note, SEARCH)
