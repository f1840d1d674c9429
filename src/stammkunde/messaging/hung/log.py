"""Hung in for the log: tabs of the record, sub pages of *Kommunikation*, what Today shows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import Fact, MenuEntry, Panel, Setting, SettingsEntry, Tab, slots
from stammkunde.messaging import doctoring, emptying, queries
from stammkunde.messaging.channels import sms
from stammkunde.messaging.demo import messages as demo
from stammkunde.messaging.frame import SLOT, SubPage
from stammkunde.messaging.log import telling
from stammkunde.messaging.log.shown import latest, shown
from stammkunde.messaging.queries import log
from stammkunde.people import record as records

LABEL = pgettext_lazy("messaging", "Communication")
SMS = pgettext_lazy("messaging", "SMS")
MENU = [
    MenuEntry(
        LABEL,
        "messaging:start",
        "message",
        queries.SEE,
        order=70,
        count=lambda actor: log.trouble_count(actor) or None,
        hot=True,
    )
]
_SHOWN = 5


def hang() -> None:
    """Called once, from the name plate."""
    emptying.connect()
    sms.connect()
    doctoring.connect()
    demo.hang()
    _hang_record()
    _hang_pages()


def _hang_record() -> None:
    tabs = "people.customer.tabs"
    slots.hang(
        tabs,
        Tab(
            "messaging.messages",
            LABEL,
            "messaging:messages",
            queries.SEE,
            summary=queries.summary,
            count=lambda found: found.messages,
        ),
    )
    slots.hang(
        tabs,
        Tab(
            "messaging.sms",
            SMS,
            "messaging:sms_of",
            queries.SEE,
            summary=queries.summary,
            count=lambda found: found.sms,
        ),
    )
    slots.hang(
        "people.customer.facts",
        Fact("messaging.last", _("Last message"), queries.summary, latest, queries.SEE),
    )
    slots.hang(
        records.TELLING, records.Teller("messaging.log", telling.fill, queries.SEE, order=20)
    )
    slots.hang(
        records.KINDS,
        records.TimelineKind(
            "messaging.messages",
            pgettext_lazy("messaging", "Messages"),
            tuple(sorted(telling.OPERATIONS)),
            queries.SEE,
            order=20,
        ),
    )


def _hang_pages() -> None:
    slots.hang(SLOT, SubPage("sent", _("Sent e-mails"), "messaging:sent", queries.SEE, order=30))
    slots.hang(SLOT, SubPage("sms", SMS, "messaging:sms", queries.SEE, order=40))
    slots.hang(
        "backoffice.dashboard.panels",
        Panel("messaging.trouble", "messaging/_trouble.html", _trouble, queries.SEE, order=6),
    )
    slots.hang(
        "backoffice.settings",
        SettingsEntry(
            "messaging.keeping",
            _("Keeping messages"),
            "messaging:settings_keeping",
            "archive",
            "messaging.settings",
            order=82,
            hint=_("How much of a message stays, and for how long."),
            holds=(
                Setting(
                    _("How long texts stay"), _("Days after which texts of messages go."),
                    "body_days",
                ),
            ),
        ),
    )  # fmt: skip


def _trouble(actor: Actor) -> dict[str, Any] | None:
    """The newest messages that need somebody; None where everything arrived."""
    count = log.trouble_count(actor)
    if not count:
        return None
    rows = log.troubled(actor).order_by("-send_at", "-pk")[:_SHOWN]
    return {"count": count, "messages": shown(actor, rows)}
