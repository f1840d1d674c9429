"""Trial operation (*Probebetrieb*): nothing leaves the house until somebody starts live operation.

Held mail is mail that waits: `mail.outbox.released` lets nothing through but the house's own. So
beginning and ending is one field of one row, and no message can be forgotten in between.
Other ways than mail are held likewise by the rooms that own them (`holding`).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import holding, reading
from stammkunde.foundation.business.holding import HeldKind, HeldMail
from stammkunde.foundation.models import BusinessData, OutgoingMail
from stammkunde.foundation.operations import Outcome, note, operation
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.foundation.remember import once
from stammkunde.foundation.writes import change, lock

SEND, DISCARD = "send", "discard"
SHOWN = 100
_WORD = "foundation.business"


def held_count() -> int:
    """How many messages are held; a figure for the banner that everybody sees."""
    return once("foundation.held", holding.count)


def held_kinds(actor: Actor) -> list[HeldKind]:
    """Held messages by kind, the most first. Needs `foundation.business`."""
    _need(actor)
    kinds = [kind for way in holding.ways() for kind in way.kinds()]
    return sorted(kinds, key=lambda one: (-one.count, one.purpose))


def held_mails(actor: Actor) -> list[HeldMail]:
    """The newest held messages, at most 100. Needs `foundation.business`."""
    _need(actor)
    newest = [one for way in holding.ways() for one in way.newest(SHOWN)]
    return sorted(newest, key=lambda one: one.at, reverse=True)[:SHOWN]


@operation("foundation.start_live", needs=_WORD)
def start_live(
    *, actor: Actor, decided: Mapping[str, str], seen: Mapping[str, int]
) -> Outcome[BusinessData]:
    """End trial operation: from now on messages leave the house.

    decided: for each purpose of which something is held, `SEND` or `DISCARD`. seen: how many of it
    the person who decides has seen. Discarded messages lose text and addresses; their dedupe key
    stays, so that they are not written once more. Refuses a kind that nobody decided about
    (`undecided`), and more messages than were seen (`more_held`). No undo: what is sent is sent;
    `start_trial` goes back.
    """
    (row,) = lock(BusinessData, [1])
    if row.trial_ended_at is not None:
        raise Refused("is_live", _("Live operation has been started already."))
    counts: dict[str, int] = {}
    for kind in held_kinds(actor):
        choice = decided.get(kind.purpose)
        if choice not in {SEND, DISCARD}:
            text = _("Decide about %(kind)s: send or discard.")
            raise Refused("undecided", text % {"kind": kind.label}, kind.purpose or "other")
        if kind.count > seen.get(kind.purpose, 0):
            raise _more(kind.purpose or "other")
        counts[kind.purpose or "other"] = kind.count if choice == SEND else -kind.count
    gone = [purpose for purpose, choice in decided.items() if choice == DISCARD]
    meant = -sum(min(0, count) for count in counts.values())
    if sum(way.discard(gone) for way in holding.ways()) > meant:
        raise _more()  # one more has come while this looked
    note("foundation.outgoingmail", {"released": counts})
    reading.changed()
    return Outcome(change([row], trial_ended_at=clock.now()))


@operation("foundation.start_trial", needs=_WORD)
def start_trial(*, actor: Actor) -> Outcome[BusinessData]:
    """Go back to trial operation: what has not left yet is held from now on.

    What is being handed to the mail server at this instant still goes. Refuses when trial operation
    is on (`is_trial`). No undo: `start_live` asks about what was held meanwhile.
    """
    (row,) = lock(BusinessData, [1])
    if row.trial_ended_at is None:
        raise Refused("is_trial", _("Trial operation is on already."))
    reading.changed()
    return Outcome(change([row], trial_ended_at=None))


def test_mail_state() -> str:
    """Where the last test mail stands (a `MailState`), "" when none was sent."""
    pk = reading.business().test_mail
    if pk is None:
        return ""
    states = OutgoingMail.objects.filter(pk=pk).values_list("state", flat=True)
    return states.first() or ""


def test_mail_problem() -> str:
    """What the mail server said against the last test mail, "" when nothing."""
    pk = reading.business().test_mail
    rows = OutgoingMail.objects.filter(pk=pk or 0).values_list("last_error", flat=True)
    return rows.first() or ""


def _more(field: str = "") -> Refused:
    text = _("Meanwhile there are more messages that are held. Please look again.")
    return Refused("more_held", text, field)


def _need(actor: Actor) -> None:
    if not actor.may(_WORD):
        raise Forbidden(_WORD)
