"""Why a list is empty, and what helps: the sentences of the empty states (users.md 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.lists import counts
from stammkunde.foundation.lists.declare import Action
from stammkunde.foundation.lists.lenses import Lens
from stammkunde.foundation.lists.sets import Sets
from stammkunde.foundation.lists.state import State


@dataclass(frozen=True)
class WayOut:
    """A link that helps."""

    label: Any
    query: str


@dataclass(frozen=True)
class Emptiness:
    """One sentence (`before`, an emphasised name, `behind`), ways out, buttons of the list."""

    before: str
    name: str = ""
    behind: str = ""
    ways: Sequence[WayOut] = ()
    actions: Sequence[Action] = ()


def explain(source: Sets, actions: Sequence[Action]) -> Emptiness:
    """The sentence for an empty result: the search, the strictest filter, the lens, or nothing yet."""
    state = source.state
    helpful = [one for one in actions if one.in_empty or one.primary]
    if state.applied and (not state.terms or _size(state.without(*state.filters))):
        return _filters(state)
    if state.q:
        return _search(state, [one for one in helpful if one.primary])
    if not state.lens.everything:
        sentence = str(state.lens.empty) or _("Nothing in *%(lens)s*.")
        return _sentence(sentence, state.lens.label, ways=_everywhere(state, _("Show all")))
    return Emptiness(str(state.page.empty), actions=helpful)


def _search(state: State, actions: Sequence[Action]) -> Emptiness:
    people = _("Nobody found for ‘%(q)s’ in *%(lens)s*.")
    things = _("Nothing found for ‘%(q)s’ in *%(lens)s*.")
    sentence = (people if state.page.people else things).replace("%(q)s", _bare(state.q))
    ways = _everywhere(state, _("Search in all"))
    if state.filters:
        ways.append(WayOut(_("Clear all filters"), state.without(*state.filters).query))
    return _sentence(sentence, state.lens.label, ways=ways, actions=actions)


def _filters(state: State) -> Emptiness:
    strictest = _strictest(state)
    ways = [WayOut(_("Clear this filter"), state.without(strictest).query)]
    if len(state.filters) > 1:
        ways.append(WayOut(_("Clear all filters"), state.without(*state.filters).query))
    label = state.filters[strictest].filter.label
    return _sentence(_("Nothing matches. The strictest filter is *%(lens)s*."), label, ways=ways)


def _strictest(state: State) -> str:
    """The filter without which most rows come back; else the one that alone lets the fewest pass."""
    keys = [chosen.filter.key for chosen in state.applied]
    if len(keys) == 1:
        return keys[0]
    freed = counts.capped({key: Sets(state.without(key)).all() for key in keys})
    if any(freed.values()):
        return max(keys, key=lambda key: freed[key])
    alone = {key: Sets(state.without(*(k for k in keys if k != key))).all() for key in keys}
    sizes = counts.capped(alone)
    return min(keys, key=lambda key: sizes[key])


def _everywhere(state: State, label: str) -> list[WayOut]:
    open_lens: Lens | None = next(
        (lens for lens in state.page.lenses_for(state.actor) if lens.everything), None
    )
    if open_lens is None or state.lens.everything:
        return []
    return [WayOut(label, state.but(lens=open_lens).query)]


def _size(state: State) -> int:
    return Sets(state).count()


def _sentence(text: str, name: Any, **more: Any) -> Emptiness:
    """A text with one *%(lens)s* in it, cut into what is before, the name, what is behind."""
    before, _sep, behind = text.partition("*%(lens)s*")
    return Emptiness(before, str(name) if _sep else "", behind, **more)


def _bare(text: str) -> str:
    return text.replace("%(lens)s", "")
