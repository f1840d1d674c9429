"""One message in words: kind, state, the server's answer explained, what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import business
from stammkunde.foundation.mail import label_of
from stammkunde.foundation.rooms import FactValue
from stammkunde.messaging.models import Attachment, Channel, Direction, Message, State
from stammkunde.messaging.queries.summary import Summary
from stammkunde.messaging.rules import numbers, states
from stammkunde.messaging.rules.answers import Explained, explained
from stammkunde.messaging.rules.states import Said

WRITE = "messaging.write"
_WAYS = frozenset({Channel.EMAIL, Channel.SMS})  # what leaves by itself


@dataclass(frozen=True)
class Shown:
    """A message as a page shows it."""

    row: Message
    kind: Any
    state: Said
    explained: Explained | None
    files: Sequence[Attachment] = ()
    may_write: bool = False
    held: bool = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def subject(self) -> str:
        """What stands in the subject, or how a text message begins; else the kind."""
        if self.row.channel == Channel.SMS and self.row.text:
            return beginning(self.row.text)
        return self.row.subject or str(self.kind)

    @property
    def to(self) -> str:
        """The address or number, as people write it."""
        if self.row.channel == Channel.SMS:
            return numbers.shown(self.row.recipient)
        return self.row.recipient

    @property
    def can_resend(self) -> bool:
        """Whether whoever looks may send it once more."""
        return self.may_write and self.row.channel in _WAYS and states.can_resend(self.row.state)

    @property
    def can_stop(self) -> bool:
        """Whether whoever looks may keep it from going out."""
        mine = self.may_write and not self.row.automatic and self.row.direction == Direction.OUT
        return mine and self.row.channel in _WAYS and self.row.state == State.QUEUED

    @property
    def is_unclear(self) -> bool:
        """Whether a person must decide what became of it."""
        return self.may_write and self.row.state == State.UNCLEAR

    @property
    def in_trouble(self) -> bool:
        """Whether it needs somebody, and nobody has looked yet."""
        return self.row.state in states.PROBLEMS and self.row.looked_at is None

    @property
    def planned(self) -> bool:
        """Whether its time is still to come."""
        return self.row.state == State.QUEUED and self.row.send_at > self.row.created_at

    @property
    def has_text(self) -> bool:
        """Whether the text was kept."""
        return bool(self.row.text or self.row.html)

    @property
    def words(self) -> str:
        """The server's own words, with its code in front where they lack it."""
        code, answer = self.row.code, self.row.answer
        return answer if not code or code in answer else f"{code} {answer}".strip()


def beginning(text: str, most: int = 70) -> str:
    """The beginning of a text, in one line."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def shown(actor: Actor, rows: Iterable[Message], *, files: bool = False) -> list[Shown]:
    """Messages for a page; `files`: their attachments were fetched along."""
    trial, may = business().trial, actor.may(WRITE)
    return [
        Shown(
            row,
            label_of(row.kind),
            said(row, trial=trial),
            _explained(row),
            list(row.attachments.all()) if files else (),
            may,
            states.is_held(row.state, row.channel, trial=trial),
        )
        for row in rows
    ]


def latest(known: Summary) -> FactValue | None:
    """The day of the newest message with a customer and its way; None before the first."""
    if known.last is None:
        return None
    at, way = known.last
    return FactValue(date_format(localtime(at), "SHORT_DATE_FORMAT"), Channel(way).label)


def said(row: Message, *, trial: bool) -> Said:
    """The badge of one message."""
    held = states.is_held(row.state, row.channel, trial=trial)
    seen = row.seen_at is not None
    return states.said(row.state, row.reason, channel=row.channel, held=held, seen=seen)


def _explained(row: Message) -> Explained | None:
    if row.state == State.SUPPRESSED or not (row.answer or row.code):
        return None
    return explained(row.code, row.answer)


@dataclass(frozen=True)
class Step:
    """One instant in the life of a message."""

    at: Any
    label: Any
    tone: str = ""


@dataclass
class Life:
    """What is known of a message's way, in order."""

    steps: list[Step] = field(default_factory=list)

    def add(self, at: Any, label: Any, tone: str = "") -> None:
        """One more instant, if it is known."""
        if at is not None:
            self.steps.append(Step(at, label, tone))


def life(one: Shown) -> list[Step]:
    """The instants that are known of a message, the oldest first."""
    row, way = one.row, Life()
    author = row.author.name if row.author else _("the house itself")
    way.add(row.created_at, _("written by %(name)s") % {"name": author})
    if row.send_at > row.created_at and row.state == State.QUEUED:
        way.add(row.send_at, _("planned for this time"))
    if row.sent_at:
        label: Any = _("accepted by the mail server")
        if row.channel == Channel.SMS:
            label = _("accepted by the SMS service")
        if row.channel == Channel.PORTAL:
            label = states.IN_PORTAL
        way.add(row.sent_at, label, "g")
    if row.state_at > row.created_at and row.state not in {State.SENT, State.QUEUED}:
        way.add(row.state_at, one.state.label, one.state.tone)
    way.add(row.seen_at, _("read in the portal"), "g")
    way.add(row.looked_at, _("dealt with in the office"))
    return sorted(way.steps, key=lambda step: step.at)
