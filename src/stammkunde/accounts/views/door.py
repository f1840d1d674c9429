"""The door: login by password or passkey, the second step, logout. Only these of allauth's pages."""

from __future__ import annotations

from typing import Any

from allauth.account import views
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from stammkunde.accounts import limits, passkeys, proofs, queries, stepup
from stammkunde.accounts.adapter import attempt_of, is_local, mark_device, place_of
from stammkunde.accounts.forms import LoginForm
from stammkunde.accounts.stages import SecondStep
from stammkunde.foundation.ratelimit import TooMany
from stammkunde.foundation.web.address import client_address
from stammkunde.foundation.web.fragments import page


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class LoginView(views.LoginView):
    """GET shows the form, POST tries it. A wrong try is 200 with the form, too many are 429."""

    form_class = LoginForm
    template_name = "account/login.html"

    def form_valid(self, form: LoginForm) -> HttpResponse:
        """Go on, to the second step where there is one; mark the browser of who came in."""
        response = super().form_valid(form)
        mark_device(self.request, response, form.cleaned_data["login"])
        return response

    def form_invalid(self, form: LoginForm) -> HttpResponse:
        """Show the form again; the answer does not depend on whether the account exists (D36)."""
        response = super().form_invalid(form)
        if form.wait:
            response.status_code = 429
            response.headers["Retry-After"] = str(form.wait)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand `next` on only when it leads to a page of this server (D40)."""
        context = super().get_context_data(**kwargs)
        if not is_local(context.get("redirect_field_value")):
            context["redirect_field_value"] = context["redirect_field"] = ""
        return context


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class LogoutView(views.LogoutView):
    """GET asks, POST ends the session."""

    template_name = "account/logout.html"


@require_http_methods(["GET", "HEAD", "POST"])
def second(request: Any) -> HttpResponse:
    """The second step: a code of the app, a recovery code or a passkey.

    A wrong one is 200 with the form, too many are 429. Who is not in the middle of a login, or whose
    password changed meanwhile, begins again.
    """
    if request.actor.kind != "visitor":
        return redirect("/")
    stage: Any = LoginStageController.enter(request, SecondStep.key)
    if stage is None:
        return redirect("account_login")
    if not stage.holds() or "cancel" in request.POST:
        left: HttpResponse = stage.abort()
        return left
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        user = stage.login.user
        try:
            proof = _factor_of(request, user)
        except TooMany as no:
            context["problem"], context["wait"], status = str(no.message), no.wait, 429
        else:
            if proof is not None:
                request.proof = proof
                response: HttpResponse = stage.exit()
                mark_device(request, response, user.email)
                return response
            context["problem"] = _("This code is wrong or used up.")
    response = page(request, "account/second.html", context, status=status)
    if context.get("wait"):
        response["Retry-After"] = str(context["wait"])
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def passkey(request: Any) -> HttpResponse:
    """Log in by passkey alone: it is two factors in one. A wrong one is 422 with the login page."""
    if request.actor.kind != "visitor":
        return redirect("/")
    said = stepup.read_json(request.POST.get("passkey", ""))
    attempt = attempt_of(request, "")
    proof = proofs.by_passkey(place_of(request), stepup.take_state(request), said, attempt)
    users = queries.active_users([proof.user]) if proof is not None else []
    wanted = request.POST.get("next", "")
    wanted = wanted if is_local(wanted) else ""
    if not users:
        context = {
            "form": LoginForm(request=request),
            "problem": _("No account belongs to this passkey, or it was not the right answer."),
            "redirect_field_name": "next",
            "redirect_field_value": wanted,
        }
        return page(request, "account/login.html", context, status=422)
    request.proof = proof
    response = perform_login(request, Login(user=users[0], redirect_url=wanted or None))
    mark_device(request, response, users[0].email)
    return response


@require_POST
def passkey_ask(request: HttpRequest) -> HttpResponse:
    """The question for a passkey, as JSON for the browser's script: the same for everybody (D36)."""
    limits.take_question(client_address(request))
    asked, state = passkeys.ask(place_of(request))
    request.session[stepup.STATE] = state
    return JsonResponse(asked, headers={"Cache-Control": "no-store"})


def _factor_of(request: Any, user: Any) -> proofs.Proof | None:
    """What was shown beside the password; the password itself is no second factor."""
    if not (request.POST.get("second_passkey") or request.POST.get("second_code")):
        return None
    return stepup.proof_of(request, user, "second")


login = LoginView.as_view()
logout = LogoutView.as_view()
