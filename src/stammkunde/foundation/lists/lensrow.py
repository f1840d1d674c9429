"""The half of a listing that stands above the rows: lenses with their counts, and keeping one."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from stammkunde.foundation import steady
from stammkunde.foundation.lists import counts, heading
from stammkunde.foundation.lists.declare import Declared
from stammkunde.foundation.lists.own import SHARE, OwnLens
from stammkunde.foundation.lists.parts import LensLink
from stammkunde.foundation.lists.sets import whose
from stammkunde.foundation.lists.source import Source
from stammkunde.foundation.lists.state import State
from stammkunde.foundation.models import Visibility

SHOWN_LENSES = 7


class LensRow:
    """What of a listing is about lenses."""

    page: type[Declared]
    state: State
    source: Source
    path: str
    live: bool
    lens_sizes: dict[str, int]

    def look(self, state: State) -> dict[str, int]:
        """All lenses in one statement, steady; none of them while somebody types."""
        page, actor = self.page, state.actor

        def ask() -> dict[str, int]:
            rows = page.source(actor)
            return counts.capped(
                {
                    one.key: one.rows(page, actor)
                    if isinstance(one, OwnLens)
                    else rows.filter(one.q(actor))
                    for one in state.offered.lenses
                }
            )

        key = ("lenses", page.key, *whose(actor))
        sizes = {} if self.live else steady.told(key, ask)
        self.source.look(sizes)
        return sizes

    @cached_property
    def lenses(self) -> tuple[SafeString, SafeString]:
        """The row of lenses and what stands under "More", written."""
        row, rest = self.lens_links
        live = self.live
        return heading.lenses(row, self.path, live=live), heading.lenses(rest, self.path, live=live)

    @property
    def lens_links(self) -> tuple[list[LensLink], list[LensLink]]:
        """The row of lenses, and those that stand under "More"; the current one is in the row."""
        links = self._lens_links()
        here = next(at for at, link in enumerate(links) if link.current)
        if here >= SHOWN_LENSES:
            links.insert(SHOWN_LENSES - 1, links.pop(here))
        return links[:SHOWN_LENSES], links[SHOWN_LENSES:]

    def _lens_links(self) -> list[LensLink]:
        state = self.state
        return [
            LensLink(
                lens,
                state.through(lens).query,
                lens.key == state.lens.key,
                None if self.live else counts.shown(self.lens_sizes.get(lens.key)),
                lens.key == state.lens.key and state.changed,
            )
            for lens in state.offered.lenses
        ]

    # Keeping a lens --------------------------------------------------------------------------

    @property
    def keeps(self) -> bool:
        """Whether the actor can keep lenses at all: a person can, of a list with an address."""
        actor = self.state.actor
        return bool(self.page.home) and actor.kind == "staff" and actor.id is not None

    @property
    def savable(self) -> bool:
        """Whether *save lens* is offered: something is not as it was saved."""
        return self.keeps and self.state.savable

    @property
    def saved(self) -> OwnLens | None:
        """The saved lens that the actor may save over, if the list stands on one."""
        lens, actor = self.state.lens, self.state.actor
        if not isinstance(lens, OwnLens):
            return None
        private = lens.visibility == Visibility.PRIVATE
        return lens if (lens.mine if private else actor.may(SHARE)) else None

    @property
    def revision(self) -> str:
        """The revision of the saved lens on which what is shown stands."""
        lens = self.saved
        return str(self.state.since or lens.revision) if lens else ""

    @property
    def discarded_url(self) -> str:
        """The lens as it was saved."""
        lens = self.state.lens
        own = lens if isinstance(lens, OwnLens) else None
        filters = own.filters if own else {}
        q = own.q_saved if own else ""
        return self.state.but(q=q, filters=filters, sort="", cols=None, since=0).query

    @property
    def everything(self) -> bool:
        """Whether this is the first lens, beside which a new one is all that can be kept."""
        return self.state.lens.key == self.state.offered.lenses[0].key

    @property
    def new_lens_url(self) -> str:
        """The page that asks what a new lens shall be called."""
        address = reverse("foundation:lens_new", args=[self.page.key])
        return f"{address}?{urlencode({'state': self.state.but().query[1:]})}"

    @property
    def lenses_url(self) -> str:
        """The page of all saved lenses."""
        return reverse("foundation:lenses", args=[self.page.key])

    @property
    def lost(self) -> str:
        """What the lens was saved with and what is not there, as a sentence; "" for nothing."""
        lens: Any = self.state.lens
        if not isinstance(lens, OwnLens) or not lens.lost:
            return ""
        text = _("This lens was saved with %(what)s: that is not there any more, or not for you.")
        quoted = [_("“%(name)s”") % {"name": one} for one in lens.lost]
        return text % {"what": ", ".join(quoted)}
