"""Hung in for what comes back: a mark at a glance on the record, a line of `doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings

from stammkunde.foundation import checkup, clock
from stammkunde.foundation.checkup import Finding, State
from stammkunde.foundation.rooms import slots
from stammkunde.messaging import queries
from stammkunde.messaging.bounces.mailbox import place_of
from stammkunde.messaging.log import returned as returned
from stammkunde.messaging.marks import mailbox_mark
from stammkunde.people.record.beside import GLANCE, Glance

CHECK = "Rückläufer"
_SILENT = timedelta(minutes=30)


def findings() -> Iterator[Finding]:
    """How undeliverable mail comes to our knowledge."""
    if settings.MAIL_PROVIDER:
        url = f"{settings.BASE_URL}/hooks/mail/{settings.MAIL_PROVIDER}/"
        fine = bool(settings.ANYMAIL.get("WEBHOOK_SECRET"))
        hint = (
            "" if fine else "WEBHOOK_SECRET in STAMMKUNDE_MAIL_OPTIONS setzen (benutzer:kennwort)"
        )
        state = State.GOOD if fine else State.HINT
        yield Finding("hooks", state, f"Rückmeldungen des Anbieters kommen an {url}", hint)
    if not settings.BOUNCES_URL:
        if settings.SMTP_URL:
            text = "Rückläufer: kein Postfach eingerichtet, unzustellbare E-Mails bleiben unbemerkt"
            hint = "STAMMKUNDE_BOUNCES_URL=imaps://benutzer:passwort@host/INBOX setzen"
            yield Finding("bounces", State.HINT, text, hint)
        return
    place = place_of(settings.BOUNCES_URL)
    mark = mailbox_mark(place.name)
    if mark is None or (mark.read_at is None and not mark.problem):
        yield Finding("bounces", State.HINT, f"Rückläufer: {place.name} noch nie gelesen",
                      "stammkunde worker starten")  # fmt: skip
    elif mark.problem:
        yield Finding("bounces", State.BAD, f"Rückläufer: {place.name} nicht lesbar ({mark.problem})",
                      "STAMMKUNDE_BOUNCES_URL prüfen: Benutzer, Passwort, Host, Ordner")  # fmt: skip
    else:
        late = mark.read_at is not None and mark.read_at < clock.now() - _SILENT
        state = State.HINT if late else State.GOOD
        when = (
            f"{mark.read_at.astimezone(clock.business_zone()):%d.%m.%Y %H:%M}"
            if mark.read_at
            else ""
        )
        text = f"Rückläufer: {place.name} gelesen {when}, {mark.bounces} unzustellbare gefunden"
        yield Finding("bounces", state, text, "stammkunde worker starten" if late else "")


def hang() -> None:
    """Called once, from the name plate."""
    checkup.CHECKS[CHECK] = findings
    slots.hang(
        GLANCE,
        Glance(
            "messaging.address",
            "messaging/_address_glance.html",
            queries.summary,
            lambda found: found.addresses or None,
            queries.SEE,
            order=5,
        ),
    )
