"""Setting up a new business: the first page, the test mail, demo data, the backup at once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from stammkunde.accounts import queries as accounts
from stammkunde.backoffice.checklist import checklist
from stammkunde.backoffice.views.business import said, typed
from stammkunde.backoffice.views.way import say
from stammkunde.foundation import business as house
from stammkunde.foundation import takeback
from stammkunde.foundation import tasks as house_tasks
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import changing, trial
from stammkunde.foundation.jobs import enqueue
from stammkunde.foundation.jobs.health import health, is_waiting
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who
from stammkunde.messaging.house import sender
from stammkunde.people import fields, lifecycle, operations, profiles, tasks
from stammkunde.people import queries as people
from stammkunde.people import record as records


@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Industry, form of address and data of the business; then the checklist and demo data.

    POST `do`: "save", "later", "hide" or "show" (the checklist).
    """
    actor = who(request, house.WORD)
    context: dict[str, Any] = {"row": house.business(), "formal": lifecycle.business().formal}
    context["industry"] = profiles.industry()
    if request.method == "POST":
        try:
            return _done(request, actor)
        except Refused as no:
            context |= {"problem": str(no.message), "field": no.field or ""}
            context |= {"row": typed(request.POST), "formal": request.POST.get("formal") != "0"}
            context["industry"] = request.POST.get("profile", "")
    context |= {
        "industries": fields.PROFILES,
        "first": not house.business().is_set_up,
        "steps": checklist(actor),
        "hidden": house.business().checklist_hidden,
        "demo": _demo(actor),
    }
    code = 422 if "problem" in context else 200
    return page(request, "backoffice/setup.html", context, status=code)


def _done(request: HttpRequest, actor: Actor) -> HttpResponse:
    do = request.POST.get("do", "save")
    if do in {"hide", "show"}:
        outcome = changing.show_checklist(actor=actor, shown=do == "show")
        say(request, outcome, _("The checklist is back.") if do == "show" else _("Put away."))
        return redirect("backoffice:today")
    if do == "save":
        _save(request, actor)
    elif do != "later":
        raise Missing("do")
    changing.finish_set_up(actor=actor)
    return redirect("backoffice:today")


def _save(request: HttpRequest, actor: Actor) -> None:
    values = said(request.POST)
    if not values.get("name", "").strip():
        raise Refused("name_missing", _("What is your business called?"), "name")
    wanted: dict[str, Any] = {}
    if "profile" in request.POST:
        wanted["profile"] = request.POST["profile"]
    if "formal" in request.POST:
        wanted["formal"] = request.POST["formal"] == "1"
    outcome = changing.change_business(actor=actor, values=values)
    say(request, outcome, _("Changes saved."))
    if actor.may(people.SETTINGS) and wanted:
        operations.change_settings(actor=actor, values=wanted)


@require_http_methods(["GET", "POST"])
def test_mail(request: HttpRequest) -> HttpResponse:
    """Send a test mail to oneself, and what became of the last one."""
    actor = who(request, house.WORD)
    to = accounts.users().filter(pk=actor.id or 0).values_list("email", flat=True).first() or ""
    if request.method == "POST":
        try:
            changing.send_test_mail(actor=actor, to=to, sender=sender())
        except Refused as no:
            messages.error(request, str(no.message))
        else:
            messages.success(request, _("The test mail is on its way to %(to)s.") % {"to": to})
        return redirect("backoffice:test_mail")
    context = {
        "to": to,
        "sender": sender(),
        "server": bool(settings.SMTP_URL or settings.MAIL_PROVIDER),
        "working": bool(health().workers),
        "state": trial.test_mail_state(),
        "trouble": trial.test_mail_problem(),
    }
    return page(request, "backoffice/test_mail.html", context, "backoffice/_test_mail.html")


@require_http_methods(["GET", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    """Invented customers to try things out: POST `do` "load" or "remove"; GET how far that is."""
    actor = who(request, house.WORD)
    if request.method == "POST":
        do = request.POST.get("do", "")
        batch = people.demo_batch(actor)
        if do == "load" and batch is None and not is_waiting(tasks.load_demo):
            enqueue(tasks.load_demo, business=profiles.industry(), label=actor.label)
        elif do == "remove" and batch is not None:
            try:
                takeback.begin_undo(actor, batch.pk)
                enqueue(tasks.remove_demo, batch=batch.pk, label=actor.label)
            except Refused as no:
                messages.error(request, str(no.message))
        return redirect("backoffice:setup")
    context = {"demo": _demo(actor)}
    return page(request, "backoffice/demo.html", context, "backoffice/_demo.html")


def _demo(actor: Actor) -> dict[str, Any]:
    batch = people.demo_batch(actor)
    return {
        "one": records.ShownImport(batch) if batch else None,
        "waiting": batch is None and is_waiting(tasks.load_demo),
        "working": bool(health().workers),
        "count": tasks.DEMO,
        "stayed": people.demo_left(actor),
    }


@require_POST
def back_up(request: HttpRequest) -> HttpResponse:
    """Make a backup now, in the background; twice in a row is once."""
    who(request, house.WORD)
    if not is_waiting(house_tasks.back_up):
        enqueue(house_tasks.back_up)
    messages.info(request, _("The backup is being made; it is proven afterwards."))
    return redirect("backoffice:today")
