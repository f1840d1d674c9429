"""What a list shows only when somebody opens it: the menu of a row, the chooser of columns.

Fifty menus and forty columns were two thirds of a page's markup, and hardly anybody opens one. A
script fetches them into their place; without it the same button leads to a page of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stammkunde.foundation.digits import wholes
from stammkunde.foundation.lists.columns import Col
from stammkunde.foundation.lists.deeds import Deed, address, way_back
from stammkunde.foundation.lists.source import Source
from stammkunde.foundation.lists.state import State
from stammkunde.foundation.refusals import Missing
from stammkunde.foundation.web.fragments import page, wants_fragment

OPEN, COLUMNS = "open", "columns"
_TEMPLATES = "foundation/list/"


def answer(request: HttpRequest, state: State, what: str) -> HttpResponse:
    """The piece alone, or the page around it: `columns`, or the id of the row whose menu it is.

    `Missing` for a row that the actor does not see.
    """
    context: dict[str, Any] = {"state": state}
    if what == COLUMNS:
        context["chooser"], template = Chooser(state), "_columns.html"
    else:
        context["row_menu"], template = _menu(state, what), "_deeds.html"
    if not wants_fragment(request):
        return page(request, _TEMPLATES + "opened.html", context)
    response = HttpResponse(render_to_string(_TEMPLATES + template, context, request))
    patch_vary_headers(response, ["HX-Request"])
    return response


def _menu(state: State, what: str) -> Menu:
    for row in Source(state).these(wholes([what])):
        return Menu(state, row)
    raise Missing(f"{state.page.key} {what}")


@dataclass(frozen=True)
class Menu:
    """The menu of one row: what the actor may do with it, as it is now."""

    state: State
    row: Any

    @cached_property
    def name(self) -> str:
        """What the row is called."""
        return self.state.columns[0].cell(self.row).text

    @property
    def said(self) -> str:
        """The menu's name for screen readers."""
        return _("Actions for %(name)s") % {"name": self.name}

    @property
    def record(self) -> str:
        """The address of the row's own page, "" where it has none."""
        state = self.state
        back = way_back(state.query)
        return address(state.page.record, self.row.pk) + back if state.page.record else ""

    @property
    def lines(self) -> list[tuple[Deed, str]]:
        """(deed, its address) of everything that can be done."""
        back, actor = way_back(self.state.query), self.state.actor
        may = [one for one in self.state.page.deeds if actor.may(one.word)]
        return [(one, url) for one in may if (url := one.url(self.row, back))]


@dataclass(frozen=True)
class Chooser:
    """The columns of a list, for whoever chooses among them."""

    state: State

    @property
    def said(self) -> str:
        """What is chosen."""
        return pgettext("list", "Columns")

    @property
    def columns(self) -> list[tuple[Col, bool, Mapping[str, str]]]:
        """(column, is shown, its two moves in words): shown ones first, fixed ones are no choice."""
        shown = {col.key for col in self.state.columns}
        offered = self.state.page.columns_for(self.state.actor)
        rest = [(col, False) for col in offered if col.key not in shown and not col.fixed]
        up, down = _("Move %(label)s up"), _("Move %(label)s down")
        return [
            (col, now, {"up": up % {"label": col.label}, "down": down % {"label": col.label}})
            for col, now in [*((c, True) for c in self.state.columns if not c.fixed), *rest]
        ]

    @property
    def of_lens(self) -> bool:
        """Whether the lens brings its columns: a choice then changes it, not the person's list."""
        return bool(self.state.brought)

    @property
    def count(self) -> int:
        """How many columns are shown."""
        return len(self.state.columns)

    @property
    def here(self) -> str:
        """The same list without columns of its own in the URL: where the chooser leads back to."""
        return self.state.but(cols=None).query
