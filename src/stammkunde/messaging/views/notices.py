"""Pages of notices: the editor of a draft, what became of one that was sent (COM-09, COM-17)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stammkunde.foundation import uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.lists import picking
from stammkunde.foundation.refusals import Refused, Stale
from stammkunde.foundation.web.fragments import page, wants_fragment
from stammkunde.foundation.web.who import who
from stammkunde.messaging import attachments, composing, noticing, operations, recipients
from stammkunde.messaging.noticing import Noticing
from stammkunde.messaging.queries import notices as queries
from stammkunde.messaging.recipients import Wanted
from stammkunde.messaging.rules import notices as rules
from stammkunde.people.lists import CustomerList

WORD = queries.WRITE_MANY
LOOK = "notice-look"
LOOKS = {"look": 0, "next": 1, "previous": -1}
NAMED = 50
_EDITOR, _LOOK = "messaging/notice_edit.html", "messaging/_notice_look.html"
_PAGE, _STATE = "messaging/notice.html", "messaging/_notice_state.html"


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """An empty notice; `back` brings along the list of customers from which it was opened."""
    actor = who(request, WORD)
    if request.method == "POST":
        if request.POST.get("do") in LOOKS:
            return _editor(request, noticing.sent(actor, None, request.POST, at=_at(request)))
        return _written(request, actor, noticing.sent(actor, None, request.POST))
    back = request.GET.get("back", "")[:2000]
    wanted = Wanted()
    if back:
        try:
            wanted = Wanted(lists=(recipients.list_of(actor, back),))
        except Refused as no:
            messages.warning(request, str(no.message))
    return _editor(request, noticing.fresh(actor, wanted))


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """From the bar of the list: one picked customer is written to, several become a draft."""
    actor = who(request, WORD)
    try:
        state = picking.state_of(CustomerList, request)
        ids = picking.picked(request, state)
        if len(ids) == 1:
            return redirect(f"{reverse('messaging:write')}?to={ids[0]}")
        wanted = Wanted(picked=tuple(ids))
        if request.POST.get("all"):
            wanted = Wanted(lists=(recipients.list_of(actor, state.explicit),))
        row = operations.add_notice(actor=actor, values={}, wanted=wanted).done[0]
    except Refused as no:
        messages.error(request, str(no.message))
        return redirect(reverse("people:list"))
    return redirect(reverse("messaging:notice", args=[row.pk]))


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, notice: int) -> HttpResponse:
    """A draft in its editor, any other one with its results."""
    actor = who(request, WORD)
    row = queries.notice(actor, notice)
    if request.method == "POST":
        return _written(request, actor, noticing.sent(actor, row, request.POST))
    made = noticing.stored(actor, row, at=whole(request.GET.get("at")) or 0)
    if rules.may(row, "change"):
        return _editor(request, made)
    named = noticing.results_named(actor, row, NAMED, made.results)
    context = {"made": made, "named": named}
    return page(request, _PAGE, context)


@require_POST
def look(request: HttpRequest, notice: int) -> HttpResponse:
    """What the form would come to as it stands: counts, gaps, how it reads; nothing is kept."""
    actor = who(request, WORD)
    row = queries.notice(actor, notice)
    return _editor(request, noticing.sent(actor, row, request.POST, at=_at(request)))


@require_safe
def state(request: HttpRequest, notice: int) -> HttpResponse:
    """How far a notice is: a piece that asks again by itself; at the end the page comes anew."""
    actor = who(request, WORD)
    made = noticing.stored(actor, queries.notice(actor, notice))
    answer = page(request, _PAGE, {"made": made, "named": []}, _STATE)
    if wants_fragment(request) and not made.at_work:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def step(request: HttpRequest, notice: int) -> HttpResponse:
    """Send now, pause, go on, cancel, back to a draft, throw away, copy: what `do` says."""
    actor = who(request, WORD)
    queries.notice(actor, notice)
    do = request.POST.get("do", "")
    steps: dict[str, tuple[Any, str]] = {
        "now": (operations.send_notice_now, _("The notice goes out.")),
        "pause": (operations.pause_notice, _("Paused: nothing of it goes out for now.")),
        "go_on": (operations.go_on_with_notice, _("It goes on.")),
        "cancel": (operations.cancel_notice, _("Cancelled: nobody else gets it.")),
        "unschedule": (operations.unschedule_notice, _("It is a draft again; nothing is sent.")),
        "remove": (operations.remove_notice, _("The draft was deleted.")),
        "copy": (operations.copy_notice, _("This is the copy; nothing is sent yet.")),
    }
    if do not in steps:
        return redirect(reverse("messaging:notice", args=[notice]))
    operation, text = steps[do]
    try:
        row = operation(actor=actor, notice=notice).done[0]
        messages.success(request, text)
    except Refused as no:
        messages.error(request, str(no.message))
        return redirect(reverse("messaging:notice", args=[notice]))
    if do == "remove":
        return redirect(reverse("messaging:notices"))
    return redirect(reverse("messaging:notice", args=[row.pk]))


def _at(request: HttpRequest) -> int:
    """The place of the customer for whom the preview is."""
    at = whole(request.POST.get("at")) or 0
    return at + LOOKS.get(request.POST.get("do", ""), 0)


def _written(request: HttpRequest, actor: Actor, made: Noticing) -> HttpResponse:
    """Keep the draft first, then do what the button says: nothing that was typed gets lost."""
    do = request.POST.get("do", "save")
    try:
        if do == "insert":
            composing.insert_into(made.typed, actor, request.POST.get("template", ""))
        _keep(request, actor, made)
        _files(request, actor, made)
        if do == "send":
            _send(request, actor, made)
        elif do == "test":
            _test(request, actor, made)
        elif do == "save":
            messages.success(request, _("Draft saved."))
    except Refused as no:
        made.problem, made.wrong = str(no.message), no.field or ""
        return _editor(request, made, status=409 if isinstance(no, Stale) else 422)
    return redirect(reverse("messaging:notice", args=[made.row.pk]))


def _send(request: HttpRequest, actor: Actor, made: Noticing) -> None:
    said, at = request.POST, None
    if said.get("when") == "later":
        at = composing.instant(said.get("send_day", ""), said.get("send_time", ""))
    operations.schedule_notice(actor=actor, notice=made.row.pk, send_at=at)
    text = _("The notice is planned.") if at else _("The notice goes out.")
    messages.success(request, text)


def _keep(request: HttpRequest, actor: Actor, made: Noticing) -> None:
    if made.row is None:
        (made.row,) = operations.add_notice(actor=actor, values=made.typed, wanted=made.wanted).done
        return
    said = request.POST
    expected = {
        name: said[f"was.{name}"].replace("\r\n", "\n")
        for name in ("subject", "body")
        if f"was.{name}" in said
    }
    operations.change_notice(
        actor=actor, notice=made.row.pk, values=made.typed, wanted=made.wanted, expected=expected
    )
    made.row.refresh_from_db()


def _files(request: HttpRequest, actor: Actor, made: Noticing) -> None:
    gone = whole(request.POST.get("drop"))
    if gone is not None:
        operations.detach_from_notice(actor=actor, notice=made.row.pk, file=gone)
    brought = [one for one in request.FILES.getlist("files") if one.name]
    if not brought:
        return
    checked = [uploads.taken(actor, attachments.INTAKE, one, field="files") for one in brought]
    operations.attach_to_notice(actor=actor, notice=made.row.pk, files=checked)


def _test(request: HttpRequest, actor: Actor, made: Noticing) -> None:
    ids = made.parted.go
    shown = ids[made.at % len(ids)] if ids else None
    user: Any = request.user
    operations.send_test_notice(actor=actor, own=made.own, customer=shown, to=user.email)
    messages.success(request, _("The test mail is on its way to you."))


def _editor(request: HttpRequest, made: Noticing, *, status: int = 200) -> HttpResponse:
    context = {"made": made, "templates": composing.templates(made.actor), "typed": request.POST}
    live = request.headers.get("HX-Target") == LOOK
    return page(request, _EDITOR, context, _LOOK if live else _EDITOR, status=status)
