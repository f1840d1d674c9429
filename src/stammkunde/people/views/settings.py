"""Master data of the room: statuses."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.tones import TONES
from stammkunde.foundation.web.fragments import page, undo_tag
from stammkunde.foundation.web.who import who
from stammkunde.people import lifecycle, operations, queries

SETTINGS = queries.SETTINGS


@require_http_methods(["GET", "POST"])
def settings_statuses(request: HttpRequest) -> HttpResponse:
    """All statuses: add, rename, tone, number, default, order, archive, delete (CLS-05 to 08)."""
    actor = who(request, SETTINGS)
    context: dict[str, Any] = {}
    if request.method == "POST":
        try:
            undoable = _keep(request, actor)
        except Refused as no:
            context |= {"problem": str(no.message), "typed": request.POST.get("name", "")}
        else:
            messages.success(request, _("Changes saved."), extra_tags=undo_tag(undoable))
            return redirect(request.path)
    rows = queries.statuses_with_use(actor)
    context |= {
        "rows": [row for row in rows if row.archived_at is None],
        "archive": [row for row in rows if row.archived_at is not None],
        "tones": TONES,
    }
    code = 422 if "problem" in context else 200
    return page(request, "people/settings_statuses.html", context, status=code)


def _keep(request: HttpRequest, actor: Any) -> int | None:
    """Do what the page asks for; the journal entry where it can be taken back."""
    do, text = request.POST.get("do", "add"), request.POST.get("status", "")
    values: dict[str, Any] = {
        "name": request.POST.get("name", ""),
        "tone": request.POST.get("tone", "n"),
        "with_number": "with_number" in request.POST,
        "is_default": "is_default" in request.POST,
    }
    if do == "add":
        operations.add_status(actor=actor, values=values)
        return None
    pk = whole(text)
    if pk is None:
        raise Missing("status")
    if do == "change":
        if values["name"] == str(lifecycle.status(pk)):
            del values["name"]  # a shipped name stays translated while nobody changes it
        return operations.change_statuses(actor=actor, changes={pk: values}).entry
    if do in {"up", "down"}:
        return operations.move_status(actor=actor, status=pk, up=do == "up").entry
    if do == "archive":
        return operations.archive_statuses(actor=actor, statuses=[pk]).entry
    if do == "restore":
        return operations.restore_statuses(actor=actor, statuses=[pk]).entry
    if do == "remove":
        operations.remove_status(actor=actor, status=pk)
        return None
    raise Missing("do")
