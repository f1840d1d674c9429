"""Answers of a list: the page, its body, or only the results while somebody types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import patch_vary_headers

from stammkunde.foundation.lists.declare import Declared
from stammkunde.foundation.lists.listing import Listing
from stammkunde.foundation.lists.state import State, parse
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.foundation.remember import remembering
from stammkunde.foundation.web import fragments

LIVE = "list-results"
_TEMPLATES = "foundation/list/"


@remembering()
def answer(page: type[Declared], request: HttpRequest) -> HttpResponse:
    """GET only. A query that nobody can read is answered with 400, the reason and a way out."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(page.word):
        raise Forbidden(page.word)
    live = request.headers.get("HX-Target") == LIVE
    try:
        listing = Listing(parse(page, actor, request.GET), live=live)
    except Refused as no:
        plain = State(page, actor, page.lenses_for(actor)[0])
        context = {"list": Listing(plain, refused=str(no.message))}
        body = _TEMPLATES + "_body.html"
        return fragments.page(request, _TEMPLATES + "page.html", context, body, status=400)
    response = fragments.page(
        request,
        _TEMPLATES + "page.html",
        {"list": listing},
        fragment=_TEMPLATES + ("_live.html" if live else "_body.html"),
    )
    patch_vary_headers(response, ["HX-Target"])
    if request.headers.get("HX-Request"):
        where = "HX-Replace-Url" if live else "HX-Push-Url"
        response[where] = request.path + listing.state.query
    return response
