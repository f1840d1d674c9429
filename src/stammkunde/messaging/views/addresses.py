"""*Adresse stimmt wieder*: a mark at an e-mail address goes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.web.who import who
from stammkunde.messaging.operations import clear_address
from stammkunde.people import queries as people
from stammkunde.people.views.way import record_url


@require_POST
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the mark off an address of this customer."""
    actor = who(request, "messaging.write")
    customer = people.customer(actor, pk)
    try:
        clear_address(actor=actor, address=request.POST.get("address", ""))
    except Refused as no:
        messages.error(request, str(no.message))
    else:
        messages.success(request, _("The address takes mail again."))
    return redirect(record_url(request, customer.pk))
