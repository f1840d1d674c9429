"""How a message will read for one customer, before it is written: the same texts, no mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import business
from stammkunde.foundation.remember import once
from stammkunde.messaging import texts
from stammkunde.messaging.texts import parsing, stored
from stammkunde.messaging.texts.placeholders import GENERAL
from stammkunde.people.queries import Addressee

FORMS = {
    texts.GERMAN: pgettext_lazy("messaging: form", "Sie"),
    texts.INFORMAL: pgettext_lazy("messaging: form", "Du"),
    texts.ENGLISH: pgettext_lazy("messaging: form", "English"),
}


@dataclass(frozen=True)
class Shown:
    """What one customer would read. missing: what the text inserts and nobody knows, in words."""

    name: str
    form: Any
    subject: str
    body: SafeString
    sign: SafeString | str
    missing: Sequence[str]


def writer(actor: Actor) -> Any:
    """The user who writes, for placeholders; None where nobody of the staff does."""
    if actor.kind != "staff" or actor.id is None:
        return None
    pk = actor.id
    return once(f"messaging.writer.{pk}", lambda: get_user_model().objects.get(pk=pk))


def about(actor: Actor, one: Addressee) -> dict[str, str]:
    """The values of the placeholders for a customer."""
    return texts.values.of(one, business(), writer(actor))


def preview(actor: Actor, one: Addressee, own: texts.OwnText) -> Shown:
    """How an own text reads for a customer, in their language and form; gaps are marked."""
    language = one.language
    found = texts.preview(
        own.words(language), about(actor, one), language, sign=stored.signature(actor.id)
    )
    form = FORMS.get(language, language)
    missing = [said(name) for name in found.missing]
    return Shown(one.name, form, found.subject, found.body, found.sign, missing)


def gaps_of(
    actor: Actor, people: Mapping[int, Addressee], own: texts.OwnText
) -> dict[str, list[int]]:
    """What the text inserts and nobody knows of some: what -> ids."""
    every = [texts.Words(own.subject, own.body), *own.others.values()]
    found: dict[str, list[int]] = {}
    if not any(parsing.names_in(f"{words.subject}\n{words.body}") for words in every):
        return found
    for pk, one in people.items():
        for name in texts.missing(own.words(one.language), one.language, about(actor, one)):
            found.setdefault(said(name), []).append(pk)
    return found


def said(name: str) -> str:
    """What a placeholder stands for, in words."""
    known = {one.name: one.label for one in GENERAL}
    return str(known.get(name, name))
