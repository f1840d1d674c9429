"""The dialog of a bulk edit: what is asked, what it would come to, then doing it (LST-12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from stammkunde.foundation.bulkwork import work
from stammkunde.foundation.digits import whole, wholes
from stammkunde.foundation.lists import asks, picking
from stammkunde.foundation.lists.asks import MANY, Ask
from stammkunde.foundation.lists.deeds import Bulk, way_back
from stammkunde.foundation.lists.state import State
from stammkunde.foundation.outlook import Outlook
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.web import fragments
from stammkunde.foundation.web.fragments import undo_tag

RUN, LOOK = "run", "look"
LIVE = "bulk-look"  # the part that follows what is chosen
NAMED, REASONS = 8, 3  # names beside a reason; reasons in toasts
_TEMPLATES = "foundation/list/"


@dataclass
class Dialog:
    """One bulk edit before it is done. `refused`: why it cannot be done so; `moved`: look again."""

    state: State
    bulk: Bulk
    ids: Sequence[int]
    answers: asks.Answers
    shown: Sequence[Ask]
    refused: str = ""
    moved: bool = False

    @property
    def title(self) -> str:
        """What is done with how many."""
        return f"{self.bulk.label} · {self.picked}"

    @property
    def picked(self) -> str:
        """How many are meant, in words."""
        text = ngettext("%(n)s selected", "%(n)s selected", len(self.ids))
        return text % {"n": number(len(self.ids))}

    @cached_property
    def outlook(self) -> Outlook | None:
        """What it would come to; None while something is missing or speaks against all of it."""
        if self.answers.missing or self.refused:
            return None
        try:
            return self.bulk.look(self.state.actor, self.ids, self.answers.params)
        except Refused as no:
            self.refused = str(no.message)
            return None

    @property
    def missing(self) -> list[Any]:
        """What is still to be answered."""
        return list(self.answers.missing.values())

    @property
    def counts(self) -> list[tuple[Any, str, str]]:
        """(label, number, tone): together all that are meant."""
        found = self.outlook
        if found is None:
            return []
        out = len({one.row for one in found.refused})
        kept = len(self.ids) - found.change - out
        return counts(found.change, kept, out, done=False)

    @property
    def reasons(self) -> list[tuple[str, str, list[str], int]]:
        """(sentence, how many, the first names, how many more)."""
        found = self.outlook
        rows = [pk for one in found.reasons for pk in one.rows[:NAMED]] if found else []
        names = self.state.page.named(self.state.actor, rows) if rows else {}
        told = []
        for one in found.reasons if found else ():
            said = [names[pk] for pk in one.rows[:NAMED] if pk in names]
            told.append((one.text, number(one.count), said, one.count - len(said) if said else 0))
        return told

    @property
    def button(self) -> str:
        """What is pressed; "" where there is nothing to do."""
        found = self.outlook
        return self.bulk.button(found.change, self.answers.params) if found and found.change else ""

    @property
    def long(self) -> bool:
        """Whether it goes on in the background."""
        return len(self.ids) > work.AT_ONCE

    @property
    def fields(self) -> list[tuple[Ask, list[tuple[str, Any, str, bool]], Any]]:
        """(question, its options as (value, label, tone, chosen), what was typed)."""
        told = []
        for one in self.shown:
            given = self.answers.params[one.key]
            held = set(given) if one.kind == MANY else {given}
            options = [
                (str(value), label, one.tones.get(str(value), ""), str(value) in held)
                for value, label in one.options
            ]
            told.append((one, options, given))
        return told


def answer(request: HttpRequest, state: State, ids: Sequence[int]) -> HttpResponse:
    """What a POST of the bar or of the dialog wants: the dialog, its preview, or the deed done.

    The preview names how many rows are meant; where it is another number by now, nothing is done
    and it is shown anew (409). Refuses a deed that the list does not offer.
    """
    bulk = picking.deed(request, state)
    said = request.POST
    shown = bulk.asks(state.actor) if bulk.asks else ()
    dialog = Dialog(state, bulk, ids, asks.read(shown, said), shown)
    dialog.refused = asks.gone(shown, said)
    wants_run = RUN in said.getlist("step")
    counted = whole(said.get("count"))
    if wants_run and counted is not None and dialog.outlook is not None:
        if counted == len(ids):
            return _done(request, dialog)
        dialog.moved = True
    return _page(request, dialog, wants_run=wants_run)


def _page(request: HttpRequest, dialog: Dialog, *, wants_run: bool) -> HttpResponse:
    whole_set = bool(request.POST.get("all"))
    ticked = [] if whole_set else sorted(set(wholes(request.POST.getlist("pick"))))
    context = {"dialog": dialog, "ticked": [str(pk) for pk in ticked], "first": not _asked(request)}
    live = request.headers.get("HX-Target") == LIVE
    piece = _TEMPLATES + ("_bulk_look.html" if live else "_bulk_dialog.html")
    code = 200
    if wants_run:
        code = 409 if dialog.moved else 422
    return fragments.page(request, _TEMPLATES + "bulk.html", context, piece, status=code)


def _asked(request: HttpRequest) -> bool:
    """Whether the dialog was there already: what is missing is said only then."""
    return "step" in request.POST


def _done(request: HttpRequest, dialog: Dialog) -> HttpResponse:
    """Do it; few rows now, many in the background."""
    state, bulk, params = dialog.state, dialog.bulk, dialog.answers.params
    back = request.path + state.query
    if dialog.long:
        batch = work.ask_for_many(
            actor=state.actor,
            list_key=state.page.key,
            deed=bulk.key,
            ids=dialog.ids,
            params=params,
        )
        return redirect(reverse("foundation:bulk", args=[batch.pk]) + way_back(state.query))
    changed = work.at_once(state.actor, state.page, bulk, dialog.ids, params)
    if changed.changed:
        text = bulk.said(changed.changed, params)
        messages.success(request, text, extra_tags=undo_tag(changed.entry))
    for one in changed.reasons[:REASONS]:
        text = f"{number(one.count)} × {one.text}" if one.count > 1 else one.text
        messages.warning(request, text)
    if not changed.changed and not changed.reasons:
        messages.info(request, _("Nothing had to be changed."))
    return redirect(back)


def counts(change: int, same: int, refused: int, *, done: bool) -> list[tuple[Any, str, str]]:
    """(label, number, tone) of what becomes, or became, of rows."""
    said = pgettext("bulk", "changed") if done else _("will be changed")
    left = _("left out")
    return [
        (said, number(change), "good" if change else ""),
        (_("stay as they are"), number(max(same, 0)), ""),
        (left, number(refused), "bad" if refused else ""),
    ]


def number(count: int) -> str:
    """A count as people write it."""
    return number_format(count, force_grouping=True)


picking.DOORS[:] = [answer]
