"""Writing roles: sets of permission words, the shipped ones and the business's own (ROL-04)."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from stammkunde.accounts import permits, queries, rules, security
from stammkunde.accounts.models import Role
from stammkunde.accounts.operations import guards
from stammkunde.foundation import clock, folding
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import FIELDS, Outcome, operation
from stammkunde.foundation.refusals import Conflict, Refusal, Refused, Stale
from stammkunde.foundation.rooms import WORDS
from stammkunde.foundation.writes import Keeper, add, change, keep, lock, remove

keep(Role, Keeper(kind="role"))


@operation("accounts.add_role", needs=queries.MANAGE)
def add_role(*, actor: Actor, name: str, words: Collection[str]) -> Outcome[Role]:
    """A role of the business's own.

    Refuses an empty name (`invalid`) and one that a role has already (`name_taken`), words that no
    room knows (`unknown_word`) and words that the actor does not hold (`beyond_own`, D33).
    """
    guards.stand_still()
    name = _free_name(name)
    _known(words)
    guards.within(words, actor, "words")
    role = Role(
        key=f"own-{secrets.token_hex(6)}", name=name, words=sorted(words), known=sorted(WORDS)
    )
    done = add([role])
    _record(actor)
    return Outcome(done)


@operation("accounts.rename_role", needs=queries.MANAGE, undo=FIELDS)
def rename_role(*, actor: Actor, role: int, name: str) -> Outcome[Role]:
    """Another name. A shipped role gets its own name back by an empty one.

    Refuses an empty name for a role of the business's own (`invalid`) and a taken one (`name_taken`).
    """
    guards.stand_still()
    (row,) = lock(Role, [role])
    shipped = row.key in rules.SHIPPED and name.strip() in {"", rules.label_of(row.key, "")}
    return Outcome(change([row], name="" if shipped else _free_name(name, besides=role)))


@operation("accounts.set_role_words", needs=queries.MANAGE)
def set_role_words(
    *, actor: Actor, role: int, words: Collection[str], version: int | None = None
) -> Outcome[Role]:
    """Exactly these words; it holds for everybody with the role from their next request on (D39).

    version: of the role when the page was shown; refuses with `Stale` when it moved since. Refuses
    the owner's role (`owner_role`: it always holds every word), a role that the actor has and is no
    owner (`own_account`), unknown words (`unknown_word`), and giving or taking a word that the
    actor does not hold, or taking one while somebody with the role may more (`beyond_own`, D33).
    """
    guards.stand_still()
    (row,) = lock(Role, [role])
    if version is not None and row.version != version:
        conflict = Conflict("words", version, row.version, sorted(words))
        raise Stale(_("Somebody else changed this role meanwhile."), [conflict])
    return _set_words(row, words, actor)


@operation("accounts.reset_role", needs=queries.MANAGE)
def reset_role(*, actor: Actor, role: int) -> Outcome[Role]:
    """Give a shipped role the words it comes with; its name stays.

    Refuses roles of the business's own (`own_role`), and as `set_role_words`.
    """
    guards.stand_still()
    (row,) = lock(Role, [role])
    if row.key not in rules.SHIPPED:
        raise Refused("own_role", _("Only roles that came with the product can be reset."))
    return _set_words(row, permits.shipped(row.key), actor)


@operation("accounts.archive_roles", needs=queries.MANAGE, undo=FIELDS)
def archive_roles(*, actor: Actor, roles: Sequence[int]) -> Outcome[Role]:
    """Take roles out of what can be given. Refuses, role by role, the owner's (`owner_role`) and
    those that somebody has (`in_use`)."""
    guards.stand_still()
    done, refused = _unused(lock(Role, roles), actor)
    return Outcome(change(done, archived_at=clock.now()), refused)


@operation("accounts.restore_roles", needs=queries.MANAGE)
def restore_roles(*, actor: Actor, roles: Sequence[int]) -> Outcome[Role]:
    """Put archived roles back among those that can be given. Refuses nothing but who may not."""
    guards.stand_still()
    return Outcome(change(lock(Role, roles), archived_at=None))


@operation("accounts.remove_roles", needs=queries.MANAGE)
def remove_roles(*, actor: Actor, roles: Sequence[int]) -> Outcome[int]:
    """Delete roles of the business's own. Refuses, role by role, shipped ones (`shipped_role`) and
    those that somebody has (`in_use`)."""
    guards.stand_still()
    done, refused = _unused(lock(Role, roles), actor)
    text = _("Roles that came with the product stay. They can be archived.")
    refused += [Refusal(row.pk, "shipped_role", text) for row in done if row.key in rules.SHIPPED]
    own = [row for row in done if row.key not in rules.SHIPPED]
    ids = [row.pk for row in own]
    remove(own)
    if ids:
        _record(actor)
    return Outcome(ids, refused)


def _set_words(row: Role, words: Collection[str], actor: Actor) -> Outcome[Role]:
    if row.key == rules.OWNER:
        raise Refused("owner_role", _("The owner may always do everything."), "words")
    mine = actor.id if actor.kind == "staff" else None
    if mine and queries.holds(mine, row.pk) and mine not in queries.active_owners():
        text = _("You have this role yourself. Only an owner can change it.")
        raise Refused("own_account", text, "words")
    moved = set(words) ^ set(row.words)
    _known(moved - set(row.words))
    guards.within(moved & WORDS.keys(), actor, "words")
    if set(row.words) & moved & WORDS.keys():
        _nobody_above(row, actor)
    done = change([row], words=sorted(words), known=sorted({*row.known, *WORDS}))
    if done:
        _record(actor)
    return Outcome(done)


def _nobody_above(row: Role, actor: Actor) -> None:
    """Refuse to take words away from a role that somebody out of the actor's reach has."""
    held = queries.words_by_user(queries.holders(row.pk))
    if not all(map(actor.may, set().union(*held.values()))):
        text = _(
            "Somebody with this role may more than this account. "
            "Only somebody who may as much can take permissions from it."
        )
        raise Refused("beyond_own", text, "words")


def _known(words: Collection[str]) -> None:
    if not set(words) <= WORDS.keys():
        raise Refused("unknown_word", _("There is no such permission."), "words")


def _free_name(name: str, besides: int | None = None) -> str:
    name = guards.clean_name(name)
    if len(name) > Role._meta.get_field("name").max_length:  # type: ignore[operator]
        raise Refused("invalid", _("This is too long."), "name")
    others = Role.objects.exclude(pk=besides or 0)
    taken = {folding.fold(rules.label_of(one.key, one.name)) for one in others}
    if folding.fold(name) in taken:
        raise Refused("name_taken", _("There is a role with this name already."), "name")
    return name


def _unused(rows: Sequence[Role], actor: Actor) -> tuple[list[Role], list[Refusal]]:
    held = {role.pk: role.holders for role in queries.roles(actor)}
    text = _("Somebody has this role. Give them another one first.")
    refused = [Refusal(row.pk, "in_use", text) for row in rows if held[row.pk]]
    owner = _("The owner's role stays.")
    refused += [
        Refusal(row.pk, "owner_role", owner)
        for row in rows
        if row.key == rules.OWNER and not held[row.pk]
    ]
    out = {one.row for one in refused}
    return [row for row in rows if row.pk not in out], refused


def _record(actor: Actor) -> None:
    """A role moved: no person is meant, so the event names only who did it."""
    security.record(
        security.Kind.ROLE_CHANGED, user_id=None, actor_id=actor.id, request_id=actor.request_id
    )
