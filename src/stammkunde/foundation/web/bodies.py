"""What is too large is not read at all: the length is asked before the first byte (D26)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from stammkunde.foundation import uploads
from stammkunde.foundation.digits import whole
from stammkunde.foundation.web import errors

Handler = Callable[[HttpRequest], HttpResponse]
MOST_OF_STRANGERS = uploads.MEGABYTE
_FORM = uploads.MEGABYTE  # the rest of a form that brings a file


class Bodies:
    """Behind `ActorMiddleware`, because strangers send forms and no files. 413 as a page."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        stranger = request.actor.kind == "visitor"  # type: ignore[attr-defined]
        most = MOST_OF_STRANGERS if stranger else uploads.MOST_BYTES + _FORM
        length = whole(request.META.get("CONTENT_LENGTH") or "0")
        if length is None or length > most:
            return errors.too_large(request)
        return self.get_response(request)
