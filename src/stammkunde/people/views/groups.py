"""Pages about tags and groups: on one customer, and the office's own words in the settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole, wholes
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.tones import TONES
from stammkunde.foundation.web.fragments import page
from stammkunde.foundation.web.who import who
from stammkunde.people import operations, queries, rules
from stammkunde.people.fields import EDIT
from stammkunde.people.lists import belonging
from stammkunde.people.operations import LabelKind
from stammkunde.people.views.way import came_from, record_url, say_changed, settle, way_back

SETTINGS = "people.settings"
TITLES = {
    "tag": belonging.TAGS,
    "group": gettext_lazy("Customer groups"),
    "recipient_group": gettext_lazy("Recipient groups"),
}
HINTS = {
    "tag": gettext_lazy("Free words of the office. Renaming one renames it everywhere."),
    "group": gettext_lazy("For filters, notices and prices. Only the office puts customers in."),
    "recipient_group": gettext_lazy("Only for addressing messages."),
}
GROUP_KINDS: tuple[LabelKind, ...] = ("group", "recipient_group")


@require_http_methods(["GET", "POST"])
def labels(request: HttpRequest, pk: int) -> HttpResponse:
    """Tags and groups of one customer (CLS-10, 11, 17): a plain form, no script needed.

    POST `do`: `tag` (by `name`; a new word becomes a tag), `untag` (`tag`: id), `groups`.
    """
    actor = who(request, EDIT)
    customer = queries.customer(actor, pk)
    problem = ""
    if request.method == "POST":
        try:
            _write(request, actor, pk)
            return redirect(_proof_url(request, actor, pk) or record_url(request, pk))
        except Refused as no:
            problem = str(no.message)
    mine = queries.labels_of(actor, pk)
    held = {"group": mine.groups, "recipient_group": mine.recipient_groups}
    context = {
        "customer": customer,
        "name": rules.record_name(customer),
        "labels": mine,
        "tag_names": queries.offered_labels(actor, "tag"),
        "typed": request.POST.get("name", ""),
        "problem": problem,
        "kinds": [
            (
                kind,
                TITLES[kind],
                queries.offered_labels(actor, kind),
                {one.id for one in held[kind]},
            )
            for kind in GROUP_KINDS
        ],
        **way_back(request),
        "record_url": record_url(request, pk),
    }
    return page(request, "people/labels.html", context, status=422 if problem else 200)


def _write(request: HttpRequest, actor: Actor, pk: int) -> None:
    do = request.POST.get("do", "tag")
    if do == "tag":
        name = rules.label_name(request.POST.get("name", ""))
        known = queries.tag_named(actor, name)
        tag = known or operations.add_tags(actor=actor, names=[name]).done[0]
        _say(request, operations.tag_customers(actor=actor, customers=[pk], tags=[tag.pk]))
    elif do == "untag":
        tags = _ids(request, "tag")
        _say(request, operations.untag_customers(actor=actor, customers=[pk], tags=tags))
    elif do == "groups":
        for kind in GROUP_KINDS:
            wanted, had = set(_ids(request, kind)), set(_ids(request, f"had.{kind}"))
            if wanted - had:
                joined = operations.put_into_groups(
                    actor=actor, kind=kind, customers=[pk], groups=sorted(wanted - had)
                )
                _say(request, joined)
            if had - wanted:
                left = operations.take_out_of_groups(
                    actor=actor, kind=kind, customers=[pk], groups=sorted(had - wanted)
                )
                _say(request, left)
    else:
        raise Missing(f"do {do[:20]}")


def _proof_url(request: HttpRequest, actor: Actor, pk: int) -> str:
    """Where the proof for a group that was just joined is filed, "" when none is asked for (R7)."""
    if request.POST.get("do") != "groups" or not actor.may(queries.DOCUMENTS):
        return ""
    joined = set(_ids(request, "group")) - set(_ids(request, "had.group"))
    asked = queries.groups_that_need_proof(actor, joined) if joined else {}
    missing = [one for one in asked if queries.proof_of(actor, pk, one) is None]
    if not missing:
        return ""
    back = came_from(request)
    url = reverse("people:proof", args=[pk, min(missing)])
    return f"{url}?{urlencode({'back': back})}" if back else url


def _say(request: HttpRequest, outcome: Outcome[Any]) -> None:
    if outcome.entry:
        say_changed(request, outcome, _("Changes saved."))


def _ids(request: HttpRequest, name: str) -> list[int]:
    return wholes(request.POST.getlist(name))


@require_http_methods(["GET", "POST"])
def settings_labels(request: HttpRequest, kind: LabelKind) -> HttpResponse:
    """All tags or groups: add, rename, tone, order, archive (CLS-10, 11, 17; 2.4)."""
    actor = who(request, SETTINGS)
    problem, status = "", 200
    if request.method == "POST":
        no = settle(request, lambda: _keep(request, actor, kind))
        if no is None:
            return redirect(request.path)
        problem, status = no
    rows = list(queries.counted_labels(actor, kind))
    context = {
        "kind": kind,
        "title": TITLES[kind],
        "hint": HINTS[kind],
        "column": belonging.MEMBERSHIP[kind],
        "rows": [row for row in rows if row.archived_at is None],
        "archive": [row for row in rows if row.archived_at],
        "tones": TONES,
        "typed": request.POST.get("name", "") if problem else "",
        "problem": problem,
        "list_url": reverse("people:list"),
    }
    return page(request, "people/settings_labels.html", context, status=status)


def _keep(request: HttpRequest, actor: Actor, kind: LabelKind) -> Outcome[Any]:
    do, ids = request.POST.get("do", "add"), _ids(request, "label")
    if do == "add":
        names = [request.POST.get("name", "")]
        return operations.add_labels(actor=actor, kind=kind, names=names)
    if do == "archive":
        return operations.archive_labels(actor=actor, kind=kind, labels=ids)
    if do == "restore":
        return operations.restore_labels(actor=actor, kind=kind, labels=ids)
    if do != "change" or not ids:
        raise Missing(f"do {do[:20]}")
    values: dict[str, Any] = {"name": request.POST.get("name", "")}
    for name in ("tone", "order"):  # what this page left alone stays as somebody else has made it
        said = request.POST.get(name, "")
        if said and said != request.POST.get(f"had.{name}"):
            values[name] = said if name == "tone" else whole(said)
    needed = "1" if "needs_proof" in request.POST else ""
    if kind == "group" and needed != request.POST.get("had.needs_proof"):
        values["needs_proof"] = bool(needed)
    expected = {"name": request.POST["expected"]} if "expected" in request.POST else {}
    return operations.change_labels(
        actor=actor, kind=kind, label=ids[0], values=values, expected=expected
    )


@require_http_methods(["GET", "POST"])
def settings_merge_tags(request: HttpRequest) -> HttpResponse:
    """Two tags become one, after saying what that means (2.4)."""
    actor = who(request, SETTINGS)
    asked = request.POST if request.method == "POST" else request.GET
    chosen = [asked.get(name, "") for name in ("source", "into")]
    source, into = (
        queries.label(actor, "tag", pk) if (pk := whole(one)) is not None else None
        for one in chosen
    )
    problem = ""
    if request.method == "POST":
        try:
            if not (source and into):
                raise Refused("tag_missing", _("Two tags are needed."))
            outcome = operations.merge_tags(actor=actor, source=source.pk, into=into.pk)
            said = _("“%(source)s” is “%(into)s” now (customers: %(count)s).")
            names = {"source": source.name, "into": into.name, "count": len(outcome.done)}
            messages.success(request, said % names)
            return redirect("people:settings_tags")
        except Refused as no:
            problem = str(no.message)
    context = {
        "tags": queries.offered_labels(actor, "tag"),
        "source": source,
        "into": into,
        "ready": bool(source and into and source != into),
        "problem": problem,
    }
    return page(request, "people/merge_tags.html", context, status=422 if problem else 200)
