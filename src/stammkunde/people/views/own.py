"""The page where the business makes its own fields (CUS-23)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.refusals import Missing, Refused, Stale
from stammkunde.foundation.web.fragments import page, undo_tag
from stammkunde.foundation.web.who import who
from stammkunde.people import operations, profiles, queries
from stammkunde.people.fields import OWN_KINDS, OWN_OF

FRESH = range(2)  # empty places for further choices


@require_http_methods(["GET", "POST"])
def settings_fields(request: HttpRequest) -> HttpResponse:
    """All own fields: add, rename, choices, order, archive.

    POST `do`: `add`, or with `field` (id) `change`, `up`, `down`, `archive`, `restore`.
    """
    actor = who(request, queries.SETTINGS)
    problem, status = "", 200
    if request.method == "POST":
        try:
            outcome = _keep(request.POST, actor)
        except Refused as no:
            problem, status = str(no.message), 409 if isinstance(no, Stale) else 422
        else:
            _say(request, outcome)
            return redirect(request.path)
    rows = queries.own_field_rows(actor)
    whose = {of: str(label) for of, label in OWN_OF}
    whose["participant"] = str(profiles.current().many)
    context: dict[str, Any] = {
        "parts": [
            (of, whose[of], [row for row in rows if row.of == of and row.archived_at is None])
            for of, _label in OWN_OF
        ],
        "archive": [(row, whose[row.of]) for row in rows if row.archived_at],
        "whose": list(whose.items()),
        "kinds": OWN_KINDS,
        "fresh": FRESH,
        "typed": request.POST if problem and request.POST.get("do") == "add" else {},
        "problem": problem,
    }
    return page(request, "people/settings_fields.html", context, status=status)


def _keep(said: QueryDict, actor: Actor) -> Outcome[Any]:
    do, pk = said.get("do", "add"), said.get("field", "")
    if do == "add":
        return operations.add_own_field(
            actor=actor,
            of=said.get("of", "customer"),
            kind=said.get("kind", "text"),
            label=said.get("label", ""),
            choices=said.get("choices", "").splitlines(),
        )
    field = whole(pk)
    if field is None:
        raise Missing("own field")
    if do == "change":
        values: dict[str, Any] = {"label": said.get("label", ""), "fresh": said.getlist("fresh")}
        values |= {"kind": said["kind"]} if "kind" in said else {}
        values["choices"] = {
            one: text
            for name, text in said.items()
            if name.startswith("choice.") and (one := whole(name[len("choice.") :])) is not None
        }
        expected = {"label": said["expected"]} if "expected" in said else {}
        return operations.change_own_field(
            actor=actor, field=field, values=values, expected=expected
        )
    if do in {"up", "down"}:
        return operations.move_own_field(actor=actor, field=field, up=do == "up")
    if do == "archive":
        return operations.archive_own_fields(actor=actor, own=[field])
    if do == "restore":
        return operations.restore_own_fields(actor=actor, own=[field])
    raise Missing(f"do {do[:20]}")


def _say(request: HttpRequest, outcome: Outcome[Any]) -> None:
    for one in outcome.refused:
        messages.error(request, str(one.message))
    if outcome.entry and outcome.done:
        undoable = request.POST.get("do", "add") != "add"
        tags = undo_tag(outcome.entry) if undoable else ""
        messages.success(request, _("Changes saved."), extra_tags=tags)
