"""Words to customers: placeholders, shipped and own texts, the layout of a mail (ADR 35).

Everything that a customer reads is made by `render`, inside one language: subject, text, HTML; who
attaches something names its file inside `speaking(language)`.
"""

from __future__ import annotations

from stammkunde.messaging.texts import values
from stammkunde.messaging.texts.mime import TextMail, message
from stammkunde.messaging.texts.own import ENGLISH, GERMAN, INFORMAL, LANGUAGES, OwnText, Words
from stammkunde.messaging.texts.parsing import Problem, problems, spoken
from stammkunde.messaging.texts.placeholders import LINK, Group, Placeholder, placeholders
from stammkunde.messaging.texts.rendering import (
    UNSUBSCRIBE,
    Preview,
    Rendered,
    missing,
    preview,
    render,
    speaking,
)
from stammkunde.messaging.texts.shipping import SHIPPED, Shipped, ship
from stammkunde.messaging.texts.stored import own_text

__all__ = [
    "ENGLISH",
    "GERMAN",
    "INFORMAL",
    "LANGUAGES",
    "LINK",
    "SHIPPED",
    "UNSUBSCRIBE",
    "Group",
    "OwnText",
    "Placeholder",
    "Preview",
    "Problem",
    "Rendered",
    "Shipped",
    "TextMail",
    "Words",
    "message",
    "missing",
    "own_text",
    "placeholders",
    "preview",
    "problems",
    "render",
    "ship",
    "speaking",
    "spoken",
    "values",
]
