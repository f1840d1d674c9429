"""What the house mails to somebody about their own account, so that nothing happens behind them.

Every notice goes to the person alone, holds no link that does anything, and says what to do if it
was not them (D38).
"""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stammkunde.foundation import clock
from stammkunde.foundation.mail import HOUSE, queue

WHAT: dict[str, Any] = {
    "app_added": gettext_lazy("An authenticator app was set up for your account."),
    "passkey_added": gettext_lazy("A passkey was added to your account."),
    "app_removed": gettext_lazy("The authenticator app was removed from your account."),
    "passkey_removed": gettext_lazy("A passkey was removed from your account."),
    "codes_made": gettext_lazy("New recovery codes were made for your account. The old ones are void."),
    "code_used": gettext_lazy("Somebody logged in to your account with a recovery code."),
    "factors_reset": gettext_lazy("The second factors of your account were taken away by a colleague."),
    "password_changed": gettext_lazy("The password of your account was changed."),
    "email_changed": gettext_lazy("The e-mail address of your account was changed."),
    "copied_key": gettext_lazy(
        "A passkey of your account was refused, because it seems to have been copied. Remove it."
    ),
}  # fmt: skip


def tell(user: Any, key: str, *, to: str = "") -> None:
    """Queue the notice `key` (of `WHAT`) in the current transaction; `to` is another address."""
    context = {
        "user": user,
        "what": WHAT[key],
        "at": date_format(localtime(clock.now()), "SHORT_DATETIME_FORMAT"),
    }
    message = EmailMessage(
        _("Your account at Stammkunde: %(what)s") % {"what": str(WHAT[key]).rstrip(".")[:120]},
        render_to_string("accounts/mail/notice.txt", context),
        to=[to or user.email],
    )
    queue(message, purpose=HOUSE)


def send_link(user: Any, url: str) -> None:
    """Queue the mail with the link for a new password; it holds for an hour."""
    message = EmailMessage(
        _("A new password for Stammkunde"),
        render_to_string("accounts/mail/reset.txt", {"user": user, "url": url}),
        to=[user.email],
    )
    queue(message, purpose=HOUSE)
