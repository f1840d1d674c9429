"""Reading accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, F, OuterRef, QuerySet

from stammkunde.accounts.models import (
    AccountSettings,
    Invitation,
    Role,
    SecurityEvent,
    StaffSession,
    User,
)
from stammkunde.accounts.rules import FACTORS, OWNER, fold_email, label_of, token_hash
from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.foundation.rooms import WORDS


def words_of(user_id: int) -> frozenset[str]:
    """What the user may do now: one query, asked for every request, so that changes hold at once."""
    return words_of_roles(Role.objects.filter(accounts_user=user_id).order_by())


def words_now(user_id: int) -> frozenset[str]:
    """As `words_of`; nothing for whoever may not come in (any more)."""
    there = User.objects.filter(pk=user_id, is_active=True).exists()
    return words_of(user_id) if there else frozenset()


def words_of_roles(roles: Iterable[Role]) -> frozenset[str]:
    """The union of the roles' words. The owner holds every word; one that no room knows is void."""
    held: set[str] = set()
    for role in roles:
        held.update(WORDS if role.key == OWNER else role.words)
    return frozenset(held & WORDS.keys())


def role_keys(user_id: int) -> QuerySet[Any]:
    """The keys of a user's roles, as a query that fits into another one."""
    return Role.objects.filter(accounts_user=user_id).order_by().values("key")


def named_roles() -> list[tuple[str, str]]:
    """All roles as (key, label), for whoever chooses one; one query."""
    rows = Role.objects.filter(archived_at=None).order_by("pk").values_list("key", "name")
    return [(key, label_of(key, name)) for key, name in rows]


def words_by_user(users: Iterable[int]) -> dict[int, frozenset[str]]:
    """What each of these users may, or could if they were let in; one query."""
    return {pk: words_of_roles(some) for pk, some in roles_by_user(users).items()}


def user_by_email(email: str) -> User | None:
    """The user with this e-mail, however it is written; also deactivated ones."""
    return User.objects.filter(email_folded=fold_email(email)).first()


def user_id_by_email(email: str) -> int | None:
    """The id of the user with this e-mail, if there is one."""
    users = User.objects.filter(email_folded=fold_email(email))
    return users.values_list("pk", flat=True).first()


def active_owners() -> list[int]:
    """The ids of all users who are owner and may come in."""
    owners = User.objects.filter(is_active=True, roles__key=OWNER)
    return list(owners.order_by("pk").values_list("pk", flat=True))


def users() -> QuerySet[Any]:
    """All users, whoever left included, with `has_role`: a colleague is active and has one."""
    role = Role.objects.filter(accounts_user=OuterRef("pk")).order_by()
    return User.objects.annotate(has_role=Exists(role))


def colleagues() -> QuerySet[Any]:
    """Everybody who may come in and has a role (ROL-02), by name."""
    return users().filter(is_active=True, has_role=True).order_by("name", "pk")


# The page *Team* ---------------------------------------------------------------------------------

MANAGE = "accounts.manage"


def team(actor: Actor) -> QuerySet[Any]:
    """Everybody with a key, invited and deactivated ones included. Needs `accounts.manage`."""
    _manages(actor)
    return User.objects.all()


def member(actor: Actor, pk: int) -> User:
    """One of them; `Missing` when there is none."""
    found = team(actor).filter(pk=pk).first()
    if found is None:
        raise Missing(f"user {pk}")
    return found


def names(ids: Iterable[int | None]) -> dict[int, str]:
    """What these users are called, in one query; whoever went is missing."""
    wanted = {pk for pk in ids if pk}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name"))


def roles_by_user(users: Iterable[int]) -> dict[int, list[Role]]:
    """The roles of each user, in their order; one query."""
    held: dict[int, list[Role]] = defaultdict(list)
    roles = Role.objects.filter(accounts_user__in=set(users)).annotate(holder=F("accounts_user"))
    for role in roles.order_by("pk"):
        held[role.holder].append(role)
    return held


def roles(actor: Actor) -> QuerySet[Any]:
    """All roles with `holders`, the number of accounts that have them. Needs `accounts.manage`."""
    _manages(actor)
    return Role.objects.annotate(holders=Count("accounts_user")).order_by("pk")


def role(actor: Actor, pk: int) -> Any:
    """One of them; `Missing` when there is none."""
    found = roles(actor).filter(pk=pk).first()
    if found is None:
        raise Missing(f"role {pk}")
    return found


def holders(role_id: int) -> list[int]:
    """The ids of all users who have the role."""
    return list(User.objects.filter(roles=role_id).order_by("pk").values_list("pk", flat=True))


def holds(user_id: int, role_id: int) -> bool:
    """Whether the user has the role."""
    return Role.objects.filter(pk=role_id, accounts_user=user_id).exists()


def invitations_of(users: Iterable[int]) -> list[int]:
    """The ids of these users' invitations."""
    return list(Invitation.objects.filter(user__in=set(users)).values_list("pk", flat=True))


def invitation_of(actor: Actor, user: int) -> Invitation | None:
    """The open or overdue invitation of a user who has not come yet. Needs `accounts.manage`."""
    _manages(actor)
    return Invitation.objects.filter(user=user).first()


def invitation(token: str) -> Invitation | None:
    """The invitation that this token opens now, with its user; None for every other token."""
    rows = Invitation.objects.filter(token_hash=token_hash(token), until__gt=clock.now())
    return rows.select_related("user").first()


def events(actor: Actor) -> QuerySet[Any]:
    """What happened at the door, of everybody. Needs `accounts.manage`."""
    _manages(actor)
    return SecurityEvent.objects.all()


def active_users(users: Iterable[int]) -> list[User]:
    """Those of these users who may come in, by id."""
    return list(User.objects.filter(pk__in=list(users), is_active=True).order_by("pk"))


def with_factor(users: Iterable[int]) -> set[int]:
    """Which of these users have a second factor; recovery codes alone are none."""
    rows = Authenticator.objects.filter(user_id__in=list(users), type__in=FACTORS)
    return set(rows.values_list("user_id", flat=True))


def has_factor(user: int) -> bool:
    """Whether this user has a second factor."""
    return bool(with_factor([user]))


def factors(user: int) -> list[Authenticator]:
    """The second factors of a user and their recovery codes, the oldest first."""
    return list(Authenticator.objects.filter(user_id=user).order_by("created_at", "pk"))


def last_seen(users: Iterable[int]) -> dict[int, datetime]:
    """When each of these users was last seen, as far as a session still tells."""
    rows = StaffSession.objects.filter(user__in=list(users)).order_by("seen_at")
    return dict(rows.values_list("user", "seen_at"))


def settings_row(actor: Actor) -> AccountSettings:
    """The settings of the room. Needs `accounts.manage`."""
    _manages(actor)
    return AccountSettings.objects.get(pk=1)


def _manages(actor: Actor) -> None:
    if not actor.may(MANAGE):
        raise Forbidden(MANAGE)
