"""The page that asks once more who is there, and its answer (`foundation.web.stepup`).

It goes back to the very address that asked, with everything that was posted there as hidden fields:
nothing is stored, nothing is lost, and it works without script. Only files cannot come along.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from stammkunde.accounts import notices, proofs, queries, security, sessions
from stammkunde.accounts.adapter import attempt_of, is_local, place_of
from stammkunde.accounts.proofs import Proof
from stammkunde.accounts.rules import CODES
from stammkunde.foundation.ratelimit import TooMany
from stammkunde.foundation.web.fragments import wants_fragment
from stammkunde.foundation.web.stepup import Freshness

ASKED = "_confirm"  # and _confirm_password, _confirm_code, _confirm_passkey
FACTOR = "factor"
STATE = "passkey"  # what the session remembers of a question for a passkey
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


def freshness_of(row: Any) -> Freshness:
    """When somebody last showed that it is they, from the row of their session."""
    return Freshness(row.confirmed_at, row.factor_at, has_factor=bool(row.factor))


def ask(
    request: Any, factor: bool, *, problem: str = "", status: int = 403, wait: int = 0
) -> HttpResponse:
    """The page; `factor`: a password is not enough for whom there is a second factor."""
    post = request.method == "POST"
    has_factor = queries.has_factor(request.user.pk)
    context = {
        "action": request.get_full_path() if post else reverse("account_confirm"),
        "kept": _kept(request) if post else [("next", request.get_full_path())],
        "level": FACTOR if factor else "any",
        "has_factor": has_factor,
        "by_password": not (factor and has_factor),
        "files_lost": bool(post and request.FILES),
        "problem": problem,
        "back": _back(request),
    }
    body = render_to_string("account/confirm.html", context, request)
    response = HttpResponse(body, status=status)
    response["X-Refused"] = "confirm"
    if wait:
        response["Retry-After"] = str(wait)
    if wants_fragment(request):
        response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML"
        response["HX-Push-Url"] = "false"
    return response


def answer(request: Any) -> HttpResponse | None:
    """Hear the answer: None lets the request go on to its view, without the answer's fields."""
    factor = request.POST[ASKED] == FACTOR
    try:
        proof = proof_of(request, request.user, ASKED)
    except TooMany as no:
        return ask(request, factor, problem=str(no.message), status=429, wait=no.wait)
    if proof is None:
        return ask(request, factor, problem=_("That was not right."), status=422)
    row = request.staff_session
    sessions.confirm(row, factor=proof.factor)
    request.freshness = freshness_of(row)
    security.record(
        security.Kind.CONFIRMED, user_id=proof.user, actor_id=proof.user,
        request_id=request.actor.request_id,
    )  # fmt: skip
    if proof.factor == CODES:
        notices.tell(request.user, "code_used")
    kept = request.POST.copy()
    for name in [name for name in kept if name == ASKED or name.startswith(f"{ASKED}_")]:
        del kept[name]
    request.POST = kept
    return None


def proof_of(request: HttpRequest, user: Any, prefix: str) -> Proof | None:
    """What the fields `<prefix>_passkey`, `_code` and `_password` show. Raises `TooMany`.

    Only the first that is filled in is looked at; a password counts where its field was offered.
    """
    attempt = attempt_of(request, user.email)
    post = request.POST
    if post.get(f"{prefix}_passkey"):
        state, said = take_state(request), read_json(post[f"{prefix}_passkey"])
        return proofs.by_passkey(place_of(request), state, said, attempt, user=user.pk)
    if post.get(f"{prefix}_code"):
        return proofs.by_code(user, post[f"{prefix}_code"][:100], attempt)
    return proofs.by_password(user, post.get(f"{prefix}_password", "")[:1000], attempt)


def take_state(request: HttpRequest) -> Any:
    """What the session remembers of the question for a passkey; it is answered once."""
    return request.session.pop(STATE, None)


def read_json(text: str) -> Any:
    """What the browser's script sent; None for anything that is no JSON of a usual size."""
    try:
        return json.loads(text) if len(text) < 20_000 else None
    except (ValueError, RecursionError):
        return None


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != _TOKEN and name != ASKED and not name.startswith(f"{ASKED}_")
    ]


def _back(request: HttpRequest) -> str:
    """Where somebody goes who does not want to answer: the page they come from."""
    whole = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    origin = f"{request.scheme}://{request.get_host()}"
    path = whole.removeprefix(origin) if whole.startswith(f"{origin}/") else "/"
    return path if is_local(path) else "/"
