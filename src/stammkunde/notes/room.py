"""The room's name plate: menu, permission words, what it hangs into other pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from stammkunde.accounts.greeting import GREETINGS, Greeting
from stammkunde.foundation import steady
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import Fact, MenuEntry, Panel, Room, Tab, slots
from stammkunde.notes import beside, composing, demo, queries, shown, telling
from stammkunde.people import demo as people_demo
from stammkunde.people import record as records


def _due(actor: Actor) -> int:
    """How many follow-ups are due for this colleague today."""
    asked = ("follow-ups due", actor.kind, actor.id, actor.today, actor.may(queries.SEE))
    return steady.told(asked, lambda: queries.due_count(actor))


room = Room(
    key="notes",
    label=pgettext_lazy("notes", "Notes"),
    menu=[
        MenuEntry(
            pgettext_lazy("notes", "Follow-ups"),
            "notes:list",
            "clock",
            queries.SEE,
            order=40,
            group="more",
            count=lambda actor: _due(actor) or None,
            hot=True,
        )
    ],
    words={
        queries.SEE: _("See notes and follow-ups"),
        "notes.edit": _("Write notes and follow-ups"),
        "notes.delete": _("Delete notes"),
    },
)

composing.hang()
slots.hang(
    "people.customer.tabs",
    Tab(
        "notes.notes",
        pgettext_lazy("notes", "Notes"),
        "notes:tab",
        queries.SEE,
        900,
        queries.summary,
        lambda known: known.count,
    ),
)
slots.hang(
    "people.customer.facts",
    Fact("notes.next", _("Next follow-up"), queries.summary, beside.coming, queries.SEE),
)

slots.hang(
    records.KINDS,
    records.TimelineKind(
        "notes", pgettext_lazy("notes", "Notes"), (telling.OURS,), queries.SEE, order=30
    ),
)
slots.hang(records.TELLING, records.Teller("notes", telling.fill, queries.SEE))
slots.hang(
    records.GLANCE,
    records.Glance(
        "notes.pinned", "notes/_pinned.html", queries.summary, beside.pinned, queries.SEE
    ),
)
slots.hang(
    records.PARTS,
    records.Part("notes.notes", "notes/_of_participant.html", beside.about_participants,
                 queries.SEE),
)  # fmt: skip
slots.hang(
    "backoffice.dashboard.panels",
    Panel("notes.due", "notes/_due.html", shown.panel, queries.SEE, order=5),
)


def _greeting(actor: Actor) -> str:
    """What somebody who has just logged in reads of what is due."""
    count = queries.due_count(actor)
    text = ngettext("%(n)s follow-up is due for you.", "%(n)s follow-ups are due for you.", count)
    return text % {"n": count} if count else ""


slots.hang(GREETINGS, Greeting("notes.due", _greeting, queries.SEE))
slots.hang(people_demo.SLOT, people_demo.Besides("notes", demo.load, order=20))
