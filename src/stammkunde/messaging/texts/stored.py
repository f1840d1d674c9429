"""The office's own words for a text, read once per request."""

from __future__ import annotations

from typing import Any

from stammkunde.foundation.remember import forget, once
from stammkunde.messaging.house import house
from stammkunde.messaging.models import MessageTemplate, PersonalSignature
from stammkunde.messaging.texts.own import ENGLISH, GERMAN, INFORMAL, LANGUAGES, OwnText, Words
from stammkunde.messaging.texts.shipping import SHIPPED, Shipped

_COLUMNS = {
    GERMAN: ("subject", "body"),
    INFORMAL: ("subject_du", "body_du"),
    ENGLISH: ("subject_en", "body_en"),
}
_KEY, _SIGNATURES = "messaging.templates", "messaging.signatures"


def columns(language: str) -> tuple[str, str]:
    """The columns of `MessageTemplate` that hold subject and body in a language."""
    return _COLUMNS[language]


def changed() -> None:
    """An operation has written templates or signatures: the next look reads again."""
    forget(_KEY)
    forget(_SIGNATURES)


def said_by(row: Any, language: str) -> Words:
    """What a row says in a language, "" where it says nothing."""
    subject, body = _COLUMNS[language]
    return Words(getattr(row, subject), getattr(row, body))


def words(kind: str, language: str) -> Words:
    """What holds for a shipped text in a language: the office's words, else the product's, subject
    and body each by itself. LookupError for a kind that nobody shipped.
    """
    shipped: Shipped | None = SHIPPED.get(kind)
    if shipped is None:
        raise LookupError(f"nobody ships a text for {kind}")
    product, row = shipped.words(language), _changed_ones().get(kind)
    if row is None:
        return product
    said = said_by(row, language)
    return Words(said.subject or product.subject, said.body or product.body)


def own_text(key: str) -> OwnText | None:
    """A text of the office's own by its key ("own.…"), None where there is none."""
    row = _changed_ones().get(key)
    if row is None:
        return None
    said = {one: said_by(row, one) for one in LANGUAGES}
    first = said.pop(GERMAN)
    return OwnText(first.subject, first.body, {one: text for one, text in said.items() if text})


def _changed_ones() -> dict[str, MessageTemplate]:
    return once(_KEY, lambda: {row.key: row for row in MessageTemplate.objects.all()})


def signature(author: int | None) -> str:
    """What stands under a mail: the writer's own signature, then the company's (COM-18)."""
    own = once(_SIGNATURES, _personal).get(author, "") if author is not None else ""
    return "\n\n".join(one for one in (own, house().signature) if one)


def _personal() -> dict[int, str]:
    """All personal signatures: they are few."""
    return {one.pk: one.text for one in PersonalSignature.objects.exclude(text="")}
