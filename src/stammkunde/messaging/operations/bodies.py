"""How much of a message is kept: the office's choice, and the night that carries it out (C-01)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.foundation.models import MailState, OutgoingMail
from stammkunde.foundation.operations import FIELDS, Outcome, operation
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.writes import Keeper, change, expect, keep, lock
from stammkunde.messaging import house
from stammkunde.messaging.models import (
    BodyPolicy,
    Category,
    Channel,
    Message,
    MessagingSettings,
    State,
)
from stammkunde.messaging.operations.unclear import drop_unclear
from stammkunde.messaging.rules import policy
from stammkunde.messaging.search import MESSAGE_SEARCH

SETTINGS = "messaging.settings"
LEVELS = {f"keep_{one.value}": one.value for one in Category}
DAYS = "body_days"
_LESS = (BodyPolicy.METADATA.value, BodyPolicy.NONE.value)

keep(MessagingSettings, Keeper(kind="messaging_settings"))


@operation("messaging.change_keeping", needs=SETTINGS, undo=FIELDS)
def change_keeping(
    *, actor: Actor, values: Mapping[str, Any], expected: Mapping[str, Any] | None = None
) -> Outcome[MessagingSettings]:
    """Say how much of a message is kept, by its category, and for how many days its text is.

    values: `keep_<category>` (a `BodyPolicy`), `body_days` (1 to 3,650). Holds for what is written
    from now on; the next night empties older messages accordingly, and an undo cannot bring those
    texts back. Refused: an unknown level, days out of range; `Stale` where somebody else moved one
    of the `expected` values.
    """
    (row,) = lock(MessagingSettings, [1])
    wanted: dict[str, Any] = {key: _level(key, values[key]) for key in LEVELS if key in values}
    if DAYS in values:
        wanted[DAYS] = _days(values[DAYS])
    if expected:
        expect(row, expected=expected, wanted=wanted)
    house.changed()
    return Outcome(change([row], **wanted))


def _level(key: str, value: Any) -> str:
    if value not in BodyPolicy.values:
        raise Refused("unknown_level", _("Choose one of the three."), key)
    return str(value)


def _days(value: Any) -> int:
    try:
        days = int(value)
    except (TypeError, ValueError):
        days = 0
    if not 1 <= days <= policy.LONGEST_DAYS:
        raise Refused("days", _("Between 1 and 3,650 days."), DAYS)
    return days


@operation("messaging.empty_bodies", needs=SETTINGS)
def empty_bodies(*, actor: Actor, size: int) -> int:
    """Take out of at most `size` settled messages what may no longer be kept; how many those were.

    By the policy of their category, and the text of all whose days are over. The bytes of the mails
    that carried them go along. What still waits keeps its text until it is settled; so does what is
    unclear, for as many days: what nobody has settled by then is dropped (`drop_unclear`). No undo.
    """
    now, set_up = clock.now(), house.house()
    dropped = drop_unclear(actor=actor, messages=_never_settled(set_up, size)).done
    due = due_rows(set_up, size)
    rows = lock(Message, due)
    moved: dict[str, list[Message]] = defaultdict(list)
    for row in rows:
        level = policy.target(
            set_up.keep[row.category], row.send_at, days=set_up.body_days, now=now
        )
        moved[level].append(row)
    for level, some in moved.items():
        _empty(some, level)
    if not rows:
        _forget_failed()
    return max(len(rows), len(dropped))


def _never_settled(set_up: house.House, size: int) -> list[int]:
    """Unclear messages whose text may no longer be kept."""
    over = clock.now() - timedelta(days=set_up.body_days)
    found = Message.objects.filter(state=State.UNCLEAR, send_at__lt=over)
    return list(found.order_by("send_at", "pk").values_list("pk", flat=True)[:size])


def due_rows(set_up: house.House, size: int) -> list[int]:
    """Ids of settled messages that hold more than they may, the oldest first."""
    over = clock.now() - timedelta(days=set_up.body_days)
    too_much = Q(pk__in=())
    for category, level in set_up.keep.items():
        more = [one for one in BodyPolicy.values if policy.is_less(level, one)]
        too_much |= Q(category=category, kept__in=more)
        if level == BodyPolicy.FULL:
            too_much |= Q(category=category, kept=BodyPolicy.FULL, send_at__lt=over)
    found = Message.objects.filter(too_much).exclude(state__in=policy.UNSETTLED)
    return list(found.order_by("send_at", "pk").values_list("pk", flat=True)[:size])


def _empty(rows: Sequence[Message], level: str) -> None:
    """Without the journal: it must not keep what shall go, and emptying is nobody's office work."""
    ids = [row.pk for row in rows]
    gone = policy.emptied(level)
    Message.objects.filter(pk__in=ids).update(kept=level, **gone)
    if policy.NAMES[0] in gone:
        for row in rows:
            for name in gone:
                setattr(row, name, "")
        MESSAGE_SEARCH.write(rows)
    carried = [row.transport for row in rows if row.channel == Channel.EMAIL and row.transport]
    forget_bytes(carried, level)


def _forget_failed() -> None:
    """Mails that failed today kept their bytes, so that they could be sent again elsewhere."""
    failed = OutgoingMail.objects.filter(state=MailState.FAILED).exclude(mime=b"")
    carried = Message.objects.filter(
        channel=Channel.EMAIL, transport__in=failed.values("pk"), kept__in=_LESS
    )
    for level in _LESS:
        found = carried.filter(kept=level).values_list("transport", flat=True)
        forget_bytes([one for one in found if one], level)


def forget_bytes(transports: Sequence[int], level: str) -> None:
    """Empty the bytes of mails that are over; with `none` their addresses, too."""
    ended = OutgoingMail.objects.filter(Among("pk", transports)).exclude(
        state__in=[MailState.QUEUED, MailState.SENDING, MailState.UNCLEAR]
    )
    values: dict[str, Any] = {"mime": b""}
    if level == BodyPolicy.NONE:
        values |= {"recipients": "", "envelope_from": ""}
    ended.update(**values)
