"""Pages about words: templates and their editor, signatures, the form of address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden, Refused, Stale
from stammkunde.foundation.web.fragments import page, undo_tag
from stammkunde.foundation.web.who import who
from stammkunde.messaging import operations, queries
from stammkunde.messaging import texts as words_of
from stammkunde.messaging.queries.templates import Text
from stammkunde.messaging.rules import texts as rules
from stammkunde.messaging.texts import ENGLISH, GERMAN, INFORMAL, LANGUAGES, Words, samples, stored
from stammkunde.messaging.texts.placeholders import HOUSE, LINK, placeholders
from stammkunde.messaging.texts.shipping import SHIPPED
from stammkunde.people import lifecycle
from stammkunde.people import operations as people_operations
from stammkunde.people import queries as people

TEMPLATES = queries.TEMPLATES
PEOPLE_SETTINGS = "people.settings"
_NAMES = {
    GERMAN: pgettext_lazy("messaging: language of a text", "Sie"),
    INFORMAL: pgettext_lazy("messaging: language of a text", "Du"),
    ENGLISH: pgettext_lazy("messaging: language of a text", "English"),
}
_CATEGORIES = (
    ("transactional", pgettext_lazy("messaging: category", "For a booking or order")),
    ("organisational", pgettext_lazy("messaging: category", "Organisational")),
    ("advertising", pgettext_lazy("messaging: category", "Advertising")),
)


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """All texts: what the product sends, and the office's own (COM-14)."""
    actor = who(request, TEMPLATES)
    shipped, own, archive = queries.texts(actor)
    context = {"shipped": shipped, "own": own, "archive": archive}
    return page(request, "messaging/templates.html", context)


@require_http_methods(["GET", "POST"])
def template_new(request: HttpRequest) -> HttpResponse:
    """Add a text of the office's own."""
    actor = who(request, TEMPLATES)
    empty = Text("", "", "organisational", shipped=False, words=dict.fromkeys(LANGUAGES, Words()))
    if request.method == "GET":
        return _editor(request, actor, empty)
    typed = _typed(request.POST, empty)
    if request.POST.get("do") in {"preview", "test"}:
        return _answer(request, actor, typed)
    try:
        outcome = operations.add_template(
            actor=actor, name=typed.name, category=typed.category, values=_values(typed)
        )
    except Refused as no:
        return _editor(request, actor, typed, no)
    messages.success(request, _("Template added."), extra_tags=undo_tag(outcome.entry))
    return redirect(reverse("messaging:templates"))


@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, text: str) -> HttpResponse:
    """One text in its three forms. POST `do`: save, preview, test, restore, archive, unarchive."""
    actor = who(request, TEMPLATES)
    shown = queries.text(actor, text)
    if request.method == "GET":
        return _editor(request, actor, shown)
    do = request.POST.get("do", "save")
    typed = _typed(request.POST, shown)
    if do in {"preview", "test"}:
        return _answer(request, actor, typed)
    try:
        outcome = _written(actor, text, do, typed)
    except Refused as no:
        return _editor(request, actor, typed, no, now=queries.text(actor, text))
    if outcome.done:
        messages.success(request, _("Changes saved."), extra_tags=undo_tag(outcome.entry))
    stays = do in {"save", "restore"}
    return redirect(request.path if stays else reverse("messaging:templates"))


def _written(actor: Actor, key: str, do: str, typed: Text) -> Any:
    if do == "restore":
        return operations.restore_template(actor=actor, key=key)
    if do in {"archive", "unarchive"}:
        return operations.archive_template(actor=actor, key=key, archived=do == "archive")
    values = _values(typed)
    if not typed.shipped:
        values |= {"name": typed.name, "category": typed.category}
    return operations.change_template(actor=actor, key=key, values=values, version=typed.version)


def _values(typed: Text) -> dict[str, str]:
    """Columns as the form said them."""
    values: dict[str, str] = {}
    for one in LANGUAGES:
        subject, body = stored.columns(one)
        values |= {subject: typed.words[one].subject, body: typed.words[one].body}
    return values


def _typed(post: QueryDict, shown: Text) -> Text:
    """The text as somebody typed it; what the form left out stays."""
    words = {}
    for one in LANGUAGES:
        subject, body = stored.columns(one)
        was = shown.words[one]
        words[one] = Words(
            post.get(subject, was.subject)[:1000], post.get(body, was.body)[:100_000]
        )
    version = post.get("version", "")
    return replace(
        shown,
        name=post.get("name", shown.name)[:500],
        category=post.get("category", shown.category),
        version=int(version) if version.isdecimal() and len(version) < 10 else shown.version,
        words=words,
    )


def _answer(request: HttpRequest, actor: Actor, typed: Text) -> HttpResponse:
    """The preview of what is typed, or a test mail of it."""
    if request.POST.get("do") == "test":
        _send_test(request, actor, typed)
    return _editor(request, actor, typed, fragment="messaging/_text_preview.html")


def _send_test(request: HttpRequest, actor: Actor, typed: Text) -> None:
    user: Any = request.user
    language = _language(request)
    words = _shown_words(typed, language)
    about, _name = _about(request, actor, typed.key, language)
    try:
        if not words.body:
            raise Refused("body_missing", _("The text is empty."))
        operations.send_test(
            actor=actor, kind=typed.key, words=words, language=language, about=about, to=user.email
        )
    except Refused as no:
        messages.error(request, str(no.message))
    else:
        messages.success(request, _("The test mail is on its way to %(to)s.") % {"to": user.email})


def _editor(
    request: HttpRequest,
    actor: Actor,
    shown: Text,
    no: Refused | None = None,
    *,
    fragment: str = "",
    now: Text | None = None,
) -> HttpResponse:
    stale = isinstance(no, Stale)
    if stale and now is not None:
        shown = replace(shown, version=now.version)
    context = {
        "text": shown,
        "forms": [_form(shown, one) for one in LANGUAGES],
        "groups": shown.groups,
        "categories": _CATEGORIES,
        "problem": str(no.message) if no else "",
        "field": no.field or "" if no else "",
        "now": [_form(now, one) for one in LANGUAGES] if stale and now else [],
        **_preview(request, actor, shown),
    }
    status = 409 if stale else 422 if no else 200
    return page(request, "messaging/template.html", context, fragment or None, status=status)


def _form(shown: Text, language: str) -> dict[str, Any]:
    subject, body = stored.columns(language)
    return {
        "language": language,
        "label": _NAMES[language],
        "subject": subject,
        "body": body,
        "words": shown.words[language],
        "state": shown.states.get(language, ""),
        "public": language.partition("-")[0],
    }


def _language(request: HttpRequest) -> str:
    asked = (request.POST or request.GET).get("preview_language", "")
    return asked if asked in LANGUAGES else GERMAN


def _shown_words(shown: Text, language: str) -> Words:
    """What goes out in a language: the German text where there is none."""
    for one in (language, GERMAN, INFORMAL):
        if shown.words[one]:
            return shown.words[one]
    return Words()


def _preview(request: HttpRequest, actor: Actor, shown: Text) -> dict[str, Any]:
    language = _language(request)
    about, name = _about(request, actor, shown.key, language)
    known = SHIPPED[shown.key].known.values() if shown.key in SHIPPED else ()
    words = _shown_words(shown, language)
    limits = rules.MOST_CHARACTERS
    cut = Words(words.subject[: rules.MOST_SUBJECT], words.body[:limits])
    problems = [
        *words_of.problems(cut.subject, shown.known),
        *words_of.problems(cut.body, shown.known),
    ]
    return {
        "preview": words_of.preview(
            cut, about, language,
            sign=stored.signature(actor.id),
            links=frozenset({one.name for one in known if one.kind == LINK}),
        ),
        "problems": [rules.said(one) for one in problems],
        "language": language,
        "languages": _NAMES.items(),
        "preview_with": name,
        "preview_q": (request.POST or request.GET).get("preview_q", "")[:200],
    }  # fmt: skip


def _about(
    request: HttpRequest, actor: Actor, kind: str, language: str
) -> tuple[Mapping[str, str], str]:
    """Values of the customer that is searched for, else of the newest one, else invented ones."""
    found = None
    if actor.may(people.SEE):
        asked = (request.POST or request.GET).get("preview_q", "")[:200].strip()
        rows = people.best_matching(actor, asked, 1) if asked else []
        rows = rows or list(
            people.in_use(actor).exclude(email="").order_by("-created_at", "-pk")[:1]
        )
        if rows:
            found = people.addressees(actor, [rows[0].pk]).get(rows[0].pk)
    values = samples.sample_values(kind, language, found, getattr(request, "user", None))
    return values, found.name if found else samples.SOMEBODY.name


@require_http_methods(["GET", "POST"])
def settings_signature(request: HttpRequest) -> HttpResponse:
    """What stands under every mail of the business (COM-18)."""
    actor = who(request, TEMPLATES)
    return _signature(
        request,
        actor,
        queries.signature(actor),
        operations.change_signature,
        "messaging/settings_signature.html",
    )


@require_http_methods(["GET", "POST"])
def own_signature(request: HttpRequest) -> HttpResponse:
    """What stands under the mails that one writes oneself (COM-18)."""
    actor = who(request, "")
    if actor.kind != "staff":
        raise Forbidden("staff")
    return _signature(
        request,
        actor,
        queries.own_signature(actor),
        operations.change_own_signature,
        "messaging/own_signature.html",
    )


def _signature(
    request: HttpRequest, actor: Actor, text: str, write: Any, template_name: str
) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        text = request.POST.get("signature", "")[:20_000]
        try:
            outcome = write(actor=actor, text=text)
        except Refused as no:
            problem = str(no.message)
        else:
            if outcome.done:
                tags = undo_tag(outcome.entry)
                messages.success(request, _("Changes saved."), extra_tags=tags)
            return redirect(request.path)
    about = samples.sample_values("", GERMAN, None, getattr(request, "user", None))
    shown = words_of.preview(Words("", text[: rules.MOST_SIGNATURE]), about, GERMAN)
    context = {
        "signature": text,
        "shown": shown.body,
        "groups": [one for one in placeholders() if one.placeholders[0].name in rules.SIGNED],
        "problem": problem,
        "house": HOUSE,
    }
    return page(request, template_name, context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
def settings_address(request: HttpRequest) -> HttpResponse:
    """*Ansprache*: Sie or Du for everything that customers read, in one click (DUS-01)."""
    actor = who(request, PEOPLE_SETTINGS)
    if request.method == "POST" and request.POST.get("formal") in {"0", "1"}:
        formal = request.POST["formal"] == "1"
        outcome = people_operations.change_settings(actor=actor, values={"formal": formal})
        if outcome.done:
            text = (
                _("Customers are Sie from now on.")
                if formal
                else _("Customers are Du from now on.")
            )
            messages.success(request, text, extra_tags=undo_tag(outcome.entry))
        return redirect(request.path)
    counts = people.otherwise(actor) if actor.may(people.SEE) else {}
    formal = lifecycle.business().formal
    context = {
        "formal": formal,
        "cards": [_card(GERMAN, formal), _card(INFORMAL, not formal)],
        "counts": counts,
        "others": counts.get("du" if formal else "sie", 0),
    }
    return page(request, "messaging/settings_address.html", context)


def _card(language: str, held: bool) -> dict[str, Any]:
    words = samples.reminder(language)
    return {
        "language": language,
        "label": _NAMES[language],
        "held": held,
        "value": "1" if language == GERMAN else "0",
        "portal": samples.portal(language),
        "mail": words_of.preview(words, samples.reminder_values(language), language),
    }
