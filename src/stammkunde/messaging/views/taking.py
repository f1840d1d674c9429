"""An enquiry becomes a new customer, or belongs to one who is there (*Übernehmen*, R2)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Refusal, Refused
from stammkunde.foundation.web.fragments import page, undo_tag
from stammkunde.foundation.web.who import who
from stammkunde.messaging import operations
from stammkunde.messaging.operations.taking import Taken, item_of
from stammkunde.messaging.queries import inquiries as queries
from stammkunde.messaging.rules import inquiries as rules
from stammkunde.people import queries as people
from stammkunde.people.fields import EDIT, FIELDS
from stammkunde.people.forms import NewCustomer
from stammkunde.people.rules import REASONS, record_name
from stammkunde.people.views.way import say_changed

ALIKE = "alike"
_PLAIN = (
    "kind", "first_name", "last_name", "organisation", "title", "email", "phone", "street",
    "postcode", "city",
)  # fmt: skip
_ROW = ("first_name", "last_name", "birth_date", "breed")
MOST_HITS = 8


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, inquiry: int) -> HttpResponse:
    """The form that adds a customer, filled in with what was said; who may be there already stands
    beside it. `do=anyway` adds nevertheless (409 without)."""
    actor = who(request, queries.ANSWER)
    who(request, EDIT)
    row = queries.inquiry(actor, inquiry)
    if row.customer_id:
        return redirect("messaging:inquiry", inquiry)
    posted = request.method == "POST"
    form = NewCustomer(actor, request.POST if posted else _filled(item_of(row)))
    found = [] if posted else people.alike(actor, form.typed())
    asked = False
    if posted and form.is_valid():
        item = form.item() | {"origin": item_of(row)["origin"]}
        taken = _taken(actor, inquiry, form, item)
        if taken.customer is not None:
            return _on(request, taken)
        asked = any(one.code == ALIKE for one in taken.refused)
        found = people.alike(actor, item) if asked else []
        form.refuse([one for one in taken.refused if one.code != ALIKE])
    context = {
        "row": row,
        "name": rules.called(row),
        "create": form,
        "form": form.form,
        "profile": form.profile,
        "alike": [
            (one.customer, record_name(one.customer), [REASONS[key] for key in one.reasons])
            for one in found
        ],
        "anyway": asked,
        "once": True,
        "seen": ",".join(str(one.customer.pk) for one in found),
        "attach": [] if posted else [(one.customer, record_name(one.customer)) for one in found],
        "cancel_url": reverse("messaging:inquiry", args=[inquiry]),
    }
    status = 409 if asked else 422 if posted and form.wrong else 200
    return page(request, "messaging/inquiries/take.html", context, status=status)


@require_http_methods(["GET", "POST"])
def attach(request: HttpRequest, inquiry: int) -> HttpResponse:
    """Say whose an enquiry is: `?customer=` shows what differs, field by field; `?q=` looks for
    somebody. What is ticked goes to the customer."""
    actor = who(request, queries.ANSWER)
    who(request, people.SEE)
    row = queries.inquiry(actor, inquiry)
    data = request.POST if request.method == "POST" else request.GET
    chosen = whole(data.get("customer"))
    customer = people.customer(actor, chosen) if chosen else None
    problem = ""
    if request.method == "POST" and customer is not None:
        try:
            outcome = operations.attach_inquiry(
                actor=actor,
                inquiry=inquiry,
                customer=customer.pk,
                take=request.POST.getlist("take") if actor.may(EDIT) else (),
            )
        except Refused as no:
            problem = str(no.message)
        else:
            text = _("The enquiry belongs to %(name)s now.") % {"name": record_name(customer)}
            say_changed(request, outcome, text)
            return redirect("messaging:inquiry", inquiry)
    query = "" if customer else data.get("q", "").strip()[:200]
    context = {
        "row": row,
        "name": rules.called(row),
        "customer": customer,
        "customer_name": record_name(customer) if customer else "",
        "differences": _differences(actor, row, customer) if customer else [],
        "may_edit": actor.may(EDIT),
        "q": query,
        "hits": _hits(actor, inquiry, query),
        "problem": problem,
    }
    status = 422 if problem else 200
    return page(request, "messaging/inquiries/attach.html", context, status=status)


def _taken(actor: Actor, pk: int, form: NewCustomer, item: dict[str, Any]) -> Taken:
    try:
        return operations.take_over_inquiry(actor=actor, inquiry=pk, customer=item, seen=form.seen)
    except Refused as no:
        return Taken(refused=[Refusal(None, no.code, no.message, no.field)])


def _on(request: HttpRequest, taken: Taken) -> HttpResponse:
    customer = taken.customer
    assert customer is not None
    text = _("%(name)s was added.") % {"name": record_name(customer)}
    if customer.number:
        text += " " + _("The customer number is %(number)s.") % {"number": customer.number}
    messages.success(request, text, extra_tags=undo_tag(taken.entry))
    return redirect("people:record", customer.pk)


def _filled(item: dict[str, Any]) -> QueryDict:
    """The form as if somebody had typed it."""
    typed: dict[str, str] = {key: str(item.get(key) or "") for key in _PLAIN}
    for at, one in enumerate(item["participants"]):
        typed |= {f"p{at}-{key}": _day(str(one.get(key) or "")) for key in _ROW}
    return QueryDict(urlencode(typed))


def _day(text: str) -> str:
    """A day as people write it."""
    parts = text.split("-")
    iso = len(parts) == 3 and all(part.isdigit() for part in parts)
    return ".".join(reversed(parts)) if iso else text


def _differences(actor: Actor, row: Any, customer: Any) -> list[tuple[str, Any, str, str]]:
    stored = {key: getattr(customer, key) for key in rules.TAKEN}
    points = [one.folded for one in people.points_of(actor, customer.pk)]
    return [
        (key, FIELDS[key].label, old, new)
        for key, old, new in rules.differences(row, stored, points)
    ]


def _hits(actor: Actor, pk: int, query: str) -> list[tuple[Any, str, str]]:
    url = reverse("messaging:inquiry_attach", args=[pk])
    found = people.best_matching(actor, query, MOST_HITS) if query else []
    return [(one, record_name(one), f"{url}?customer={one.pk}") for one in found]
