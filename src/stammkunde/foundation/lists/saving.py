"""Keeping lenses: what people do with their own ones and with those that they share (ADR 27).

A private lens is its owner's affair; one for many needs `foundation.share_lenses`. The list's own word
is always needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.emoji import is_emoji
from stammkunde.foundation.lists.declare import LISTS, Declared
from stammkunde.foundation.lists.own import SHARE, OwnLens, named_roles
from stammkunde.foundation.lists.state import State, parse
from stammkunde.foundation.models import SavedLens, Visibility
from stammkunde.foundation.operations import CREATED, FIELDS, WHOLE, Outcome, operation
from stammkunde.foundation.refusals import Conflict, Forbidden, Missing, Refused, Stale
from stammkunde.foundation.writes import Keeper, add, change, change_each, expect, keep, lock

keep(SavedLens, Keeper(kind="lens"))

MOST = 20  # lenses of one person for one list, and lenses for many: each is counted on every page
LONGEST_NAME = 60
ROLE = "role:"
Query = Mapping[str, Any]


@operation("foundation.save_lens", needs="", undo=CREATED)
def save_lens(
    *,
    actor: Actor,
    list: str,  # noqa: A002 - its name everywhere
    name: str,
    query: Query,
    emoji: str = "",
    audience: str = Visibility.PRIVATE,
    columns: bool = False,
) -> Outcome[SavedLens]:
    """Keep a state of a list (names as in its URL) as a new lens (LST-09, N-05).

    audience: "private", "all" or "role:<key>"; columns: whether those that are shown travel along.
    Refuses a filter that nobody can read (`list.bad_value`), what `change_lens` refuses, and the
    twenty-first lens of a list (`lens.too_many`).
    """
    page = list_of(list, actor)
    values = _cleaned(actor, {"name": name, "emoji": emoji, "audience": audience})
    kept = _content(parse(page, actor, query), columns=columns)
    rows = _beside(actor, list, values)
    _room(rows)
    _alone(rows, values["name"])
    last = SavedLens.objects.filter(list=list).aggregate(last=Max("position"))["last"] or 0
    place = {"list": list, "owner_id": actor.id, "position": last + 1}
    return Outcome(add([SavedLens(**place, **values, **kept)]))


@operation("foundation.store_lens", needs="", undo=WHOLE)
def store_lens(*, actor: Actor, lens: int, query: Query, revision: int) -> Outcome[SavedLens]:
    """Save a changed state into the lens that it came from; `revision` is the one it stands on.

    Columns travel along where they did before, or where the state names its own. Refuses somebody
    else's change in between (`Stale`), and a filter that nobody can read (`list.bad_value`).
    """
    row, page = _row(actor, lens)
    state = parse(page, actor, query)
    kept = _content(state, columns=bool(row.columns or state.cols))
    if kept["columns"] == row.columns and kept["state"] == row.state:
        return Outcome([row])
    if row.revision != revision:
        text = _("Somebody else has changed this lens meanwhile.")
        raise Stale(text, [Conflict("state", revision, row.state, kept["state"])])
    return Outcome(change([row], **kept, revision=row.revision + 1))


@operation("foundation.change_lens", needs="", undo=FIELDS)
def change_lens(
    *,
    actor: Actor,
    lens: int,
    values: Mapping[str, str],
    expected: Mapping[str, str] | None = None,
) -> Outcome[SavedLens]:
    """Change name, emoji and audience of a lens; `expected` are the values that the page showed.

    Refuses no name (`lens.name_missing`), a name that is there (`lens.name_taken`), what is no emoji
    (`lens.no_emoji`), an unknown audience (`lens.unknown_audience`), one that has its twenty
    (`lens.too_many`), and what moved meanwhile (`Stale`). Giving it to many, and changing what many
    have, needs `foundation.share_lenses`.
    """
    row, _known = _row(actor, lens)
    wanted = _cleaned(actor, values)
    shown = {**_shown(expected or {})}
    expect(row, expected=shown, wanted=wanted)
    after = {"visibility": row.visibility, "role": row.role, "name": row.name} | wanted
    rows = _beside(actor, row.list, after, owner=row.owner_id).exclude(pk=row.pk)
    if {row.visibility, after["visibility"]} > {Visibility.PRIVATE.value}:
        _room(rows)
    _alone(rows, after["name"])
    return Outcome(change([row], **wanted))


@operation("foundation.move_lens", needs="", undo=FIELDS)
def move_lens(*, actor: Actor, lens: int, up: bool) -> Outcome[SavedLens]:
    """Put a lens one place up or down among its like. Refuses beyond the ends (`lens.no_neighbour`)."""
    row, _known = _row(actor, lens)
    values = {"visibility": row.visibility, "role": row.role}
    ids = _beside(actor, row.list, values).order_by("position", "pk").values_list("pk", flat=True)
    order = [*ids]
    at = order.index(row.pk)
    to = at + (-1 if up else 1)
    if not 0 <= to < len(order):
        raise Refused("lens.no_neighbour", _("There is no place beyond."))
    order[at], order[to] = order[to], order[at]
    rows = {one.pk: one for one in lock(SavedLens, order)}
    # The places that they have, handed out anew: the others stay where they are.
    places = sorted({one.position for one in rows.values()})
    if len(places) < len(order):
        places = [*range(1, len(order) + 1)]
    pairs = zip(order, places, strict=True)
    return Outcome(change_each([(rows[pk], {"position": place}) for pk, place in pairs]))


@operation("foundation.remove_lens", needs="", undo=FIELDS)
def remove_lens(*, actor: Actor, lens: int) -> Outcome[SavedLens]:
    """Delete a lens; undo brings it back as it was. Refuses one that is not there (`Missing`)."""
    row, _known = _row(actor, lens)
    return Outcome(change([row], removed_at=clock.now()))


def list_of(key: str, actor: Actor) -> type[Declared]:
    """The list, for a person who may see it. `Missing`, `Forbidden` for everybody else."""
    page = LISTS.get(key)
    if page is None:
        raise Missing(f"list {key}")
    if actor.id is None or actor.kind != "staff" or not actor.may(page.word):
        raise Forbidden(page.word)
    return page


def _row(actor: Actor, pk: int) -> tuple[SavedLens, type[Declared]]:
    """The lens, locked, that the actor may change; `Missing` for somebody else's private one."""
    row = next(iter(lock(SavedLens, [pk])))
    page = list_of(row.list, actor)
    private = row.visibility == Visibility.PRIVATE
    if row.removed_at is not None or (private and row.owner_id != actor.id):
        raise Missing(f"lens {pk}")
    if not private and not actor.may(SHARE):
        raise Forbidden(SHARE)
    return row, page


def _beside(actor: Actor, key: str, values: Mapping[str, Any], owner: int | None = None) -> Any:
    """The lenses that stand beside one of this audience: one's own, or those for many."""
    rows = SavedLens.objects.filter(list=key, removed_at__isnull=True)
    if values["visibility"] == Visibility.PRIVATE:
        return rows.filter(visibility=Visibility.PRIVATE, owner=owner or actor.id)
    return rows.exclude(visibility=Visibility.PRIVATE)


def _room(rows: Any) -> None:
    if rows.count() >= MOST:
        text = _("There are %(n)s lenses already. Delete one that nobody needs any more.")
        raise Refused("lens.too_many", text % {"n": MOST})


def _alone(rows: Any, name: str) -> None:
    if name.casefold() in {one.casefold() for one in rows.values_list("name", flat=True)}:
        text = _("There is a lens “%(name)s” already.") % {"name": name}
        raise Refused("lens.name_taken", text, "name")


def _cleaned(actor: Actor, values: Mapping[str, str]) -> dict[str, Any]:
    """The columns that these values mean."""
    cleaned: dict[str, Any] = {}
    if "name" in values:
        cleaned["name"] = " ".join(values["name"].replace("\x00", "").split())[:LONGEST_NAME]
        if not cleaned["name"]:
            raise Refused("lens.name_missing", _("The lens needs a name."), "name")
    if "emoji" in values:
        cleaned["emoji"] = values["emoji"].strip()
        if cleaned["emoji"] and not (len(cleaned["emoji"]) <= 16 and is_emoji(cleaned["emoji"])):
            raise Refused("lens.no_emoji", _("The sign before the name is one emoji."), "emoji")
    if "audience" in values:
        cleaned["visibility"], cleaned["role"] = audience_of(actor, values["audience"])
        if cleaned["visibility"] != Visibility.PRIVATE and not actor.may(SHARE):
            raise Forbidden(SHARE)
    return cleaned


def audience_of(actor: Actor, said: str) -> tuple[str, str]:
    """(visibility, role) of "private", "all", "role:<key>". Refuses all else."""
    if said in (Visibility.PRIVATE, Visibility.ALL):
        return said, ""
    role = said.removeprefix(ROLE)
    if said.startswith(ROLE) and role in {key for key, _label in named_roles(actor)}:
        return Visibility.ROLE, role
    raise Refused("lens.unknown_audience", _("Choose for whom the lens is."), "audience")


def _shown(expected: Mapping[str, str]) -> dict[str, Any]:
    """The columns that a page showed, as `expect` compares them."""
    shown: dict[str, Any] = {key: expected[key] for key in ("name", "emoji") if key in expected}
    if said := expected.get("audience"):
        role = said.removeprefix(ROLE) if said.startswith(ROLE) else ""
        shown |= {"visibility": Visibility.ROLE if role else said, "role": role}
    return shown


def _content(state: State, *, columns: bool) -> dict[str, Any]:
    """What is kept of a state; `said` are the words by which a page tells what is gone one day."""
    for chosen in state.problems:
        raise Refused("list.bad_value", chosen.problem, chosen.filter.key)
    lens = state.lens
    base = lens.base if isinstance(lens, OwnLens) else lens.key
    sort = state.sort or (lens.sort if isinstance(lens, OwnLens) else "")
    said: dict[str, Any] = {"lens": base, "q": state.q, "sort": sort}
    said["f"] = {key: one.raw for key, one in state.filters.items()}
    words = {key: str(one.filter.label) for key, one in state.filters.items()}
    words["lens"] = next((str(one.label) for one in state.page.lenses if one.key == base), base)
    shown: Sequence[Any] = state.columns if columns else []
    labels = {col.key: str(col.label) for col in state.page.columns_for(state.actor)}
    for key in [sort.removeprefix("-"), *(col.key for col in shown)]:
        if key in labels:
            words.setdefault(key, labels[key])
    return {"state": said | {"said": words}, "columns": ",".join(col.key for col in shown)}
