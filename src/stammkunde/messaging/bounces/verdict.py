"""What the reader saw in a message."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a message is. AUTO_REPLY: a machine wrote it and nothing failed; nobody is answered."""

    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    COMPLAINT = "complaint"
    ORDINARY = "ordinary"


class Cause(StrEnum):
    """Why an address did not take the message. Only DEAD ones say that the address is gone."""

    UNKNOWN = "unknown"  # nobody there, moved, disabled, no such domain
    FULL = "full"
    POLICY = "policy"  # spam filter, block list, sender refused: the message, not the address
    SIZE = "size"
    LATER = "later"  # still being tried, or given up after trying
    OTHER = "other"


@dataclass(frozen=True)
class Recipient:
    """One address that failed.

    permanent: this message will not reach it and a further try is pointless. dead: the address
    itself is gone, so that no other message will. status: "5.1.1", or "". reason: the server's own
    words. also: other forms of the same address in the report (before and after forwarding).
    """

    address: str
    permanent: bool
    status: str = ""
    reason: str = ""
    cause: Cause = Cause.OTHER
    also: tuple[str, ...] = ()

    @property
    def dead(self) -> bool:
        """Whether the address should get nothing automatic any more."""
        return self.permanent and self.cause not in {Cause.POLICY, Cause.SIZE, Cause.FULL}


@dataclass(frozen=True)
class Verdict:
    """What a message says. message_ids: of the message that came back, best guess first."""

    kind: Kind
    recipients: tuple[Recipient, ...] = ()
    message_ids: tuple[str, ...] = field(default=())
