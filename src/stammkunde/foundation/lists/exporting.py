"""The page that asks how a list shall leave, and the file itself as a stream (IMP-09, IMP-10)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header

from stammkunde.foundation.digits import wholes
from stammkunde.foundation.lists import picking
from stammkunde.foundation.lists.export import CSV, EXPORT, TYPES, XLSX, Export
from stammkunde.foundation.lists.state import State
from stammkunde.foundation.remember import remembering
from stammkunde.foundation.web import fragments
from stammkunde.foundation.web.stepup import fresh_login

_FULL, _WHOLE = "full", "whole"
_TEMPLATES = "foundation/list/"


def ask(request: HttpRequest, state: State) -> HttpResponse:
    """The page before an export of all that the list holds, as a dialog with htmx (step-up)."""
    fresh_login(request)
    return _asked(request, Export(state), [])


def picked(request: HttpRequest, state: State) -> HttpResponse:
    """What a POST wants: the page for what is picked, or the file once a format was chosen."""
    fresh_login(request)
    said = request.POST
    whole = bool(said.get(_WHOLE) or said.get("all"))
    export = Export(state, None if whole else picking.picked(request, state))
    if "format" not in said:
        ticked = [] if whole else sorted(set(wholes(said.getlist("pick"))))
        return _asked(request, export, ticked)
    full = said.get("fields") == _FULL
    export.recorded(said["format"], full=full)
    return _file(export, said["format"], full=full)


def _asked(request: HttpRequest, export: Export, ticked: list[int]) -> HttpResponse:
    context = {"export": export, "ticked": [str(pk) for pk in ticked], "formats": (XLSX, CSV)}
    dialog = _TEMPLATES + "_export_dialog.html"
    return fragments.page(request, _TEMPLATES + "export.html", context, dialog)


def _file(export: Export, kind: str, *, full: bool) -> HttpResponse:
    """The file in pieces: nothing waits in memory, and who breaks off ends the reading."""
    pieces = _at_home(export.file(kind, full=full))
    response = StreamingHttpResponse(pieces, content_type=TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(True, export.name(kind))
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return cast("HttpResponse", response)


def _at_home(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Each piece in the language and the time zone of the request, which is over by then."""
    language, zone = translation.get_language(), timezone.get_current_timezone()
    while True:
        with remembering(), timezone.override(zone), translation.override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        if piece:
            yield piece


__all__ = ["EXPORT", "ask", "picked"]
