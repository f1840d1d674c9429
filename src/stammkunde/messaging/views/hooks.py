"""The door for the providers' news: /hooks/mail/<provider>/ (ADR 34)."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from stammkunde.foundation import actors, clock
from stammkunde.messaging.bounces.events import news_of
from stammkunde.messaging.operations import record_deliveries

logger = logging.getLogger("stammkunde.messaging")
_MOST = 500
_BAD = (ValueError, KeyError, TypeError, AttributeError, IndexError, AnymailError)


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def mail_hook(request: HttpRequest, provider: str) -> HttpResponse:
    """News of the provider that is set up, behind its secret or signature; 404 for any other.

    400: a wrong secret or something that is no news. Twice the same changes nothing.
    """
    view = _view(provider)
    if view is None:
        raise Http404
    if request.method == "HEAD":  # some providers look whether somebody is there
        return HttpResponse()
    view.setup(request)
    try:
        view.run_validators(request)
        events = view.parse_events(request)
    except (AnymailWebhookValidationFailure, SuspiciousOperation):
        raise
    except _BAD as problem:
        logger.warning("a webhook of %s could not be read: %r", provider, problem)
        return HttpResponse(status=400)
    found = [news_of(event, provider, clock.now()) for event in events[:_MOST]]
    news = [one for one in found if one is not None]
    if news:
        record_deliveries(actor=actors.system(door="api"), news=news)
    return HttpResponse()


def _view(provider: str) -> Any:
    """The reader of django-anymail; None for another provider, or one that proves nothing."""
    if provider != settings.MAIL_PROVIDER:
        return None
    try:
        module = import_module(f"anymail.webhooks.{provider}")
    except ImportError:
        return None
    kinds = [
        one
        for name, one in vars(module).items()
        if name.endswith(("TrackingWebhookView", "CombinedWebhookView"))
        and getattr(one, "__module__", "") == module.__name__
    ]
    if not kinds or not _proven(provider, kinds[0]):
        return None
    try:
        return kinds[0]()
    except ImproperlyConfigured:
        logger.warning("webhooks of %s need a secret in STAMMKUNDE_MAIL_OPTIONS", provider)
        return None


def _proven(provider: str, kind: Any) -> bool:
    """Whether a request must show a secret or a signature: nobody else may tell us such things."""
    options = settings.ANYMAIL
    if options.get("WEBHOOK_SECRET") or not kind.warn_if_no_basic_auth:
        return True
    prefix = provider.upper()
    return any(
        name.upper().startswith(prefix) and ("WEBHOOK" in name.upper() or "SIGNING" in name.upper())
        for name, value in options.items()
        if value
    )
