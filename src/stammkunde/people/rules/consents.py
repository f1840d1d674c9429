"""What is right for consents. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.refusals import Refused
from stammkunde.people.models import Channel, Consent, ConsentSource, Purpose

NEWSLETTER = (Purpose.NEWSLETTER.value, Channel.EMAIL.value)
# Shown on every record, also when nobody ever said anything about them.
ASKED = (
    NEWSLETTER,
    (Purpose.PHOTOS.value, Channel.ANY.value),
    (Purpose.ADVERTISING.value, Channel.WHATSAPP.value),
    (Purpose.ADVERTISING.value, Channel.LETTER.value),
)
CONSENT_CHOICES: tuple[tuple[str, Any, Any], ...] = (
    ("purpose", pgettext_lazy("people: consent", "About"), Purpose.choices),
    ("channel", pgettext_lazy("people: consent", "By"), Channel.choices),
    ("source", pgettext_lazy("people: consent", "Told by"), ConsentSource.choices),
)
LONGEST_PROOF = 2_000


def check_consent(
    *, purpose: str, channel: str, source: str, on: date | None, proof: str, today: date
) -> date:
    """Refuses what is none of the choices (`invalid`), a missing day (`invalid`), one that is
    still to come (`future`), and a proof of more than 2,000 characters (`invalid`)."""
    known = (
        ("purpose", purpose, Purpose.values),
        ("channel", channel, Channel.values),
        ("source", source, ConsentSource.values),
    )
    for field, value, values in known:
        if value not in values:
            raise Refused("invalid", _("This is not one of the choices."), field)
    if on is None:
        raise Refused("invalid", _("Since when? A day is missing."), "on")
    if on > today:
        raise Refused("future", _("This day is still to come."), "on")
    if len(proof) > LONGEST_PROOF:
        raise Refused("invalid", _("The proof is too long. Shorten the text."), "proof")
    return on


def newest(consents: Iterable[Consent]) -> dict[tuple[str, str], Consent | None]:
    """What holds now, by purpose and channel; None where nobody ever said anything (N-17)."""
    found: dict[tuple[str, str], Consent | None] = dict.fromkeys(ASKED)
    for one in sorted(consents, key=lambda row: (row.on, row.pk)):
        found[one.purpose, one.channel] = one
    return found
