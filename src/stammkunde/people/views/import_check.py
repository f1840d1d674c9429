"""Step 3 of the import wizard: look at what would happen, settle what is doubtful, bring it in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Refused, Stale
from stammkunde.foundation.web.fragments import page, wants_fragment
from stammkunde.foundation.web.who import who
from stammkunde.people import queries
from stammkunde.people.importing import wizard
from stammkunde.people.record import checks, drafts
from stammkunde.people.views.import_wizard import elsewhere, upload, version_of

_SHOWN = frozenset({"all", "asked", "create", "update", "skip"})
_HERE = frozenset({"checking", "checked"})


@require_http_methods(["GET", "POST"])
def import_check(request: HttpRequest, draft: int) -> HttpResponse:
    """Step 3. POST `do`: `check` the list again, or `stop` and go back to the columns."""
    actor = who(request, queries.IMPORT)
    if request.method == "POST":
        stop = request.POST.get("do") == "stop"
        act = wizard.stop_checking if stop else wizard.check
        return _did(request, actor, draft, lambda version: act(actor, draft, version))
    return _shown(request, actor, wizard.show(actor, draft), request.GET)


@require_POST
def import_settle(request: HttpRequest, draft: int) -> HttpResponse:
    """Settle a doubtful cell (`row`, `at`), a row, or all cells alike, as the button `do` says.

    `correct` takes what was typed (`value`); `take:0`, `as_is`, `empty`, `skip`, `back` and
    `alike:<how>:<which>` are the other ways.
    """
    actor = who(request, queries.IMPORT)
    said = request.POST
    do, _colon, rest = said.get("do", "correct").partition(":")
    row, at = whole(said.get("row", "")), whole(said.get("at", ""))
    place = -1 if at is None else at

    def settle(version: int) -> wizard.Shown:
        if row is None:
            raise Refused("invalid", _("This row is not part of the list."))
        if do == "correct":
            return wizard.correct(actor, draft, version, row, place, said.get("value", ""))
        if do == "take":
            return wizard.take(actor, draft, version, row, place, whole(rest) or 0)
        if do == "alike":
            how, _sep, which = rest.partition(":")
            return wizard.all_alike(actor, draft, version, row, place, how, whole(which) or 0)
        if do == "back":
            return wizard.take_back(actor, draft, version, row, at)
        if do == "skip":
            return wizard.skip_row(actor, draft, version, row)
        act = wizard.as_is if do == "as_is" else wizard.leave_empty
        return act(actor, draft, version, row, place)

    return _did(request, actor, draft, settle)


@require_POST
def import_match(request: HttpRequest, draft: int) -> HttpResponse:
    """How those who are there already are recognised, and what then happens to them."""
    actor = who(request, queries.IMPORT)
    match = [one for one in request.POST.getlist("match") if one in wizard.MATCHES]
    how = request.POST.get("on_match", "")
    return _did(
        request,
        actor,
        draft,
        lambda version: wizard.set_match(actor, draft, version, match=match, on_match=how),
    )


@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest, draft: int) -> HttpResponse:
    """The list once more, mended elsewhere: our own list of errors, or the whole list."""
    actor = who(request, queries.IMPORT)
    shown = drafts.ShownDraft(wizard.show(actor, draft))
    if shown.draft.state in {"committing", "done"}:
        return redirect(shown.url)
    problem = ""
    if request.method == "POST":
        try:
            fresh = wizard.reupload(actor, draft, version_of(request), *upload(request))
        except Refused as no:
            problem = str(no.message)
            shown = drafts.ShownDraft(wizard.show(actor, draft))
        else:
            if fresh.said:
                messages.success(request, fresh.said)
            return redirect(drafts.ShownDraft(fresh).url)
    context = {
        "steps": drafts.steps(drafts.CHECK, shown),
        "shown": shown,
        "limit": drafts.MB,
        "problem": problem,
    }
    return page(request, "people/wizard/file.html", context, status=422 if problem else 200)


def _did(
    request: HttpRequest, actor: Actor, draft: int, act: Callable[[int], wizard.Shown]
) -> HttpResponse:
    """Do something to the list and show the page as it was left; what was refused is said."""
    status, where = 200, QueryDict(request.POST.get("where", "").lstrip("?")[:200])
    try:
        shown = act(version_of(request))
    except Refused as no:
        messages.error(request, str(no.message))
        shown, status = wizard.show(actor, draft), 409 if isinstance(no, Stale) else 422
    else:
        if shown.said:
            messages.info(request, shown.said)
    if wants_fragment(request):
        return _shown(request, actor, shown, where, status)
    url = drafts.ShownDraft(shown).url
    return redirect(f"{url}?{where.urlencode()}" if where and shown.state in _HERE else url)


def _shown(
    request: HttpRequest,
    actor: Actor,
    shown: wizard.Shown,
    said: QueryDict,
    status: int = 200,
) -> HttpResponse:
    one = drafts.ShownDraft(shown)
    if shown.state not in _HERE:
        return elsewhere(request, one.url)
    which = said.get("show", "")
    if which not in _SHOWN:
        which = "asked" if shown.counts.asked else "all"
    after = whole(said.get("after", "")) or 0
    rows = wizard.rows(actor, shown.id, which, after) if shown.state == "checked" else None
    chosen = said.get("show") == which
    look = checks.ShownCheck(shown, rows, which, after, said.get("wide") == "1", chosen)
    context: dict[str, Any] = {
        "steps": drafts.steps(drafts.CHECK, one),
        "shown": one,
        "look": look,
        "matches": checks.matches(shown),
        "ways": checks.ways(shown),
    }
    template, piece = "people/wizard/check.html", "people/wizard/_check.html"
    return page(request, template, context, piece, status=status)
