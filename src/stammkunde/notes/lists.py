"""The list of notes and follow-ups, and what it hangs into the lists of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from stammkunde.foundation import actors, clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.foundation.lists import (
    BADGE,
    DATE,
    LINK,
    Badge,
    Between,
    Choice,
    Col,
    Contains,
    Deed,
    Lens,
    ListPage,
    Stored,
)
from stammkunde.notes import queries, rules, together
from stammkunde.notes.fields import EDIT
from stammkunde.notes.models import NO_DAY, FollowUp, Origin, State
from stammkunde.notes.operations.leaving import DELETE
from stammkunde.notes.search import SEARCH
from stammkunde.people import rules as people
from stammkunde.people.lists import CustomerList, ParticipantList
from stammkunde.people.search import SEARCH as CUSTOMER_SEARCH

ME, NOBODY = "me", "none"
_OPEN = Q(notes_followup__state__in=rules.DUE)
_DONE = Q(notes_followup__state=State.DONE.value)


def _standing(row: Any) -> Badge:
    stands = rules.standing(row.state, row.due_on, clock.today())
    return Badge(stands.label, stands.tone)


def _customer_url(row: Any) -> str:
    return reverse("notes:tab", args=[row.customer_id]) + f"#n-{row.pk}"


def _about(row: Any) -> str:
    return people.participant_name(row.participant) if row.participant else ""


def _receivers(rows: Sequence[Any]) -> Mapping[int, str]:
    nobody = pgettext("notes: informed", "nobody")
    told = queries.receivers(actors.system(), [row for row in rows if row.due_on])
    return {pk: ", ".join(names) or nobody for pk, names in told.items()}


def _people() -> list[tuple[Any, str]]:
    left = pgettext("notes: colleague", "former")
    known = [
        (one.id, f"{one.name} ({left})" if one.former else one.name)
        for one in queries.all_receivers(actors.system())
    ]
    me, nobody = pgettext("notes: informed", "Me"), pgettext("notes: informed", "nobody")
    return [(ME, me), *known, (NOBODY, nobody)]


@dataclass(frozen=True)
class For(Choice):
    """Whose follow-up it is: one of these colleagues is informed, mine, or nobody's."""

    def q(self, value: tuple[Any, ...], actor: Actor) -> Q:
        named = [one for one in value if one not in (ME, NOBODY)]
        links = FollowUp.informed.through.objects.filter(followup=OuterRef("pk"), user__in=named)
        found = Q(Exists(links)) if named else Q(pk__in=())
        if ME in value:
            found |= queries.is_mine(actor)
        return found | queries.is_nobodys(actor) if NOBODY in value else found


class NoteList(ListPage):
    """Notes and follow-ups of the whole house (NOT-05, NOT-06)."""

    key = "notes.notes"
    title = _("Notes and follow-ups")
    word = queries.SEE
    source = queries.notes
    record = "notes:note"
    search = SEARCH
    search_label = _("Text, title, person …")
    sort = "due_on"
    empty = _("No note yet. Press N on a customer's page.")
    columns = [
        Col(
            "note",
            pgettext_lazy("notes", "Note"),
            kind=LINK,
            value=lambda row: rules.headline(row.title, row.text),
            url=_customer_url,
            width="xl",
            fixed=True,
        ),
        Col("standing", pgettext_lazy("notes", "State"), kind=BADGE, value=_standing),
        Col(
            "due_on",
            pgettext_lazy("notes", "Follow-up"),
            kind=DATE,
            value=lambda row: row.due_on,
            sort="notes_followup__due_key",
            width="m",
        ),
        Col(
            "customer",
            pgettext_lazy("notes", "Customer"),
            kind=LINK,
            value=lambda row: people.list_name(row.customer),
            url=lambda row: reverse("people:record", args=[row.customer_id]),
            width="m",
        ),
        Col("about", pgettext_lazy("notes", "About"), value=_about, width="m", leaves=3),
        Col(
            "informed",
            pgettext_lazy("notes: informed", "For"),
            fetch=_receivers,
            width="m",
            leaves=2,
        ),
        Col(
            "author",
            pgettext_lazy("notes", "Written by"),
            value=lambda row: row.author.name if row.author else "",
            width="m",
            leaves=3,
        ),
        Col(
            "origin",
            pgettext_lazy("notes", "Source"),
            value=lambda row: row.get_origin_display(),
            width="m",
            default=False,
        ),
        Col("person", _("Spoken to"), width="m", default=False),
        Col("created_at", _("Written on"), kind=DATE, sort=True, leaves=3),
    ]
    filters = [
        Choice(
            "standing",
            pgettext_lazy("notes", "State"),
            path="notes_followup__state",
            choices=State.choices,
        ),
        Between(
            "due_on", pgettext_lazy("notes", "Follow-up"), path="notes_followup__due_key",
            empty=NO_DAY,
        ),
        Contains(
            "customer", pgettext_lazy("notes", "Customer"), path="customer", group="name",
            words_alone=True, index=CUSTOMER_SEARCH, of="customer",
        ),
        For("informed", pgettext_lazy("notes: informed", "For"), choices=Stored(_people), scans=True),
        Choice("origin", pgettext_lazy("notes", "Source"), choices=Origin.choices, scans=True),
        Between("created_at", _("Written on"), instant=True, always=True),
    ]  # fmt: skip
    lenses = [
        Lens(
            "mine",
            pgettext_lazy("notes: lens", "Mine"),
            where=lambda actor: _OPEN & queries.is_mine(actor),
            sort="due_on",
            said=_("my follow-ups that are not done"),
            empty=_("Nothing comes back to you."),
        ),
        Lens(
            "today",
            pgettext_lazy("notes: lens", "Today"),
            where=lambda actor: _OPEN & Q(notes_followup__due_on=actor.today),
            said=_("follow-ups that are due today"),
            empty=_("Nothing is due today."),
        ),
        Lens(
            "overdue",
            pgettext_lazy("notes: lens", "Overdue"),
            where=lambda actor: _OPEN & Q(notes_followup__due_on__lt=actor.today),
            sort="due_on",
            said=_("follow-ups whose day is over"),
            empty=_("Nothing is overdue."),
        ),
        Lens(
            "open",
            pgettext_lazy("notes: lens", "All open"),
            where=_OPEN,
            sort="due_on",
            said=_("follow-ups that are not done"),
            empty=_("No follow-up is open."),
        ),
        Lens(
            "done",
            pgettext_lazy("notes: lens", "Done"),
            where=_DONE,
            sort="-due_on",
            said=_("follow-ups that are done"),
            empty=_("Nothing done yet."),
        ),
        Lens("all", _("All notes"), sort="-created_at", said=_("all notes")),
    ]
    deeds = [
        Deed(
            "done",
            pgettext_lazy("notes: button", "Done"),
            "check",
            "notes:done",
            when=lambda row: row.state in rules.DUE,
            word=EDIT,
            post=True,
        ),
        Deed(
            "snooze",
            pgettext_lazy("notes: button", "Postpone"),
            "clock",
            "notes:snooze",
            when=lambda row: row.state in rules.DUE,
            word=EDIT,
        ),
        Deed(
            "reopen",
            pgettext_lazy("notes: button", "Not done"),
            "arrow-back-up",
            "notes:reopen",
            when=lambda row: row.state == State.DONE,
            word=EDIT,
            post=True,
        ),
        Deed(
            "edit",
            pgettext_lazy("notes: button", "Edit"),
            "pencil",
            "notes:edit",
            word=EDIT,
            edit=True,
        ),
        Deed(
            "delete",
            pgettext_lazy("notes: button", "Delete"),
            "trash",
            "notes:delete",
            word=DELETE,
            cut=True,
            bad=True,
        ),
    ]
    bulk = together.NOTES
    home = "notes:list"

    @classmethod
    def named(cls, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
        """Notes by what they say."""
        rows = queries.notes(actor).filter(Among("pk", ids))
        return {row.pk: rules.headline(row.title, row.text) for row in rows}


# What the lists of people learn ---------------------------------------------------------------


def _newest(rows: Sequence[Any]) -> Mapping[int, str]:
    found = queries.newest_of_participants(actors.system(), [row.pk for row in rows])
    return {pk: rules.headline(row.title, row.text) for pk, row in found.items()}


def _due_days(rows: Sequence[Any]) -> Mapping[int, Any]:
    return queries.due_days(actors.system(), [row.pk for row in rows])


ParticipantList.add(
    Col(
        "notes.newest",
        _("Newest note"),
        fetch=_newest,
        width="l",
        default=False,
        word=queries.SEE,
    )
)
CustomerList.add(
    Col(
        "notes.due",
        _("Next follow-up"),
        kind=DATE,
        fetch=_due_days,
        default=False,
        word=queries.SEE,
    )
)
CustomerList.add_deed(
    Deed("note", pgettext_lazy("notes", "Note"), "note", "notes:begin", word=EDIT, key_pressed="n"),
    behind="write",
)
CustomerList.add_lens(
    Lens(
        "notes.due",
        _("Follow-up due"),
        where=queries.customers_with_due,
        said=_("customers with a follow-up that is due"),
        empty=_("No follow-up is due."),
        word=queries.SEE,
    )
)
