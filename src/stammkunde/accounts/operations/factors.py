"""Second factors of an account: set up, rename, take away (ADR 28).

Everything here ends the person's other sessions and is mailed to them. The step-up before it is
the door's business (`foundation.web.stepup`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from stammkunde.accounts import codes, notices, proofs, queries, sealing, security, sessions, totp
from stammkunde.accounts.models import User
from stammkunde.accounts.operations import guards
from stammkunde.accounts.passkeys import Key
from stammkunde.accounts.rules import APP, CODES, FACTORS, PASSKEY
from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import Outcome, operation
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.writes import Keeper, add, change, keep, lock, remove

NAME_LENGTH = 60
MOST_PASSKEYS = 10

keep(Authenticator, Keeper(kind="factor", secret=frozenset({"data"})))


@dataclass
class Added(Outcome[Authenticator]):
    """What came of setting up a factor; `codes` are new recovery codes, shown this one time."""

    codes: list[str] = field(default_factory=list)


@operation("accounts.add_app", needs="")
def add_app(*, actor: Actor, secret: str, code: str, session: int | None = None) -> Added:
    """Set up the actor's authenticator app; `code` shows that it knows `secret`.

    The first factor brings recovery codes. Ends all sessions but `session`. Refuses somebody who
    is no member of staff (`no_account`), a second app (`app_there`) and a wrong code (`wrong_code`).
    """
    user = own(actor)
    held = _held(user)
    if any(row.type == APP for row in held):
        raise Refused("app_there", _("There is an authenticator app already. Remove it first."))
    step = totp.step_of(secret, code, now=clock.now().timestamp())
    if step is None:
        text = _("This code is wrong. Is the clock of your phone right?")
        raise Refused("wrong_code", text, "code")
    row = _new(user, APP, {"secret": sealing.seal(secret), "step": step})
    return _added(user, actor, row, held, session, "app_added")


@operation("accounts.add_passkey", needs="")
def add_passkey(*, actor: Actor, key: Key, name: str, session: int | None = None) -> Added:
    """Add a passkey that the actor's browser has just made; `name` tells it from others.

    The first factor brings recovery codes. Ends all sessions but `session`. Refuses somebody who
    is no member of staff (`no_account`), a key that is registered (`key_there`), an eleventh one
    (`too_many_keys`).
    """
    user = own(actor)
    held = _held(user)
    if Authenticator.objects.filter(type=PASSKEY, data__id=key.id).exists():
        raise Refused("key_there", _("This passkey is registered already."))
    if sum(row.type == PASSKEY for row in held) >= MOST_PASSKEYS:
        raise Refused("too_many_keys", _("Ten passkeys are enough. Remove one first."))
    data = {"name": _name(name), "id": key.id, "public": key.public, "count": key.count}
    return _added(user, actor, _new(user, PASSKEY, data), held, session, "passkey_added")


@operation("accounts.rename_passkey", needs="")
def rename_passkey(*, actor: Actor, factor: int, name: str) -> Outcome[Authenticator]:
    """Give one of the actor's passkeys another name.

    Refuses an empty name (`invalid`); a passkey that is not the actor's is missing.
    """
    user = own(actor)
    row = _mine(user, factor, PASSKEY)
    if not name.strip():
        raise Refused("invalid", _("Give the passkey a name."), "name")
    return Outcome(change([row], data=row.data | {"name": _name(name)}))


@operation("accounts.remove_factor", needs="")
def remove_factor(
    *, actor: Actor, factor: int, session: int | None = None
) -> Outcome[Authenticator]:
    """Take away the actor's app or one of their passkeys; with the last one go the recovery codes.

    Ends all sessions but `session`, which has shown no factor any more once none is left. Refuses
    somebody who is no member of staff (`no_account`); what is not the actor's is missing.
    """
    user = own(actor)
    row = _mine(user, factor, *FACTORS)
    held = _held(user)
    gone = [row]
    if not any(one.type in FACTORS and one.pk != row.pk for one in held):
        gone += [one for one in held if one.type == CODES]
        sessions.forget_factor(user.pk)
    _remove(gone)
    sessions.end([user.pk], but=session)
    guards.record(security.Kind.FACTOR_REMOVED, [user], actor)
    notices.tell(user, "app_removed" if row.type == APP else "passkey_removed")
    return Outcome(gone)


@operation("accounts.renew_codes", needs="")
def renew_codes(*, actor: Actor, session: int | None = None) -> Added:
    """Make ten new recovery codes for the actor; the old ones are void.

    Ends all sessions but `session`. Refuses somebody without a second factor (`no_factor`).
    """
    user = own(actor)
    held = _held(user)
    if not any(row.type in FACTORS for row in held):
        raise Refused("no_factor", _("Recovery codes come with a second factor."))
    _remove([row for row in held if row.type == CODES])
    fresh = _codes(user)
    sessions.end([user.pk], but=session)
    guards.record(security.Kind.CODES_MADE, [user], actor)
    notices.tell(user, "codes_made")
    return Added(codes=fresh)


@operation("accounts.reset_factors", needs="accounts.manage")
def reset_factors(*, actor: Actor, users: Sequence[int]) -> Outcome[User]:
    """Take all second factors of these users away, because a phone is lost; ends their sessions.

    They log in with the password and set up a new one. Refuses, user by user, the actor's own
    account (`own_account`) and whoever may more than the actor (`beyond_own`, D33).
    """
    guards.stand_still()
    done, refused = guards.in_reach(lock(User, users), actor)
    for user in done:
        _remove(_held(user))
        notices.tell(user, "factors_reset")
    sessions.end(user.pk for user in done)
    guards.record(security.Kind.FACTORS_RESET, done, actor)
    return Outcome(done, refused)


def own(actor: Actor) -> User:
    """The actor's own account, locked; refuses whoever has none (`no_account`)."""
    if actor.kind != "staff" or actor.id is None:
        raise Refused("no_account", _("Only somebody who is logged in has an account."))
    (user,) = lock(User, [actor.id])
    return user


def _held(user: User) -> list[Authenticator]:
    ids = [row.pk for row in queries.factors(user.pk)]
    return lock(Authenticator, ids)


def _mine(user: User, factor: int, *types: str) -> Authenticator:
    for row in _held(user):
        if row.pk == factor and row.type in types:
            return row
    raise Missing(f"factor {factor}")


def _new(user: User, kind: str, data: dict[str, Any]) -> Authenticator:
    return Authenticator(user=user, type=kind, data=data, created_at=clock.now())


def _added(
    user: User, actor: Actor, row: Authenticator, held: Sequence[Any], session: Any, key: str
) -> Added:
    done = add([row])
    fresh = [] if any(one.type == CODES for one in held) else _codes(user)
    sessions.end([user.pk], but=session)
    if session is not None:
        sessions.has_shown(user.pk, session, row.type)
    guards.record(security.Kind.FACTOR_ADDED, [user], actor)
    notices.tell(user, key)
    return Added(done, codes=fresh)


def _codes(user: User) -> list[str]:
    fresh = codes.new_codes()
    add([_new(user, CODES, {"prints": [codes.fingerprint(user.pk, code) for code in fresh]})])
    return fresh


def _remove(rows: Sequence[Authenticator]) -> None:
    if rows:
        remove(rows, copied=False)


def _name(text: str) -> str:
    return " ".join(text.replace("\x00", " ").split())[:NAME_LENGTH] or "Passkey"


proofs.start()
