"""Pages of enquiries: the list, one of them, a call that is noted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import business
from stammkunde.foundation.digits import whole
from stammkunde.foundation.journal import RENDERERS
from stammkunde.foundation.lists.views import answer as list_answer
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.refusals import Missing, Refused, Stale
from stammkunde.foundation.views import safe_next
from stammkunde.foundation.web.fragments import page, undo_tag
from stammkunde.foundation.web.who import who
from stammkunde.messaging import operations
from stammkunde.messaging.inquiries import shown
from stammkunde.messaging.inquiries import texts as inquiry_texts
from stammkunde.messaging.lists.inquiries import InquiryList
from stammkunde.messaging.log.shown import said as message_said
from stammkunde.messaging.queries import inquiries as queries
from stammkunde.messaging.rules import inquiries as rules
from stammkunde.people import queries as people
from stammkunde.people.views.way import say_changed

ANSWER, WRITE = queries.ANSWER, "messaging.write"
_STATES = {
    "begin": "in_progress",
    "waiting": "waiting",
    "done": "done",
    "reopen": "in_progress",
    "spam": "spam",
    "not_spam": "new",
}
_EDITED = ("first_name", "last_name", "organisation", "email", "phone", "wish", "note")
CALL = ("name", "phone", "email", "text")


def inquiries(request: HttpRequest) -> HttpResponse:
    """All enquiries (*Anfragen*)."""
    return list_answer(InquiryList, request)


@require_safe
def inquiry(request: HttpRequest, inquiry: int) -> HttpResponse:
    """One enquiry: what was asked, who it may be, the answer, the office's note, its history."""
    actor = who(request, ANSWER)
    return _page(request, actor, inquiry)


@require_http_methods(["GET", "POST"])
def note_call(request: HttpRequest) -> HttpResponse:
    """Note who called and is no customer yet (R1): `?phone=` is filled in, the text comes first."""
    actor = who(request, ANSWER)
    said = request.POST if request.method == "POST" else request.GET
    typed = {key: said.get(key, "")[:4000] for key in CALL}
    source = "email" if said.get("source") == "email" else "call"
    context: dict[str, Any] = {"typed": typed, "source": source, "problem": "", "field": ""}
    if request.method == "POST":
        mine = "mine" in request.POST
        try:
            outcome = operations.note_call(actor=actor, source=source, mine=mine, **typed)
        except Refused as no:
            context |= {"problem": str(no.message), "field": no.field or "", "mine": mine}
        else:
            messages.success(request, _("Noted."), extra_tags=undo_tag(outcome.entry))
            return redirect("messaging:inquiry", outcome.done[0].pk)
    status = 422 if context["problem"] else 200
    return page(request, "messaging/inquiries/call.html", context, status=status)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, inquiry: int) -> HttpResponse:
    """Correct who asks, or write the office's note. 422 with the reason, 409 when it moved."""
    actor = who(request, ANSWER)
    row = queries.inquiry(actor, inquiry)
    typed = {key: getattr(row, key) for key in _EDITED}
    problem, status = "", 200
    if request.method == "POST":
        values = {key: request.POST[key] for key in _EDITED if key in request.POST}
        expected = {
            key: request.POST[f"was-{key}"] for key in values if f"was-{key}" in request.POST
        }
        expected = {key: text.replace("\r\n", "\n") for key, text in expected.items()}
        try:
            outcome = operations.change_inquiry(
                actor=actor, inquiry=inquiry, values=values, expected=expected
            )
        except Refused as no:
            problem, status = str(no.message), 409 if isinstance(no, Stale) else 422
            typed |= values
        else:
            say_changed(request, outcome, _("Changes saved."))
            return redirect("messaging:inquiry", inquiry)
    context = {"row": row, "name": rules.called(row), "typed": typed, "problem": problem}
    return page(request, "messaging/inquiries/edit.html", context, status=status)


@require_POST
def answer(request: HttpRequest, inquiry: int) -> HttpResponse:
    """Send the answer; then it waits for theirs, or is done (`do=done`)."""
    actor = who(request, ANSWER)
    typed = {key: request.POST.get(key, "")[:20_000] for key in ("subject", "body")}
    state = "done" if request.POST.get("do") == "done" else "waiting"
    try:
        outcome = operations.answer_inquiry(
            actor=actor,
            inquiry=inquiry,
            state=state,
            confirmed="confirmed" in request.POST,
            **typed,
        )
    except Refused as no:
        return _page(request, actor, inquiry, problem=str(no.message), typed=typed, status=422)
    for one in outcome.done:
        if one.state in ("suppressed", "failed"):
            said = one.get_reason_display() or one.answer
            text = _("The answer was not sent: %(reason)s.") % {"reason": said}
            stopped = one.state == "suppressed"
            return _page(
                request, actor, inquiry, problem=text, typed=typed, status=422, stopped=stopped
            )
    messages.success(request, _("The answer is on its way."))
    return redirect("messaging:inquiry", inquiry)


@require_POST
def do(request: HttpRequest, inquiry: int, do: str) -> HttpResponse:
    """One click: see to it, another state, somebody else, delete spam. Then back to where it was."""
    actor = who(request, ANSWER)
    row = queries.inquiry(actor, inquiry)
    name = rules.called(row)
    try:
        outcome = _done(request, actor, inquiry, do)
    except Refused as no:
        messages.error(request, str(no.message))
        return redirect(safe_next(request, reverse("messaging:inquiry", args=[inquiry])))
    if do == "remove":
        for refused in outcome.refused:
            messages.error(request, str(refused.message))
        if outcome.done:
            messages.success(request, _("The enquiry was deleted."))
            return redirect("messaging:inquiries")
    else:
        say_changed(request, outcome, _("%(name)s: changed.") % {"name": name})
    fallback = reverse("messaging:inquiries")
    if "back" in request.GET:
        return redirect(fallback + "?" + request.GET["back"][:2000])
    return redirect(safe_next(request, reverse("messaging:inquiry", args=[inquiry])))


def _done(request: HttpRequest, actor: Actor, pk: int, do: str) -> Outcome[Any]:
    if do == "mine":
        return operations.assign_inquiries(actor=actor, inquiries=[pk], owner=actor.id)
    if do == "owner":
        owner = whole(request.POST.get("owner"))
        return operations.assign_inquiries(actor=actor, inquiries=[pk], owner=owner)
    if do == "remove":
        return operations.remove_inquiries(actor=actor, inquiries=[pk])
    if do not in _STATES:
        raise Missing(do)
    return operations.set_inquiry_state(actor=actor, inquiries=[pk], state=_STATES[do])


def _page(
    request: HttpRequest,
    actor: Actor,
    pk: int,
    *,
    problem: str = "",
    typed: dict[str, str] | None = None,
    status: int = 200,
    stopped: bool = False,
) -> HttpResponse:
    row = queries.inquiry(actor, pk)
    known = queries.known(actor, [row])
    can_answer = bool(row.email) and actor.may(WRITE)
    begun = typed
    if can_answer and typed is None:
        rendered = inquiry_texts.begun(actor, row)
        begun = {"subject": rendered.subject, "body": rendered.source}
    found = known.get(pk, queries.Known())
    context = {
        "row": row,
        "shown": shown.shown(row, known),
        "said": shown.said(row),
        "confirmable": found.locked or stopped,
        "may_see": actor.may(people.SEE),
        "may_take": actor.may("people.edit"),
        "colleagues": queries.colleagues(actor),
        "can_answer": can_answer,
        "begun": begun,
        "problem": problem,
        "messages_about": [
            (one, message_said(one, trial=business().trial))
            for one in queries.messages_about(actor, pk)
        ],
        "entries": _told(actor, pk),
        "is_spam": row.state == "spam",
    }
    return page(request, "messaging/inquiries/inquiry.html", context, status=status)


def _told(actor: Actor, pk: int) -> list[Any]:
    """The history in words; what no room tells stays silent."""
    told = []
    for entry in queries.history(actor, pk):
        tell = RENDERERS.get(entry.operation)
        if tell is not None:
            words = tell(entry)
            told.append(_Line(entry, words))
    return told


class _Line:
    """An entry of the history with its words, as the shell's piece asks for them."""

    def __init__(self, entry: Any, told: Any) -> None:
        self.entry, self.told = entry, told

    def __getattr__(self, name: str) -> Any:
        return getattr(self.told if name in {"icon", "tone", "text"} else self.entry, name)
