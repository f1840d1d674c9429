"""Writing accounts. Who writes here needs `accounts.manage`."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from stammkunde.accounts import queries, rules, security
from stammkunde.accounts.events import AccessEnded
from stammkunde.accounts.models import Role, SecurityEvent, User
from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import Outcome, emit, operation
from stammkunde.foundation.refusals import Refusal, Refused
from stammkunde.foundation.writes import Keeper, add, change, keep, link, lock, unlink


def _derive(user: User) -> None:
    user.email_folded = rules.fold_email(user.email)


keep(
    User,
    Keeper(
        kind="user",
        derive=_derive,
        derived=("email_folded",),
        secret=frozenset({"password"}),
    ),
)
keep(Role, Keeper(kind="role"))


@operation("accounts.add_user", needs="accounts.manage")
def add_user(
    *, actor: Actor, email: str, name: str, password: str, roles: Sequence[str]
) -> Outcome[User]:
    """Give one person a key (ADR 4). `roles` are role keys; the password is stored as Argon2id.

    Refuses an e-mail that is none (`invalid`) or taken (`email_taken`), a weak password
    (`weak_password`), an empty name (`invalid`), roles that do not exist (`unknown_role`) or hold
    words that the actor lacks (`beyond_own`, D33).
    """
    email, name = email.strip(), name.strip()
    _check_email(email)
    if not name:
        raise Refused("invalid", _("Every account needs a name."), "name")
    user = User(email=email, name=name, created_at=clock.now())
    check_password(password, user)
    wanted = _roles(roles, actor)
    if queries.user_by_email(email) is not None:
        raise Refused("email_taken", _("There is an account with this e-mail already."), "email")
    user.password = make_password(password)
    done = add([user])
    link(done, "roles", wanted)
    _record(security.Kind.ADDED, done, actor)
    return Outcome(done)


@operation("accounts.change_roles", needs="accounts.manage")
def change_roles(*, actor: Actor, users: Sequence[int], roles: Sequence[str]) -> Outcome[User]:
    """Give each user exactly these roles (role keys). It holds from their next request on (D39).

    Refuses roles as `add_user` does; user by user the actor's own account (`own_account`, D33) and
    the last owner's leaving (`last_owner`).
    """
    _owners_stand_still()
    wanted = _roles(roles, actor)
    done, refused = _not_oneself(lock(User, users), actor)
    if rules.OWNER not in roles:
        done, last = rules.without_last_owner(done, queries.active_owners())
        refused += last
    keys = {role.pk for role in wanted}
    others = [role for role in Role.objects.all() if role.pk not in keys]
    unlink(done, "roles", others)
    link(done, "roles", wanted)
    _record(security.Kind.ROLES_CHANGED, done, actor)
    return Outcome(done, refused)


@operation("accounts.deactivate_users", needs="accounts.manage")
def deactivate_users(*, actor: Actor, users: Sequence[int]) -> Outcome[User]:
    """Take the keys away. Sessions end with the next request; the account and its history stay.

    Refuses, user by user, the actor's own account (`own_account`) and the last owner (`last_owner`).
    """
    _owners_stand_still()
    done, refused = _not_oneself(lock(User, users), actor)
    done, last = rules.without_last_owner(done, queries.active_owners())
    ended = change(done, is_active=False)
    if ended:
        emit(AccessEnded(ids=tuple(user.pk for user in ended)))
    _record(security.Kind.DEACTIVATED, ended, actor)
    return Outcome(done, refused + last)


def check_password(password: str, user: User | None = None) -> None:
    """Refuse a password that Django's validators find weak (`weak_password`, reliability 3.5)."""
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise Refused("weak_password", " ".join(problem.messages), "password") from problem


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as problem:
        raise Refused("invalid", " ".join(problem.messages), "email") from problem


def _roles(keys: Sequence[str], actor: Actor) -> list[Role]:
    found = list(Role.objects.filter(key__in=set(keys)))
    if len(found) != len(set(keys)):
        raise Refused("unknown_role", _("There is no such role."), "roles")
    if not all(actor.may(word) for word in queries.words_of_roles(found)):
        raise Refused(
            "beyond_own", _("Nobody hands out more than they may do themselves."), "roles"
        )
    return found


def _owners_stand_still() -> None:
    """One at a time: two who remove each other must not leave the house without an owner."""
    lock(Role, Role.objects.filter(key=rules.OWNER).values_list("pk", flat=True))


def _not_oneself(users: list[User], actor: Actor) -> tuple[list[User], list[Refusal]]:
    own = actor.id if actor.kind == "staff" else None
    text = _("Nobody changes their own access. Somebody else with the right to do so can.")
    refused = [Refusal(user.pk, "own_account", text) for user in users if user.pk == own]
    return [user for user in users if user.pk != own], refused


def _record(kind: SecurityEvent.Kind, users: Sequence[User], actor: Actor) -> None:
    for user in users:
        security.record(kind, user_id=user.pk, actor_id=actor.id, request_id=actor.request_id)
