"""Pages for the tests of the door: one that tells who is there, some that say no."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.utils import timezone

from stammkunde.foundation.ratelimit import TooMany
from stammkunde.foundation.refusals import Forbidden, Missing, Refused, Stale
from stammkunde.foundation.web.stepup import fresh_login, unattended
from stammkunde.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

SECRETS = "Erika Musterfrau erika@beispiel.example '0171 5550123'"
PROBLEMS = {
    "refused": lambda: Refused("archived", "Der Kunde ist archiviert."),
    "invalid": lambda: Refused("invalid", "Das ist keine Postleitzahl.", "postcode"),
    "stale": lambda: Stale("Inzwischen geändert.", []),
    "too-many": lambda: TooMany(90),
    "forbidden": lambda: Forbidden("people.edit"),
    "missing": lambda: Missing("customer 5"),
    "bug": lambda: RuntimeError(f"duplicate key DETAIL: Key (email)=({SECRETS})"),
}


def who(request: Any) -> JsonResponse:
    """Tell who is asking."""
    actor = request.actor
    return JsonResponse(
        {
            "kind": actor.kind,
            "id": actor.id,
            "words": sorted(actor.words),
            "zone": timezone.get_current_timezone_name(),
            "request_id": actor.request_id,
        }
    )


def no(request: HttpRequest, problem: str) -> HttpResponse:
    """Say no in one of the ways."""
    made = PROBLEMS[problem]()
    raise made


def post(request: HttpRequest) -> HttpResponse:
    """Take a form."""
    return HttpResponse("ok")


@unattended
def beat(request: HttpRequest) -> HttpResponse:
    """What an open page asks by itself."""
    return HttpResponse("ok")


def fresh(request: HttpRequest) -> JsonResponse:
    """Take a form that matters, and tell what was posted."""
    fresh_login(request)
    said = dict(request.POST.lists())
    said.pop("csrfmiddlewaretoken", None)
    return JsonResponse(said)


urlpatterns = [
    path("", who, name="who"),
    path("fresh/", fresh, name="fresh"),
    path("beat/", beat, name="beat"),
    path("no/<str:problem>/", no, name="no"),
    path("post/", post, name="post"),
    path("", include("stammkunde.urls")),
]
