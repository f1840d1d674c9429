"""One function makes what a customer reads: subject, text and HTML, inside one language."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from stammkunde.foundation.business import business
from stammkunde.messaging.texts import layout, stored
from stammkunde.messaging.texts.markup import (
    Skeleton,
    html_skeleton,
    text_skeleton,
    value_of,
)
from stammkunde.messaging.texts.own import OwnText, Words
from stammkunde.messaging.texts.parsing import Slot, pieces
from stammkunde.messaging.texts.placeholders import LINK
from stammkunde.messaging.texts.shipping import SHIPPED

UNSUBSCRIBE = "link.abmelden"
_LONGEST_SUBJECT = 250


@dataclass(frozen=True)
class Rendered:
    """What a customer reads. missing: names without value and fall-back, in the order of the text.

    source: the text with its values, in our Markdown, without signature (letters, the log).
    """

    subject: str
    text: str
    html: str
    missing: tuple[str, ...] = ()
    source: str = ""


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything in here is said in this language: names of attachments, labels, dates."""
    with override(language):
        yield


def render(
    kind: str,
    about: Mapping[str, str],
    language: str,
    own: OwnText | None = None,
    *,
    author: int | None = None,
) -> Rendered:
    """The message of a kind in a language ("de", "de-informal", "en").

    about: ready words by placeholder (`values.of`). own: what the writer wrote; where it says
    nothing, the template of `kind` holds. author: whose signature stands above the company's.
    Where `about` holds `link.abmelden`, the mail ends with how to unsubscribe. LookupError for a
    kind that nobody shipped while `own` says nothing.
    """
    values = dict(about)
    said = own.words(language) if own else Words()
    if not (said.subject and said.body):
        shipped = stored.words(kind, language) if kind in SHIPPED or not said else Words()
        said = Words(said.subject or shipped.subject, said.body or shipped.body)
    known = SHIPPED[kind].known if kind in SHIPPED else {}
    links = frozenset({UNSUBSCRIBE} | {one.name for one in known.values() if one.kind == LINK})
    sign, foot = stored.signature(author), _footer(values, language)
    subject = _subject(said.subject, language, values)
    texts = [
        _text(one, language, links).filled(values, html=False) for one in (said.body, sign, foot)
    ]
    text = "\n\n".join(
        part if place == 0 else f"-- \n{part}" if place == 1 else part
        for place, part in enumerate(texts) if part
    )  # fmt: skip
    house = business()
    page = _page(
        said.body, sign, foot, str(house), language, links, logo=bool(house.logo_key)
    ).filled(values, html=True)
    return Rendered(
        subject, text, page, _missing(said, language, values), _source(said.body, language, values)
    )


def _subject(text: str, language: str, values: dict[str, str]) -> str:
    """One line, whatever the values hold: nothing in it can begin another header (D16)."""
    said = (
        value_of(one, values) if isinstance(one, Slot) else one for one in pieces(text, language)
    )
    line = "".join(one if one.isprintable() else " " for one in "".join(said))
    return " ".join(line.split())[:_LONGEST_SUBJECT].replace(" ,", ",")


def _source(body: str, language: str, values: dict[str, str]) -> str:
    said = (
        value_of(one, values) if isinstance(one, Slot) else one for one in pieces(body, language)
    )
    return "".join(said).replace("\r\n", "\n").strip()


def _missing(said: Words, language: str, values: dict[str, str]) -> tuple[str, ...]:
    both = (*pieces(said.subject, language), *pieces(said.body, language))
    slots = (one for one in both if isinstance(one, Slot))
    return tuple(dict.fromkeys(slot.name for slot in slots if not value_of(slot, values)))


def missing(words: Words, language: str, about: Mapping[str, str]) -> tuple[str, ...]:
    """The names without value and fall-back in these words, without making the message."""
    return _missing(words, language, dict(about))


@dataclass(frozen=True)
class Preview:
    """A message as a page of the office shows it: clean HTML without the layout of a mail, with the
    names of what is missing in their places. Safe to be shown as it is.
    """

    subject: str
    body: SafeString
    sign: SafeString
    missing: tuple[str, ...] = ()


def preview(
    words: Words,
    about: Mapping[str, str],
    language: str,
    *,
    sign: str = "",
    links: Collection[str] = (),
) -> Preview:
    """How these words read with these values; `render` without a mail around it."""
    values = dict(about)
    body, sign_shown = (
        mark_safe(  # noqa: S308 - cleaned by nh3, values escaped
            html_skeleton([pieces(one, language)], links).filled(values, html=True, holes=True)
        )
        for one in (words.body, sign)
    )
    subject = _subject(words.subject, language, values)
    return Preview(subject, body, sign_shown, _missing(words, language, values))


@lru_cache(maxsize=512)
def _text(text: str, language: str, links: Collection[str]) -> Skeleton:
    return text_skeleton(pieces(text, language), links)


@lru_cache(maxsize=256)
def _page(
    body: str, sign: str, foot: str, head: str, language: str, links: Collection[str], *, logo: bool
) -> Skeleton:
    """The skeleton of the whole mail: made once for a notice, whoever it goes to."""

    def around(parts: list[str]) -> str:
        text, below, last = parts
        return layout.page(text, below, last, head, language, logo=logo)

    return html_skeleton([pieces(one, language) for one in (body, sign, foot)], links, around)


def _footer(values: dict[str, str], language: str) -> str:
    if not values.get(UNSUBSCRIBE):
        return ""
    with override(language):
        return _("Don't want these messages any more? [Unsubscribe]({{ link.abmelden }})")
