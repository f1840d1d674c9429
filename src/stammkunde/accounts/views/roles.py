"""Pages about roles: what each may, and the editor."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stammkunde.accounts import operations, permits, queries, rules
from stammkunde.accounts.views.way import manager, say
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Missing, Refused, Stale
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.stepup import fresh_login


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """All roles, who may what in plain words, and how many have each."""
    actor = manager(request)
    shown = [
        (
            row,
            permits.label_of(row),
            permits.allowed(queries.words_of_roles([row])),
            row.key not in rules.SHIPPED,
        )
        for row in queries.roles(actor)
    ]
    context = {
        "roles": [one for one in shown if one[0].archived_at is None],
        "archive": [one for one in shown if one[0].archived_at is not None],
    }
    return page(request, "accounts/roles.html", context)


@require_http_methods(["GET", "POST"])
def role_new(request: HttpRequest) -> HttpResponse:
    """A new role, empty or as a copy of another (`?copy=`)."""
    actor = manager(request)
    name, held, code = "", _copied(request, actor), 200
    context: dict[str, Any] = {}
    if request.method == "POST":
        fresh_login(request)
        name, held = request.POST.get("name", ""), frozenset(request.POST.getlist("words"))
        try:
            outcome = operations.add_role(actor=actor, name=name, words=held)
        except Refused as no:
            context, code = {"problem": str(no.message), "field": no.field}, 422
        else:
            say(request, outcome, _("The role is there."))
            return redirect("accounts:roles")
    context |= {"name": name, "parts": permits.parts(held, actor.words)}
    return page(request, "accounts/role.html", context, status=code)


@require_http_methods(["GET", "POST"])
def role(request: HttpRequest, role: int) -> HttpResponse:
    """Change a role's name and permissions. 422 with the reason; 409 when it moved meanwhile."""
    actor = manager(request)
    row = queries.role(actor, role)
    name, held, code = permits.label_of(row), queries.words_of_roles([row]), 200
    context: dict[str, Any] = {}
    if request.method == "POST":
        fresh_login(request)
        name = request.POST.get("name", "")
        held = _ticked(request, held, actor)
        try:
            _save(request, actor, row, name, held)
        except Stale as stale:
            row = queries.role(actor, role)
            context, code = {"problem": str(stale.message)}, 409
        except Refused as no:
            context, code = {"problem": str(no.message), "field": no.field}, 422
        else:
            return redirect("accounts:roles")
    context |= {
        "row": row,
        "name": name,
        "parts": permits.parts(held, actor.words),
        "owner": row.key == rules.OWNER,
        "shipped": row.key in rules.SHIPPED,
        "label": permits.label_of(row),
    }
    return page(request, "accounts/role.html", context, status=code)


@require_http_methods(["GET", "POST"])
def role_reset(request: HttpRequest, role: int) -> HttpResponse:
    """Back to what the role came with, after showing what that is."""
    actor = manager(request)
    row = queries.role(actor, role)
    if request.method == "POST":
        fresh_login(request)
        outcome = operations.reset_role(actor=actor, role=role)
        say(request, outcome, _("The role is as it came."))
        return redirect("accounts:roles")
    if row.key not in rules.SHIPPED:
        raise Missing(f"role {role} did not come with the product")
    parts = permits.allowed(permits.shipped(row.key))
    context = {"row": row, "label": permits.label_of(row), "allowed": parts}
    return page(request, "accounts/role_reset.html", context)


@require_POST
def role_archive(request: HttpRequest, role: int) -> HttpResponse:
    """Out of what can be given."""
    actor = manager(request)
    queries.role(actor, role)
    outcome = operations.archive_roles(actor=actor, roles=[role])
    say(request, outcome, _("The role is in the archive."), undo=True)
    return redirect("accounts:roles")


@require_POST
def role_restore(request: HttpRequest, role: int) -> HttpResponse:
    """Back among the roles that can be given."""
    actor = manager(request)
    queries.role(actor, role)
    say(request, operations.restore_roles(actor=actor, roles=[role]), _("The role is back."))
    return redirect("accounts:roles")


@require_POST
def role_remove(request: HttpRequest, role: int) -> HttpResponse:
    """Delete a role that nobody has."""
    actor = manager(request)
    queries.role(actor, role)
    fresh_login(request)
    say(request, operations.remove_roles(actor=actor, roles=[role]), _("The role is deleted."))
    return redirect("accounts:roles")


def _save(request: HttpRequest, actor: Actor, row: Any, name: str, held: frozenset[str]) -> None:
    """Permissions first: they may be refused. Then the name, whose toast offers to undo it."""
    if row.key != rules.OWNER:
        version = whole(request.POST.get("version"))
        words = operations.set_role_words(
            actor=actor, role=row.pk, words=held, version=version or 0
        )
        if words.done:
            messages.success(request, _("The role may something else now."))
    if name.strip() != permits.label_of(row):
        named = operations.rename_role(actor=actor, role=row.pk, name=name)
        say(request, named, _("The role has another name."), undo=True)


def _ticked(request: HttpRequest, held: frozenset[str], actor: Actor) -> frozenset[str]:
    """What was ticked; what the actor does not hold stays as it is, for its boxes are locked."""
    return frozenset(request.POST.getlist("words")) | (held - actor.words)


def _copied(request: HttpRequest, actor: Actor) -> frozenset[str]:
    """The words of the role to copy, as far as the actor may hand them out."""
    copied = whole(request.GET.get("copy"))
    if copied is None:
        return frozenset()
    return queries.words_of_roles([queries.role(actor, copied)]) & actor.words
