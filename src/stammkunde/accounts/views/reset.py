"""A new password: by a link that is mailed, and with the second factor (D36, D38)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from stammkunde.accounts import limits, links, operations, queries, stepup, tasks
from stammkunde.accounts.adapter import attempt_of
from stammkunde.accounts.proofs import Proof
from stammkunde.foundation.jobs import enqueue
from stammkunde.foundation.ratelimit import TooMany
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.web.fragments import page

GONE, BAD, MANY = 410, 422, 429


@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same, and takes as long, whether the account exists (D36).

    The request only queues a job; whether there is somebody to write to is its business.
    """
    context: dict[str, Any] = {"typed": request.POST.get("email", "")[:254]}
    status = 200
    if request.method == "POST":
        typed = context["typed"].strip()
        try:
            validate_email(typed)
            limits.take_reset(attempt_of(request, typed))
        except ValidationError as problem:
            context["problem"], status = " ".join(problem.messages), BAD
        except TooMany as no:
            context["problem"], context["wait"], status = str(no.message), no.wait, MANY
        else:
            enqueue(tasks.mail_reset_link, user=queries.user_id_by_email(typed) or 0)
            return redirect("account_reset_sent")
    response = page(request, "account/reset.html", context, status=status)
    if context.get("wait"):
        response["Retry-After"] = str(context["wait"])
    return response


@require_safe
def reset_sent(request: HttpRequest) -> HttpResponse:
    """What happens now: a mail, if there is such an account."""
    return page(request, "account/reset_sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
def reset_key(request: Any, key: str) -> HttpResponse:
    """Set the new password with the link of the mail; logs nobody in. 410 when it is over."""
    number, token = links.read_key(key)
    user: Any = links.user_of(number, token)
    if user is None:
        return _private(page(request, "account/reset_over.html", status=GONE))
    context: dict[str, Any] = {"email": user.email, "has_factor": queries.has_factor(user.pk)}
    status = 200
    if request.method == "POST":
        try:
            _set(request, user, token)
        except TooMany as no:
            context["problem"], status = str(no.message), MANY
        except Refused as no:
            context |= {"problem": str(no.message), "field": no.field}
            status = BAD
        else:
            messages.success(request, _("The password was changed. Log in with it now."))
            return redirect("account_login")
    return _private(page(request, "account/reset_key.html", context, status=status))


def _set(request: Any, user: Any, token: str) -> None:
    """The password is looked at before the code, which would be used up by that."""
    password = request.POST.get("password", "")[:1000]
    operations.check_password(password, user)
    proof: Proof | None = None
    if request.POST.get("second_passkey") or request.POST.get("second_code"):
        proof = stepup.proof_of(request, user, "second")
    operations.reset_password(
        actor=request.actor, user=user.pk, token=token, password=password, proof=proof
    )


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a key: no cache keeps the page."""
    response["Cache-Control"] = "no-store"
    return response
