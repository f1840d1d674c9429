"""The login form: fields `login` and `password`."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.ratelimit import TooMany


class LoginForm(AllauthLoginForm):
    """E-mail and password. `wait` is set when there were too many tries, in seconds."""

    wait = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label=pgettext_lazy("accounts", "E-mail"),
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
        )
        self.fields["password"] = forms.CharField(
            label=pgettext_lazy("accounts", "Password"),
            max_length=1000,
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )

    def clean(self) -> dict[str, Any]:
        """Look at the password; a limit becomes a message of the form."""
        try:
            return super().clean()
        except TooMany as no:
            self.wait = no.wait
            raise ValidationError(no.message, code=no.code) from no
