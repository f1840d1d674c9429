"""Pages about colleagues: invite, look at, give roles, take the keys away and give them back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stammkunde.accounts import letters, lists, operations, permits, queries
from stammkunde.accounts.views.way import manager, say
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.views import safe_next
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.stepup import fresh_login

LAST_EVENTS = 10


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody: e-mail, name, roles; then the link to copy, which is mailed as well."""
    actor = manager(request)
    context: dict[str, Any] = {"email": "", "name": "", "picked": []}
    code = 200
    if request.method == "POST":
        fresh_login(request)
        said = {key: request.POST.get(key, "") for key in ("email", "name")}
        picked = request.POST.getlist("roles")
        try:
            outcome = operations.invite_user(actor=actor, roles=picked, **said)
        except Refused as no:
            context, code = {**said, "picked": picked, **_no(no)}, 422
        else:
            (user,) = outcome.done
            say(request, outcome, _("%(name)s is invited.") % {"name": user.name})
            return redirect("accounts:colleague_link", user.pk)
    context |= {"roles": _offered(actor)}
    return page(request, "accounts/invite.html", context, status=code)


@require_safe
def colleague(request: HttpRequest, user: int) -> HttpResponse:
    """One colleague: state, roles, what they may, what happened at the door."""
    actor = manager(request)
    member = queries.member(actor, user)
    roles = queries.roles_by_user([user]).get(user, [])
    words = queries.words_of_roles(roles)
    events = list(queries.events(actor).filter(user_id=user).order_by("-at", "-pk")[:LAST_EVENTS])
    names = queries.names(event.actor_id for event in events)
    context = {
        "member": member,
        "state": lists.state_of(member),
        "roles": [permits.label_of(role) for role in roles],
        "allowed": permits.allowed(words),
        "factor": user in queries.with_factor([user]),
        "seen": queries.last_seen([user]).get(user),
        "invitation": queries.invitation_of(actor, user),
        "reachable": user != actor.id and all(map(actor.may, words)),
        "oneself": user == actor.id,
        "events": [
            (one, lists.event_badge(one), names.get(one.actor_id) if one.actor_id != user else "")
            for one in events
        ],
        "all_events": f"{reverse('accounts:events')}?f.user={user}",
    }
    return page(request, "accounts/colleague.html", context)


@require_http_methods(["GET", "POST"])
def colleague_roles(request: HttpRequest, user: int) -> HttpResponse:
    """Which roles a colleague has. 422 with the reason when it cannot be."""
    actor = manager(request)
    member = queries.member(actor, user)
    has = [role.key for role in queries.roles_by_user([user]).get(user, [])]
    context: dict[str, Any] = {"picked": has}
    code = 200
    if request.method == "POST":
        fresh_login(request)
        picked = request.POST.getlist("roles")
        try:
            outcome = operations.change_roles(actor=actor, users=[user], roles=picked)
            _first(outcome.refused)
        except Refused as no:
            context, code = {"picked": picked, **_no(no)}, 422
        else:
            say(request, outcome, _("%(name)s has other roles now.") % {"name": member.name})
            if member.waiting and set(picked) != set(has):
                messages.info(request, _("There is a new link, and it was mailed."))
            return redirect("accounts:colleague", user)
    context |= {"member": member, "roles": _offered(actor, has)}
    return page(request, "accounts/colleague_roles.html", context, status=code)


@require_safe
def colleague_link(request: HttpRequest, user: int) -> HttpResponse:
    """The link of an open invitation, to copy. It is a key, so it asks who is there (step-up)."""
    actor = manager(request)
    member = queries.member(actor, user)
    invitation = queries.invitation_of(actor, user)
    if invitation is None:
        raise Missing(f"invitation of {user}")
    words = queries.words_by_user([user]).get(user, frozenset())
    if not all(map(actor.may, words)):
        raise Missing(f"invitation of {user}")
    fresh_login(request)
    context = {"member": member, "invitation": invitation, "link": letters.link_of(invitation)}
    return page(request, "accounts/colleague_link.html", context)


@require_POST
def colleague_renew(request: HttpRequest, user: int) -> HttpResponse:
    """A new link; the old one is dead."""
    actor = _about(request, user)
    fresh_login(request)
    outcome = operations.renew_invitations(actor=actor, users=[user])
    say(request, outcome, _("There is a new link, and it was mailed."))
    return redirect("accounts:colleague_link" if outcome.done else "accounts:colleague", user)


@require_http_methods(["GET", "POST"])
def colleague_withdraw(request: HttpRequest, user: int) -> HttpResponse:
    """Take an invitation back, after saying what that means."""
    actor = _about(request, user)
    member = queries.member(actor, user)
    if request.method == "POST":
        outcome = operations.withdraw_invitations(actor=actor, users=[user])
        say(request, outcome, _("The invitation is withdrawn."))
        return redirect("accounts:team")
    return page(request, "accounts/colleague_withdraw.html", {"member": member})


@require_http_methods(["GET", "POST"])
def colleague_deactivate(request: HttpRequest, user: int) -> HttpResponse:
    """Take somebody's keys away, after saying what that means."""
    actor = _about(request, user)
    member = queries.member(actor, user)
    if request.method == "POST":
        outcome = operations.deactivate_users(actor=actor, users=[user])
        say(request, outcome, _("%(name)s cannot come in any more.") % {"name": member.name})
        return redirect("accounts:colleague", user)
    return page(request, "accounts/colleague_deactivate.html", {"member": member})


@require_POST
def colleague_restore(request: HttpRequest, user: int) -> HttpResponse:
    """Let a deactivated colleague in again; that hands out power, so it asks who is there."""
    text = _("%(name)s may come in again.")
    return _deed(request, user, operations.bring_back_users, text, stepped=True)


@require_POST
def colleague_reset(request: HttpRequest, user: int) -> HttpResponse:
    """Mail a link for a new password."""
    return _deed(request, user, operations.send_reset, _("%(name)s gets a link by e-mail."))


@require_POST
def colleague_sessions(request: HttpRequest, user: int) -> HttpResponse:
    """End all sessions of a colleague, in every browser."""
    text = _("All sessions of %(name)s are ended.")
    return _deed(request, user, operations.end_sessions, text)


@require_http_methods(["GET", "POST"])
def colleague_factors(request: HttpRequest, user: int) -> HttpResponse:
    """Take a colleague's second factors away (lost phone), after saying what that means."""
    actor = _about(request, user)
    member = queries.member(actor, user)
    if request.method == "POST":
        fresh_login(request, factor=True)
        text = _("%(name)s sets up a new second factor at the next login.")
        return _deed(request, user, operations.reset_factors, text)
    return page(request, "accounts/colleague_factors.html", {"member": member})


def _deed(
    request: HttpRequest,
    user: int,
    do: Callable[..., Any],
    text: str,
    *,
    stepped: bool = False,
) -> HttpResponse:
    actor = _about(request, user)
    if stepped:
        fresh_login(request)
    name = queries.member(actor, user).name
    say(request, do(actor=actor, users=[user]), text % {"name": name})
    return redirect(safe_next(request, reverse("accounts:colleague", args=[user])))


def _about(request: HttpRequest, user: int) -> Actor:
    """The actor, when there is such a colleague; 404 otherwise, whatever was meant to be done."""
    actor = manager(request)
    queries.member(actor, user)
    return actor


def _offered(actor: Actor, has: Any = ()) -> list[tuple[Any, Any, list[permits.Part], bool]]:
    """The roles to choose from: role, name, what it may, whether the actor may hand it out."""
    rows = queries.roles(actor)
    return [
        (
            role,
            permits.label_of(role),
            permits.allowed(queries.words_of_roles([role])),
            all(map(actor.may, queries.words_of_roles([role]))),
        )
        for role in rows
        if role.archived_at is None or role.key in has
    ]


def _first(refused: Any) -> None:
    for one in refused:
        raise Refused(one.code, one.message, one.field)


def _no(no: Refused) -> dict[str, Any]:
    return {"problem": str(no.message), "field": no.field}
