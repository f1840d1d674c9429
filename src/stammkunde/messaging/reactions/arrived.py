"""What a new enquiry sets going: the question whether the address is theirs, a word to the office.

In a job, so that the answer to a stranger takes equally long whoever they are (D36). All of it may
happen twice without harm.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy

from stammkunde.foundation import actors, clock, mail
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import business
from stammkunde.foundation.models import OutgoingMail
from stammkunde.foundation.ratelimit import TooMany, take
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.messaging import door, operations
from stammkunde.messaging.consents.opting import Confirmed, Payload, confirm_url, confirmation
from stammkunde.messaging.drafting import About, Draft
from stammkunde.messaging.inquiries import texts
from stammkunde.messaging.models import Category, Inquiry, InquirySource, InquiryState
from stammkunde.messaging.queries import inquiries as queries
from stammkunde.messaging.rules import inquiries as rules
from stammkunde.people import queries as people

KIND = "messaging.inquiry"


def arrived(actor: Actor, pk: int) -> None:
    """Somebody has asked, or has confirmed: everything that follows from it, if it has not yet."""
    row = queries.inquiries(actor).filter(pk=pk).first()
    if row is None or row.state == InquiryState.SPAM:
        return
    if row.unconfirmed:
        _ask(actor, row)
    elif row.source == InquirySource.WEBSITE and door.door().as_prospect:
        with suppress(Refused):
            operations.welcome_prospect(actor=actor, inquiry=pk)
    _tell(row)


@confirmation(
    KIND,
    question=pgettext_lazy("to customers", "Did you send this enquiry? Then please confirm it."),
    button=pgettext_lazy("to customers", "Confirm my enquiry"),
)
def confirmed(payload: Payload, at: datetime) -> Confirmed:
    """The link was followed and the button pressed; of an enquiry that is gone it says the same."""
    actor = actors.visitor()
    with suppress(Refused, Missing):
        operations.confirm_inquiry(actor=actor, inquiry=int(payload["inquiry"]))
    text = pgettext_lazy("to customers", "Your enquiry is with us. We will answer you soon.")
    return Confirmed(pgettext_lazy("to customers", "Thank you"), text)


def _ask(actor: Actor, row: Inquiry) -> None:
    """The mail says nothing that came from the street: it cannot carry anybody's advertising.

    To whoever is locked nothing automatic goes (C-09): the gate says so, and the log.
    """
    try:
        take([(door.TO_ASK, row.email_folded)])
    except TooMany:
        return
    locked = [one.pk for one in _holders(actor, row) if one.locked_at or one.deceased_on]
    draft = Draft(
        customer=locked[0] if locked else None,
        kind=texts.CONFIRM,
        category=Category.TRANSACTIONAL,
        automatic=True,
        recipient=row.email,
        extra={texts.URL: confirm_url(KIND, {"inquiry": str(row.pk)})},
        about=About(queries.ABOUT, row.pk, rules.called(row)[:200]),
        dedupe_key=f"inquiry:{row.pk}:confirm",
        language=door.language(),
    )
    operations.queue_messages(actor=actor, drafts=[draft])


def _holders(actor: Actor, row: Inquiry) -> list[Any]:
    return people.reached_by(actor, {row.email_folded}, ()).get(row.email_folded, [])


def _tell(row: Inquiry) -> None:
    """A word to the office, once for each enquiry, and not for each of a flood of them."""
    told = door.door().notify or tuple(filter(None, [business().email]))
    if not told or OutgoingMail.objects.filter(dedupe_key=_key(row, told[0])).exists():
        return
    with suppress(TooMany):
        take([(door.TO_TELL, "")])
        with override("de"), transaction.atomic():
            for address in told:
                mail.queue(_notice(row, address), dedupe_key=_key(row, address), purpose=mail.HOUSE)


def _key(row: Inquiry, address: str) -> str:
    return f"inquiry:{row.pk}:tell:{address}"[:200]


def _notice(row: Inquiry, address: str) -> EmailMessage:
    url = settings.BASE_URL.rstrip("/") + reverse("messaging:inquiry", args=[row.pk])
    context = {
        "row": row,
        "called": rules.called(row),
        "people": rules.participants_said(row, clock.today()),
        "url": url,
    }
    return EmailMessage(
        _("New enquiry: %(source)s") % {"source": row.get_source_display()},
        render_to_string("messaging/mail/inquiry.txt", context),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
