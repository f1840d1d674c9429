"""Showing that it is you: password, code of an app, recovery code, passkey (D37, D38).

Each try counts before it is looked at, each code once. What was used is written down here and not
in an operation, as a login is none; the rows are locked, so that two tries at the same moment do not
use one code twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from stammkunde.accounts import codes, limits, notices, passkeys, sealing, security, totp
from stammkunde.accounts.models import User
from stammkunde.accounts.passkeys import Key, Place, WrongPasskey
from stammkunde.accounts.rules import APP, CODES, PASSKEY
from stammkunde.foundation import clock, guard
from stammkunde.foundation.ratelimit import TooMany, give_back

Kind = security.Kind


@dataclass(frozen=True)
class Proof:
    """Somebody has just shown that they are this user; `factor`: by what, "" for the password."""

    user: int
    factor: str = ""


def start() -> None:
    """The table is allauth's and written freely, as its sessions are (house.md 3)."""
    guard.free(Authenticator._meta.db_table)


def by_password(user: User, typed: str, attempt: limits.Try) -> Proof | None:
    """A proof when this is the user's password. Raises `TooMany` before it looks."""
    tickets = _counted(user, attempt, limits.take_try)
    if not user.check_password(typed):
        _record(Kind.LOGIN_FAILED, user, attempt)
        return None
    give_back(tickets)
    return Proof(user.pk)


def by_code(user: User, typed: str, attempt: limits.Try) -> Proof | None:
    """A proof when this is a code of the user's app or one of their recovery codes.

    It is used up by that. Raises `TooMany` before it looks.
    """
    tickets = _counted(user, attempt, limits.take_factor)
    with transaction.atomic():
        rows = Authenticator.objects.select_for_update().filter(user_id=user.pk).order_by("pk")
        used = _used(user, list(rows), typed)
    if not used:
        _record(Kind.FACTOR_FAILED, user, attempt)
        return None
    give_back(tickets)
    if used == CODES:
        _record(Kind.CODE_USED, user, attempt)
    return Proof(user.pk, used)


def by_passkey(
    place: Place, state: Any, answer: Any, attempt: limits.Try, *, user: int | None = None
) -> Proof | None:
    """A proof when a right passkey answered the question of `state`; of this user, if one is named.

    A counter that went back refuses the key and is written down: somebody may have copied it.
    """
    if state is None:
        return None
    try:
        wanted = passkeys.id_of(answer)
        with transaction.atomic():
            row = _by_id(wanted)
            if row is None or not row.user.is_active or (user and row.user_id != user):
                raise WrongPasskey
            key = key_of(row)
            shown = passkeys.shown(place, state, answer, key)
            back = passkeys.went_back(key, shown)
            if not back:
                _store(row, row.data | {"count": shown.count})
    except WrongPasskey:
        _record(Kind.FACTOR_FAILED, None if user is None else User(pk=user), attempt)
        return None
    if back:
        _record(Kind.COPIED_KEY, row.user, attempt)
        notices.tell(row.user, "copied_key")
        return None
    return Proof(row.user_id, PASSKEY)


def key_of(row: Authenticator) -> Key:
    """The passkey of a row."""
    return Key(row.data["id"], row.data["public"], row.data["count"])


def keys_of(rows: Sequence[Authenticator]) -> list[Key]:
    """The passkeys among somebody's factors."""
    return [key_of(row) for row in rows if row.type == PASSKEY]


def _counted(user: User, attempt: limits.Try, count: Any) -> Any:
    try:
        return count(attempt)
    except TooMany:
        _record(Kind.LIMIT_HIT, user, attempt)
        raise


def _used(user: User, rows: Sequence[Authenticator], typed: str) -> str:
    """Which of the factors the code belongs to; it is used up."""
    for row in rows:
        if row.type == APP and (step := _step(row, typed)):
            _store(row, row.data | {"step": step})
            return APP
        if row.type == CODES:
            rest = codes.without(row.data["prints"], user.pk, typed)
            if rest is not None:
                _store(row, row.data | {"prints": rest})
                return CODES
    return ""


def _step(row: Authenticator, typed: str) -> int | None:
    try:
        secret = sealing.unseal(row.data["secret"])
    except sealing.Unreadable:
        return None  # the house has another secret key than it had then
    return totp.step_of(secret, typed, now=clock.now().timestamp(), after=row.data["step"])


def _by_id(wanted: str) -> Authenticator | None:
    rows = Authenticator.objects.select_for_update(of=("self",)).select_related("user")
    return rows.filter(type=PASSKEY, data__id=wanted).first()


def _store(row: Authenticator, data: dict[str, Any]) -> None:
    Authenticator.objects.filter(pk=row.pk).update(data=data, last_used_at=clock.now())


def _record(kind: Kind, user: User | None, attempt: limits.Try) -> None:
    pk = user.pk if user else None
    security.record(kind, user_id=pk, address=attempt.address, request_id=attempt.request_id)
