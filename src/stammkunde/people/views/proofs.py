"""The page on which the proof for a group is filed or renewed (CLS-15, users.md R7)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.foundation import uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who
from stammkunde.people import operations, papers, queries, rules
from stammkunde.people import record as records
from stammkunde.people.fields import EDIT
from stammkunde.people.operations import NewDocument
from stammkunde.people.views.way import record_url, way_back

KIND = "proof"


@require_http_methods(["GET", "POST"])
def proof(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    """File what was shown and until when it holds; the customer is in the group with it.

    A new file, one that is filed already (`document`), or only the day: the paper was looked at.
    422 with the reason.
    """
    actor = who(request, queries.DOCUMENTS)
    if not actor.may(EDIT):
        raise Forbidden(EDIT)
    customer = queries.customer(actor, pk)
    wanted = queries.proving_group(actor, group)
    known = queries.proof_of(actor, pk, group)
    problem = ""
    if request.method == "POST":
        try:
            operations.prove_group(
                actor=actor,
                customer=pk,
                group=group,
                valid_until=request.POST.get("valid_until", ""),
                document=_document(request, actor, wanted.name),
            )
        except Refused as no:
            problem = str(no.message)
        else:
            messages.success(
                request, _("The proof for %(group)s is filed.") % {"group": wanted.name}
            )
            return redirect(record_url(request, pk))
    filed, _binned = records.shown_documents(actor, pk)
    context = {
        "customer": customer,
        "name": rules.record_name(customer),
        "group": wanted,
        "known": known,
        "filed": filed[:50],
        "typed": request.POST if problem else {},
        "problem": problem,
        "limit": papers.INTAKE.most_bytes // uploads.MEGABYTE,
        **way_back(request),
        "record_url": record_url(request, pk),
    }
    return page(request, "people/proof.html", context, status=422 if problem else 200)


def _document(request: HttpRequest, actor: Actor, group: str) -> NewDocument | int | None:
    if upload := request.FILES.get("file"):
        checked = uploads.taken(actor, papers.INTAKE, upload, field="file")
        kinds = queries.document_kinds(actor)
        kind = next((one.pk for one in kinds if one.code == KIND), None)
        return NewDocument(checked, _("Proof for %(group)s") % {"group": group}, kind)
    return whole(request.POST.get("document"))
