"""What is right for a message that somebody writes by hand, and what they should know first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stammkunde.foundation.refusals import Refused
from stammkunde.messaging.models import Category, Channel, Reason
from stammkunde.messaging.rules.gate import HARD, may_get
from stammkunde.messaging.rules.texts import refuse_problems
from stammkunde.people.queries import Addressee

LONGEST_SUBJECT, LONGEST_BODY = 200, 20_000
MOST_FILES = 10
MOST_BYTES = 15 * 1024 * 1024  # together: servers take about 20 as they travel
CHANNELS = (Channel.EMAIL, Channel.PORTAL)

CATEGORIES: tuple[tuple[str, Any, Any], ...] = (
    (
        Category.ORGANISATIONAL,
        Category.ORGANISATIONAL.label,
        gettext_lazy("Holidays, changes, how to get here: everybody gets it who is reachable."),
    ),
    (
        Category.TRANSACTIONAL,
        Category.TRANSACTIONAL.label,
        gettext_lazy(
            "Belongs to something that was booked or ordered: dates, invoices, questions."
        ),
    ),
    (
        Category.ADVERTISING,
        Category.ADVERTISING.label,
        gettext_lazy("Offers and news: only for those who agreed, with a link to unsubscribe."),
    ),
)


@dataclass(frozen=True)
class Caution:
    """Something to know before sending. final: it cannot be sent so; else somebody may confirm it."""

    text: str
    todo: str = ""
    final: bool = False


def check_text(subject: str, body: str, channel: str) -> None:
    """Refuses what has no subject or text (`incomplete`), what is too long (`too_long`), and a text
    that would not work (`rules.texts.refuse_problems`)."""
    if channel not in CHANNELS:
        raise Refused("invalid", _("This is not one of the choices."), "channel")
    if not subject.strip():
        raise Refused("incomplete", _("The subject is missing."), "subject")
    if not body.strip():
        raise Refused("incomplete", _("The text is missing."), "body")
    for field, text, most in (
        ("subject", subject, LONGEST_SUBJECT),
        ("body", body, LONGEST_BODY),
    ):
        if len(text) > most:
            said = _("Too long: at most %(most)s characters.") % {"most": most}
            raise Refused("too_long", said, field)
        refuse_problems(text, field)


def check_files(sizes: Sequence[int]) -> None:
    """Refuses more than ten files (`too_many_files`) and more than 15 MB together (`too_large`)."""
    if len(sizes) > MOST_FILES:
        raise Refused("too_many_files", _("At most ten files go along."), "files")
    if sum(sizes) > MOST_BYTES:
        text = _("The files have more than 15 MB together; many mail servers refuse that.")
        raise Refused("too_large", text, "files")


def warnings(
    one: Addressee, *, channel: str, category: str, address: str, state: str
) -> list[Caution]:
    """What speaks against writing to this customer now, in the order in which it weighs."""
    found = []
    if one.erased:
        found.append(Caution(_("This customer is deleted."), final=True))
    if channel == Channel.EMAIL and not address:
        todo = _("Enter an e-mail address at the customer first, or write a letter.")
        found.append(Caution(_("There is no e-mail address."), todo, final=True))
    if one.deceased:
        todo = _("Nothing is sent by itself. Confirm only if it is meant for the family.")
        found.append(Caution(_("This customer has died."), todo, _never(one, channel, category)))
    if one.locked:
        todo = _("Nothing is sent by itself. By hand you can, if you confirm it.")
        found.append(Caution(_("This customer is locked."), todo, _never(one, channel, category)))
    if channel == Channel.EMAIL and state == HARD:
        todo = _("Ask for the right address, or confirm to try it once more.")
        found.append(Caution(_("The last mail to this address came back."), todo))
    if category == Category.ADVERTISING and _stops(one, channel, category) == Reason.NO_CONSENT:
        todo = _("Choose another category if it is no advertising, or ask for the consent.")
        text = _("This customer has not agreed to advertising.")
        found.append(Caution(text, todo, final=True))
    if one.archived and not one.erased:
        found.append(Caution(_("This customer is in the archive.")))
    return found


def _never(one: Addressee, channel: str, category: str) -> bool:
    return _stops(one, channel, category) in (Reason.DECEASED, Reason.LOCKED)


def _stops(one: Addressee, channel: str, category: str) -> Reason | None:
    return may_get(one, channel=channel, category=category, automatic=False, confirmed=True)


def why_not(reason: str) -> str:
    """Why a message was not sent, and what to do, for who has just written it."""
    return {
        Reason.LOCKED.value: _("Not sent: this customer is locked. Confirm below to write anyway."),
        Reason.DECEASED.value: _("Not sent: this customer has died."),
        Reason.NO_CONSENT.value: _(
            "Not sent: advertising needs a consent. Ask for it, or choose another category."
        ),
        Reason.NO_ADDRESS.value: _("Not sent: there is no address for this."),
        Reason.BOUNCED.value: _(
            "Not sent: the last mail to this address came back. Confirm below to try again."
        ),
        Reason.GONE.value: _("Not sent: this customer is archived or deleted."),
    }.get(reason, _("This cannot be sent so."))
