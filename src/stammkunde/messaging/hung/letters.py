"""Hung in for letters: the tab of the record, the print queue, the page of the paper."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.rooms import SettingsEntry, Tab, slots
from stammkunde.messaging import queries
from stammkunde.messaging.demo import letters as demo
from stammkunde.messaging.frame import SLOT, SubPage
from stammkunde.messaging.queries.letters import waiting_count
from stammkunde.people import demo as people_demo

LABEL = pgettext_lazy("messaging", "Letters")


def hang() -> None:
    """Called once, from the name plate."""
    slots.hang(
        "people.customer.tabs",
        Tab(
            "messaging.letters",
            LABEL,
            "messaging:letters_of",
            queries.SEE,
            summary=queries.summary,
            count=lambda found: found.letters,
        ),
    )
    slots.hang(
        SLOT,
        SubPage("letters", LABEL, "messaging:letters", queries.SEE, order=50, count=waiting_count),
    )
    slots.hang(people_demo.SLOT, people_demo.Besides("letters", demo.load, order=15))
    slots.hang(
        "backoffice.settings",
        SettingsEntry(
            "messaging.letterheads",
            pgettext_lazy("messaging", "Letterhead"),
            "messaging:letterheads",
            icon="file-text",
            word="messaging.settings",
            order=76,
            hint=_("The paper of your letters, with a sample."),
        ),
    )
