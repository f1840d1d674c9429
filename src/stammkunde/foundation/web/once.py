"""The door of `foundation.once`: what a posted form is, and the answer when it comes in again."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from stammkunde.foundation import once
from stammkunde.foundation.models import FormReceipt
from stammkunde.foundation.operations import OPERATIONS
from stammkunde.foundation.web.fragments import toasts, undo_tag, wants_fragment

Handler = Callable[[HttpRequest], HttpResponse]

# Its value is masked anew for every page (against BREACH), so it names the page that was opened.
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
_LENGTH = 64
_SALT = "stammkunde.once"
_PATIENCE, _PAUSE = 3.0, 0.05
_NO_LONGER = frozenset({404, 409, 410, 422})


class Once:
    """Inside the messages, outside `Refusals`: every form that is posted is done once.

    A no to what has just been done by the very same form (it is gone already, it is archived
    already) is answered with what the first one was answered with.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self.get_response(request)
        with once.posting(once.Posting(partial(digests, request))) as brought:
            response = self.get_response(request)
            if response.status_code in _NO_LONGER:
                if brought.held is not None:
                    once.give_up(brought)
                elif done := once.receipt(brought):
                    return answer(request, done)
            elif brought.held is not None:
                once.answered(brought, _path(_led_to(response) or _from_where(request)))
                if brought.other:
                    _say_other(request, response)
        return response

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Answer the same again like the first; everything else is not ours."""
        return answer(request, problem.receipt) if isinstance(problem, once.Again) else None


def digests(request: Any) -> once.Digests | None:
    """What names the opened page, the form and what it brings.

    None without a token: what scripts send by themselves is not a form.
    """
    token = request.POST.get(TOKEN, "")
    actor = getattr(request, "actor", None)
    if len(token) != _LENGTH or actor is None:
        return None
    opened = _digest([actor.kind, actor.id, token])
    form = _digest([opened, request.get_full_path()])
    said = sorted((name, values) for name, values in request.POST.lists() if name != TOKEN)
    brought = sorted(
        (name, [[one.name, _digest_of(one)] for one in files])
        for name, files in request.FILES.lists()
    )
    return once.Digests(opened, form, _digest([form, said, brought]))


def answer(request: HttpRequest, done: FormReceipt) -> HttpResponse:
    """Where the first answer led, with a word about it."""
    url = _url_of(done) or _from_where(request)
    info = OPERATIONS.get(done.operation)
    tag = undo_tag(done.entry) if info is not None and info.undo is not None else ""
    messages.info(
        request, _("This had been saved already, so nothing was done twice."), extra_tags=tag
    )
    if not wants_fragment(request):
        return redirect(url)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url
    return response


def _url_of(done: FormReceipt) -> str:
    """Waits a moment while the first is still being answered."""
    if not done.made:
        return ""
    end = time.monotonic() + _PATIENCE
    while not done.url and done.at > once.lately() and time.monotonic() < end:
        time.sleep(_PAUSE)
        done = FormReceipt.objects.filter(pk=done.pk).first() or done
    return done.url


def _from_where(request: HttpRequest) -> str:
    """The page on which the form stood; the first page when nobody says."""
    for asked in (
        request.POST.get("next", ""),
        request.headers.get("HX-Current-URL", ""),
        request.headers.get("Referer", ""),
    ):
        if asked and url_has_allowed_host_and_scheme(asked, {request.get_host()}):
            here = urlsplit(asked)._replace(scheme="", netloc="").geturl()
            return here if url_has_allowed_host_and_scheme(here, None) else "/"  # not //elsewhere
    return "/"


def _say_other(request: HttpRequest, response: HttpResponse) -> None:
    text = _("This form had been saved before; what has changed since was added as well.")
    messages.info(request, text)
    kind = response.headers.get("Content-Type", "")
    if response.status_code == 200 and wants_fragment(request) and kind.startswith("text/html"):
        response.content = response.content + toasts(request).encode()


def _led_to(response: HttpResponse) -> str:
    for header in ("HX-Redirect", "Location"):
        if url := response.headers.get(header):
            return url
    return ""


def _path(url: str) -> str:
    """Without query, which may hold what somebody searched for."""
    return urlsplit(url)._replace(scheme="", netloc="", query="").geturl()


def _digest(what: Any) -> str:
    """Keyed: forms bring passwords, and a plain hash of one could be guessed from a backup."""
    return salted_hmac(_SALT, json.dumps(what), algorithm="sha256").hexdigest()


def _digest_of(file: Any) -> str:
    found = hashlib.sha256()
    for piece in file.chunks():
        found.update(piece)
    file.seek(0)
    return found.hexdigest()
