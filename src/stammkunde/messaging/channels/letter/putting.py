"""From letters to sheets: address, information block, signature, paper, fetched for many at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format

from stammkunde.foundation import files
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import Business, business
from stammkunde.messaging.channels.letter import texts
from stammkunde.messaging.channels.letter.blocks import blocks
from stammkunde.messaging.channels.letter.setting import Paper, Sheet
from stammkunde.messaging.models import Letter, Letterhead, Message
from stammkunde.messaging.texts import LANGUAGES, OwnText, Words, render, speaking, values
from stammkunde.messaging.texts.stored import signature
from stammkunde.people import queries as people


def default_letterhead() -> Letterhead | None:
    """The paper that is taken where nobody chose one."""
    return Letterhead.objects.filter(is_default=True, archived_at__isnull=True).first()


def paper_of(head: Letterhead | None) -> Paper:
    """The paper with the bytes of its pictures; white without one, or when a file is gone."""
    if head is None:
        return Paper()
    return Paper(
        _bytes(head.first_id),
        _bytes(head.following_id),
        head.top,
        head.bottom,
        head.right,
        head.fold_marks,
    )


def sheets(actor: Actor, letters: Sequence[Letter], day: date) -> list[Sheet]:
    """The letters as they are printed on `day`, in their order. Their messages came along.

    The address is the customer's of that day; where there is none any more, that of the writing.
    """
    ids = [one.message.customer_id for one in letters if one.message.customer_id]
    posts = people.postal(actor, ids) if ids else {}
    usual = default_letterhead()
    papers: dict[int, Paper] = {}
    made = []
    for one in letters:
        head = one.letterhead or usual
        key = head.pk if head else 0
        if key not in papers:
            papers[key] = paper_of(head)
        post = posts.get(one.message.customer_id or 0)
        lines = post.lines if post else tuple(one.lines.split("\n"))
        made.append(_sheet(one, lines, post.number if post else "", papers[key], day))
    return made


def _sheet(letter: Letter, lines: Sequence[str], number: str, paper: Paper, day: date) -> Sheet:
    message, house = letter.message, business()
    language = message.language or "de"
    labels = texts.info_labels(language)
    with speaking(language):
        today = date_format(day, "DATE_FORMAT")
    author = message.author.name if message.author else ""
    info = [
        (labels["number"], number),
        (labels["author"], author),
        (labels["phone"], house.phone),
        (labels["email"], house.email),
        (labels["date"], today),
    ]
    return Sheet(
        subject=letter.subject,
        address=lines,
        back=_back(house),
        info=[(label, value) for label, value in info if value],
        blocks=blocks(letter.text),
        closing=blocks(_signed(message, language)),
        head=None if paper.first else (str(house), _line(house)),
        language=language[:2],
        page_words=texts.page_words(language),
        paper=paper,
    )


def _signed(message: Message, language: str) -> str:
    """The signature of the writer and the company's, with their placeholders filled (COM-18)."""
    said = signature(message.author_id)
    if not said:
        return ""
    about = values.of(None, business(), message.author, {}, language=language)
    own = OwnText("-", said, {one: Words("-", said) for one in LANGUAGES})
    return render("messaging.message", about, language, own).source


def _back(house: Business) -> str:
    place = f"{house.postcode} {house.city}".strip()
    return " · ".join(one for one in (str(house), house.street, place) if one)


def _line(house: Business) -> str:
    place = f"{house.postcode} {house.city}".strip()
    said = (house.street, place, house.phone, house.email, house.website)
    return " · ".join(one for one in said if one)


def _bytes(key: str | None) -> bytes:
    if not key:
        return b""
    try:
        return files.path_of(key).read_bytes()
    except FileNotFoundError:
        return b""
