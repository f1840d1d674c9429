"""The pages behind the links in mails: no login, nothing about the customer, calm words (C-35).

A link that is not ours looks the same for everybody. Looking never does anything: mail servers open
links before people do.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from stammkunde.foundation import clock
from stammkunde.foundation.refusals import Missing
from stammkunde.messaging import operations
from stammkunde.messaging.consents import links, opting
from stammkunde.messaging.texts import ENGLISH, speaking
from stammkunde.people import lifecycle
from stammkunde.people import queries as people

_DOOR = operations.LINK


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The button of the page, and the one click of a mail program, which brings no token (RFC 8058)."""
    public_id = links.customer_of(token)
    if public_id is None:
        return _page(request, "gone", lifecycle.house_language(), status=404)
    row = people.by_public_id(_DOOR, [public_id]).get(public_id)
    language = _language(row.pk) if row else lifecycle.house_language()
    if request.method != "POST":
        return _page(request, "unsubscribe", language)
    if row is not None:  # whoever is not there any more gets nothing either
        operations.unsubscribe(actor=_DOOR, customer=row.pk)
    return _page(request, "unsubscribed", language)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Double opt-in: a question with a button, then what the room that asked says."""
    found = opting.asked(token)
    if found is None:
        return _page(request, "gone", lifecycle.house_language(), status=404)
    what, payload = found
    language = what.language(payload) if what.language else ""
    language = language or lifecycle.house_language()
    if request.method != "POST":
        said = {"question": what.question, "button": what.button}
        return _page(request, "confirm", language, said)
    with speaking(language):
        try:
            done = what.handler(payload, clock.now())
        except Missing:
            return _page(request, "gone", language, status=404)
        return _page(request, "confirmed", language, {"done": done})


def _language(customer: int) -> str:
    one = people.addressees(_DOOR, [customer]).get(customer)
    return one.language if one else lifecycle.house_language()


def _page(
    request: HttpRequest,
    name: str,
    language: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """One of the pages, in the customer's language; `?lang=en` in English."""
    english = request.GET.get("lang") == "en"
    with speaking(ENGLISH if english else language):
        said = {**(context or {}), "english": english}
        response = render(request, f"messaging/public/{name}.html", said, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
