"""How sending stands: by which way mail leaves, what waits, what is in trouble."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.jobs import health as jobs
from stammkunde.foundation.mail import outbox, smtp
from stammkunde.foundation.refusals import Forbidden
from stammkunde.messaging.models import MessagingSettings

SETTINGS = "messaging.settings"


@dataclass(frozen=True)
class Sending:
    """way: the server's or the provider's name, "" without one. trouble: what it last said.

    own: the address that the machine sends from while the business names none.
    """

    way: str
    provider: bool
    own: str
    workers: int
    trouble: str
    waiting: int
    held: int
    unclear: int
    failed: int


def sending(actor: Actor) -> Sending:
    """How sending stands now. Needs `messaging.settings`."""
    if not actor.may(SETTINGS):
        raise Forbidden(SETTINGS)
    mail, work = outbox.health(), jobs.health()
    return Sending(
        way=settings.MAIL_PROVIDER or smtp.host_of(settings.SMTP_URL),
        provider=bool(settings.MAIL_PROVIDER),
        own=settings.DEFAULT_FROM_EMAIL,
        workers=work.workers,
        trouble=work.mail_problem,
        waiting=mail.waiting,
        held=mail.held,
        unclear=mail.unclear,
        failed=mail.failed,
    )


def sending_row(actor: Actor) -> MessagingSettings:
    """The settings as they are edited. Needs `messaging.settings`."""
    if not actor.may(SETTINGS):
        raise Forbidden(SETTINGS)
    return MessagingSettings.objects.filter(pk=1).first() or MessagingSettings(pk=1)
