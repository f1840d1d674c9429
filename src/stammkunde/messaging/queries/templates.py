"""Reading texts: those that come with the product, and what the office made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.messaging.house import house
from stammkunde.messaging.models import Category, MessageTemplate, PersonalSignature
from stammkunde.messaging.texts import ENGLISH, GERMAN, INFORMAL, LANGUAGES, SHIPPED, Words, stored
from stammkunde.messaging.texts.placeholders import Group, placeholders

TEMPLATES = "messaging.templates"
WRITE = "messaging.write"
PRODUCT, OWN, MISSING, BEHIND = "product", "own", "missing", "behind"


@dataclass(frozen=True)
class Text:
    """A text as the list and its editor show it.

    words: what holds by language; of an own one it may be empty. states: by language whether that
    is the product's (`PRODUCT`), the office's (`OWN`), not there, so that the German text goes out
    (`MISSING`), or still the product's while the Sie text is the office's (`BEHIND`).
    """

    key: str
    name: str
    category: str
    automatic: bool = False
    shipped: bool = True
    hint: Any = ""
    version: int = 0
    archived: bool = False
    words: Mapping[str, Words] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)

    @property
    def category_label(self) -> str:
        """What it is for, in words."""
        return str(Category(self.category).label)

    @property
    def changed(self) -> bool:
        """Whether a shipped text is said the office's own way in some language."""
        return self.shipped and OWN in self.states.values()

    @property
    def known(self) -> tuple[str, ...]:
        """The placeholders that it may insert."""
        return tuple(one.name for group in self.groups for one in group.placeholders)

    @property
    def groups(self) -> list[Group]:
        """The placeholders that it may insert, for the chooser."""
        return placeholders(SHIPPED[self.key].placeholders if self.key in SHIPPED else ())


def texts(actor: Actor) -> tuple[list[Text], list[Text], list[Text]]:
    """All texts: shipped ones, own ones in use, own ones in the archive. Needs
    `messaging.templates`."""
    _ask(actor, TEMPLATES)
    rows = {row.key: row for row in MessageTemplate.objects.all()}
    shipped = [_shipped(key, rows.get(key)) for key, one in SHIPPED.items() if one.shown]
    own = [_own(row) for key, row in rows.items() if key.startswith("own.")]
    own.sort(key=lambda one: (one.name.casefold(), one.key))
    return (
        sorted(shipped, key=lambda one: one.name.casefold()),
        [one for one in own if not one.archived],
        [one for one in own if one.archived],
    )


def text(actor: Actor, key: str) -> Text:
    """One text; `Missing` where there is none. Needs `messaging.templates`."""
    _ask(actor, TEMPLATES)
    if "\x00" in key:
        raise Missing("key")
    row = MessageTemplate.objects.filter(key=key).first()
    if key in SHIPPED:
        return _shipped(key, row)
    if row is None or not key.startswith("own."):
        raise Missing(key)
    return _own(row)


def templates_offered(actor: Actor, category: str = "") -> list[Text]:
    """The office's own texts in use, for whoever writes; of one category, or all. Needs
    `messaging.write`.
    """
    _ask(actor, WRITE)
    rows = MessageTemplate.objects.filter(key__startswith="own.", archived_at__isnull=True)
    found = [_own(row) for row in rows if not category or row.category == category]
    return sorted(found, key=lambda one: (one.name.casefold(), one.key))


def signature(actor: Actor) -> str:
    """The signature of the business. Needs `messaging.templates`."""
    _ask(actor, TEMPLATES)
    return house().signature


def own_signature(actor: Actor) -> str:
    """One's own signature, "" where there is none."""
    row = PersonalSignature.objects.filter(pk=actor.id or 0).first()
    return row.text if row else ""


def _ask(actor: Actor, word: str) -> None:
    if not actor.may(word):
        raise Forbidden(word)


def _shipped(key: str, row: MessageTemplate | None) -> Text:
    product = SHIPPED[key]
    words, states = {}, {}
    for one in LANGUAGES:
        theirs = stored.said_by(row, one) if row else Words()
        says = product.words(one)
        words[one] = Words(theirs.subject or says.subject, theirs.body or says.body)
        states[one] = OWN if theirs else PRODUCT
    for one in (INFORMAL, ENGLISH):
        if states[GERMAN] == OWN and states[one] == PRODUCT:
            states[one] = BEHIND
    return Text(
        key,
        str(product.label),
        product.category,
        automatic=product.automatic,
        hint=product.hint,
        version=row.version if row else 0,
        words=words,
        states=states,
    )


def _own(row: MessageTemplate) -> Text:
    words = {one: stored.said_by(row, one) for one in LANGUAGES}
    states = {one: OWN if words[one] else MISSING for one in LANGUAGES}
    if states[INFORMAL] == MISSING and not words[GERMAN].is_formal:
        states[INFORMAL] = PRODUCT  # the German text addresses nobody, or says both
    return Text(
        row.key,
        row.name,
        row.category,
        shipped=False,
        version=row.version,
        archived=row.archived_at is not None,
        words=words,
        states=states,
    )
