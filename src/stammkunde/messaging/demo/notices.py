"""Invented notices for the demo data: two drafts, so that somebody can look at one and send it."""

from __future__ import annotations

from stammkunde.foundation.actors import Actor
from stammkunde.messaging import recipients
from stammkunde.messaging.models import Category, Notice
from stammkunde.messaging.operations import add_notice
from stammkunde.messaging.recipients import Wanted

_HELLO = "{{ kunde.anrede }},\n\n"
TEXTS = (
    {
        "subject": "Sommerpause",
        "body": _HELLO
        + "vom 27.07. bis 14.08. machen wir Pause. Ab Montag, dem 17.08., sind wir wieder "
        "da.\n\nViele Grüße\n{{ ich.name }}",
        "category": Category.ORGANISATIONAL.value,
    },
    {
        "subject": "{du:Dein|sie:Ihr} Platz im Herbst",
        "body": _HELLO
        + "im September beginnen neue Gruppen. {du:Antworte|sie:Antworten Sie} einfach auf "
        "diese E-Mail, dann halten wir einen Platz frei.",
        "category": Category.ADVERTISING.value,
    },
)


def load(actor: Actor, business: str) -> None:
    """Two drafts to everybody; once, whatever is there already."""
    if Notice.objects.exists():
        return
    wanted = Wanted(lists=(recipients.list_of(actor, "lens=all"),))
    for text in TEXTS:
        add_notice(actor=actor, values=text, wanted=wanted)
