"""What a list declares, and the registry of all lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation import batches, writes
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists.columns import Col
from stammkunde.foundation.lists.deeds import Bulk, Deed, Variant, Way, kind_of
from stammkunde.foundation.lists.filters import Filter
from stammkunde.foundation.lists.lenses import Lens
from stammkunde.foundation.lists.search import SearchIndex

LISTS: dict[str, type[Declared]] = {}
_frozen: set[str] = set()

T = TypeVar("T", bound=Col | Filter | Lens)


@dataclass(frozen=True)
class Action:
    """A button in the head of the list; the primary one also stands in the empty list.

    key: a single key that presses it, e.g. "n". early: it stands before export and print.
    """

    label: Any
    url_name: str
    icon: str = ""
    word: str = ""
    primary: bool = False
    in_empty: bool = False
    key: str = ""
    early: bool = False


class Declared:
    """The declarations of a list.

    source: the rows that an actor may see, from the room's queries. word: the permission that
    opens the page. sort: the column key that sorts by default, "-" in front turns it around.
    record: the name of the URL of one row, with its id. people: whether rows are persons, for the
    wording. The first lens is the default one; a lens without `where` shows everything.
    deeds: the menu of a row. bulk: what can be done with picked rows, ways: where they are taken.
    variants: ways of writing that a person may choose. prints: whether the list can be printed.
    exports: the permission without which rows do not leave as a file, "" for a list that never
    gives any. home: the name of the list's own URL. template: the page around the list, an
    extension of the house's own.
    """

    key: ClassVar[str] = ""
    title: ClassVar[Any] = ""
    word: ClassVar[str] = ""
    source: ClassVar[Callable[[Actor], QuerySet[Any]]]
    columns: ClassVar[Sequence[Col]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    lenses: ClassVar[Sequence[Lens]] = ()
    search: ClassVar[SearchIndex | None] = None
    search_label: ClassVar[Any] = _("Search …")
    sort: ClassVar[str] = ""
    record: ClassVar[str] = ""
    home: ClassVar[str] = ""
    size: ClassVar[int] = 50
    people: ClassVar[bool] = False
    actions: ClassVar[Sequence[Action]] = ()
    deeds: ClassVar[Sequence[Deed]] = ()
    bulk: ClassVar[Sequence[Bulk]] = ()
    ways: ClassVar[Sequence[Way]] = ()
    variants: ClassVar[Sequence[Variant]] = ()
    prints: ClassVar[bool] = True
    exports: ClassVar[str] = ""
    empty: ClassVar[Any] = _("Nothing here yet.")
    template: ClassVar[str] = "foundation/list/page.html"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.columns, cls.filters = list(cls.columns), list(cls.filters)
        cls.lenses = list(cls.lenses) or [Lens("all", pgettext_lazy("list", "All"))]
        if not cls.key:
            return
        known = LISTS.get(cls.key)
        if known and (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise ValueError(f"two lists are called {cls.key}")
        if cls.sort.removeprefix("-") not in {col.key for col in cls.columns if col.order}:
            raise ValueError(f"{cls.key} must sort by one of its sortable columns")
        LISTS[cls.key] = cls

    # Upper rooms extend a low list from their own lists.py -----------------------------------

    @classmethod
    def add(cls, col: Col) -> None:
        """Hang a column into the list; its key begins with the room, e.g. `billing.open`."""
        cls.columns = _with(cls, cls.columns, col)

    @classmethod
    def add_filter(cls, one: Filter) -> None:
        """Hang a filter into the list."""
        cls.filters = _with(cls, cls.filters, one)

    @classmethod
    def add_lens(cls, lens: Lens) -> None:
        """Hang a lens into the list, behind those that are there."""
        cls.lenses = _with(cls, cls.lenses, lens)

    @classmethod
    def add_deed(cls, deed: Deed, *, behind: str = "") -> None:
        """Hang a line into the menu of a row, behind the one with the key `behind`, else last; it
        takes the place of one of the same key."""
        _open(cls)
        rest = [one for one in cls.deeds if one.key != deed.key]
        places = {one.key: at for at, one in enumerate(cls.deeds)}
        at = places.get(deed.key, places.get(behind, len(rest)) + 1)
        cls.deeds = [*rest[:at], deed, *rest[at:]]

    @classmethod
    def add_way(cls, way: Way) -> None:
        """Hang a button into the bar of picked rows."""
        _open(cls)
        cls.ways = [*cls.ways, way]

    @classmethod
    def add_action(cls, action: Action) -> None:
        """Hang a button into the head of the list, before the primary one."""
        _open(cls)
        first = next((at for at, one in enumerate(cls.actions) if one.primary), len(cls.actions))
        cls.actions = [*cls.actions[:first], action, *cls.actions[first:]]

    # What an actor may see -------------------------------------------------------------------

    @classmethod
    def everything(cls, actor: Actor, ids: Sequence[int]) -> Iterator[Sequence[Any]] | None:
        """Headings, then all fields of rows by id, in that order; None where there is no such file."""
        return None

    @classmethod
    def named(cls, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
        """What rows are called, for sentences about them; rooms say how."""
        return {}

    @classmethod
    def columns_for(cls, actor: Actor) -> list[Col]:
        """The columns that exist for the actor."""
        return [col for col in cls.columns if actor.may(col.word)]

    @classmethod
    def filters_for(cls, actor: Actor) -> list[Filter]:
        """The filters that exist for the actor."""
        return [one for one in cls.filters if actor.may(one.word)]

    @classmethod
    def lenses_for(cls, actor: Actor) -> list[Lens]:
        """The lenses that exist for the actor; never none."""
        return [lens for lens in cls.lenses if actor.may(lens.word)] or [cls.lenses[0]]

    @classmethod
    def variant_for(cls, actor: Actor) -> str:
        """The way of writing that holds for the actor; rooms that offer some say how."""
        return ""

    @classmethod
    def column(cls, key: str) -> Col:
        """The column with that key; a programmer's mistake when there is none."""
        return next(col for col in cls.columns if col.key == key)


def freeze() -> None:
    """Called at the end of `ready()`: from now on no list of the rooms changes."""
    _frozen.update(LISTS)
    for page in LISTS.values():
        for bulk in page.bulk:
            kind = kind_of(page.key, bulk.key)
            batches.kind(kind, word=bulk.word, told=_told(page), declared=True)


def _told(page: type[Declared]) -> batches.Told:
    """What a batch of a bulk edit calls rows of the list; all else keeps its kind."""

    def told(actor: Actor, places: Sequence[batches.Place]) -> dict[batches.Place, str]:
        kind = writes.keeper_of(page.source(actor).model).kind
        names = page.named(actor, [row for one, row in places if one == kind])
        return {(kind, row): name for row, name in names.items()}

    return told


def _open(cls: type[Declared]) -> None:
    if cls.key in _frozen:
        raise RuntimeError(f"{cls.key} is extended after start: do it in the room's lists.py")


def _with(cls: type[Declared], present: Iterable[T], new: T) -> list[T]:
    _open(cls)
    together = list(present)
    if new.key in {one.key for one in together}:
        raise ValueError(f"{cls.key} has {new.key} already")
    return [*together, new]
