"""Answers of a list: the page, its body, the results while somebody types, paper, picked rows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from stammkunde.foundation import clock
from stammkunde.foundation.lists import exporting, opening, picking
from stammkunde.foundation.lists.declare import Declared
from stammkunde.foundation.lists.listing import Listing
from stammkunde.foundation.lists.printing import Sheet
from stammkunde.foundation.lists.state import State, parse
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.foundation.remember import remembering
from stammkunde.foundation.web import fragments

LIVE = "list-results"
LIVES = (LIVE, "list-rows")  # while somebody types into the search, into a filter
_TEMPLATES = "foundation/list/"


@remembering()
def answer(page: type[Declared], request: HttpRequest) -> HttpResponse:
    """The page and its pieces (GET), the sheet for printing, what is done with picked rows (POST).

    A query that nobody can read is answered with 400, the reason and a way out.
    """
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST" and (page.bulk or page.prints or page.exports):
        return _picked(page, request)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if not actor.may(page.word):
        raise Forbidden(page.word)
    live = request.headers.get("HX-Target") in LIVES
    data = request.GET.copy()
    on_paper, opened = data.pop(picking.PRINT, None), data.pop(opening.OPEN, None)
    leaving = data.pop(exporting.EXPORT, None) if page.exports else None
    try:
        state = parse(page, actor, data, begin=True)
        if leaving:
            return exporting.ask(request, state)
        if on_paper and page.prints:
            return _sheet(request, Sheet(state))
        if opened:
            return opening.answer(request, state, opened[-1])
        listing = Listing(state, path=request.path, live=live)
        listing.opened = request.headers.get("HX-Trigger", "")
    except Refused as no:
        plain = State(page, actor, page.lenses_for(actor)[0])
        context = {"list": Listing(plain, path=request.path, refused=str(no.message))}
        body = _TEMPLATES + "_fragment.html"
        return fragments.page(request, page.template, context, body, status=400)
    response = fragments.page(
        request,
        page.template,
        {"list": listing},
        fragment=_TEMPLATES + ("_live.html" if live else "_fragment.html"),
    )
    patch_vary_headers(response, ["HX-Target"])
    if request.headers.get("HX-Request"):
        where = "HX-Replace-Url" if live else "HX-Push-Url"
        response[where] = request.path + listing.state.query
    return response


def _picked(page: type[Declared], request: HttpRequest) -> HttpResponse:
    """Do something with picked rows, then back to the list as it was; a refusal is a toast."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(page.word):
        raise Forbidden(page.word)
    back = ""
    try:
        state = picking.state_of(page, request)
        back = state.query
        if request.POST.get("do") == exporting.EXPORT and page.exports:
            return exporting.picked(request, state)
        ids = picking.picked(request, state)
        if request.POST.get("do") == picking.PRINT and page.prints:
            return _sheet(request, Sheet(state, ids))
        return picking.bulk(request, state, ids)
    except Refused as no:
        messages.error(request, str(no.message))
    return redirect(request.path + back)


def _sheet(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    context = {"sheet": sheet, "now": clock.now()}
    return HttpResponse(render_to_string(_TEMPLATES + "print.html", context, request))
