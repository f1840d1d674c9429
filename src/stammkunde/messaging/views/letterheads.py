"""The settings page *Briefpapier*: papers with their pictures and margins (COM-19)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.foundation import files, uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Missing, Refused, Stale
from stammkunde.foundation.web.fragments import page, undo_tag
from stammkunde.foundation.web.who import who
from stammkunde.messaging import operations
from stammkunde.messaging.channels.letter import papers, showing
from stammkunde.messaging.queries import letters as found
from stammkunde.messaging.rules.letters import MARGINS

SETTINGS = "messaging.settings"
LIMIT = papers.INTAKE.most_bytes // uploads.MEGABYTE


@require_http_methods(["GET", "POST"])
def letterheads(request: HttpRequest) -> HttpResponse:
    """All papers, and a form to add one. 422 with the reason."""
    actor = who(request, SETTINGS)
    problem = ""
    if request.method == "POST":
        try:
            sent = request.FILES.get("first")
            pages = papers.taken(actor, sent, field="first") if sent else []
            made = operations.add_letterhead(
                actor=actor, name=request.POST.get("name", ""), pages=pages
            )
            messages.success(request, _("The letterhead is there. Have a look at the sample."))
            return redirect("messaging:letterhead", made.done[0].pk)
        except Refused as no:
            problem = str(no.message)
    rows = found.letterheads_with_use(actor)
    context = {
        "rows": [(row, _small(row.first_id)) for row in rows if row.archived_at is None],
        "archive": [row for row in rows if row.archived_at is not None],
        "typed": request.POST.get("name", "") if problem else "",
        "problem": problem,
        "limit": LIMIT,
    }
    return page(request, "messaging/letterheads.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
def letterhead(request: HttpRequest, letterhead: int) -> HttpResponse:
    """One paper: margins, pictures, default, archive, with a sample. 422, 409 when stale."""
    actor = who(request, SETTINGS)
    row = found.letterhead(actor, letterhead)
    problem, status = "", 200
    if request.method == "POST":
        try:
            entry = _keep(request, actor, letterhead)
        except Refused as no:
            problem, status = str(no.message), 409 if isinstance(no, Stale) else 422
        else:
            messages.success(request, _("Changes saved."), extra_tags=undo_tag(entry))
            gone = request.POST.get("do") == "archive"
            here = reverse("messaging:letterhead", args=[letterhead])
            return redirect("messaging:letterheads" if gone else here)
    text = _("This is how a letter looks on this paper. The marks on the left help to fold it.")
    made = showing.sample(row, [{"t": "p", "c": [{"s": text}]}] * 12)
    context = {
        "row": row,
        "typed": request.POST if problem else _values(row),
        "pages": showing.pictures(made.pdf),
        "margins": MARGINS,
        "problem": problem,
        "limit": LIMIT,
    }
    return page(request, "messaging/letterhead.html", context, status=status)


def _keep(request: HttpRequest, actor: Actor, pk: int) -> int | None:
    do, said = request.POST.get("do", "change"), request.POST
    if do == "default":
        operations.make_default_letterhead(actor=actor, letterhead=pk)
        return None
    if do == "archive":
        return operations.archive_letterhead(actor=actor, letterhead=pk).entry
    if do == "restore":
        return operations.restore_letterhead(actor=actor, letterhead=pk).entry
    if do == "pages":
        wanted: dict[str, uploads.Checked | None] = {}
        for field in ("first", "following"):
            if sent := request.FILES.get(field):
                drawn = papers.taken(actor, sent, field=field)
                wanted[field] = drawn[0]
                if field == "first" and len(drawn) > 1:
                    wanted["following"] = drawn[1]
            elif f"no_{field}" in said:
                wanted[field] = None
        operations.set_letterhead_pages(actor=actor, letterhead=pk, pages=wanted)
        return None
    if do != "change":
        raise Missing(f"do {do[:20]}")
    values: dict[str, Any] = {"name": said.get("name", ""), "fold_marks": "fold_marks" in said}
    values |= {key: whole(said.get(key)) or 0 for key in MARGINS}
    expected = {"name": said["expected"]} if "expected" in said else {}
    outcome = operations.change_letterhead(
        actor=actor, letterhead=pk, values=values, expected=expected
    )
    return outcome.entry


def _values(row: Any) -> dict[str, Any]:
    return {key: getattr(row, key) for key in ("name", "fold_marks", *MARGINS)}


def _small(key: str | None) -> str:
    return files.url(key, small=True) if key else ""
