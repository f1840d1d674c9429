"""Lenses that people have made: read once per request, laid over the shipped ones (ADR 27).

A saved lens is a lens like any other: a condition, a sort, a number in the row. What it filters stands
in the chips as if somebody had just typed it, so that it can be seen, changed and taken away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from stammkunde.foundation import steady
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists.chosen import Chosen, choose
from stammkunde.foundation.lists.counts import CAP, Hits
from stammkunde.foundation.lists.lenses import Lens
from stammkunde.foundation.models import ListDefault, SavedLens, Visibility
from stammkunde.foundation.rooms import slots

if TYPE_CHECKING:
    from stammkunde.foundation.lists.declare import Declared

OWN = "own."  # in front of the number of a saved lens, in its key
ROLES = "foundation.roles"
SHARE, BEGIN = "foundation.share_lenses", "foundation.begin_lists"  # permission words


@dataclass(frozen=True)
class Roles:
    """What the room that knows roles hangs into the slot ROLES.

    held: a query for the keys of the roles of a person (by id), that fits into another query.
    named: all roles as (key, label).
    """

    key: str
    held: Callable[[int], Any]
    named: Callable[[], Sequence[tuple[str, Any]]]
    word: str = ""
    order: int = 100


@dataclass(frozen=True)
class OwnLens(Lens):
    """A saved lens as one actor sees it: on a shipped one (`base`), with filters and a search.

    lost: what it was saved with and what is not there (any more), in the words of then; `widened`:
    a filter is among it, so that the lens shows more than it was made for.
    """

    pk: int = 0
    base: str = ""
    q_saved: str = ""
    filters: Mapping[str, Chosen] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    widened: bool = False
    visibility: str = Visibility.PRIVATE
    role: str = ""
    mine: bool = False
    revision: int = 1
    emoji: str = ""
    name: str = ""

    @cached_property
    def raws(self) -> dict[str, list[str]]:
        """Its filters as the URL would say them."""
        return {key: one.raw for key, one in self.filters.items()}

    @property
    def conditions(self) -> str:
        """What it asks for, in words: for tooltip, screen reader and the page of all lenses."""
        said = [f"„{self.q_saved}“"] if self.q_saved else []
        return " · ".join(
            said + [f"{one.filter.label} {one.words}" for one in self.filters.values()]
        )

    @property
    def counted(self) -> str:
        """The same, behind its number."""
        return self.conditions

    def rows(self, page: type[Declared], actor: Actor) -> QuerySet[Any] | Hits:
        """Its rows, for the one statement that counts all lenses."""
        condition = self.q(actor)
        for one in self.filters.values():
            if not one.problem:
                condition &= one.filter.q(one.value, actor)
        rows = page.source(actor).filter(condition)
        terms = page.search.terms(self.q_saved) if page.search and self.q_saved else []
        return Hits(rows, page.search.wanted(terms), CAP) if page.search and terms else rows


@dataclass(frozen=True)
class Offered:
    """The lenses of a list for one actor: all of them in their order, and the one it begins with."""

    lenses: Sequence[Lens]
    first: Lens

    @cached_property
    def by_key(self) -> dict[str, Lens]:
        """The lenses by key."""
        return {one.key: one for one in self.lenses}


def offered(page: type[Declared], actor: Actor) -> Offered:
    """What the row of lenses offers: the first shipped lens, saved ones, the other shipped ones.

    Two queries; none as long as nobody writes (`steady`), none for whoever is no person.
    """
    shipped = page.lenses_for(actor)
    if actor.kind != "staff" or actor.id is None:
        return Offered(shipped, shipped[0])
    key = ("lenses of", page, actor.id, actor.words, actor.today, get_language())
    saved, begins = steady.told(key, lambda: _read(page, actor, shipped))
    lenses = [shipped[0], *saved, *shipped[1:]] if saved else shipped
    if not begins:
        return Offered(lenses, shipped[0])
    known = {one.key: one for one in lenses}
    return Offered(lenses, next((known[one] for one in begins if one in known), shipped[0]))


def visible(page_key: str, actor: Actor) -> QuerySet[SavedLens]:
    """The saved lenses that the actor has in the row, those for many before their own."""
    rows = SavedLens.objects.filter(list=page_key, removed_at__isnull=True)
    return rows.filter(seen_by(actor)).order_by("position", "pk")


def seen_by(actor: Actor) -> Q:
    """Whether a saved lens is for this actor."""
    condition = Q(owner=actor.id) | Q(visibility=Visibility.ALL)
    for one in slots.of(ROLES, actor):
        condition |= Q(visibility=Visibility.ROLE, role__in=one.held(actor.id))
    return condition


def named_roles(actor: Actor) -> list[tuple[str, Any]]:
    """All roles that a lens can be given to, as (key, label)."""
    return [pair for one in slots.of(ROLES, actor) for pair in one.named()]


def _read(
    page: type[Declared], actor: Actor, shipped: Sequence[Lens]
) -> tuple[list[OwnLens], list[str]]:
    rows = list(visible(page.key, actor))
    rows.sort(key=lambda row: (row.visibility == Visibility.PRIVATE, row.position, row.pk))
    reader = _Reader(page, actor, shipped) if rows else None
    return [reader.lens(row) for row in rows if reader], _defaults(page.key, actor)


def _defaults(key: str, actor: Actor) -> list[str]:
    """The lenses with which the list may begin, the actor's own before the role's and the house's."""
    condition = Q(owner=actor.id) | Q(owner=None, role="")
    for one in slots.of(ROLES, actor):
        condition |= Q(owner=None, role__in=one.held(actor.id))
    rows = ListDefault.objects.filter(condition, list=key).exclude(lens="")
    found = sorted(
        rows.values_list("owner", "role", "lens"), key=lambda row: (not row[0], not row[1], row[1])
    )
    return [lens for _owner, _role, lens in found]


def beginnings(key: str, actor: Actor) -> dict[str, str]:
    """What is decided about the beginning of a list, by "me", "all" and "role:<key>"."""
    rows = ListDefault.objects.filter(Q(owner=actor.id) | Q(owner=None), list=key)
    told = rows.values_list("owner", "role", "lens")
    return {"me" if own else f"role:{role}" if role else "all": lens for own, role, lens in told}


class _Reader:
    """Makes lenses of rows; what is not there for the actor is left out and named."""

    def __init__(self, page: type[Declared], actor: Actor, shipped: Sequence[Lens]) -> None:
        self.actor, self.first = actor, shipped[0]
        self.shipped = {one.key: one for one in shipped}
        self.filters = {one.key: one for one in page.filters_for(actor)}
        self.columns = {col.key: col for col in page.columns_for(actor)}

    def lens(self, row: SavedLens) -> OwnLens:
        said: Mapping[str, Any] = row.state if isinstance(row.state, dict) else {}
        words, lost = said.get("said", {}), list[str]()
        base = self.shipped.get(said.get("lens", ""))
        if base is None and said.get("lens"):
            lost.append(words.get("lens", said["lens"]))
        filters = {}
        for key, raws in said.get("f", {}).items():
            one = self.filters.get(key)
            if one is None:
                lost.append(words.get(key, key))
            elif chosen := choose(one, raws):
                filters[key] = chosen
        widened = bool(lost)
        wanted = [key for key in row.columns.split(",") if key]
        lost += [words.get(key, key) for key in wanted if key not in self.columns]
        sort = said.get("sort", "")
        if sort and not getattr(self.columns.get(sort.removeprefix("-")), "order", ()):
            lost.append(words.get(sort.removeprefix("-"), sort))
            sort = ""
        under = base or self.first
        return OwnLens(
            key=f"{OWN}{row.pk}",
            label=str(row),
            where=under.where,
            sort=sort or under.sort,
            empty=under.empty if not (filters or said.get("q")) else "",
            widest=under.widest,
            pk=row.pk,
            base=under.key,
            q_saved=said.get("q", ""),
            filters=filters,
            columns=tuple(key for key in wanted if key in self.columns),
            lost=tuple(dict.fromkeys(lost)),
            widened=widened,
            visibility=row.visibility,
            role=row.role,
            mine=row.owner_id == self.actor.id,
            revision=row.revision,
            emoji=row.emoji,
            name=row.name,
        )
