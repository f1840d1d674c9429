"""What people change about their own account: name, e-mail, password, sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from stammkunde.accounts import links, notices, queries, rules, security, sessions
from stammkunde.accounts.models import AccountSettings, User
from stammkunde.accounts.operations import guards
from stammkunde.accounts.operations.factors import own
from stammkunde.accounts.proofs import Proof
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import Outcome, operation
from stammkunde.foundation.refusals import Refusal, Refused
from stammkunde.foundation.writes import Keeper, change, keep, lock

keep(AccountSettings, Keeper(kind="account_settings"))


@operation("accounts.rename_oneself", needs="")
def rename_oneself(*, actor: Actor, name: str) -> Outcome[User]:
    """Change the actor's own name. Refuses an empty one and one that is too long (`invalid`)."""
    return Outcome(change([own(actor)], name=guards.clean_name(name)))


@operation("accounts.change_own_email", needs="")
def change_own_email(*, actor: Actor, email: str, session: int | None = None) -> Outcome[User]:
    """Change the e-mail that the actor logs in with; old and new address are told.

    Ends all sessions but `session`, and every link for a new password is void (D39). Refuses an
    e-mail that is none (`invalid`) or that somebody has (`email_taken`).
    """
    user, wanted = own(actor), guards.clean_email(email)
    if rules.fold_email(wanted) != user.email_folded:
        guards.check_free(wanted)
    before = user.email
    done = change([user], email=wanted)
    if done:
        sessions.end([user.pk], but=session)
        guards.record(security.Kind.EMAIL_CHANGED, done, actor)
        for address in (before, wanted):
            notices.tell(user, "email_changed", to=address)
    return Outcome(done)


@operation("accounts.change_own_password", needs="")
def change_own_password(
    *, actor: Actor, password: str, session: int | None = None
) -> Outcome[User]:
    """Give the actor's account another password; ends all sessions but `session` (D39).

    Refuses a weak password (`weak_password`) and whoever has no account (`no_account`).
    """
    return _new_password(own(actor), password, actor, session)


@operation("accounts.reset_password", needs="")
def reset_password(
    *, actor: Actor, user: int, token: str, password: str, proof: Proof | None = None
) -> Outcome[User]:
    """Set a new password with the token of a mailed link; logs nobody in and ends all sessions.

    `proof`: the second factor, for whom there is one. Refuses a token that was used, is too old or
    none (`link_over`), a missing proof (`factor_needed`), a weak password (`weak_password`).
    """
    over = Refused("link_over", _("This link has been used, or it is too old."))
    if links.user_of(user, token) is None:
        raise over
    (locked,) = lock(User, [user])
    if links.user_of(user, token) is None:  # somebody was faster with the same link
        raise over
    if queries.has_factor(user) and (proof is None or proof.user != user or not proof.factor):
        raise Refused("factor_needed", _("This code is wrong or used up."), "code")
    return _new_password(locked, password, actor, None)


@operation("accounts.send_reset", needs="accounts.manage")
def send_reset(*, actor: Actor, users: Sequence[int]) -> Outcome[User]:
    """Mail each of these users a link for a new password; it holds for an hour.

    Refuses, user by user, whoever may not come in (`not_active`) and whoever may more than the
    actor (`beyond_own`, D33).
    """
    done, refused = guards.in_reach(lock(User, users), actor)
    active = [user for user in done if user.is_active]
    text = _("This account is not active.")
    refused += [Refusal(user.pk, "not_active", text) for user in done if not user.is_active]
    for user in active:
        notices.send_link(user, links.reset_link(user))
    guards.record(security.Kind.RESET_ASKED, active, actor)
    return Outcome(active, refused)


@operation("accounts.end_own_sessions", needs="")
def end_own_sessions(
    *, actor: Actor, only: int | None = None, but: int | None = None
) -> Outcome[User]:
    """End the actor's own sessions: all, all `but` one, or `only` one. They are dead at once (D39).

    Refuses whoever has no account (`no_account`); a session that is not the actor's stays.
    """
    user = own(actor)
    if sessions.end([user.pk], but=but, only=only):
        guards.record(security.Kind.SESSIONS_ENDED, [user], actor)
    return Outcome([user])


@operation("accounts.end_sessions", needs="accounts.manage")
def end_sessions(*, actor: Actor, users: Sequence[int]) -> Outcome[User]:
    """End all sessions of these users; they may log in again.

    Refuses, user by user, the actor's own account (`own_account`) and whoever may more than the
    actor (`beyond_own`).
    """
    done, refused = guards.in_reach(lock(User, users), actor)
    sessions.end(user.pk for user in done)
    guards.record(security.Kind.SESSIONS_ENDED, done, actor)
    return Outcome(done, refused)


@operation("accounts.change_settings", needs="accounts.manage")
def change_settings(*, actor: Actor, values: Mapping[str, Any]) -> Outcome[AccountSettings]:
    """Change the security settings: `factor_required`, whether everybody needs a second factor.

    It holds from the next request on. No undo: that would be a way past the step-up. Refuses
    settings that do not exist (`invalid`).
    """
    if set(values) - {"factor_required"} or not isinstance(values.get("factor_required"), bool):
        raise Refused("invalid", _("There is no such setting."))
    (row,) = lock(AccountSettings, [1])
    done = change([row], **values)
    if done:
        security.record(
            security.Kind.SETTINGS_CHANGED, user_id=None, actor_id=actor.id,
            request_id=actor.request_id,
        )  # fmt: skip
    return Outcome(done)


def _new_password(user: User, password: str, actor: Actor, session: int | None) -> Outcome[User]:
    guards.check_password(password, user)
    done = change([user], password=make_password(password))
    sessions.end([user.pk], but=session)
    guards.record(security.Kind.PASSWORD_CHANGED, done, actor)
    notices.tell(user, "password_changed")
    return Outcome(done)
