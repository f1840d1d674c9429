"""The state of a list is its URL: ?q=&lens=&sort=&f.<key>=&cols=&after=/before=.

Search, lens, sort, filters and columns are independent parts: changing one keeps the others; only
the place in the list (after, before) is forgotten, because it belongs to one order of one set. A
saved lens brings search and filters along; `since=` says that the URL names all of them itself,
because somebody changed what was saved then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.lists import own
from stammkunde.foundation.lists.chosen import Chosen, choose
from stammkunde.foundation.lists.declare import Declared
from stammkunde.foundation.lists.lenses import Lens
from stammkunde.foundation.lists.own import Offered, OwnLens
from stammkunde.foundation.lists.stand import FILTER, SINCE, State
from stammkunde.foundation.refusals import Refused

__all__ = ["FILTER", "SINCE", "State", "parse"]

LONGEST_QUERY = 200
_PARTS = frozenset({"q", "lens", "sort", "cols", "after", "before", "new", SINCE})


def parse(
    page: type[Declared], actor: Actor, data: Mapping[str, Any], *, begin: bool = False
) -> State:
    """The state that a query says. `data` maps names to a text or to a list of texts.

    begin: a query that says nothing means the lens with which the actor's list begins. Refuses
    unknown parts, filters, lenses and sorts; a bad value of a filter is kept with its reason. What
    the actor may not see does not exist.
    """
    said = _lists(data)
    filters = {one.key: one for one in page.filters_for(actor)}
    for name in said:
        known = name[len(FILTER) :] in filters if name.startswith(FILTER) else name in _PARTS
        if not known:
            raise Refused(
                "list.unknown_filter",
                _("This list knows no filter “%(name)s”.") % {"name": name[:60]},
                name[:60],
            )
    offered = own.offered(page, actor)
    lens = _lens(offered, _first(said, "lens"), bare=begin and not any(map(any, said.values())))
    if isinstance(lens, OwnLens) and not _first(said, SINCE):
        said = _laid_over(lens, said)
    chosen: dict[str, Chosen] = {}
    for key, one in filters.items():
        found = choose(one, said.get(FILTER + key, []))
        if found:
            chosen[key] = found
    state = State(
        page=page,
        actor=actor,
        lens=lens,
        q=" ".join(_first(said, "q").replace("\x00", " ").split())[:LONGEST_QUERY],
        sort=_sort(page, actor, _first(said, "sort")),
        filters=chosen,
        cols=_cols(page, actor, said.get("cols")),
        after=_first(said, "after"),
        before=_first(said, "before"),
        new=_id(_first(said, "new")),
        since=whole(_first(said, SINCE)) or 0,
    )
    state.__dict__["offered"] = offered
    return state


def _laid_over(lens: OwnLens, said: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What a link says over a saved lens: the rest is as it was saved."""
    saved = {FILTER + key: raws for key, raws in lens.raws.items()} | {"q": [lens.q_saved]}
    return saved | {name: raws for name, raws in said.items() if any(raws) or name not in saved}


def _lists(data: Mapping[str, Any]) -> dict[str, list[str]]:
    pairs = data.lists() if hasattr(data, "lists") else data.items()
    return {
        name: [value] if isinstance(value, str) else [str(one) for one in value]
        for name, value in pairs
    }


def _first(said: Mapping[str, Sequence[str]], name: str) -> str:
    return next((value for value in said.get(name, ()) if value), "").strip()


def _id(said: str) -> str:
    return said if said.isascii() and said.isdecimal() and len(said) < 19 else ""


def _lens(offered: Offered, key: str, *, bare: bool) -> Lens:
    """The lens called `key`; without one the first, and on the bare address the chosen beginning."""
    if not key:
        return offered.first if bare else offered.lenses[0]
    if lens := offered.by_key.get(key):
        return lens
    if key.startswith(own.OWN):
        raise Refused("list.unknown_lens", _("This lens is gone, or it is not for you."))
    raise Refused(
        "list.unknown_lens", _("This list knows no lens “%(name)s”.") % {"name": key[:60]}
    )


def _sort(page: type[Declared], actor: Actor, said: str) -> str:
    if said and not any(
        col.key == said.removeprefix("-") and col.order for col in page.columns_for(actor)
    ):
        raise Refused(
            "list.unknown_sort", _("This list cannot sort by “%(name)s”.") % {"name": said[:60]}
        )
    return said


def _cols(page: type[Declared], actor: Actor, raws: Sequence[str] | None) -> tuple[str, ...] | None:
    """Columns that are gone or not for this actor are left out: an old link still works."""
    wanted = [key for raw in raws or () for key in raw.split(",") if key]
    if not wanted:
        return None
    offered = {col.key for col in page.columns_for(actor)}
    return tuple(key for key in dict.fromkeys(wanted) if key in offered) or None
