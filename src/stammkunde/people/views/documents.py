"""Pages about documents: the tab of a customer, one document, the kinds (COM-12)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from stammkunde.foundation import uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole, wholes
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.refusals import Missing, Refused, Stale
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who
from stammkunde.people import operations, papers, queries, rules
from stammkunde.people import record as records
from stammkunde.people.forms.customer import EXPECTED
from stammkunde.people.operations import NewDocument
from stammkunde.people.views.way import came_from, say_changed, settle, way_back

# What is said about a document, by its name on the page: the column.
_COLUMNS = {
    "name": "name", "kind": "kind_id", "participant": "participant_id", "visibility": "visibility",
}  # fmt: skip
_IDS = frozenset({"kind", "participant"})


@require_http_methods(["GET", "POST"])
def documents(request: HttpRequest, pk: int) -> HttpResponse:
    """The documents of a customer, and a form that takes several files at once.

    What can be filed is filed; every other file is named with its reason (422 when none was).
    """
    actor = who(request, queries.DOCUMENTS)
    queries.customer(actor, pk)
    problems: list[str] = []
    if request.method == "POST":
        done = _file(request, actor, pk, problems)
        if done:
            text = ngettext("%(n)s document filed.", "%(n)s documents filed.", done)
            messages.success(request, text % {"n": done})
            for one in problems:
                messages.error(request, one)
            return redirect(_tab_url(request, pk))
    filed, binned = records.shown_documents(actor, pk)
    context = {
        "frame": records.frame(actor, pk, tab="people.documents"),
        **way_back(request),
        "filed": filed,
        "binned": binned,
        "kinds": queries.document_kinds(actor),
        "people": _people(actor, pk),
        "visibilities": rules.VISIBILITIES,
        "typed": request.POST if problems else {},
        "problems": problems,
        "limit": papers.INTAKE.most_bytes // uploads.MEGABYTE,
        "at_once": papers.AT_ONCE,
    }
    return page(request, "people/documents.html", context, status=422 if problems else 200)


def _file(request: HttpRequest, actor: Actor, pk: int, problems: list[str]) -> int:
    """File what was sent; how many. Why the others were not stands in `problems`."""
    sent: list[uploads.Incoming | None] = [*request.FILES.getlist("files")] or [None]
    made: list[NewDocument] = []
    for one in sent[: papers.AT_ONCE]:
        try:
            checked = uploads.taken(actor, papers.INTAKE, one, field="files")
            made.append(
                _new(request, checked, request.POST.get("name", "") if len(sent) == 1 else "")
            )
        except Refused as no:
            name = getattr(one, "name", "") or ""
            problems.append(f"{name}: {no.message}" if name and len(sent) > 1 else str(no.message))
    if len(sent) > papers.AT_ONCE:
        text = _("At most %(n)s files at once; the others were left out.")
        problems.append(text % {"n": papers.AT_ONCE})
    if not made:
        return 0
    try:
        return len(operations.add_documents(actor=actor, customer=pk, documents=made).done)
    except Refused as no:
        problems.append(str(no.message))
        return 0


def _new(request: HttpRequest, checked: uploads.Checked, name: str) -> NewDocument:
    return NewDocument(
        checked,
        name,
        whole(request.POST.get("kind")),
        whole(request.POST.get("participant")),
        request.POST.get("visibility") or rules.INTERNAL,
    )


@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, document: int) -> HttpResponse:
    """Name, kind, participant, visibility of one document. 422 with the reason, 409 when stale."""
    actor = who(request, queries.DOCUMENTS)
    row = queries.document(actor, document)
    back = _tab_url(request, row.customer_id, document)
    stored = {key: getattr(row, column) for key, column in _COLUMNS.items()}
    wanted: dict[str, Any] = {}
    problem, status = "", 200
    if request.method == "POST":
        typed, shown = _said(request, ""), _said(request, EXPECTED)
        wanted = {key: value for key, value in typed.items() if value != shown.get(key, ...)}
        try:
            outcome = operations.change_document(
                actor=actor,
                document=document,
                values={_COLUMNS[key]: value for key, value in wanted.items()},
                expected={_COLUMNS[key]: shown[key] for key in wanted if key in shown},
            )
        except Refused as no:
            problem, status = str(no.message), 409 if isinstance(no, Stale) else 422
        else:
            say_changed(request, outcome, _("Changes saved."))
            return redirect(back)
    context = {
        "row": row,
        "shown": records.ShownDocument(row),
        "name": rules.record_name(row.customer),
        "typed": {**stored, **wanted},
        "expected": [(EXPECTED + key, "" if was is None else was) for key, was in stored.items()],
        "kinds": [*queries.document_kinds(actor), *([row.kind] if _resting(row) else [])],
        "people": _people(actor, row.customer_id, row.participant),
        "visibilities": rules.VISIBILITIES,
        "problem": problem,
        **way_back(request),
        "record_url": back,
    }
    return page(request, "people/document.html", context, status=status)


@require_http_methods(["GET", "POST"])
def delete_document(request: HttpRequest, document: int) -> HttpResponse:
    """Into the bin of the tab, after saying what that means; undo and "restore" bring it back."""
    actor = who(request, queries.DOCUMENTS)
    row = queries.document(actor, document)
    back = _tab_url(request, row.customer_id)
    if request.method == "POST":
        outcome = operations.delete_documents(actor=actor, documents=[document])
        say_changed(request, outcome, _("%(name)s is in the bin now.") % {"name": row.name})
        return redirect(back)
    context = {
        "row": row,
        "name": rules.record_name(row.customer),
        "days": papers.BIN_TIME.days,
        **way_back(request),
        "record_url": back,
    }
    return page(request, "people/document_delete.html", context)


@require_POST
def restore_document(request: HttpRequest, document: int) -> HttpResponse:
    """Out of the bin."""
    actor = who(request, queries.DOCUMENTS)
    row = queries.document(actor, document)
    outcome = operations.restore_documents(actor=actor, documents=[document])
    say_changed(request, outcome, _("%(name)s is back from the bin.") % {"name": row.name})
    return redirect(_tab_url(request, row.customer_id, document))


@require_http_methods(["GET", "POST"])
def settings_document_kinds(request: HttpRequest) -> HttpResponse:
    """All kinds of documents: add, rename, order, archive, restore."""
    actor = who(request, queries.SETTINGS)
    problem, status = "", 200
    if request.method == "POST":
        no = settle(request, lambda: _keep_kind(request, actor))
        if no is None:
            return redirect(request.path)
        problem, status = no
    rows = queries.kinds_with_use(actor)
    context = {
        "rows": [row for row in rows if row.archived_at is None],
        "archive": [row for row in rows if row.archived_at],
        "typed": request.POST.get("name", "") if problem else "",
        "problem": problem,
    }
    return page(request, "people/settings_document_kinds.html", context, status=status)


def _keep_kind(request: HttpRequest, actor: Actor) -> Outcome[Any]:
    do, ids = request.POST.get("do", "add"), wholes(request.POST.getlist("kind"))
    if do == "add":
        return operations.add_document_kinds(actor=actor, names=[request.POST.get("name", "")])
    if do == "archive":
        return operations.archive_document_kinds(actor=actor, kinds=ids)
    if do == "restore":
        return operations.restore_document_kinds(actor=actor, kinds=ids)
    if do != "change" or not ids:
        raise Missing(f"do {do[:20]}")
    values: dict[str, Any] = {"name": request.POST.get("name", "")}
    order = request.POST.get("order", "")
    if order and order != request.POST.get("had.order"):
        values["order"] = whole(order)
    expected = {"name": request.POST["expected"]} if "expected" in request.POST else {}
    return operations.change_document_kind(
        actor=actor, kind=ids[0], values=values, expected=expected
    )


def _resting(row: Any) -> bool:
    """Whether the document's kind is no longer offered."""
    return row.kind is not None and row.kind.archived_at is not None


def _said(request: HttpRequest, prefix: str) -> dict[str, Any]:
    """What the page says about a document, or (with a prefix) said when it was opened."""
    sent = {key: request.POST.get(prefix + key) for key in _COLUMNS if prefix + key in request.POST}
    return {key: whole(text) if key in _IDS else text for key, text in sent.items()}


def _people(actor: Actor, pk: int, known: Any = None) -> list[tuple[int, str]]:
    """The participants of a customer, to say whom a document is about; `known`: whom it is now."""
    rows = [row for row in queries.participants_of(actor, pk) if row.archived_at is None]
    if known is not None and known not in rows:
        rows.append(known)
    return [(row.pk, rules.participant_name(row)) for row in rows]


def _tab_url(request: HttpRequest, pk: int, document: int | None = None) -> str:
    url, back = reverse("people:documents", args=[pk]), came_from(request)
    url += f"?{urlencode({'back': back})}" if back else ""
    return f"{url}#d-{document}" if document else url
