"""Doors of the foundation: taking a step back, choosing the look, the style guide."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from stammkunde.foundation import business, files
from stammkunde.foundation.lists.arranging import arrange_list
from stammkunde.foundation.lists.declare import LISTS
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.undo import undo
from stammkunde.foundation.web.context import DENSITIES, THEMES, YEAR
from stammkunde.foundation.web.fragments import page


def safe_next(request: HttpRequest, fallback: str = "/") -> str:
    """The local address in the form's `next`; anything that leads elsewhere becomes `fallback`."""
    wanted = request.POST.get("next") or ""
    fine = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if fine else fallback


@require_POST
def undo_entry(request: HttpRequest, entry: int) -> HttpResponse:
    """Undo the journal entry and go back to where the button was; says what could not be undone."""
    try:
        outcome = undo(actor=request.actor, entry=entry)  # type: ignore[attr-defined]
    except Refused as no:
        messages.error(request, str(no.message))
    else:
        left = len({refusal.row for refusal in outcome.refused})
        if left:
            messages.warning(
                request,
                ngettext(
                    "Undone, except for %(n)d that has changed since.",
                    "Undone, except for %(n)d that have changed since.",
                    left,
                )
                % {"n": left},
            )
        else:
            messages.success(request, _("Undone."))
    return redirect(safe_next(request))


@require_POST
def arrange(request: HttpRequest, list: str) -> HttpResponse:  # noqa: A002 - its name everywhere
    """Keep the columns or the way of writing of a list for this person, and go back to the list.

    `move` ("up:city") moves a column without script; `reset` brings back those it is born with. On a
    lens that brings its own columns (`in_lens`) they only go into the address: saving keeps them.
    """
    said = request.POST
    columns = None if "variant" in said else said.getlist("cols")
    if "reset" in said:
        columns = []
    elif "move" in said and columns is not None:
        columns = _moved(columns, *said["move"].partition(":")[::2])
    if "in_lens" in said and list in LISTS:
        return redirect(_with_columns(safe_next(request), columns or []))
    try:
        arrange_list(
            actor=request.actor,  # type: ignore[attr-defined]
            list=list,
            columns=columns,
            variant=said.get("variant"),
        )
    except Refused as no:
        messages.error(request, str(no.message))
    return redirect(safe_next(request))


def _with_columns(address: str, columns: list[str]) -> str:
    """The address of a list, with these columns."""
    parts = urlsplit(address)
    said = QueryDict(parts.query, mutable=True)
    said.pop("cols", None)
    if columns:
        said["cols"] = ",".join(columns)
    return parts._replace(query=said.urlencode(safe=",.:@")).geturl()


def _moved(columns: list[str], where: str, key: str) -> list[str]:
    """The columns with one of them a place further up or down."""
    if key not in columns:
        return columns
    at = columns.index(key)
    to = max(at - 1, 0) if where == "up" else at + 1
    columns.insert(to, columns.pop(at))
    return columns


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Keep theme and density in cookies: they belong to this browser, not to the person's data."""
    response = redirect(safe_next(request))
    for name, allowed in (("theme", THEMES), ("density", DENSITIES)):
        value = request.POST.get(name)
        if value in allowed:
            response.set_cookie(
                name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
            )
    return response


@require_GET
def more(request: HttpRequest) -> HttpResponse:
    """Everything that the bar at the bottom of a phone has no room for. Staff only (404)."""
    if request.actor.kind != "staff":  # type: ignore[attr-defined]
        raise Missing("more")
    return page(request, "foundation/more.html")


@require_safe
def file(request: HttpRequest, key: str) -> FileResponse:
    """A stored file, for whom its owner lets read it (404 for everybody else)."""
    return files.download(request, key)


@require_safe
def logo(request: HttpRequest, key: str) -> FileResponse:
    """The logo of the business, for everybody: it stands on the login page. 404 for other files."""
    return business.logo_file(request, key)


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state: for staff, and never in production."""
    actor = request.actor  # type: ignore[attr-defined]
    if settings.ENV.mode == "production" or actor.kind != "staff":
        raise Missing("styleguide")
    return page(
        request, "foundation/styleguide.html", {"tones": ["", "g", "o", "r", "b", "p", "y"]}
    )
