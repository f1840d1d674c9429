"""What the command palette offers: people from the rooms, actions, pages.

Rooms hang in: `backoffice.palette` (Provider: finds people and things), `.nobody` (Provider: asked
when nobody was found), `.recent` (Provider: asked with the ids of what was last opened), `.actions`
(Go), `.pages` (Places) and `.guide` (Provider: behind everything that can be done).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.folding import fold, terms
from stammkunde.foundation.rooms import Go, Hit, Provider, SettingsEntry, menu_of, slots

SLOT = "backoffice.palette"
HITS = 8
SHORTEST_QUERY = 2
ACTIONS = pgettext_lazy("backoffice", "Actions")
PAGES = pgettext_lazy("backoffice", "Pages")
RECENT = pgettext_lazy("backoffice", "Last opened")


@dataclass(frozen=True)
class HitGroup:
    """One kind of hits."""

    label: Any
    hits: list[Hit]


def groups(actor: Actor, query: str, recent: str = "") -> list[HitGroup]:
    """All hits by kind, the likeliest first; none twice. Without a query what is always there."""
    if not query:
        offered = [go for go in slots.of(SLOT + ".actions", actor) if go.offered]
        return _shown(
            [
                HitGroup(RECENT, recently(actor, recent)),
                HitGroup(ACTIONS, _hits(offered)),
                _pages(actor, ""),
            ]
        )
    long = len(query) >= SHORTEST_QUERY
    found = list(_asked(actor, SLOT, query)) if long else []
    actions = [go for go in slots.of(SLOT + ".actions", actor) if _meant(query, go)]
    others = [HitGroup(ACTIONS, _hits(actions)), _pages(actor, query)]
    if long and not any(group.hits for group in [*found, *others]):
        found += _asked(actor, SLOT + ".nobody", query)
    return _shown([*found, *others, *(_asked(actor, SLOT + ".guide", query) if long else ())])


def marks(query: str) -> list[str]:
    """The folded words to mark in the hits."""
    return terms(query) if len(query) >= SHORTEST_QUERY else []


def _asked(actor: Actor, slot: str, query: str) -> Iterable[HitGroup]:
    """What the providers of a slot find, provider by provider."""
    provider: Provider
    for provider in slots.of(slot, actor):
        yield HitGroup(provider.label, list(provider.search(actor, query, HITS)))


def _pages(actor: Actor, query: str) -> HitGroup:
    """The navigation, the settings, and the lists and lenses that the rooms name."""
    entries = [Go("", one.label, one.url_name, one.icon) for one in menu_of(actor)]
    if query:
        for one in slots.of("backoffice.settings", actor):
            entries.append(Go("", one.label, one.url_name, one.icon, words=one.hint))
            entries += _single(one)
        entries += [go for places in slots.of(SLOT + ".pages", actor) for go in places.gos(actor)]
    return HitGroup(PAGES, _hits(go for go in entries if _meant(query, go)))


def _single(page: SettingsEntry) -> list[Go]:
    """The single settings of a page, each at its own place there."""
    return [
        Go(
            "",
            f"{page.label}: {one.label}",
            page.url_name,
            page.icon,
            words=f"{one.hint} {one.words}",
            query=f"#{one.anchor}" if one.anchor else "",
        )
        for one in page.holds
    ]


def recently(actor: Actor, recent: str) -> list[Hit]:
    """What this browser last opened, by the ids that it remembers."""
    found = _asked(actor, SLOT + ".recent", recent) if recent else []
    return [hit for group in found for hit in group.hits]


def answers(query: str, *texts: Any) -> bool:
    """Whether every word of the query begins a word of these texts."""
    words = fold(" ".join(str(text) for text in texts)).replace("-", " ").split()
    return all(any(word.startswith(said) for word in words) for said in fold(query).split())


def _meant(query: str, go: Go) -> bool:
    """Whether every word of the query begins a word of the label or of its synonyms."""
    return answers(query, go.label, go.words)


def _hits(gos: Iterable[Go]) -> list[Hit]:
    return [Hit(str(go.label), reverse(go.url_name) + go.query, icon=go.icon) for go in gos]


def _shown(found: Iterable[HitGroup]) -> list[HitGroup]:
    """The groups that hold something, every address once only."""
    seen: set[str] = set()
    shown = []
    for group in found:
        fresh = [hit for hit in group.hits if hit.url not in seen]
        seen.update(hit.url for hit in fresh)
        if fresh:
            shown.append(HitGroup(group.label, fresh[: 2 * HITS]))
    return shown
