"""The page of all saved lenses of a list: rename, share, order, delete, and with which it begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.lists import own, saving
from stammkunde.foundation.lists.beginning import ME, begin_list
from stammkunde.foundation.lists.declare import Declared
from stammkunde.foundation.lists.keeping import address, at, audiences, others
from stammkunde.foundation.lists.own import BEGIN, OWN, SHARE, OwnLens
from stammkunde.foundation.models import SavedLens, Visibility
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.refusals import Missing, Refused, Stale
from stammkunde.foundation.remember import remembering
from stammkunde.foundation.web import fragments
from stammkunde.foundation.web.fragments import undo_tag


@dataclass(frozen=True)
class Line:
    """A saved lens on the page of all of them: what it is, what it asks for, may it be changed.

    gone: it is for a role that cannot be chosen any more.
    """

    row: SavedLens
    lens: OwnLens | None
    audience: str
    may: bool
    url: str
    first: bool = False
    last: bool = False
    gone: bool = False

    @property
    def said(self) -> str:
        """What it asks for, whether columns travel along, and whose work it is."""
        parts = [self.lens.conditions] if self.lens else []
        if number := len([key for key in self.row.columns.split(",") if key]):
            parts.append(ngettext("%(n)s column", "%(n)s columns", number) % {"n": number})
        if self.lens and self.lens.lost:
            parts.append(_("not there any more: %(what)s") % {"what": ", ".join(self.lens.lost)})
        if self.row.visibility != Visibility.PRIVATE:
            parts.append(_("by %(name)s") % {"name": self.row.owner})
        return " · ".join(filter(None, parts))


@require_http_methods(["GET", "HEAD", "POST"])
@remembering()
def manage(request: HttpRequest, list: str) -> HttpResponse:  # noqa: A002
    """All saved lenses of a list: rename, share, order, delete; and with which the list begins."""
    actor, page = at(request, list)
    problem, status = "", 200
    if request.method == "POST":
        try:
            outcome = _kept(request, actor, page)
        except Refused as no:
            problem, status = str(no.message), 409 if isinstance(no, Stale) else 422
            if isinstance(no, Stale):
                problem = " ".join([problem, *(_both(one) for one in no.conflicts)])
        else:
            if outcome.entry:
                text = _("Changes saved.")
                messages.success(request, text, extra_tags=undo_tag(outcome.entry))
            return redirect(request.path)
    offered = own.offered(page, actor)
    groups = _groups(actor, page, offered)
    context = {
        "list_page": page,
        "list_url": address(page),
        "groups": groups,
        "problem": problem,
        "audiences": audiences(actor),
        "beginnings": _beginnings(actor, page, offered),
        "may_begin": actor.may(BEGIN),
    }
    return fragments.page(request, "foundation/list/lenses.html", context, status=status)


def _kept(request: HttpRequest, actor: Actor, page: type[Declared]) -> Outcome[Any]:
    """What a button of the page means."""
    typed, do = request.POST, request.POST.get("do", "")
    if do == "begin":
        whom, lens = typed.get("whom", ""), typed.get("lens", "")
        return begin_list(actor=actor, list=page.key, lens=lens, whom=whom)
    pk = whole(typed.get("lens"))
    if pk is None:
        raise Missing("lens")
    if do in ("up", "down"):
        return saving.move_lens(actor=actor, lens=pk, up=do == "up")
    if do == "remove":
        return saving.remove_lens(actor=actor, lens=pk)
    if do != "change":
        raise Missing(f"do {do[:20]}")
    sent = [name for name in ("name", "emoji", "audience") if name in typed]
    names = [name for name in sent if typed[name] != typed.get(f"shown.{name}")]
    return saving.change_lens(
        actor=actor,
        lens=pk,
        values={name: typed[name] for name in names},
        expected={name: typed[f"shown.{name}"] for name in names if f"shown.{name}" in typed},
    )


def _both(conflict: Any) -> str:
    text = _("There now: “%(current)s”, yours: “%(wanted)s”.")
    return text % {"current": conflict.current, "wanted": conflict.wanted}


def _groups(
    actor: Actor, page: type[Declared], offered: own.Offered
) -> list[tuple[Any, list[Line]]]:
    """The lenses for many, then the actor's own, with everything that their lines show."""
    rows = SavedLens.objects.filter(list=page.key, removed_at__isnull=True)
    if not actor.may(SHARE):
        rows = rows.filter(own.seen_by(actor))
    private, many = [], []
    for row in rows.select_related("owner").order_by("position", "pk"):
        if row.visibility != Visibility.PRIVATE:
            many.append(row)
        elif row.owner_id == actor.id:
            private.append(row)
    share = actor.may(SHARE)
    both = [(_("For several"), many, share), (_("Only for me"), private, True)]
    known = {value for value, _label in audiences(actor)}
    return [
        (title, _lines(found, page, offered, may, known)) for title, found, may in both if found
    ]


def _lines(
    rows: list[Any],
    page: type[Declared],
    offered: own.Offered,
    may: bool,
    known: set[str],
) -> list[Line]:
    lines = []
    for place, row in enumerate(rows):
        lens = offered.by_key.get(f"{OWN}{row.pk}")
        audience = saving.ROLE + row.role if row.role else row.visibility
        url = f"{address(page)}?lens={OWN}{row.pk}" if lens else ""
        seen = lens if isinstance(lens, OwnLens) else None
        last, gone = place == len(rows) - 1, audience not in known
        lines.append(Line(row, seen, audience, may, url, not place, last, gone))
    return lines


def _beginnings(
    actor: Actor, page: type[Declared], offered: own.Offered
) -> list[tuple[str, Any, str, list[tuple[str, Any]]]]:
    """(whom, label, lens now, possible lenses) of everything that the actor may decide."""
    now = own.beginnings(page.key, actor)
    shipped = [(one.key, one.label) for one in page.lenses_for(actor)]
    mine = [(one.key, one.label) for one in offered.lenses]
    lines = [(ME, _("for me"), now.get(ME, ""), mine)]
    if not actor.may(BEGIN):
        return lines
    rows = SavedLens.objects.filter(list=page.key, removed_at__isnull=True)
    many = [(row, f"{OWN}{row.pk}") for row in rows.exclude(visibility=Visibility.PRIVATE)]
    for whom, label in others(actor):
        role = whom.removeprefix(saving.ROLE)
        theirs = [
            (key, str(row)) for row, key in many if row.visibility == "all" or row.role == role
        ]
        lines.append((whom, label, now.get(whom, ""), shipped + theirs))
    return lines
