"""Who may get a message. Pure: a table of cases says the same (C-09, C-35, N-17)."""

from __future__ import annotations

from stammkunde.messaging.models import ABOUT_NOTICE, Category, Channel, Message, Reason
from stammkunde.people.queries import Addressee

HARD = "hard"
COMPLAINT = "complaint"
NEVER = frozenset({HARD, COMPLAINT})  # nothing automatic goes there
_CONSENTS = ("advertising", "newsletter")
_ANY = "any"


def may_get(
    addressee: Addressee,
    *,
    channel: str = Channel.EMAIL,
    category: str,
    automatic: bool,
    address_state: str = "",
    confirmed: bool = False,
) -> Reason | None:
    """Why this customer must not get such a message; None when nothing is against it.

    address_state: what is known of the address ("hard", "soft", "complaint" or ""). confirmed: a
    person has seen the warning and wants it; that opens no door to anything automatic, nor to
    advertising.
    """
    strict = automatic or category == Category.ADVERTISING
    if addressee.erased:
        return Reason.GONE
    if addressee.deceased and (strict or not confirmed):
        return Reason.DECEASED
    if addressee.locked and (strict or not confirmed):
        return Reason.LOCKED
    if addressee.archived and strict:
        return Reason.GONE
    if category == Category.ADVERTISING and not consents(addressee, channel):
        return Reason.NO_CONSENT
    if channel == Channel.EMAIL and address_state == COMPLAINT and strict:
        return Reason.BOUNCED
    if channel == Channel.EMAIL and address_state == HARD and (strict or not confirmed):
        return Reason.BOUNCED
    return None


def may_still_get(
    addressee: Addressee, message: Message, *, address_state: str = ""
) -> Reason | None:
    """The same on the way out, of a message that was written a while ago (C-09)."""
    return may_get(
        addressee,
        channel=message.channel,
        category=message.category,
        automatic=message.automatic or went_to_many(message),
        address_state=address_state,
        confirmed=message.confirmed,
    )


def went_to_many(message: Message) -> bool:
    """Whether it was written as one of many; sent once more, somebody meant this one customer."""
    return message.about_kind == ABOUT_NOTICE and message.resend_of_id is None


def consents(addressee: Addressee, channel: str) -> bool:
    """Whether the newest statements allow advertising on this channel.

    Per purpose the latest word counts, whether it was about this channel or about any; a no to one
    purpose does not take back a yes to the other.
    """
    latest: dict[str, bool] = {}
    for (purpose, way), given in addressee.consents.items():
        if purpose in _CONSENTS and way in {channel, _ANY}:
            latest[purpose] = given
    return any(latest.values())
