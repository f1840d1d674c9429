"""Writing on a customer's page: the tab that is open, as a piece of the record or a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who
from stammkunde.people import queries
from stammkunde.people import record as records
from stammkunde.people.views.way import record_url, way_back


@require_safe
def compose(request: HttpRequest, pk: int, entry: str) -> HttpResponse:
    """One entry of the composer with an empty form; what the address says is filled in."""
    actor = who(request, queries.SEE)
    frame = records.frame(actor, pk, tab=entry)
    asked = {name: text for name, text in request.GET.items() if isinstance(text, str)}
    return composing(request, frame, records.composer(actor, frame, entry, asked=asked))


def composing(
    request: HttpRequest, frame: records.Frame, composer: records.Composer, *, status: int = 200
) -> HttpResponse:
    """The composer as a piece for htmx, else as a page of its own (422: with what was refused)."""
    context: dict[str, Any] = {
        "frame": frame,
        "composer": composer,
        **way_back(request),
        "record_url": record_url(request, frame.customer.pk),
    }
    return page(request, "people/compose.html", context, "people/_composer.html", status=status)
