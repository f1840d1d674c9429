"""What `stammkunde doctor` says about text messages."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from stammkunde.foundation import checkup
from stammkunde.foundation.checkup import Finding, State
from stammkunde.messaging.channels import sms
from stammkunde.messaging.models import OutgoingSms, SmsState


def connect() -> None:
    """One more line for `doctor`; called once, from the name plate."""
    checkup.CHECKS["SMS"] = check


def check() -> Iterator[Finding]:
    """Gateway, where its reports go, what waits and what is unclear."""
    waiting = OutgoingSms.objects.filter(state=SmsState.QUEUED).count()
    unclear = OutgoingSms.objects.filter(state=SmsState.UNCLEAR).count()
    try:
        way = sms.gateway()
    except ValueError as problem:
        hint = "STAMMKUNDE_SMS_URL=seven://SCHLÜSSEL@?from=NAME setzen"
        yield Finding("sms", State.BAD, str(problem), hint)
        return
    if way is None:
        text = "Kein SMS-Dienst: SMS werden von Hand notiert"
        state = State.HINT if waiting else State.GOOD
        hint = f"{waiting} SMS warten: STAMMKUNDE_SMS_URL setzen" if waiting else ""
        yield Finding("sms", state, text, hint)
        return
    yield Finding("sms", State.GOOD, f"SMS über {way.label}, {waiting} warten")
    if way.reports:
        url = f"{settings.BASE_URL}/hooks/sms/{way.name}/{way.secret}/"
        yield Finding("sms_reports", State.GOOD, f"Zustellberichte der SMS an: {url}")
    if unclear:
        hint = "unter Kommunikation, SMS, Linse Unklar entscheiden"
        yield Finding("sms_unclear", State.HINT, f"{unclear} SMS unklar", hint)
