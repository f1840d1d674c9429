"""What is right for a text to customers: known placeholders, whole braces, bounded. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.refusals import Refused
from stammkunde.messaging.models import Category
from stammkunde.messaging.texts import Problem, problems
from stammkunde.messaging.texts.parsing import MOST_CHARACTERS, MOST_SUBJECT
from stammkunde.messaging.texts.placeholders import CUSTOMER, GENERAL, PARTICIPANT

MOST_SIGNATURE = 2_000
MOST_NAME = 120
ALWAYS = frozenset(one.name for one in GENERAL)
# A signature is the same under every mail: nothing in it can be about who reads it.
SIGNED = frozenset(
    one.name for one in GENERAL if one.group not in {CUSTOMER, PARTICIPANT}
)  # fmt: skip


def clean_text(text: str) -> str:
    """A text as it is stored: line ends alike, nothing around, no control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in lines if one in "\n\t" or one.isprintable()).strip()


def clean_subject(text: str) -> str:
    """A subject as it is stored: one line."""
    return " ".join(clean_text(text).split())


def clean_words(values: Mapping[str, str], known: Collection[str] = ALWAYS) -> dict[str, str]:
    """Subjects and bodies by column (`subject`, `body_du`, ...) as they are stored.

    Refuses a name that is none of `known` and says which one is near (`placeholder_unknown`),
    braces that open nothing (`placeholder_broken`), what is too long (`too_long`), too many
    placeholders (`too_many`).
    """
    cleaned: dict[str, str] = {}
    for column, value in values.items():
        is_subject = column.startswith("subject")
        text = (clean_subject if is_subject else clean_text)(str(value))
        refuse_problems(text, column, known, MOST_SUBJECT if is_subject else MOST_CHARACTERS)
        cleaned[column] = text
    return cleaned


def refuse_problems(
    text: str, field: str, known: Collection[str] = ALWAYS, most: int = MOST_CHARACTERS
) -> None:
    """Refuse a text that would not work, with the first reason; see `clean_words`."""
    for one in problems(text, known, most=most):
        raise Refused(_CODES[one.code], said(one), field)


_CODES = {
    "unknown": "placeholder_unknown",
    "broken": "placeholder_broken",
    "too_long": "too_long",
    "too_many": "too_many",
}


def said(problem: Problem) -> str:
    """A problem in words."""
    about: dict[str, Any] = {"said": problem.said, "near": problem.near}
    if problem.code == "too_long":
        return _("At most %(most)s characters.") % {"most": problem.said}
    if problem.code == "too_many":
        return _("At most %(most)s placeholders.") % {"most": problem.said}
    if problem.code == "broken":
        return (
            _("This does not work: %(said)s. A placeholder looks like {{ kunde.vorname }}.") % about
        )
    if problem.near:
        return _("There is no placeholder %(said)s. Perhaps {{ %(near)s }} is meant.") % about
    return (
        _("There is no placeholder %(said)s. The list beside the text holds all there are.") % about
    )


def clean_name(name: str, category: str) -> tuple[str, str]:
    """Name and category of a text of the office's own. Refuses an empty name (`name_missing`), one
    that is too long (`too_long`), a category that is none (`unknown`).
    """
    called = clean_subject(name)
    if not called:
        raise Refused("name_missing", _("The template needs a name."), "name")
    if len(called) > MOST_NAME:
        raise Refused("too_long", _("At most %(most)s characters.") % {"most": MOST_NAME}, "name")
    if category not in Category.values:
        raise Refused("unknown", _("This is none of the choices."), "category")
    return called, category


def clean_signature(text: str) -> str:
    """A signature as it is stored; it may name the business and who writes, nobody else. Refuses as
    `clean_words`."""
    cleaned = clean_text(text)
    refuse_problems(cleaned, "signature", SIGNED, MOST_SIGNATURE)
    return cleaned
