"""The door: login and logout. Only these two of allauth's pages are routed."""

from __future__ import annotations

from typing import Any

from allauth.account import views
from django.conf import settings
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from stammkunde.accounts import limits
from stammkunde.accounts.adapter import device_cookie, device_mark, is_local
from stammkunde.accounts.forms import LoginForm


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class LoginView(views.LoginView):
    """GET shows the form, POST tries it. A wrong try is 200 with the form, too many are 429."""

    form_class = LoginForm
    template_name = "account/login.html"

    def form_valid(self, form: LoginForm) -> HttpResponse:
        """Go on, and mark the browser as one that knows the account."""
        attempt = limits.Try(form.cleaned_data["login"], "", device_mark(self.request))
        response = super().form_valid(form)
        if not limits.known_device(attempt):
            response.set_cookie(
                device_cookie(),
                limits.new_device(attempt.email),
                max_age=limits.DEVICE_AGE,
                secure=settings.HTTPS,
                httponly=True,
                samesite="Lax",
            )
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


login = LoginView.as_view()
logout = LogoutView.as_view()
