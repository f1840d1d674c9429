"""How one attempt to hand over a mail ended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_BASIC = re.compile(r"^(\d{3})\b")


class End(Enum):
    """How an attempt ended. UNCLEAR: the whole text was sent, the answer never came."""

    ACCEPTED = "accepted"
    LATER = "later"
    NEVER = "never"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Answer:
    """The end of one attempt and the server's words. id: how a provider calls the mail."""

    end: End
    text: str
    id: str = ""

    @property
    def code(self) -> str:
        """The server's code: "5.1.1" where it says so, else "550", else ""."""
        found = _ENHANCED.search(self.text) or _BASIC.search(self.text)
        return found[1] if found else ""
