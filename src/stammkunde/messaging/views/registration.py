"""The public door: the website's form, as a page of ours, as a form elsewhere, as JSON (IMP-11).

It never looks at customers: whoever asks, the answer is the same, and takes as long (D36). What
follows from an enquiry happens in a job.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, override, pgettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from stammkunde.accounts.limits import neighbourhood
from stammkunde.foundation import actors
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import business
from stammkunde.foundation.digits import whole
from stammkunde.foundation.fields import BOOL, EMAIL, LONGTEXT, PHONE, Field
from stammkunde.foundation.ratelimit import TooMany, take
from stammkunde.foundation.web.address import client_address
from stammkunde.messaging import door, operations
from stammkunde.messaging.rules import website
from stammkunde.messaging.rules.website import HONEYPOT, LANGUAGE, STARTED, Form, Said

MOST_BYTES = 64 * 1024
SHORTEST = 3.0  # seconds that a person needs at least
OPEN_FOR = 24 * 3600
SHOWN_ROWS = 3
_SALT = "stammkunde.messaging.register"
_TYPES = {EMAIL: "email", PHONE: "tel", LONGTEXT: "area", BOOL: "check"}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
def register(request: HttpRequest) -> HttpResponse:
    """GET: the form as a page. POST: an enquiry, by form or JSON. Everybody gets the same answer.

    404 while the form is off. 422 with what is missing, 429 with a polite word when too many come.
    """
    house = door.door()
    with override(_language(request)):
        if not house.enabled:
            response = _said(
                request,
                "messaging/public/off.html",
                {},
                404,
                "off",
                pgettext("to customers", "Not in use."),
            )
        elif request.method == "OPTIONS":
            response = HttpResponse(status=204)
        elif request.method == "POST":
            response = _post(request)
        else:
            response = _page(request, Said())
    origin = request.headers.get("Origin", "")
    if house.enabled and house.website and origin == house.website:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Methods"] = "POST"
        response["Access-Control-Allow-Headers"] = "Content-Type, Accept"
    patch_vary_headers(response, ["Origin", "Accept", "Accept-Language"])
    response["Cache-Control"] = "no-store"
    return response


def _post(request: HttpRequest) -> HttpResponse:
    length = whole(request.META.get("CONTENT_LENGTH") or "0")
    if length is None or length > MOST_BYTES:
        text = pgettext("to customers", "This is too long. Please write less.")
        return _said(request, "messaging/public/sorry.html", {"text": text}, 413, "too_large", text)
    typed = _typed(request)
    if typed is None:
        text = pgettext("to customers", "This could not be read.")
        return _said(
            request, "messaging/public/sorry.html", {"text": text}, 400, "unreadable", text
        )
    said = website.read(door.form(), typed)
    robot = bool(typed.get(HONEYPOT)) or _too_quick(typed.get(STARTED))
    if said.problems and not robot:
        return _page(request, said, typed)
    try:
        take([(door.PER_PLACE, neighbourhood(client_address(request))), (door.TOGETHER, "")])
    except TooMany as no:
        response = _later(request, typed)
        response["Retry-After"] = str(no.wait)
        return response
    if said.values.get("last_name") or said.values.get("organisation"):
        operations.receive_inquiry(
            actor=_stranger(request), values=said.values, source=door.WEBSITE, spam=robot
        )
    return _said(request, "messaging/public/thanks.html", {}, 200, "thanks", _thanks())


def _thanks() -> str:
    return pgettext(
        "to customers", "Thank you. Your enquiry has arrived, and we will answer you soon."
    )


def _later(request: HttpRequest, typed: dict[str, Any]) -> HttpResponse:
    text = pgettext(
        "to customers",
        "Very many enquiries are coming in just now. Please try again in a few minutes.",
    )
    if _wants_json(request):
        return JsonResponse({"code": "too_many", "message": text}, status=429)
    return _page(request, Said(problems={"": text}), typed, status=429)


def _said(
    request: HttpRequest, template: str, context: dict[str, Any], status: int, code: str, text: str
) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"code": code, "message": text}, status=status)
    return HttpResponse(render_to_string(template, context, request), status=status)


def _page(
    request: HttpRequest, said: Said, typed: dict[str, Any] | None = None, status: int = 0
) -> HttpResponse:
    form = door.form()
    if typed is not None and _wants_json(request):
        body = {"code": "invalid", "problems": said.problems}
        return JsonResponse(body, status=status or 422)
    wrong = set(said.problems)
    context = {
        **shape(form, typed or {}, said),
        "summary": said.problems.get("", ""),
        "wrong": bool(wrong - {""}),
        "action": reverse("messaging:register"),
        "started": signing.dumps(int(time.time()), salt=_SALT),
        "language": get_language(),
        "telephone": business().phone,
    }
    if status == 0:
        status = 422 if wrong else 200
    html = render_to_string("messaging/public/form.html", context, request)
    return HttpResponse(html, status=status)


def shape(form: Form, typed: dict[str, Any], said: Said) -> dict[str, Any]:
    """The form for a template: fields, and rows of those who are to take part."""
    rows = [[_shown(one, typed, said) for one in row] for row in form.rows]
    filled = max((at + 1 for at, row in enumerate(rows) if any(f["value"] for f in row)), default=0)
    return {
        "fields": [_shown(one, typed, said, form) for one in form.fields],
        "rows": rows[: max(SHOWN_ROWS, filled)],
        "animals": form.participant == "animal",
        "honeypot": HONEYPOT,
    }


def snippet(language: str) -> str:
    """The form to copy into a website: plain HTML without script, as the settings want it now."""
    form = door.form()
    with override(language):
        context = shape(form, {}, Said()) | {
            "action": settings.BASE_URL.rstrip("/") + reverse("messaging:register"),
            "language": language,
        }
        lines = render_to_string("messaging/public/snippet.html", context).split("\n")
    return "\n".join(line for line in lines if line.strip()) + "\n"


def _shown(
    one: Field, typed: dict[str, Any], said: Said, form: Form | None = None
) -> dict[str, Any]:
    kind = _TYPES.get(one.kind, "text")
    choices: tuple[str, ...] = ()
    if one.key == "wish" and form is not None:
        kind, choices = "choice", form.wishes
    lines = one.kind is LONGTEXT
    return {
        "key": one.key,
        "label": str(one.label),
        "kind": kind,
        "required": one.required or one.key == "adult",
        "most": one.max_length,
        "autocomplete": one.autocomplete,
        "choices": choices,
        "value": website.harmless(typed.get(one.key), lines=lines)[: website.LONGEST],
        "problem": said.problems.get(one.key, ""),
        "hint": str(pgettext("to customers", "e.g. 04.05.2019"))
        if one.key.endswith("birth_date")
        else "",
    }


def _typed(request: HttpRequest) -> dict[str, Any] | None:
    if request.content_type != "application/json":
        return {key: str(value) for key, value in request.POST.items()}
    try:
        return website.flat(json.loads(request.body or b"{}"))
    except (ValueError, RecursionError):
        return None


def _wants_json(request: HttpRequest) -> bool:
    if request.content_type == "application/json":
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _language(request: HttpRequest) -> str:
    """English for who asks for it, else as the business speaks."""
    wanted = request.GET.get(LANGUAGE) or (
        request.POST.get(LANGUAGE) if request.method == "POST" and _is_form(request) else ""
    )
    if wanted == "en" or (not wanted and (get_language() or "").startswith("en")):
        return "en"
    return door.language()


def _is_form(request: HttpRequest) -> bool:
    length = whole(request.META.get("CONTENT_LENGTH") or "0")
    return (
        request.content_type != "application/json" and length is not None and length <= MOST_BYTES
    )


def _too_quick(started: Any) -> bool:
    """Whether the page was opened a moment ago; a form elsewhere does not say when."""
    if not started:
        return False
    try:
        at = int(signing.loads(str(started), salt=_SALT, max_age=OPEN_FOR))
    except signing.SignatureExpired:
        return False
    except (signing.BadSignature, TypeError, ValueError):
        return True
    return time.time() - at < SHORTEST


def _stranger(request: HttpRequest) -> Actor:
    """Nobody, also for somebody of the staff who tries the form."""
    visitor = actors.visitor(request_id=getattr(request, "request_id", ""))
    return replace(visitor, label=pgettext("to customers", "Website"))
