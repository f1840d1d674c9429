"""Reading accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from stammkunde.accounts.models import Role, User
from stammkunde.accounts.rules import OWNER, fold_email
from stammkunde.foundation.rooms import WORDS


def words_of(user_id: int) -> frozenset[str]:
    """What the user may do now: one query, asked for every request, so that changes hold at once."""
    return words_of_roles(Role.objects.filter(accounts_user=user_id).order_by())


def words_of_roles(roles: Iterable[Role]) -> frozenset[str]:
    """The union of the roles' words. The owner holds every word; one that no room knows is void."""
    held: set[str] = set()
    for role in roles:
        held.update(WORDS if role.key == OWNER else role.words)
    return frozenset(held & WORDS.keys())


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
