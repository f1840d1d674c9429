"""How a person arranges a list: which columns in which order, and a way of writing (LST-05)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists.declare import LISTS
from stammkunde.foundation.models import ListLayout
from stammkunde.foundation.operations import operation
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.foundation.remember import forget, once
from stammkunde.foundation.writes import add, change, lock

if TYPE_CHECKING:
    from stammkunde.foundation.lists.declare import Declared

_LONGEST = 4_000


@dataclass(frozen=True)
class Layout:
    """A person's layout of a list; empty parts are what the list is born with."""

    columns: tuple[str, ...] = ()
    variant: str = ""


def layout_of(page: type[Declared], actor: Actor) -> Layout:
    """The layout that the actor has chosen; one query, once per request."""
    if actor.kind != "staff" or actor.id is None:
        return Layout()
    return once(_memory(page.key, actor), lambda: _stored(page, actor))


@operation("foundation.arrange_list", needs="")
def arrange_list(
    *,
    actor: Actor,
    list: str,  # noqa: A002 - its name everywhere
    columns: Sequence[str] | None = None,
    variant: str | None = None,
) -> ListLayout:
    """Remember how the actor wants to see a list (LST-05); what is None stays as it is.

    columns: keys in their order, none for those that the list is born with. Needs the list's own
    word. Refuses columns and variants that the list does not have for the actor
    (`list.unknown_column`, `list.unknown_variant`).
    """
    page = LISTS.get(list)
    if page is None:
        raise Missing(f"list {list}")
    if actor.id is None or actor.kind != "staff" or not actor.may(page.word):
        raise Forbidden(page.word)
    values: dict[str, str] = {}
    if columns is not None:
        offered = {col.key for col in page.columns_for(actor)}
        if unknown := [one for one in columns if one not in offered]:
            text = _("This list has no column “%(name)s”.") % {"name": unknown[0][:60]}
            raise Refused("list.unknown_column", text)
        values["columns"] = ",".join(dict.fromkeys(columns))[:_LONGEST]
    if variant is not None:
        if variant and variant not in {one.key for one in page.variants}:
            raise Refused("list.unknown_variant", _("This list has no such way of writing."))
        values["variant"] = variant
    forget(_memory(list, actor))
    known = ListLayout.objects.filter(owner=actor.id, list=list).values_list("pk", flat=True)
    if not known:
        return add([ListLayout(owner_id=actor.id, list=list, **values)])[0]
    rows = lock(ListLayout, known)
    change(rows, **values)
    return rows[0]


def _stored(page: type[Declared], actor: Actor) -> Layout:
    found = ListLayout.objects.filter(owner=actor.id, list=page.key)
    for columns, variant in found.values_list("columns", "variant"):
        return Layout(tuple(key for key in columns.split(",") if key), variant)
    return Layout()


def _memory(key: str, actor: Actor) -> str:
    return f"foundation.layout.{key}.{actor.id}"
