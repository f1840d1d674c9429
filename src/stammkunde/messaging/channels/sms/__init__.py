"""Text messages: a row in the transaction of its cause, then a call of the gateway (COM-10, ADR 37).

The crash rule is that of mail (D13): `sending` is committed before the wire, the answer right after
it; who went silent in between leaves `unclear`, and only a person sends that again.
"""

from stammkunde.messaging.channels.sms.carrying import Carried, carry
from stammkunde.messaging.channels.sms.gateways import Gateway, gateway_of, read_report
from stammkunde.messaging.channels.sms.sending import (
    expire,
    gateway,
    heard_report,
    send_due,
)
from stammkunde.messaging.channels.sms.waiting import connect, give_up, withdraw

__all__ = [
    "Carried",
    "Gateway",
    "carry",
    "connect",
    "expire",
    "gateway",
    "gateway_of",
    "give_up",
    "heard_report",
    "read_report",
    "send_due",
    "withdraw",
]
