"""A real SMTP server on loopback that notes what it accepted and misbehaves where told."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Accepted:
    """One message the server answered (or would have answered) with 250."""

    sender: str
    recipients: list[str]
    content: bytes

    @property
    def message(self) -> Message:
        """The parsed message."""
        return message_from_bytes(self.content)

    @property
    def message_id(self) -> str:
        """Its Message-ID."""
        return str(self.message["Message-ID"])


class OnFreePort(Controller):  # type: ignore[misc]
    """Takes whatever port the system gives."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@dataclass
class Sink:
    """`rcpt` and `data` may answer an address with a line of their own; `drop` breaks the
    connection after the text was accepted and before 250; `twice` answers 250 two times; `slow` and
    `late` (by address) wait before the answer, in seconds."""

    rcpt: Callable[[str], str] = lambda address: ""
    data: Callable[[str], str] = lambda address: ""
    drop: Callable[[str], bool] = lambda address: False
    twice: Callable[[str], bool] = lambda address: False
    late: Callable[[str], float] = lambda address: 0.0
    slow: float = 0.0
    accepted: list[Accepted] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd looks for
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Accept or refuse one address."""
        line = self.rcpt(address)
        if line:
            return line
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Accept, refuse or drop one message."""
        first = envelope.rcpt_tos[0]
        if line := self.data(first):
            return line
        with self._lock:
            self.accepted.append(
                Accepted(envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content)
            )
        if wait := self.slow + self.late(first):
            await asyncio.sleep(wait)
        if self.drop(first):
            server.transport.abort()
        return "250 accepted\r\n250 accepted" if self.twice(first) else "250 accepted"

    def per_recipient(self) -> Counter[str]:
        """How many accepted messages each recipient has."""
        return Counter(address for mail in self.accepted for address in mail.recipients)

    @contextmanager
    def listening(self) -> Iterator[str]:
        """Serve on a free port; gives the smtp:// URL."""
        controller = OnFreePort(self, hostname="127.0.0.1", port=0, server_hostname="sink.test")
        controller.start()
        try:
            yield f"smtp://127.0.0.1:{controller.port}"
        finally:
            controller.stop()
