"""Pages that say no: calm, in the reader's language, with the request's id for the log.

htmx gets the same words as a toast, so that a piece of a page is never replaced by an error page.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from stammkunde.foundation.web.context import house
from stammkunde.foundation.web.fragments import wants_fragment


def problem(
    request: HttpRequest,
    status: int,
    title: str,
    text: str = "",
    *,
    code: str = "",
    bare: bool = False,
) -> HttpResponse:
    """An answer of `status` with `title` and `text`: a page, or a toast for htmx.

    `code` is the machine's word for it (a Refused's code) and ends up in a header for scripts.
    `bare` renders without request and context processors.
    """
    context: dict[str, Any] = {"status": status, "title": title, "text": text, "code": code}
    if bare:
        context |= house(request)
    known = None if bare else request
    if wants_fragment(request):
        response = HttpResponse(
            render_to_string("foundation/_problem.html", context, known), status=status
        )
        response["HX-Retarget"] = "#toasts"
        response["HX-Reswap"] = "beforeend"
        response["HX-Push-Url"] = "false"
    else:
        response = HttpResponse(
            render_to_string("foundation/error.html", context, known), status=status
        )
    if code:
        response["X-Refused"] = code
    patch_vary_headers(response, ["HX-Request"])
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form makes no sense."""
    return problem(
        request, 400, _("That did not make sense"), _("Go back and try it again, please.")
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: logged in, but without the permission."""
    return problem(
        request,
        403,
        _("Your role does not include this"),
        _("Ask somebody who manages the roles in your office."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not for this reader; the two look alike on purpose."""
    return problem(
        request,
        404,
        _("Nothing to be found here"),
        _("The address is wrong, or what was here is no longer there."),
    )


def only_sent(request: HttpRequest, allowed: str) -> HttpResponse:
    """405: somebody looks at an address that only takes what a form sends."""
    response = problem(
        request,
        405,
        _("There is nothing to see here"),
        _("This address only takes what a form sends. The browser's arrow leads back."),
    )
    response["Allow"] = allowed
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more comes in than anything takes; nothing of it was read."""
    return problem(
        request,
        413,
        _("This is too large"),
        _("Nothing was saved. Choose a smaller file, please."),
        code="too_large",
    )


def refused(
    request: HttpRequest, message: str, *, status: int = 409, code: str = ""
) -> HttpResponse:
    """An expected no (Refused) that no form shows at its field."""
    return problem(request, status, _("That does not work"), message, code=code)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old, or did not come from us."""
    return problem(
        request,
        403,
        _("This page was open for too long"),
        _("Nothing was saved. Load the page again and repeat the last step, please."),
        code="csrf",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Rendered without the request, so that nothing broken is touched again."""
    return problem(
        request,
        500,
        _("Something went wrong on our side"),
        _("It has been written down. Nothing was saved by the last step."),
        bare=True,
    )
