"""Hung in for enquiries: menu, the card of the start page, palette, settings, the unknown caller."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from stammkunde.foundation import steady
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists.own import offered
from stammkunde.foundation.rooms import (
    Go,
    Hit,
    MenuEntry,
    Panel,
    Places,
    Provider,
    Setting,
    SettingsEntry,
    slots,
)
from stammkunde.messaging.demo import inquiries as demo
from stammkunde.messaging.inquiries import shown
from stammkunde.messaging.lists.inquiries import InquiryList
from stammkunde.messaging.queries import inquiries as queries
from stammkunde.messaging.rules import inquiries as rules
from stammkunde.people import demo as people_demo

_LABEL = pgettext_lazy("messaging", "Enquiries")
_PALETTE = "backoffice.palette"
_PHONE = re.compile(r"^[\d\s+/().\-–]{6,}$")
_NOTE = gettext_lazy("Note a call")


def _new(actor: Actor) -> int | None:
    count = steady.told(
        ("new inquiries", actor.kind, actor.id), lambda: queries.waiting_for_us(actor)
    )
    return count or None


MENU = [
    MenuEntry(
        _LABEL, "messaging:inquiries", "inbox", queries.ANSWER, order=15, count=_new, hot=True
    )
]
_SETTINGS = (
    Setting(
        gettext_lazy("Take enquiries from the website"),
        gettext_lazy("Off: the address below says that the form is not in use."),
        "enabled",
        pgettext_lazy("messaging: words that find it", "form website registration contact snippet"),
    ),
    Setting(
        gettext_lazy("Who is told"), gettext_lazy("Who gets a mail for each enquiry."), "notify"
    ),
    Setting(
        gettext_lazy("Courses or services to choose from"),
        gettext_lazy("One a line. Left empty, there is only the message."),
        "wishes",
    ),
    Setting(
        gettext_lazy("Make whoever has confirmed a customer at once"),
        gettext_lazy(
            "Nobody gets a second record: who is known stays an enquiry until you attach it."
        ),
        "follows",
    ),
    Setting(
        gettext_lazy("How long it stays"),
        gettext_lazy(
            "Afterwards it is deleted at night. What is open, or was touched by the office, is never"
            " deleted as not confirmed."
        ),
        "kept",
    ),
)


def hang() -> None:
    """Called once, from the name plate."""
    slots.hang(
        "backoffice.dashboard.panels",
        Panel(
            "messaging.inquiries",
            "messaging/inquiries/_today.html",
            shown.waiting,
            queries.ANSWER,
            order=5,
        ),
    )
    slots.hang(
        "backoffice.settings",
        SettingsEntry(
            "messaging.website",
            gettext_lazy("Website form"),
            "messaging:settings_website",
            "device-desktop",
            word=queries.SETTINGS,
            order=70,
            hint=gettext_lazy(
                "Enquiries by your website: what it asks, who is told, the form to copy."
            ),
            holds=_SETTINGS,
        ),
    )
    slots.hang(_PALETTE, Provider("messaging.inquiries", _LABEL, _found, queries.ANSWER, 45))
    slots.hang(
        _PALETTE + ".nobody", Provider("messaging.note_call", _NOTE, _unknown, queries.ANSWER, 110)
    )
    words = pgettext_lazy("messaging: words that find it", "call phone note inquiry unknown")
    slots.hang(
        _PALETTE + ".actions",
        Go("messaging.note_call", _NOTE, "messaging:note_call", "phone", queries.ANSWER, 5, words,
           offered=True),
    )  # fmt: skip
    slots.hang(people_demo.SLOT, people_demo.Besides("inquiries", demo.load, order=10))
    slots.hang(_PALETTE + ".pages", Places("messaging.inquiries", _lenses, queries.ANSWER))
    slots.hang(
        "people.caller", Go("messaging.note_call", _NOTE, "messaging:note_call", "phone",
                            queries.ANSWER),
    )  # fmt: skip


def _found(actor: Actor, query: str, limit: int) -> list[Hit]:
    return [
        Hit(
            rules.called(row),
            reverse("messaging:inquiry", args=[row.pk]),
            sub=" · ".join(filter(None, (str(row.get_state_display()), shown.age(row), row.wish))),
            icon="inbox",
        )
        for row in queries.inquiries_matching(actor, query, limit)
    ]


def _unknown(actor: Actor, query: str, limit: int) -> list[Hit]:
    """A number that nobody has: noted in one step (R1)."""
    if not (_PHONE.match(query) and len(re.sub(r"\D", "", query)) >= 6):
        return []
    said = _("Note a call from %(number)s") % {"number": query}
    url = reverse("messaging:note_call") + "?" + urlencode({"phone": query})
    return [Hit(said, url, icon="phone")]


def _lenses(actor: Actor) -> list[Go]:
    """The lenses of the list."""
    return [
        Go(
            f"messaging.inquiries.{lens.key}", f"{_LABEL}: {lens.label}", "messaging:inquiries",
            "filter", query=f"?lens={lens.key}",
        )
        for lens in offered(InquiryList, actor).lenses[1:]
    ]  # fmt: skip
