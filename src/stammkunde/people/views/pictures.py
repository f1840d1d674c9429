"""The page about a customer's picture or logo (CUS-07)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.foundation import uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who
from stammkunde.people import operations, pictures, queries, rules
from stammkunde.people import record as records
from stammkunde.people.fields import EDIT
from stammkunde.people.views.way import record_url, way_back


@require_http_methods(["GET", "POST"])
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload a picture, or delete the one that is there (`remove`). 422 with the reason."""
    actor = who(request, EDIT)
    customer = queries.customer(actor, pk)
    problem = ""
    if request.method == "POST":
        if "remove" in request.POST:
            operations.remove_pictures(actor=actor, customers=[pk])
            messages.success(request, _("The picture was deleted."))
            return redirect(record_url(request, pk))
        try:
            checked = _taken(request, actor)
            operations.set_picture(actor=actor, customer=pk, picture=checked)
        except Refused as no:
            problem = str(no.message)
        else:
            messages.success(request, _("The picture is there."))
            return redirect(record_url(request, pk))
    context = {
        "customer": customer,
        "name": rules.record_name(customer),
        "picture": records.picture_url(customer),
        "problem": problem,
        **way_back(request),
        "record_url": record_url(request, pk),
    }
    return page(request, "people/picture.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
def participant_picture(request: HttpRequest, participant: int) -> HttpResponse:
    """As `picture`, of a participant (2.2)."""
    actor = who(request, EDIT)
    row = queries.participant(actor, participant)
    back = f"{reverse('people:participants', args=[row.customer_id])}#p-{participant}"
    problem = ""
    if request.method == "POST":
        try:
            if "remove" in request.POST:
                operations.remove_participant_pictures(actor=actor, participants=[participant])
                messages.success(request, _("The picture was deleted."))
            else:
                checked = _taken(request, actor)
                operations.set_participant_picture(
                    actor=actor, participant=participant, picture=checked
                )
                messages.success(request, _("The picture is there."))
            return redirect(back)
        except Refused as no:
            problem = str(no.message)
    context = {
        "customer": row,
        "name": rules.participant_name(row),
        "picture": records.picture_url(row),
        "problem": problem,
        **way_back(request),
        "record_url": back,
    }
    return page(request, "people/picture.html", context, status=422 if problem else 200)


def _taken(request: HttpRequest, actor: Actor) -> uploads.Checked:
    upload = request.FILES.get("picture")
    return uploads.taken(actor, pictures.INTAKE, upload, field="picture")
