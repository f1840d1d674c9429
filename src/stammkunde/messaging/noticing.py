"""A notice as its page shows it and reads it: recipients, text, what it would come to (COM-09)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import business
from stammkunde.foundation.digits import wholes
from stammkunde.foundation.lists.own import offered
from stammkunde.foundation.refusals import Refused
from stammkunde.messaging import recipients, texts
from stammkunde.messaging.models import Channel, NoticeState, State
from stammkunde.messaging.previewing import Shown, gaps_of, preview
from stammkunde.messaging.queries import notices as queries
from stammkunde.messaging.recipients import KINDS, ListOf, Parted, Wanted
from stammkunde.messaging.rules import notices as rules
from stammkunde.messaging.rules.states import PROBLEMS, Said, is_held
from stammkunde.messaging.rules.states import said as state_said
from stammkunde.messaging.rules.writing import CATEGORIES
from stammkunde.people import lifecycle
from stammkunde.people import queries as people
from stammkunde.people.lists import CustomerList

HIDDEN = frozenset({"archive", "bin"})  # who is in there is written to by hand only
NAMED = 8
TONES = {
    NoticeState.DRAFT: "n",
    NoticeState.SCHEDULED: "b",
    NoticeState.RUNNING: "o",
    NoticeState.PAUSED: "o",
    NoticeState.DONE: "g",
    NoticeState.CANCELLED: "r",
}


@dataclass
class Noticing:
    """One notice on its page. typed, wanted: what stands in the form, stored or as it was sent."""

    actor: Actor
    row: Any
    typed: dict[str, str]
    wanted: Wanted
    at: int = 0
    later: bool = False
    problem: str = ""
    wrong: str = ""

    # What can be chosen --------------------------------------------------------------------

    @cached_property
    def lenses(self) -> list[tuple[str, str, bool]]:
        """(key, label, chosen) of the lenses of the list of customers, own ones too."""
        chosen = {one.query for one in self.wanted.lists}
        told = []
        for lens in offered(CustomerList, self.actor).lenses:
            if lens.key not in HIDDEN:
                told.append((lens.key, str(lens.label), self._query(lens.key) in chosen))
        return told

    @cached_property
    def states(self) -> list[tuple[str, str]]:
        """(query, label) of chosen states of the list that are no plain lens."""
        plain = {self._query(key) for key, _label, _chosen in self.lenses}
        return [(one.query, one.label) for one in self.wanted.lists if one.query not in plain]

    @cached_property
    def labels(self) -> list[tuple[str, Any, list[tuple[int, str, str, bool]], bool]]:
        """(kind, heading, [(id, name, tone, chosen)], one is chosen) of groups and tags."""
        told = []
        for kind in KINDS:
            chosen = set(self.wanted.labels.get(kind, ()))
            rows = [
                (row.pk, row.name, row.tone, row.pk in chosen)
                for row in people.offered_labels(self.actor, kind)
            ]
            if rows:
                told.append((kind, HEADINGS[kind](), rows, bool(chosen)))
        return told

    @cached_property
    def picked(self) -> list[tuple[int, str]]:
        """(id, name) of the single customers that were picked."""
        found = CustomerList.named(self.actor, self.wanted.picked[:500])
        return [(pk, found[pk]) for pk in self.wanted.picked[:500] if pk in found]

    @property
    def unshown(self) -> tuple[int, ...]:
        """Picked customers beyond those that the page names."""
        shown = {pk for pk, _name in self.picked}
        return tuple(pk for pk in self.wanted.picked if pk not in shown)

    @property
    def lens_open(self) -> bool:
        """Whether the lenses stand open: one is chosen, or nothing is yet."""
        return not self.wanted or any(chosen for _key, _label, chosen in self.lenses)

    @property
    def categories(self) -> list[tuple[str, Any, Any, bool]]:
        """(key, label, one sentence about it, chosen)."""
        return [
            (key, label, said, key == self.typed["category"]) for key, label, said in CATEGORIES
        ]

    @property
    def channels(self) -> list[tuple[str, Any, bool]]:
        """(key, label, chosen)."""
        return [
            (one.value, one.label, one.value == self.typed["channel"]) for one in rules.CHANNELS
        ]

    @cached_property
    def files(self) -> list[Any]:
        """The files that go along."""
        return queries.files_of(self.actor, self.row) if self.row is not None else []

    @property
    def groups(self) -> list[texts.Group]:
        """The placeholders for the chooser."""
        return texts.placeholders()

    @property
    def look_url(self) -> str:
        """Where the form is looked at as it stands."""
        if self.row is None:
            return reverse("messaging:notice_new")
        return reverse("messaging:notice_look", args=[self.row.pk])

    # What it would come to -----------------------------------------------------------------

    @cached_property
    def parted(self) -> Parted:
        """Who would get it now, and who would not."""
        try:
            ids = recipients.members(self.actor, self.wanted)
        except Refused as no:
            self.problem, self.wrong = str(no.message), "recipients"
            return Parted()
        return recipients.parted(
            self.actor, ids, channel=self.typed["channel"], category=self.typed["category"]
        )

    @property
    def left(self) -> list[tuple[str, int, list[tuple[int, str]], int]]:
        """(why, how many, the first as (id, name), how many more) of those who would not get it."""
        told = []
        for _key, label, ids in self.parted.reasons:
            names = CustomerList.named(self.actor, ids[:NAMED])
            shown = [(pk, names[pk]) for pk in ids[:NAMED] if pk in names]
            told.append((label, len(ids), shown, len(ids) - len(shown)))
        return told

    @cached_property
    def gaps(self) -> list[tuple[str, int, list[tuple[int, str]], int]]:
        """What the text inserts and is not known of some: in the same shape as `left`."""
        told = []
        go, found = self.parted.go, dict[str, list[int]]()
        for start in range(0, len(go), 2_000):
            some = people.addressees(self.actor, go[start : start + 2_000])
            for label, ids in gaps_of(self.actor, some, self.own).items():
                found.setdefault(label, []).extend(ids)
        for label, ids in found.items():
            names = CustomerList.named(self.actor, ids[:NAMED])
            shown = [(pk, names[pk]) for pk in ids[:NAMED] if pk in names]
            told.append((label, len(ids), shown, len(ids) - len(shown)))
        return told

    @cached_property
    def preview(self) -> Shown | None:
        """How it reads for the customer at place `at` of those who get it; None while there is
        nothing to read."""
        if not (self.typed["subject"] or self.typed["body"]) or not self.parted.go:
            return None
        self.at %= len(self.parted.go)
        pk = self.parted.go[self.at]
        return preview(self.actor, people.addressees(self.actor, [pk])[pk], self.own)

    @property
    def own(self) -> texts.OwnText:
        """The text as it stands in the form."""
        said = self.typed
        english = texts.Words(said["subject_en"], said["body_en"])
        others = {texts.ENGLISH: english} if english else {}
        return texts.OwnText(said["subject"], said["body"], others)

    # Once it is sent -----------------------------------------------------------------------

    @cached_property
    def results(self) -> list[tuple[Said, str, str, int]]:
        """(its badge, state, reason, how many) of its messages: first what somebody must look at,
        then the most frequent."""
        trial, channel = business().trial, self.row.channel
        rows = [
            (
                state_said(
                    state, reason, channel=channel, held=is_held(state, channel, trial=trial)
                ),
                state,
                reason,
                many,
            )
            for state, reason, many in queries.results(self.actor, self.row)
        ]
        return sorted(rows, key=lambda each: (each[1] not in PROBLEMS, -each[3]))

    @property
    def heading(self) -> str:
        """Its subject in the form in which the house addresses customers."""
        return called(self.row)

    @property
    def as_written(self) -> str:
        """Its text in that form, with its placeholders."""
        return texts.spoken(self.row.body, lifecycle.house_language())

    @property
    def at_work(self) -> bool:
        """Whether something happens to it by itself."""
        return self.row.state in (NoticeState.SCHEDULED, NoticeState.RUNNING)

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return TONES[NoticeState(self.row.state)]

    @property
    def steps(self) -> list[tuple[str, str]]:
        """(key, button) of what can be done with it now."""
        said = {
            "now": _("Send now"),
            "unschedule": _("Back to the draft"),
            "pause": pgettext("messaging: notice", "Pause"),
            "go_on": pgettext("messaging: notice", "Go on"),
            "cancel": _("Cancel the rest"),
        }
        if self.row.state == NoticeState.DONE and not self.waiting:
            said = {}
        if self.row.channel != Channel.EMAIL and self.row.state == NoticeState.DONE:
            said.pop("pause", None)
        return [(key, label) for key, label in said.items() if rules.may(self.row, key)]

    @property
    def waiting(self) -> bool:
        """Whether some of its messages have not gone out yet."""
        return any(state == State.QUEUED for _said, state, _reason, _many in self.results)

    def _query(self, key: str) -> str:
        found = self._queries.get(key)
        if found is None:
            try:
                found = recipients.list_of(self.actor, f"lens={key}").query
            except Refused:  # a saved lens that has lost a part of itself is no choice
                found = ""
            self._queries[key] = found
        return found

    @cached_property
    def _queries(self) -> dict[str, str]:
        return {}


HEADINGS = {
    "group": lambda: _("Customer groups"),
    "recipient_group": lambda: _("Recipient groups"),
    "tag": lambda: pgettext("messaging", "Tags"),
}


def called(row: Any) -> str:
    """What the office calls a notice: its subject, without the switch between du and Sie."""
    return texts.spoken(row.subject, lifecycle.house_language())


def stored(actor: Actor, row: Any, *, at: int = 0) -> Noticing:
    """A notice as it is kept."""
    typed = {name: getattr(row, name) for name in rules.WRITTEN}
    return Noticing(actor, row, typed, recipients.read(row.recipients), at)


def fresh(actor: Actor, wanted: Wanted) -> Noticing:
    """A notice that is not there yet."""
    typed = dict.fromkeys(rules.WRITTEN, "")
    return Noticing(actor, None, typed | {"category": "organisational", "channel": "email"}, wanted)


def sent(actor: Actor, row: Any, said: QueryDict, *, at: int = 0) -> Noticing:
    """A notice as a form brings it. What is no choice any more is left out."""
    typed = {name: said.get(name, "") for name in rules.WRITTEN}
    made = Noticing(actor, row, typed, _wanted(actor, said), at)
    made.typed["category"] = made.typed["category"] or "organisational"
    made.typed["channel"] = made.typed["channel"] or "email"
    made.later = said.get("when") == "later"
    return made


def _wanted(actor: Actor, said: QueryDict) -> Wanted:
    lists = list[ListOf]()
    for query in [*(f"lens={key}" for key in said.getlist("lens")), *said.getlist("list")]:
        try:
            lists.append(recipients.list_of(actor, query))
        except Refused:
            continue
    labels = {kind: sorted(set(wholes(said.getlist(kind)))) for kind in KINDS}
    picked = tuple(dict.fromkeys(wholes(said.getlist("picked"))))[:10_000]
    return Wanted(tuple(dict.fromkeys(lists)), labels, picked)


def results_named(
    actor: Actor, row: Any, limit: int, shown: Sequence[Any]
) -> list[tuple[Any, list[Any], int]]:
    """The messages behind each line of `results`: (line, the first ones, how many more)."""
    told = []
    for line in shown:
        _said, state, reason, many = line
        rows = queries.written_to(actor, row, state, reason, limit)
        told.append((line, rows, many - len(rows)))
    return told
