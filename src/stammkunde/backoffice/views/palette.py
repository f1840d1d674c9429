"""The command palette."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stammkunde.backoffice import palette as offers
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.web.fragments import page


@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """Find people, actions and pages from anywhere (Ctrl-K); a plain page without JavaScript.

    `recent`: ids of what this browser last opened; it knows no names. `card`: only those, for the
    start page.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:100]
    recent = request.GET.get("recent", "")[:200]
    if "card" in request.GET:
        hits = offers.recently(actor, recent)
        return page(request, "backoffice/recent.html", {"hits": hits}, "backoffice/_recent.html")
    context = {
        "query": query,
        "groups": offers.groups(actor, query, recent),
        "terms": offers.marks(query),
    }
    return page(request, "backoffice/palette.html", context, fragment="backoffice/_palette.html")
