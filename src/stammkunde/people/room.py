"""The room's name plate: menu, permission words, what it hangs into other pages.

It offers slots to the rooms above: `people.customer.tabs`, `people.customer.facts`,
`people.customer.composer`, `people.customer.timeline`, `people.customer.telling`,
`people.customer.glance`, `people.participant.parts` (people.record) and
`people.customer.open_items` (people.leaving).
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation import steady
from stammkunde.foundation.bulkwork import shown
from stammkunde.foundation.rooms import (
    MenuEntry,
    Panel,
    Room,
    SettingsEntry,
    Tile,
    slots,
)
from stammkunde.people import demo, finding, leaving, profiles, queries, starting, statuses, telling
from stammkunde.people import record as records

__all__ = ["room", "telling"]

_CUSTOMERS = pgettext_lazy("people", "Customers")
_PARTICIPANTS = profiles.said(lambda profile: profile.many)

statuses.start()

room = Room(
    key="people",
    label=_CUSTOMERS,
    menu=[
        MenuEntry(_CUSTOMERS, "people:list", "users", queries.SEE, order=20),
        MenuEntry(
            _PARTICIPANTS,
            "people:participant_list",
            profiles.said(lambda profile: profile.icon),
            queries.SEE,
            order=30,
            shown=lambda: profiles.current().shown,
        ),
    ],
    words={
        queries.SEE: _("See customers"),
        "people.edit": _("Create and edit customers"),
        "people.archive": _("Archive customers and restore them"),
        "people.erase": _("Delete customers for ever"),
        "people.import": _("Import customers"),
        "people.export": _("Export customers"),
        "people.lock": _("Lock customers and unlock them"),
        "people.renumber": _("Give customers another number"),
        "people.documents": _("See and file documents of customers"),
        "people.bank": _("See and change bank accounts of customers"),
        "people.settings": _("Change the settings for customers"),
    },
)


slots.hang(demo.SLOT, demo.Besides("people.papers", demo.load_papers, order=5))
finding.hang()
starting.hang()

slots.hang(
    "backoffice.dashboard.panels",
    Panel("people.birthdays", "people/_birthdays.html", records.birthdays, queries.SEE, order=10),
)
slots.hang(
    "backoffice.dashboard.tiles",
    Tile(
        "people.customers",
        _CUSTOMERS,
        lambda actor: steady.told(("in use", actor.kind, actor.id), queries.in_use(actor).count),
        lambda: reverse("people:list"),
        queries.SEE,
        order=10,
    ),
)
slots.hang(
    "backoffice.dashboard.tiles",
    Tile(
        "people.new",
        _("New this month"),
        lambda actor: steady.told(
            ("new this month", actor.kind, actor.id, actor.today),
            queries.new_this_month(actor).count,
        ),
        lambda: reverse("people:list") + "?lens=new",
        queries.SEE,
        order=20,
    ),
)

slots.hang(
    "backoffice.dashboard.tiles",
    Tile(
        "people.proofs",
        _("Proof runs out"),
        lambda actor: steady.told(
            ("proofs", actor.kind, actor.id, actor.today),
            queries.with_proof_running_out(actor).count,
        ),
        lambda: reverse("people:list") + "?lens=proof",
        queries.SEE,
        order=30,
    ),
)

slots.hang(leaving.SLOT, leaving.OpenItems("people.own", leaving.own_items, order=10))
slots.hang(
    records.KINDS,
    records.TimelineKind(
        "changes", pgettext_lazy("people: history", "Changes"), ("people.", "foundation."), order=90
    ),
)

_MASTER_DATA = [
    (
        "statuses",
        pgettext_lazy("people", "Statuses"),
        _("Steps of a customer's life, with colour and number."),
        10,
        "circle-check",
    ),
    ("groups", _("Customer groups"), _("For filters, notices and prices."), 20, "users"),
    ("recipient_groups", _("Recipient groups"), _("Only for addressing messages."), 30, "inbox"),
    ("tags", pgettext_lazy("people", "Tags"), _("Free words of the office."), 40, "ticket"),
    (
        "documents",
        _("Kinds of documents"),
        _("What the documents of a customer are called: contract, proof, photo."),
        43,
        "file-text",
    ),
    ("fields", _("Own fields"), _("What your business wants to know besides."), 45, "columns"),
    (
        "customers",
        _("Customer settings"),
        _("Industry, numbers, names, birth dates."),
        50,
        "adjustments-horizontal",
    ),
]
slots.hang(
    "backoffice.settings",
    SettingsEntry(
        "people.imports",
        pgettext_lazy("people", "Imports"),
        "people:settings_imports",
        "upload",
        word=queries.IMPORT,
        order=60,
        hint=_("What came in, with its report, and the way back."),
    ),
)
slots.hang(
    "backoffice.dashboard.panels",
    Panel("people.imports", "people/_import_running.html", records.running_import, queries.IMPORT),
)
slots.hang(
    "backoffice.settings",
    SettingsEntry(
        "people.bulks",
        _("Bulk edits"),
        "foundation:bulks",
        "layout-list",
        word="people.edit",
        order=61,
        hint=_("What was changed for many at once, and the way back."),
    ),
)
slots.hang(
    "backoffice.dashboard.panels",
    Panel("people.bulks", "foundation/bulk/_running.html", shown.at_work, "people.edit"),
)
for _key, _label, _hint, _order, _icon in _MASTER_DATA:
    slots.hang(
        "backoffice.settings",
        SettingsEntry(
            f"people.{_key}",
            _label,
            f"people:settings_{_key}",
            _icon,
            word=queries.SETTINGS,
            order=_order,
            hint=_hint,
            holds=starting.CUSTOMER_SETTINGS if _key == "customers" else (),
        ),
    )
