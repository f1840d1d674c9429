"""Settings → Importe: what came in, its report, and taking it back (R13, IMP-05, N-07)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from stammkunde.foundation import batches, files, sheets, takeback
from stammkunde.foundation.jobs import enqueue
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who
from stammkunde.people import queries, tasks
from stammkunde.people import record as records

AT_ONCE = 3  # steps that somebody may wait for; what takes longer goes on in the background
_PATIENCE = 1.0


@require_safe
def settings_imports(request: HttpRequest) -> HttpResponse:
    """The last imports, newest first."""
    actor = who(request, queries.IMPORT)
    context = {"imports": records.shown_imports(actor)}
    return page(request, "people/settings_imports.html", context)


@require_safe
def import_batch(request: HttpRequest, batch: int) -> HttpResponse:
    """One import with its report, for `people.import`."""
    actor = who(request, queries.IMPORT)
    shown = records.ShownImport(queries.import_batch(actor, batch))
    return page(request, "people/import.html", {"one": shown})


@require_safe
def import_state(request: HttpRequest, batch: int) -> HttpResponse:
    """How far an import is: a piece that asks again by itself; the page once it is through."""
    actor = who(request, queries.IMPORT)
    shown = records.ShownImport(queries.import_batch(actor, batch))
    return page(request, "people/import.html", {"one": shown}, "people/_import_state.html")


@require_safe
def import_errors(request: HttpRequest, batch: int) -> StreamingHttpResponse:
    """Errors and hints as a CSV file: row, column, what is wrong, what to do (IMP-05)."""
    actor = who(request, queries.IMPORT)
    shown = records.ShownImport(queries.import_batch(actor, batch))
    heads = [
        pgettext("people: import", "Row"),
        pgettext("people: import", "Column"),
        _("What is wrong"),
        _("What to do"),
    ]
    keys = ("row", "column", "message", "hint")
    rows = [[one[key] for key in keys] for one in [*shown.errors, *shown.notes]]
    pieces = (piece.encode() for piece in sheets.write([heads, *rows]))
    response = StreamingHttpResponse(
        (part for part in (b"\xef\xbb\xbf", *pieces)), content_type="text/csv; charset=utf-8"
    )
    name = files.harmless_name(_("Errors %(file)s") % {"file": shown.name} + ".csv")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def import_undo(request: HttpRequest, batch: int) -> HttpResponse:
    """Undo an import, after saying what that means; a big one goes on in the background."""
    actor = who(request, queries.IMPORT)
    shown = records.ShownImport(queries.import_batch(actor, batch))
    if not shown.undoable:
        messages.info(request, _("There is nothing to undo."))
        return redirect("people:import", batch=batch)
    if request.method == "POST":
        try:
            row = takeback.begin_undo(actor, batch)
            if row.steps > AT_ONCE or not _undone(request, batch):
                enqueue(tasks.undo_import, batch=batch, label=actor.label)
                messages.info(request, _("The import is being undone."))
        except Refused as no:
            messages.error(request, str(no.message))
        return redirect("people:import", batch=batch)
    changed, names = records.touched(actor, shown.row)
    context = {"one": shown, "changed": changed, "names": names}
    return page(request, "people/import_undo.html", context)


def _undone(request: HttpRequest, batch: int) -> bool:
    """Whether it went at once; not while another import is at work."""
    actor = who(request, queries.IMPORT)
    try:
        with batches.exclusive(patience=_PATIENCE):
            row, _stayed = takeback.undo(actor, batch)
    except batches.Busy:
        return False
    messages.success(request, records.undone_text(actor, records.ShownImport(row)))
    return True
