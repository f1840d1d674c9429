"""Pages that keep a state of a list as a lens: a new one, and saving over one (`desk` has them all)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.lists import own, saving
from stammkunde.foundation.lists.beginning import ME, begin_list
from stammkunde.foundation.lists.declare import Declared
from stammkunde.foundation.lists.own import BEGIN, OWN, SHARE
from stammkunde.foundation.lists.state import State, parse
from stammkunde.foundation.models import SavedLens, Visibility
from stammkunde.foundation.refusals import Forbidden, Missing, Refused, Stale
from stammkunde.foundation.remember import remembering
from stammkunde.foundation.web import fragments
from stammkunde.foundation.web.fragments import undo_tag

_TEMPLATES = "foundation/list/"


@require_http_methods(["GET", "HEAD", "POST"])
@remembering()
def new(request: HttpRequest, list: str) -> HttpResponse:  # noqa: A002 - its name everywhere
    """*Als neue Linse speichern*: name, sign, for whom, with columns or without, as beginning."""
    actor, page = at(request, list)
    said = QueryDict(request.GET.get("state", ""))
    problem, status = "", 200
    if request.method == "POST":
        try:
            return _made(request, actor, page, said)
        except Refused as no:
            problem, status = str(no.message), 422
    state = _readable(page, actor, said)
    brought = bool(state.cols or state.brought or state.arranged)
    context = {
        "list_page": page,
        "state": state,
        "back_url": address(page) + state.query,
        "problem": problem,
        "typed": request.POST,
        "columns": bool(request.POST.get("columns")) if problem else brought,
        "audiences": audiences(actor),
        "beginnings": [(ME, _("for me")), *others(actor)],
    }
    dialog = None if problem else _TEMPLATES + "_lens_dialog.html"
    return fragments.page(request, _TEMPLATES + "lens_new.html", context, dialog, status=status)


@require_POST
@remembering()
def store(request: HttpRequest, lens: int) -> HttpResponse:
    """*Linse speichern*: the list as it stands becomes the lens. 409 with both where it moved."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = _of(actor, lens)
    said = QueryDict(request.POST.get("query", "").lstrip("?"))
    revision = whole(request.POST.get("revision")) or 0
    try:
        outcome = saving.store_lens(actor=actor, lens=lens, query=said, revision=revision)
    except Stale:
        return _conflict(request, actor, page, lens, said)
    except Refused as no:
        messages.error(request, str(no.message))
        return redirect(address(page) + "?" + said.urlencode())
    text = _("Lens “%(name)s” saved.") % {"name": outcome.done[0] if outcome.done else ""}
    messages.success(request, text, extra_tags=undo_tag(outcome.entry))
    return redirect(f"{address(page)}?lens={OWN}{lens}")


def address(page: type[Declared]) -> str:
    """The address of a list's own page."""
    return reverse(page.home)


def audiences(actor: Actor) -> list[tuple[str, Any]]:
    """For whom the actor may make a lens, as (value, label)."""
    private = [(Visibility.PRIVATE.value, Visibility.PRIVATE.label)]
    return private + (others(actor) if actor.may(SHARE) else [])


def others(actor: Actor) -> list[tuple[str, Any]]:
    """Everybody, and each role, as (value, label)."""
    roles = [(saving.ROLE + key, label) for key, label in own.named_roles(actor)]
    said = _("for the role %(role)s")
    return [
        (Visibility.ALL.value, Visibility.ALL.label),
        *((value, said % {"role": label}) for value, label in roles),
    ]


def at(request: HttpRequest, key: str) -> tuple[Actor, type[Declared]]:
    """Who asks about which list. `Missing` for a list that has no page of its own."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = saving.list_of(key, actor)
    if not page.home:
        raise Missing(f"list {key}")
    return actor, page


def _of(actor: Actor, lens: int) -> type[Declared]:
    key = SavedLens.objects.filter(pk=lens).values_list("list", flat=True).first()
    page = saving.list_of(key or "", actor)
    if f"{OWN}{lens}" not in own.offered(page, actor).by_key:
        raise Missing(f"lens {lens}")
    return page


def _readable(page: type[Declared], actor: Actor, said: QueryDict) -> State:
    """The state that shall be kept; the plain list where nobody can read it."""
    try:
        return parse(page, actor, said)
    except Refused:
        return parse(page, actor, {})


def _made(
    request: HttpRequest, actor: Actor, page: type[Declared], said: QueryDict
) -> HttpResponse:
    typed = request.POST
    begins = typed.get("begin", "")
    if begins and begins != ME and not actor.may(BEGIN):
        raise Forbidden(BEGIN)
    outcome = saving.save_lens(
        actor=actor,
        list=page.key,
        name=typed.get("name", ""),
        query=said,
        emoji=typed.get("emoji", ""),
        audience=typed.get("audience", Visibility.PRIVATE),
        columns=bool(typed.get("columns")),
    )
    (row,) = outcome.done
    text = _("Lens “%(name)s” saved.") % {"name": row}
    messages.success(request, text, extra_tags=undo_tag(outcome.entry))
    key = f"{OWN}{row.pk}"
    if begins:
        try:
            begin_list(actor=actor, list=page.key, lens=key, whom=begins)
        except Refused as no:
            messages.error(request, str(no.message))
    return redirect(f"{address(page)}?lens={key}")


def _conflict(
    request: HttpRequest, actor: Actor, page: type[Declared], lens: int, said: QueryDict
) -> HttpResponse:
    """Both lenses in words: theirs, which is there now, and the own one, which was not saved."""
    theirs = parse(page, actor, {"lens": f"{OWN}{lens}"})
    mine = _readable(page, actor, said)
    state = {"state": mine.query[1:]}
    context = {
        "list_page": page,
        "lens": theirs.lens,
        "sides": [(_("there now"), in_words(theirs)), (pgettext("list", "yours"), in_words(mine))],
        "query": mine.query,
        "theirs_url": address(page) + theirs.query,
        "new_url": f"{reverse('foundation:lens_new', args=[page.key])}?{urlencode(state)}",
    }
    return fragments.page(request, _TEMPLATES + "lens_conflict.html", context, status=409)


def in_words(state: State) -> list[tuple[Any, str]]:
    """What a state asks for and shows, as (label, words)."""
    lens = state.lens
    base = getattr(lens, "base", lens.key)
    shipped = next(one for one in state.page.lenses_for(state.actor) if one.key == base)
    said: list[tuple[Any, str]] = [(pgettext("list", "Lens"), str(shipped.label))]
    if state.q:
        said.append((pgettext("list", "Search"), f"„{state.q}“"))
    said += [(one.filter.label, one.words) for one in state.filters.values()]
    by = state.ordered_by
    label = str(state.page.column(by.removeprefix("-")).label)
    said.append((pgettext("list", "Order"), f"{label} {'↓' if by.startswith('-') else '↑'}"))
    if state.cols or state.brought:
        said.append((pgettext("list", "Columns"), ", ".join(str(c.label) for c in state.columns)))
    return said
