"""The row that somebody just added, on top of a list that does not contain it (`?new=<id>`)."""

from __future__ import annotations

from typing import Any

from stammkunde.foundation.lists.source import Source


def left_out(source: Source) -> Any:
    """The row that the state names as new, where lens, filters and search leave it out, or None.

    Who may not see the row, or came late (it is gone), sees nothing of it.
    """
    state = source.state
    if not state.new:
        return None
    pk = int(state.new)
    rows = source.filtered().filter(pk=pk)
    if source.terms and source.index:
        rows = rows.filter(source.index.found(source.terms))
    if rows.exists():
        return None
    return next(iter(source.these([pk])), None)
