"""Pages of bulk edits: the last ones, one with its progress, its undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from stammkunde.foundation import batches
from stammkunde.foundation.bulkwork import dialog, shown, work
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.views import safe_next
from stammkunde.foundation.web.fragments import page, wants_fragment

_TEMPLATES = "foundation/bulk/"


@require_safe
def bulks(request: HttpRequest) -> HttpResponse:
    """The last bulk edits, newest first, with what became of them and their undo."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    return page(request, _TEMPLATES + "all.html", {"bulks": shown.recent(actor)})


@require_safe
def bulk(request: HttpRequest, edit: int) -> HttpResponse:
    """One bulk edit: progress, counts, who was left out and why."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    one = shown.shown(actor, edit)
    back = request.GET.get("back", "")[:2000]
    context = {"one": one, "list_url": f"{one.list_url}?{back}" if back else one.list_url}
    return page(request, _TEMPLATES + "one.html", context)


@require_safe
def bulk_state(request: HttpRequest, edit: int) -> HttpResponse:
    """How far one is: a piece that asks again by itself; once it is through, the page comes anew."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    one = shown.shown(actor, edit)
    answer = page(request, _TEMPLATES + "one.html", {"one": one}, _TEMPLATES + "_state.html")
    if wants_fragment(request) and not one.at_work:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def bulk_undo(request: HttpRequest, edit: int) -> HttpResponse:
    """Undo one, or keep a waiting one from beginning; says what it came to."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    one = shown.shown(actor, edit)
    if one.waiting:
        if batches.drop(one.row):
            messages.success(request, _("It was not begun; nothing is changed."))
        return redirect(safe_next(request, reverse("foundation:bulk", args=[edit])))
    try:
        stayed = work.take_back(actor, one.row)
    except Refused as no:
        messages.error(request, str(no.message))
    else:
        if stayed:
            text = ngettext(
                "Undone, except for %(n)s that has changed since.",
                "Undone, except for %(n)s that have changed since.",
                stayed,
            )
            messages.warning(request, text % {"n": dialog.number(stayed)})
        elif stayed is not None:
            messages.success(request, _("Undone."))
    return redirect(safe_next(request, reverse("foundation:bulk", args=[edit])))
