"""Pages about letters: a customer's tab, writing one, the print queue (COM-11, COM-15)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole, wholes
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.web.fragments import page, undo_tag
from stammkunde.foundation.web.who import who
from stammkunde.messaging import operations, queries
from stammkunde.messaging.channels.letter import showing
from stammkunde.messaging.queries import letters as found
from stammkunde.messaging.rules import letters as rules
from stammkunde.messaging.rules import states
from stammkunde.people import queries as people
from stammkunde.people import record as records
from stammkunde.people.views.way import came_from, way_back

WRITE = "messaging.write"


@require_safe
def letters_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters to one customer."""
    actor = who(request, queries.SEE)
    rows = [
        (row, states.said(row.state, row.reason, channel=row.channel), getattr(row, "letter", None))
        for row in found.letters_of(actor, pk)
    ]
    context = {
        "frame": records.frame(actor, pk, tab="messaging.letters"),
        "rows": rows,
        "may_write": actor.may(WRITE),
        **way_back(request),
    }
    return page(request, "messaging/letters_of.html", context)


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a letter: `do` is preview, queue or note. Nothing typed is lost; 422 with the reason."""
    actor = who(request, WRITE)
    customer = people.customer(actor, pk)
    offered = queries.templates_offered(actor)
    typed = _typed(request, offered, actor, pk)
    context: dict[str, Any] = {"problem": "", "pages": [], "missing": (), "gaps": ""}
    if request.method == "POST":
        try:
            if request.POST.get("do") == "preview":
                context |= _preview(actor, pk, typed)
            else:
                _put(request, actor, pk, typed)
                return redirect(_tab_url(request, pk))
        except Refused as no:
            context["problem"] = str(no.message)
    context |= {
        "frame": records.frame(actor, pk, tab="messaging.letters"),
        "typed": typed,
        "offered": offered,
        "papers": found.letterheads(actor),
        "post": people.postal(actor, [pk]).get(pk),
        "locked": customer.locked_at is not None,
        "deceased": customer.deceased_on is not None,
        **way_back(request),
        "tab_url": _tab_url(request, pk),
    }
    status = 422 if context["problem"] else 200
    return page(request, "messaging/letter_write.html", context, status=status)


def _typed(request: HttpRequest, offered: Any, actor: Actor, pk: int) -> dict[str, Any]:
    if request.method == "POST":
        said = request.POST
        return {
            "subject": said.get("subject", ""),
            "text": said.get("text", ""),
            "letterhead": whole(said.get("letterhead")),
            "confirmed": "confirmed" in said,
        }
    wanted = request.GET.get("template", "")
    chosen = next((one for one in offered if one.key == wanted), None)
    words = None
    if chosen is not None:
        language = people.addressees(actor, [pk])[pk].language
        words = chosen.words.get(language) or next(iter(chosen.words.values()), None)
    return {
        "subject": words.subject if words else "",
        "text": words.body if words else "",
        "letterhead": None,
        "confirmed": False,
        "template": wanted,
    }


def _preview(actor: Actor, pk: int, typed: dict[str, Any]) -> dict[str, Any]:
    subject = rules.cleaned(rules.SUBJECT, typed["subject"])
    text = rules.cleaned(rules.TEXT, typed["text"])
    head = next((one for one in found.letterheads(actor) if one.pk == typed["letterhead"]), None)
    made, missing = showing.drafted(actor, pk, subject, text, head)
    return {"pages": showing.pictures(made.pdf), "missing": missing, "gaps": made.gaps}


def _put(request: HttpRequest, actor: Actor, pk: int, typed: dict[str, Any]) -> None:
    if request.POST.get("do") == "note":
        operations.note_letter(
            actor=actor, customer=pk, subject=typed["subject"], text=typed["text"]
        )
        messages.success(request, _("The letter is noted."))
        return
    operations.write_letter(
        actor=actor,
        customer=pk,
        subject=typed["subject"],
        text=typed["text"],
        letterhead=typed["letterhead"],
        confirmed=typed["confirmed"],
    )
    messages.success(request, _("The letter waits in the print queue."))


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The print queue: what waits, and the latest print runs."""
    actor = who(request, queries.SEE)
    words, kind = request.GET.get("q", "")[:100], request.GET.get("kind", "")
    paper = whole(request.GET.get("paper"))
    rows = found.waiting(actor, words=words, letterhead=paper, kind=kind)
    total = rows.count()
    runs = found.runs(actor)
    context = {
        "rows": list(rows[: found.SHOWN]),
        "total": total,
        "asked": {"q": words, "paper": paper, "kind": kind},
        "filtered": bool(words or paper or kind),
        "papers": found.letterheads(actor),
        "runs": runs,
        "making": any(one.making for one in runs),
        "may_print": actor.may(WRITE),
    }
    return page(request, "messaging/letters.html", context)


@require_POST
def start_run(request: HttpRequest) -> HttpResponse:
    """Have one file made of the picked letters, or of everything that the filter shows."""
    actor = who(request, WRITE)
    picked = wholes(request.POST.getlist("letter"))
    if request.POST.get("do") == "all":
        rows = found.waiting(
            actor,
            words=request.POST.get("q", "")[:100],
            letterhead=whole(request.POST.get("paper")),
            kind=request.POST.get("kind", ""),
        )
        picked = list(rows.values_list("pk", flat=True)[: operations.MOST_AT_ONCE])
    try:
        if not picked:
            raise Refused("nothing", _("Choose at least one letter."))
        outcome = operations.start_print_run(
            actor=actor,
            letters=picked,
            duplex="duplex" in request.POST,
            by_postcode="by_postcode" in request.POST,
        )
    except Refused as no:
        messages.error(request, str(no.message))
    else:
        many = outcome.done[0].letters
        text = ngettext(
            "%(n)s letter is being prepared.", "%(n)s letters are being prepared.", many
        )
        messages.success(request, text % {"n": many})
        for one in outcome.refused[:5]:
            messages.error(request, str(one.message))
    return redirect("messaging:letters")


@require_POST
def run(request: HttpRequest, run: int) -> HttpResponse:
    """A print run is on paper (`printed`), or its letters wait again (`again`)."""
    actor = who(request, WRITE)
    do = request.POST.get("do", "")
    try:
        if do == "printed":
            outcome = operations.mark_printed(actor=actor, run=run)
            text = _("Marked as printed.")
            messages.success(request, text, extra_tags=undo_tag(outcome.entry))
        elif do == "again":
            operations.give_up_print_run(actor=actor, run=run)
            messages.success(request, _("The letters wait in the print queue again."))
        else:
            raise Missing("do")
    except Refused as no:
        messages.error(request, str(no.message))
    return redirect("messaging:letters")


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, letter: int) -> HttpResponse:
    """One letter on screen; POST `do`: `again` into the queue, `cancel` out of it."""
    actor = who(request, WRITE if request.method == "POST" else queries.SEE)
    row = found.letter(actor, letter)
    back = reverse("messaging:letters_of", args=[row.message.customer_id])
    if request.method == "POST":
        _act(request, actor, row)
        return redirect((request.POST.get("back") == "queue" and "messaging:letters") or back)
    made = showing.made(actor, row)
    context = {
        "row": row,
        "state": states.said(row.message.state, row.message.reason, channel=row.message.channel),
        "pages": showing.pictures(made.pdf),
        "many": made.pages,
        "gaps": made.gaps,
        "may_write": actor.may(WRITE),
        "back": back,
    }
    return page(request, "messaging/letter.html", context)


def _act(request: HttpRequest, actor: Actor, row: Any) -> None:
    do = request.POST.get("do", "")
    if do == "again":
        outcome: Any = operations.print_again(actor=actor, letters=[row.pk])
        text = _("The letter waits in the print queue.")
    elif do == "cancel":
        outcome = operations.cancel_messages(actor=actor, messages=[row.message_id])
        text = _("The letter is cancelled.")
    else:
        raise Missing("do")
    if outcome.done:
        messages.success(request, text)
    for one in outcome.refused:
        messages.error(request, str(one.message))


@require_safe
def letter_pdf(request: HttpRequest, letter: int) -> HttpResponse:
    """One letter as a file, as it would be printed today."""
    actor = who(request, queries.SEE)
    row = found.letter(actor, letter)
    response = HttpResponse(showing.made(actor, row).pdf, content_type="application/pdf")
    name = pgettext("messaging", "Letter") + f" {clock.today():%Y-%m-%d}.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _tab_url(request: HttpRequest, pk: int) -> str:
    url, back = reverse("messaging:letters_of", args=[pk]), came_from(request)
    return f"{url}?back={back}" if back else url
