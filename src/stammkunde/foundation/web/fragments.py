"""One address, two answers: the whole page for a browser, a fragment for htmx."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString

TOASTS = "foundation/_toasts.html"


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece. Going back in the history needs the whole page again."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    fragment: str | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Render `template`, or `fragment` when htmx asks for a piece and there is one.

    Pending messages travel along with a fragment as toasts (out of band), and with a page inside
    its shell. The answer varies with HX-Request, so that no cache mixes the two up.
    """
    if fragment and wants_fragment(request):
        body = render_to_string(fragment, context, request) + toasts(request)
    else:
        body = render_to_string(template, context, request)
    response = HttpResponse(body, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def toasts(request: HttpRequest) -> SafeString:
    """The pending messages as toasts out of band; "" when there are none."""
    if not len(messages.get_messages(request)):
        return SafeString("")
    return render_to_string(TOASTS, {"oob": True}, request)


def undo_tag(entry: int | None) -> str:
    """`extra_tags` for a message whose toast offers to undo the journal entry."""
    return f"undo:{entry}" if entry else ""
