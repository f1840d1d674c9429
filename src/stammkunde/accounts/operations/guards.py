"""What every operation on accounts looks at before it writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from stammkunde.accounts import queries, rules, security
from stammkunde.accounts.models import Role, SecurityEvent, User
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Refusal, Refused
from stammkunde.foundation.writes import lock

_LONGEST_EMAIL = 254  # characters, as its column


def check_password(password: str, user: User | None = None) -> None:
    """Refuse a password that Django's validators find weak (`weak_password`, reliability 3.5)."""
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise Refused("weak_password", " ".join(problem.messages), "password") from problem


def clean_email(email: str) -> str:
    """The e-mail without blanks around; refuses one that is none (`invalid`)."""
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError as problem:
        raise Refused("invalid", " ".join(problem.messages), "email") from problem
    if len(email) > _LONGEST_EMAIL:
        raise Refused("invalid", _("This is too long."), "email")
    return email


def clean_name(name: str) -> str:
    """The name in one line; refuses an empty one and one beyond 120 characters (`invalid`)."""
    name = " ".join(name.replace("\x00", " ").split())
    if not name:
        raise Refused("invalid", _("Every account needs a name."), "name")
    if len(name) > User._meta.get_field("name").max_length:  # type: ignore[operator]
        raise Refused("invalid", _("This is too long."), "name")
    return name


def check_free(email: str) -> None:
    """Refuse an e-mail that somebody has already, whoever left included (`email_taken`)."""
    if queries.user_by_email(email) is not None:
        raise Refused("email_taken", _("There is an account with this e-mail already."), "email")


def roles(keys: Sequence[str], actor: Actor) -> list[Role]:
    """The roles to hand out; refuses unknown and archived ones (`unknown_role`) and `beyond_own`."""
    found = list(Role.objects.filter(key__in=set(keys), archived_at__isnull=True))
    if len(found) != len(set(keys)):
        raise Refused("unknown_role", _("There is no such role."), "roles")
    within(queries.words_of_roles(found), actor, "roles")
    return found


def within(words: Iterable[str], actor: Actor, field: str) -> None:
    """Refuse to hand out or to take words that the actor does not hold (`beyond_own`, D33)."""
    if not all(actor.may(word) for word in words):
        text = _("Nobody hands out more than they may do themselves.")
        raise Refused("beyond_own", text, field)


def stand_still() -> None:
    """One at a time, from here to the end: whoever changes access waits for the one before.

    So two owners who remove each other do not leave the house without an owner, and nobody gets a
    role while it is archived.
    """
    lock(Role, Role.objects.filter(key=rules.OWNER).values_list("pk", flat=True))


def in_reach(users: Sequence[User], actor: Actor) -> tuple[list[User], list[Refusal]]:
    """Split users: not oneself (`own_account`), nobody who may more than the actor (`beyond_own`)."""
    mine = actor.id if actor.kind == "staff" else None
    words = queries.words_by_user([user.pk for user in users])
    return rules.in_reach(users, mine, lambda pk: all(map(actor.may, words.get(pk, ()))))


def record(kind: SecurityEvent.Kind, users: Collection[User], actor: Actor) -> None:
    """One security event per user."""
    for user in users:
        security.record(kind, user_id=user.pk, actor_id=actor.id, request_id=actor.request_id)
