"""Pages about contacts: the tab of a customer and one contact in place (PAR-07, PAR-12)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.web.fragments import page, undo_tag, wants_fragment
from stammkunde.foundation.web.who import who
from stammkunde.people import operations, profiles, queries, rules
from stammkunde.people import record as records
from stammkunde.people.fields import EDIT
from stammkunde.people.forms import ContactForm
from stammkunde.people.operations import ContactChange
from stammkunde.people.views.way import came_from, say_changed, submit, way_back


@require_http_methods(["GET", "POST"])
def contacts(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to ask for about this customer, in their order, and a form to add somebody."""
    actor = who(request, EDIT if request.method == "POST" else queries.SEE)
    customer = queries.customer(actor, pk)
    form = ContactForm(request.POST or None, birth_dates=records.asks_birth_dates(customer))
    if request.method == "POST" and form.is_valid():
        item = {"customer": pk, **form.values()}
        outcome = operations.add_contacts(actor=actor, contacts=[item])
        if outcome.done:
            row = outcome.done[0]
            text = _("%(name)s was added.") % {"name": rules.contact_name(row)}
            messages.success(request, text, extra_tags=undo_tag(outcome.entry))
            return redirect(_tab_url(request, pk, row.pk))
        form.refuse(outcome.refused)
    context = {
        "frame": records.frame(actor, pk, tab="contacts"),
        **way_back(request),
        "people": records.shown_contacts(actor, pk),
        "form": form,
        "profile": profiles.current(),
    }
    return page(request, "people/contacts.html", context, status=422 if form.errors else 200)


@require_safe
def contact(request: HttpRequest, contact: int) -> HttpResponse:
    """One contact at rest, for Esc; without script the place on the customer's page."""
    actor = who(request, queries.SEE)
    row = queries.contact(actor, contact)
    if not wants_fragment(request):
        return redirect(_tab_url(request, row.customer_id, row.pk))
    return _at_rest(request, actor, row)


@require_http_methods(["GET", "POST"])
def edit_contact(request: HttpRequest, contact: int) -> HttpResponse:
    """All fields of one contact, in place. 422 with reasons, 409 with both values."""
    actor = who(request, EDIT)
    row = queries.contact(actor, contact)
    asked = row.birth_date is not None or records.asks_birth_dates(row.customer)
    form = ContactForm(
        request.POST or None,
        birth_dates=asked,
        row=rules.contact_values(row),
        auto_id=f"c{contact}_%s",  # ids of its own: the form that adds somebody stands there, too
    )
    status = 200
    if request.method == "POST" and form.is_valid():

        def save(wanted: dict[str, Any], expected: dict[str, str]) -> Outcome[Any]:
            changes = [ContactChange(contact, wanted, expected)]
            return operations.change_contacts(actor=actor, changes=changes)

        outcome, status = submit(form, save)
        if outcome:
            say_changed(request, outcome, _("Changes saved."))
            if wants_fragment(request):
                return _at_rest(request, actor, queries.contact(actor, contact), saved=True)
            return redirect(_tab_url(request, row.customer_id, contact))
    context = {
        "form": form,
        "contact": row,
        "name": rules.contact_name(row),
        **way_back(request),
        "record_url": _tab_url(request, row.customer_id, contact),
        "home_name": rules.record_name(row.customer),
    }
    fragment = "people/_contact_form.html"
    status = 422 if form.errors else status
    return page(request, "people/contact_edit.html", context, fragment, status=status)


@require_POST
def move_contact(request: HttpRequest, contact: int) -> HttpResponse:
    """One place up or down (`do`): who is asked for first (PAR-07)."""
    actor = who(request, EDIT)
    row = queries.contact(actor, contact)
    up = request.POST.get("do") != "down"
    outcome = operations.order_contacts(actor=actor, contact=contact, up=up)
    say_changed(request, outcome, _("The order was changed."))
    return redirect(_tab_url(request, row.customer_id, contact))


@require_POST
def archive_contact(request: HttpRequest, contact: int) -> HttpResponse:
    """Into the archive; undo and "restore" bring the contact back."""
    actor = who(request, EDIT)
    row = queries.contact(actor, contact)
    outcome = operations.archive_contacts(actor=actor, contacts=[contact])
    name = rules.contact_name(row)
    say_changed(request, outcome, _("%(name)s is in the archive now.") % {"name": name})
    return redirect(_tab_url(request, row.customer_id))


@require_POST
def restore_contact(request: HttpRequest, contact: int) -> HttpResponse:
    """Out of the archive."""
    actor = who(request, EDIT)
    row = queries.contact(actor, contact)
    outcome = operations.restore_contacts(actor=actor, contacts=[contact])
    name = rules.contact_name(row)
    say_changed(request, outcome, _("%(name)s is back from the archive.") % {"name": name})
    return redirect(_tab_url(request, row.customer_id, contact))


def _at_rest(request: HttpRequest, actor: Actor, row: Any, *, saved: bool = False) -> HttpResponse:
    found = records.shown_contacts(actor, row.customer_id)
    context: dict[str, Any] = {
        "one": next(one for one in found if one.row.pk == row.pk),
        "may_edit": actor.may(EDIT),
        "saved": saved,
        **way_back(request),
    }
    template = "people/_contact.html"
    return page(request, template, context, template)


def _tab_url(request: HttpRequest, pk: int, contact: int | None = None) -> str:
    url, back = reverse("people:contacts", args=[pk]), came_from(request)
    url += f"?{urlencode({'back': back})}" if back else ""
    return f"{url}#k-{contact}" if contact else url
