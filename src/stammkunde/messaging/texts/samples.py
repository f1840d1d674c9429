"""Customer-facing words for looks only: what the pages about texts and form of address show."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from stammkunde.foundation.business import business
from stammkunde.messaging.texts import values
from stammkunde.messaging.texts.own import Words
from stammkunde.messaging.texts.placeholders import LINK, PARTICIPANT
from stammkunde.messaging.texts.shipping import SHIPPED
from stammkunde.people.queries import Addressee

SOMEBODY = Addressee(
    id=0, name="Kathrin Berger", first_name="Kathrin", last_name="Berger", salutation="ms",
    number="K-0815", emails=(("kathrin.berger@beispiel.de", "kathrin.berger@beispiel.de"),),
)  # fmt: skip


def sample_values(
    kind: str,
    language: str,
    addressee: Addressee | None = None,
    author: values.Writer | None = None,
    participant: str = "",
) -> dict[str, str]:
    """Values for a preview: those of a customer (somebody invented without one), and what the text
    itself says as examples of its occasion.
    """
    extra = {"teilnehmer.name": participant, "teilnehmer.vorname": participant.partition(" ")[0]}
    if addressee is None:
        extra = {"teilnehmer.name": "Lea Berger", "teilnehmer.vorname": "Lea"}
    if author is None:
        extra |= {"ich.name": "Robin Muster", "ich.email": "robin.muster@beispiel.de"}
    with override(language):
        for one in SHIPPED[kind].placeholders if kind in SHIPPED else ():
            if one.group != PARTICIPANT or not extra.get(one.name):
                fallback = "https://example.org/beispiel" if one.kind == LINK else ""
                extra[one.name] = str(one.sample) or fallback
    return values.of(addressee or SOMEBODY, business(), author, extra, language=language)


def reminder(language: str) -> Words:
    """A reminder of a date, as a sample of a mail."""
    with override(language):
        return Words(
            _("Reminder: your date on {{ termin.tag }}"),
            _(
                "{{ kunde.anrede }},\n\nwe look forward to seeing you on {{ termin.tag }}. Please"
                " tell us in time if you cannot come: you will find your dates in your account.\n\n"
                "Kind regards\n{{ betrieb.name }}"
            ),
        )


def reminder_values(language: str) -> Mapping[str, str]:
    """What the reminder inserts."""
    with override(language):
        day = _("Monday, 18:00")
    return {**sample_values("", language), "termin.tag": day}


def portal(language: str) -> list[str]:
    """A few lines of the customers' own pages: greeting, next date, what can be done."""
    with override(language):
        greeting = values.salutation(SOMEBODY, language)
        return [
            greeting,
            _("Your next date: Monday, 18:00. Cancel by Sunday, and you get a make-up date."),
            _("You have a credit of €40.00."),
            _("Change your details"),
        ]
