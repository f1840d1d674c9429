"""What a mail leaves behind once it has left (C-01): its bytes go with the server's yes (foundation's
sender), and where the office keeps nothing its addresses go, too."""

from __future__ import annotations

from collections.abc import Sequence

from stammkunde.foundation import mail
from stammkunde.foundation.models import MailState, OutgoingMail
from stammkunde.messaging.house import house
from stammkunde.messaging.models import BodyPolicy, Channel, Message


def connect() -> None:
    """Ask to be told; called once, from the name plate."""
    mail.settled(heard)


def heard(rows: Sequence[OutgoingMail]) -> None:
    """Empty the addresses of accepted mails of which nothing is kept; one that failed keeps them
    until night: somebody may send it again to another address."""
    over = [row.pk for row in rows if row.state == MailState.ACCEPTED]
    if not over or BodyPolicy.NONE not in house().keep.values():
        return
    carried = Message.objects.filter(channel=Channel.EMAIL, transport__in=over)
    found = carried.filter(kept=BodyPolicy.NONE).values_list("transport", flat=True)
    nameless = [one for one in found if one]
    if nameless:
        OutgoingMail.objects.filter(pk__in=nameless).update(recipients="", envelope_from="")
