"""Invitations: a way in that holds once, for seven days, for one person (ADR 29)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from stammkunde.accounts import letters, queries, rules, security
from stammkunde.accounts.models import Invitation, Role, User
from stammkunde.accounts.operations import guards
from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import Outcome, operation
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.writes import (
    Keeper,
    add,
    change,
    change_each,
    keep,
    link,
    lock,
    remove,
    unlink,
)

HOLDS = timedelta(days=7)

keep(
    Invitation,
    Keeper(
        kind="invitation",
        secret=frozenset({"seed", "token_hash"}),
        subjects=lambda row: [("user", row.user_id)],
        part_of="user",
    ),
)


@operation("accounts.invite_user", needs="accounts.manage")
def invite_user(*, actor: Actor, email: str, name: str, roles: Sequence[str]) -> Outcome[User]:
    """Invite somebody: an account that waits, with its roles, and a letter with a link.

    The link holds once and for `HOLDS`. Refuses what `add_user` refuses about e-mail, name and
    roles, and an invitation without a role (`role_missing`).
    """
    guards.stand_still()
    user = User(
        email=guards.clean_email(email),
        name=guards.clean_name(name),
        created_at=clock.now(),
        is_active=False,
        waiting=True,
        password=make_password(None),
    )
    if not roles:
        raise Refused("role_missing", _("Choose at least one role."), "roles")
    wanted = guards.roles(roles, actor)
    guards.check_free(user.email)
    done = add([user])
    link(done, "roles", wanted)
    for row in add([Invitation(user=user, **_fresh())]):
        letters.invite(user, row, actor.label)
    guards.record(security.Kind.INVITED, done, actor)
    return Outcome(done)


@operation("accounts.renew_invitations", needs="accounts.manage")
def renew_invitations(*, actor: Actor, users: Sequence[int]) -> Outcome[User]:
    """A new link for people who have not come yet; the old one is dead, the week begins again.

    Refuses, user by user, who came already (`joined`) and who may what the actor may not
    (`beyond_own`).
    """
    guards.stand_still()
    done, refused = guards.in_reach(lock(User, users), actor)
    done, came = rules.who_waits(done, waits=True)
    new_links(done, actor)
    return Outcome(done, refused + came)


@operation("accounts.withdraw_invitations", needs="accounts.manage")
def withdraw_invitations(*, actor: Actor, users: Sequence[int]) -> Outcome[int]:
    """Take invitations back: the link is dead, and the account that nobody used goes away.

    Refuses, user by user, as `renew_invitations`.
    """
    guards.stand_still()
    done, refused = guards.in_reach(lock(User, users), actor)
    done, came = rules.who_waits(done, waits=True)
    ids = [user.pk for user in done]
    guards.record(security.Kind.WITHDRAWN, done, actor)
    remove(lock(Invitation, queries.invitations_of(ids)), copied=False)
    unlink(done, "roles", Role.objects.all())
    remove(done, copied=False, alone=True)
    return Outcome(ids, refused + came)


@operation("accounts.accept_invitation", needs="")
def accept_invitation(*, actor: Actor, token: str, name: str, password: str) -> Outcome[User]:
    """Come in for the first time: whoever holds the link says name and password.

    Refuses a link that does not hold (`invitation_gone`: unknown, used, withdrawn, renewed or
    over, all alike, D36), an empty name (`invalid`) and a weak password (`weak_password`).
    """
    invitation, user = _taken(token)
    name = guards.clean_name(name)
    user.name = name  # a password like the own name is weak
    guards.check_password(password, user)
    user.refresh_from_db(fields=["name"])
    remove([invitation], copied=False)
    done = change(
        [user], name=name, password=make_password(password), is_active=True, waiting=False
    )
    security.record(
        security.Kind.JOINED, user_id=user.pk, actor_id=user.pk, request_id=actor.request_id
    )
    return Outcome(done)


def new_links(users: Sequence[User], actor: Actor) -> None:
    """Inside an operation: the links of these waiting users are dead, new ones are mailed."""
    people = {user.pk: user for user in users}
    rows = lock(Invitation, queries.invitations_of(people))
    change_each([(row, _fresh()) for row in rows])
    for row in rows:
        letters.invite(people[row.user_id], row, actor.label)
    guards.record(security.Kind.INVITED, users, actor)


def _taken(token: str) -> tuple[Invitation, User]:
    """The invitation and its user, both locked, so that nobody else comes in by the same link."""
    found = queries.invitation(token)
    if found is None:
        raise gone()
    try:
        (user,) = lock(User, [found.user_id])
        (row,) = lock(Invitation, [found.pk])
    except Missing as late:
        raise gone() from late
    if row.token_hash != found.token_hash or not user.waiting:
        raise gone()
    return row, user


def gone() -> Refused:
    """The one answer to a link that does not hold."""
    text = _("This link does not hold any more. Ask for a new one in your office.")
    return Refused("invitation_gone", text)


def _fresh() -> dict[str, object]:
    seed, now = secrets.token_urlsafe(32), clock.now()
    token_hash = rules.token_hash(letters.token_of(seed))
    return {"seed": seed, "token_hash": token_hash, "sent_at": now, "until": now + HOLDS}
