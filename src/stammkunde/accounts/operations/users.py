"""Writing accounts: add, give roles, take the keys away and give them back."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.hashers import make_password

from stammkunde.accounts import queries, rules, security, sessions
from stammkunde.accounts.events import AccessEnded
from stammkunde.accounts.models import Role, User
from stammkunde.accounts.operations import guards
from stammkunde.accounts.operations.invitations import new_links
from stammkunde.foundation import clock, folding
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import Outcome, emit, operation
from stammkunde.foundation.writes import Keeper, add, change, keep, link, lock, unlink


def _derive(user: User) -> None:
    user.email_folded = rules.fold_email(user.email)
    user.sort_name = folding.fold(user.name)[:240]


keep(
    User,
    Keeper(
        kind="user",
        derive=_derive,
        derived=("email_folded", "sort_name"),
        secret=frozenset({"password"}),
    ),
)


@operation("accounts.add_user", needs="accounts.manage")
def add_user(
    *, actor: Actor, email: str, name: str, password: str, roles: Sequence[str]
) -> Outcome[User]:
    """Give one person a key (ADR 4). `roles` are role keys; the password is stored as Argon2id.

    Refuses an e-mail that is none (`invalid`) or taken (`email_taken`), a weak password
    (`weak_password`), an empty name (`invalid`), roles that do not exist (`unknown_role`) or hold
    words that the actor lacks (`beyond_own`, D33).
    """
    user = User(
        email=guards.clean_email(email), name=guards.clean_name(name), created_at=clock.now()
    )
    guards.check_password(password, user)
    wanted = guards.roles(roles, actor)
    guards.check_free(user.email)
    user.password = make_password(password)
    done = add([user])
    link(done, "roles", wanted)
    guards.record(security.Kind.ADDED, done, actor)
    return Outcome(done)


@operation("accounts.change_roles", needs="accounts.manage")
def change_roles(*, actor: Actor, users: Sequence[int], roles: Sequence[str]) -> Outcome[User]:
    """Give each user exactly these roles (role keys). It holds from their next request on (D39).

    Who still waits gets a new link: the old one may be known to somebody who may hand out less.

    Refuses roles as `add_user` does; user by user the actor's own account (`own_account`, D33),
    somebody who may what the actor may not (`beyond_own`), the last owner's leaving (`last_owner`).
    """
    guards.stand_still()
    wanted = guards.roles(roles, actor)
    done, refused = guards.in_reach(lock(User, users), actor)
    if rules.OWNER not in roles:
        done, last = rules.without_last_owner(done, queries.active_owners())
        refused += last
    keys = {role.pk for role in wanted}
    others = [role for role in Role.objects.all() if role.pk not in keys]
    held = queries.roles_by_user(user.pk for user in done)
    moved = [user for user in done if {role.pk for role in held.get(user.pk, ())} != keys]
    unlink(done, "roles", others)
    link(done, "roles", wanted)
    new_links([user for user in moved if user.waiting], actor)
    guards.record(security.Kind.ROLES_CHANGED, done, actor)
    return Outcome(done, refused)


@operation("accounts.deactivate_users", needs="accounts.manage")
def deactivate_users(*, actor: Actor, users: Sequence[int]) -> Outcome[User]:
    """Take the keys away. Sessions are dead at once; the account and its history stay.

    Refuses, user by user, the actor's own account (`own_account`), somebody who may what the actor
    may not (`beyond_own`), the last owner (`last_owner`), who has never come in (`waiting`).
    """
    guards.stand_still()
    done, refused = guards.in_reach(lock(User, users), actor)
    done, last = rules.without_last_owner(done, queries.active_owners())
    done, waiting = rules.who_waits(done, waits=False)
    ended = change(done, is_active=False)
    sessions.end(user.pk for user in ended)
    if ended:
        emit(AccessEnded(ids=tuple(user.pk for user in ended)))
    guards.record(security.Kind.DEACTIVATED, ended, actor)
    return Outcome(done, refused + last + waiting)


@operation("accounts.bring_back_users", needs="accounts.manage")
def bring_back_users(*, actor: Actor, users: Sequence[int]) -> Outcome[User]:
    """Give deactivated accounts their keys back, with the roles they have; sessions stay ended.

    Refuses, user by user, the actor's own account (`own_account`), somebody who would then be able
    to do what the actor may not (`beyond_own`), and who has never come in (`waiting`).
    """
    guards.stand_still()
    done, refused = guards.in_reach(lock(User, users), actor)
    done, waiting = rules.who_waits(done, waits=False)
    back = change(done, is_active=True)
    guards.record(security.Kind.BROUGHT_BACK, back, actor)
    return Outcome(done, refused + waiting)
