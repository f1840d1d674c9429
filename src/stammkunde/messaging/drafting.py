"""What a caller hands to `operations.queue_messages`: one message to be, before anybody was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from stammkunde.messaging.models import Category, Channel
from stammkunde.messaging.texts.rendering import Rendered

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class About:
    """What a message is about, in another room: ("billing.invoice", 17, "RE-2026-0412")."""

    kind: str
    id: int | None
    label: str = ""


@dataclass(frozen=True)
class File:
    """A stored file that goes along; `name` is what the reader sees."""

    key: str
    name: str


@dataclass(frozen=True)
class Draft:
    """One message to one customer, or to an address alone (an answer to an enquiry).

    kind: the key of a text ("messaging.notice"), declared with `texts.ship`. automatic: nobody
    pressed a button for this one. subject, body: the writer's own text; without a body the template
    of `kind` says it. subjects, bodies: own text per language ("de-informal", "en"), before
    subject and body. extra: placeholders of the occasion. recipient: an address; None is the
    customer's first one. confirmed: a person has seen the warning and writes to somebody locked,
    deceased or undeliverable nevertheless. many: one of many, for which nobody confirms anything.
    reason: decided already, it is only noted as not sent (`Reason`). send_at: not before.
    dedupe_key: the same occasion never writes twice; "" is no occasion. letterhead: of a letter.
    resend_of: the message that is sent once more. ready: the text as it was sent before, word by
    word: nothing is rendered anew.
    """

    customer: int | None
    kind: str
    category: str = Category.ORGANISATIONAL
    automatic: bool = False
    channel: str = Channel.EMAIL
    participant: int | None = None
    subject: str = ""
    body: str = ""
    subjects: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    bodies: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    extra: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    recipient: str | None = None
    recipient_name: str = ""
    about: About | None = None
    attachments: tuple[File, ...] = ()
    send_at: datetime | None = None
    dedupe_key: str = ""
    notice: int | None = None
    resend_of: int | None = None
    confirmed: bool = False
    many: bool = False
    reason: str = ""
    language: str = ""
    letterhead: int | None = None
    ready: Rendered | None = None


def storable(draft: Draft) -> Draft:
    """The draft without the sign NUL, which no database takes, in what somebody may have typed."""
    typed = {name: getattr(draft, name) for name in ("subject", "body", "recipient")}
    odd = {name: said for name, said in typed.items() if said and "\x00" in said}
    if not odd:
        return draft
    values: dict[str, Any] = {name: said.replace("\x00", "") for name, said in odd.items()}
    return replace(draft, **values)
