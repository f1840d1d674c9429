"""New mail of a mailbox over IMAP: read without a trace; only bounces are marked as read.

`STAMMKUNDE_BOUNCES_URL=imaps://user:password@host/INBOX`. Nothing is deleted, moved or answered.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from stammkunde.messaging.bounces.parts import MOST_BYTES

TIMEOUT = 30
AT_ONCE = 200
_DAY = re.compile(rb'INTERNALDATE "([^"]+)"')
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Trouble = (OSError, imaplib.IMAP4.error, ssl.SSLError, ValueError)


@dataclass(frozen=True)
class Place:
    """A mailbox and how to get in; `name` may be shown, the password not."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    safe: bool

    @property
    def name(self) -> str:
        """Whose mailbox this is, without its password."""
        return f"{self.user}@{self.host}/{self.folder}"


@dataclass(frozen=True)
class Arrived:
    """One message: its number in the mailbox, when it arrived, its first bytes."""

    uid: int
    at: datetime
    raw: bytes


def place_of(url: str) -> Place:
    """The mailbox of a URL (`imap://` or `imaps://`); ValueError says in German what is wrong."""
    parts = urlsplit(url)
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
        raise ValueError("BOUNCES_URL muss wie imaps://benutzer:passwort@host/INBOX aussehen")
    safe = parts.scheme == "imaps"
    return Place(
        parts.hostname,
        parts.port or (993 if safe else 143),
        unquote(parts.username),
        unquote(parts.password or ""),
        unquote(parts.path.strip("/")) or "INBOX",
        safe,
    )


class Mailbox:
    """An open mailbox; `validity` changes where the numbers of messages begin anew."""

    def __init__(self, server: imaplib.IMAP4, validity: int) -> None:
        self.server, self.validity = server, validity

    def after(self, uid: int, since: date) -> Iterator[Arrived]:
        """Messages with a higher number, oldest first, at most `AT_ONCE`; with 0 those since a day."""
        asked = f"{uid + 1}:*" if uid else ""
        day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        wanted = ("UID", asked) if asked else ("SINCE", day)
        found = _ok(self.server.uid("SEARCH", *wanted))
        numbers = sorted({int(one) for part in found if part for one in part.split()})
        for number in [one for one in numbers if one > uid][:AT_ONCE]:
            if (arrived := self._fetch(number)) is not None:
                yield arrived

    def mark_read(self, uid: int) -> None:
        """A bounce was dealt with."""
        self.server.uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Seen)")

    def _fetch(self, uid: int) -> Arrived | None:
        what = f"(UID INTERNALDATE BODY.PEEK[]<0.{MOST_BYTES}>)"
        for part in _ok(self.server.uid("FETCH", str(uid), what)):
            if isinstance(part, tuple) and len(part) == 2:
                return Arrived(uid, _instant(part[0]), part[1])
        return None


@contextmanager
def opened(place: Place) -> Iterator[Mailbox]:
    """A mailbox, closed afterwards. Raises one of `Trouble`."""
    server: imaplib.IMAP4
    if place.safe:
        server = imaplib.IMAP4_SSL(
            place.host, place.port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT
        )
    else:
        server = imaplib.IMAP4(place.host, place.port, timeout=TIMEOUT)
    try:
        if not place.safe and "STARTTLS" in server.capabilities:
            server.starttls(ssl.create_default_context())
        server.login(place.user, place.password)
        _ok(server.select(f'"{place.folder}"'))
        _kind, data = server.response("UIDVALIDITY")
        yield Mailbox(server, int(data[0] or 0) if data and data[0] else 0)
    finally:
        with suppress(*Trouble):
            server.logout()
        with suppress(*Trouble):
            server.shutdown()


def _ok(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(f"{kind}: {data!r}"[:200])
    return data


def _instant(head: bytes) -> datetime:
    found = _DAY.search(head)
    if found:
        with suppress(ValueError):
            return datetime.strptime(found[1].decode(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    return datetime.fromtimestamp(0, UTC)
