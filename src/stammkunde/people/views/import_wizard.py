"""The import wizard, step by step: file, columns, check, done (IMP-01 to IMP-08).

Each page works by plain POST; htmx gets the piece of the page that changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stammkunde.foundation import once, sheets, uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.ratelimit import TooMany
from stammkunde.foundation.refusals import Missing, Refused, Stale
from stammkunde.foundation.web.fragments import page, wants_fragment
from stammkunde.foundation.web.who import who
from stammkunde.people import queries
from stammkunde.people import record as records
from stammkunde.people.importing import templates, wizard
from stammkunde.people.record import drafts

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@require_http_methods(["GET", "POST"])
def import_start(request: HttpRequest) -> HttpResponse:
    """Step 1: a file comes up, or a list that somebody began is gone on with. 422 with the reason."""
    actor = who(request, queries.IMPORT)
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            shown = wizard.begin(actor, *upload(request))
        except Refused as no:
            context["problem"] = str(no.message)
            status = 429 if isinstance(no, TooMany) else 422
        else:
            return redirect("people:import_columns", draft=shown.id)
    context |= {
        "steps": drafts.steps(drafts.FILE),
        "drafts": [drafts.ShownDraft(one) for one in wizard.drafts(actor)],
        "samples": drafts.samples(),
        "limit": drafts.MB,
    }
    return page(request, "people/wizard/start.html", context, status=status)


@require_safe
def import_template(request: HttpRequest) -> StreamingHttpResponse:
    """A list to fill in: `kind` of `templates.KINDS`, `format` xlsx or csv."""
    who(request, queries.IMPORT)
    kind = request.GET.get("kind", templates.OWN)
    if kind not in templates.KINDS:
        raise Missing(f"template {kind}")
    rows = [templates.template(kind)]
    stem = _("Template %(name)s") % {"name": drafts.SAMPLES[kind][0]}
    if request.GET.get("format") == "csv":
        text = "".join(sheets.write(rows)).encode("utf-8-sig")
        return _file(f"{stem}.csv", CSV, [text])
    return _file(
        f"{stem}.xlsx", XLSX, sheets.write_xlsx(rows, title=pgettext("people", "Customers"))
    )


@require_http_methods(["GET", "POST"])
def import_columns(request: HttpRequest, draft: int) -> HttpResponse:
    """Step 2: what each column becomes; the list is then checked. 422 where that names nobody."""
    actor = who(request, queries.IMPORT)
    shown = wizard.show(actor, draft)
    if shown.state in {"checking", "committing", "done"}:
        return redirect(drafts.ShownDraft(shown).url)
    typed, wrong, problem, status = None, "", "", 200
    if request.method == "POST":
        typed = _mapping(request)
        try:
            shown = wizard.set_mapping(actor, draft, version_of(request), typed)
            wizard.check(actor, draft, shown.version)
            return redirect("people:import_check", draft=draft)
        except Stale as no:
            shown, typed, problem, status = wizard.show(actor, draft), None, str(no.message), 409
        except Refused as no:
            problem, wrong, status = str(no.message), no.field or "", 422
    return _columns(request, actor, shown, problem, status, typed=typed, wrong=wrong)


@require_POST
def import_format(request: HttpRequest, draft: int) -> HttpResponse:
    """Read the file otherwise: another character set, separator, sheet, row of the headings."""
    actor = who(request, queries.IMPORT)
    said = request.POST
    problem, status = "", 200
    try:
        shown = wizard.set_format(
            actor,
            draft,
            version_of(request),
            encoding=said.get("encoding", ""),
            delimiter=said.get("delimiter", ""),
            sheet=said.get("sheet", ""),
            header=whole(said.get("header", "")) or 0,
        )
    except Stale as no:
        problem, status = str(no.message), 409
    except Refused as no:
        problem, status = str(no.message), 422
    if problem:
        shown = wizard.show(actor, draft)
    elif not wants_fragment(request):
        return redirect("people:import_columns", draft=draft)
    return _columns(request, actor, shown, problem, status)


@require_http_methods(["GET", "POST"])
def import_drop(request: HttpRequest, draft: int) -> HttpResponse:
    """Give a list up, after saying what that means."""
    actor = who(request, queries.IMPORT)
    shown = drafts.ShownDraft(wizard.show(actor, draft))
    if not shown.droppable:
        return redirect(shown.url)
    if request.method == "POST":
        wizard.abandon(actor, draft)
        once.gone(reverse("people:import_columns", args=[draft]))
        messages.success(request, _("The list was discarded. Nothing was brought in."))
        return redirect("people:import_start")
    return page(request, "people/wizard/drop.html", {"shown": shown})


@require_http_methods(["GET", "POST"])
def import_done(request: HttpRequest, draft: int) -> HttpResponse:
    """Step 4: how far the import is, then its report and the way back. POST: bring it in (`mode`)."""
    actor = who(request, queries.IMPORT)
    if request.method == "POST":
        mode = request.POST.get("mode", "")
        try:
            wizard.commit(actor, draft, version_of(request), mode)
        except Refused as no:
            messages.error(request, str(no.message))
            return redirect("people:import_check", draft=draft)
        return redirect("people:import_done", draft=draft)
    shown = drafts.ShownDraft(wizard.show(actor, draft))
    if shown.draft.state not in {"committing", "done"}:
        return elsewhere(request, shown.url)
    one = None
    if shown.draft.state == "done" and shown.draft.batch:
        one = records.ShownImport(queries.import_batch(actor, shown.draft.batch))
    context = {"steps": drafts.steps(drafts.DONE, shown), "shown": shown, "one": one}
    return page(request, "people/wizard/done.html", context, "people/wizard/_done.html")


@require_safe
def import_faults(request: HttpRequest, draft: int) -> StreamingHttpResponse:
    """The doubtful rows with a column that says why, as Excel or CSV (`format`), to be mended."""
    actor = who(request, queries.IMPORT)
    kind = "csv" if request.GET.get("format") == "csv" else "xlsx"
    return _file(*wizard.error_list(actor, draft, kind))


def _columns(
    request: HttpRequest,
    actor: Actor,
    shown: wizard.Shown,
    problem: str,
    status: int,
    **more: Any,
) -> HttpResponse:
    look = drafts.ShownColumns(shown, wizard.columns(actor, shown.id), drafts.choices(), **more)
    one = drafts.ShownDraft(shown)
    context = {
        "steps": drafts.steps(drafts.COLUMNS, one),
        "shown": one,
        "look": look,
        "problem": problem,
    }
    template, piece = "people/wizard/columns.html", "people/wizard/_columns.html"
    return page(request, template, context, piece, status=status)


def upload(request: HttpRequest) -> tuple[str, Iterable[bytes]]:
    """Name and pieces of the file that was chosen."""
    actor, chosen = who(request, queries.IMPORT), request.FILES.get("file")
    upload = uploads.let_in(actor, wizard.INTAKE, chosen)
    return upload.name or "", upload.chunks()


def _mapping(request: HttpRequest) -> dict[int, str]:
    """What the form says of each column."""
    said = {}
    for name, value in request.POST.items():
        word, _dash, place = name.partition("-")
        at = whole(place) if word == "column" else None
        if at is not None:
            said[at] = str(value)
    return said


def version_of(request: HttpRequest) -> int:
    """The version that the page showed; 0, which is none, where it does not say."""
    return whole(request.POST.get("version", "")) or 0


def elsewhere(request: HttpRequest, url: str) -> HttpResponse:
    """The page that is right now, also for a piece that asks by itself."""
    if wants_fragment(request):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def _file(name: str, content_type: str, pieces: Iterable[bytes]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response
