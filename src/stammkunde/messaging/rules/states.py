"""Where a message stands, in words and colour (users.md 4). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from stammkunde.messaging.models import Channel, Reason, State

# What a person must look at: nobody else notices that it did not arrive.
PROBLEMS = (State.FAILED.value, State.UNCLEAR.value, State.HARD.value)
# What waits for the mail server, or for trial operation to end.
WAITING = (State.QUEUED.value,)
# What nobody gets back: the recipient may have it.
OUT = (State.SENT.value, State.DELIVERED.value, State.SOFT.value, State.UNCLEAR.value)

TONES = {
    State.QUEUED: "n",
    State.SENDING: "b",
    State.SENT: "b",
    State.DELIVERED: "g",
    State.SOFT: "o",
    State.HARD: "r",
    State.FAILED: "r",
    State.UNCLEAR: "o",
    State.SUPPRESSED: "n",
    State.CANCELLED: "n",
    State.PRINTED: "g",
    State.NOTED: "n",
}
HELD = pgettext_lazy("messaging: state", "Held (trial operation)")
SENT_BY_SMS = gettext_lazy("Accepted by the SMS service")
IN_PORTAL = gettext_lazy("Ready in the portal")
_NOT_AGAIN = frozenset({State.QUEUED, State.SENDING, State.UNCLEAR, State.NOTED, State.PRINTED})
_REASONS = dict(Reason.choices)
_HELD_CHANNELS = frozenset({Channel.EMAIL.value, Channel.SMS.value})


@dataclass(frozen=True)
class Said:
    """A state as a badge: its words and one of the named tones."""

    label: Any
    tone: str

    def __str__(self) -> str:
        return str(self.label)


def is_held(state: str, channel: str, *, trial: bool) -> bool:
    """Whether only trial operation keeps this message back."""
    return trial and state == State.QUEUED and channel in _HELD_CHANNELS


def said(
    state: str,
    reason: str = "",
    *,
    channel: str = Channel.EMAIL,
    held: bool = False,
    seen: bool = False,
) -> Said:
    """The badge of a state; with its reason where it was never sent.

    seen: read in the portal; until then a portal message lies there, nobody knows of more.
    """
    if held:
        return Said(HELD, "o")
    tone = TONES[State(state)]
    label: Any = State(state).label
    if state == State.SENT and channel == Channel.SMS:
        label = SENT_BY_SMS
    if state == State.DELIVERED and channel == Channel.PORTAL and not seen:
        label, tone = IN_PORTAL, TONES[State.SENT]
    if state == State.SUPPRESSED and reason:
        label = _("%(state)s (%(reason)s)") % {"state": label, "reason": _REASONS[reason]}
    return Said(label, tone)


def can_resend(state: str) -> bool:
    """Whether sending once more makes sense: what still waits goes by itself, and an unclear one has
    ways out of its own."""
    return state not in _NOT_AGAIN
