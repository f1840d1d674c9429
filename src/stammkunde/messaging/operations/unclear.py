"""Unclear messages: only a person knows whether they arrived (D13). And stopping what waits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.mail import outbox
from stammkunde.foundation.operations import Outcome, operation
from stammkunde.foundation.refusals import Refusal
from stammkunde.foundation.writes import change, lock
from stammkunde.messaging.channels import letter, sms
from stammkunde.messaging.models import Channel, Message, State

WRITE = "messaging.write"
Move = Callable[[Collection[int]], set[int]]


@operation("messaging.send_anyway", needs=WRITE)
def send_anyway(*, actor: Actor, messages: Sequence[int]) -> Outcome[Message]:
    """Send unclear e-mails once more, the same bytes and Message-ID (*Trotzdem senden*).

    Whoever got the first one may get a second one. Refused per message: one that is not unclear
    any more (`not_unclear`). No undo.
    """
    return _moved(messages, State.UNCLEAR, {Channel.EMAIL: outbox.again}, State.QUEUED)


@operation("messaging.mark_arrived", needs=WRITE)
def mark_arrived(*, actor: Actor, messages: Sequence[int]) -> Outcome[Message]:
    """Unclear e-mails have arrived, as the recipient says (*Ist angekommen*).

    Refused per message: one that is not unclear any more (`not_unclear`). No undo.
    """
    return _moved(messages, State.UNCLEAR, {Channel.EMAIL: outbox.arrived}, State.DELIVERED)


@operation("messaging.drop_unclear", needs=WRITE)
def drop_unclear(*, actor: Actor, messages: Sequence[int]) -> Outcome[Message]:
    """Unclear messages are not sent again (*Verwerfen*); text and addresses of what carried them are
    gone.

    Refused per message: one that is not unclear any more (`not_unclear`). No undo.
    """
    ways: dict[Channel, Move] = {Channel.EMAIL: outbox.give_up, Channel.SMS: sms.give_up}
    return _moved(messages, State.UNCLEAR, ways, State.CANCELLED)


@operation("messaging.cancel_messages", needs=WRITE)
def cancel_messages(*, actor: Actor, messages: Sequence[int]) -> Outcome[Message]:
    """Stop what still waits, scheduled ones, too: e-mails, text messages, letters to be printed.

    Refused per message: one that has been sent, is just being sent or printed (`not_waiting`). No
    undo; the dedupe key stays, so that the same occasion does not write once more.
    """
    ways: dict[Channel, Move] = {
        Channel.EMAIL: outbox.withdraw,
        Channel.SMS: sms.withdraw,
        Channel.LETTER: letter.unprinted,
    }
    return _moved(messages, State.QUEUED, ways, State.CANCELLED)


def _moved(
    ids: Sequence[int], was: State, ways: Mapping[Channel, Move], state: State
) -> Outcome[Message]:
    """What carries them first, in the order in which workers lock: what they are is decided there,
    by compare-and-set. Letters have no worker: they are decided by their locked message."""
    found = Message.objects.filter(pk__in=list(ids), state=was, transport__isnull=False)
    moved: dict[str, set[int]] = {}
    for channel, move in ways.items():
        if channel != Channel.LETTER:
            carriers = found.filter(channel=channel).values_list("transport", flat=True)
            moved[channel] = move([one for one in carriers if one is not None])
    rows = lock(Message, ids)
    there = [row for row in rows if row.state == was]
    done = [row for row in there if row.transport in moved.get(row.channel, ())]
    if Channel.LETTER in ways:
        letters = {row.pk: row for row in there if row.channel == Channel.LETTER}
        done += [letters[pk] for pk in sorted(ways[Channel.LETTER](letters.keys()))]
    change(done, state=state, state_at=clock.now())
    if was == State.UNCLEAR:
        code, text = "not_unclear", _("This message is not unclear any more.")
    else:
        code, text = "not_waiting", _("This message does not wait any more.")
    left = {row.pk for row in rows} - {row.pk for row in done}
    return Outcome(done, [Refusal(pk, code, text) for pk in sorted(left)])
