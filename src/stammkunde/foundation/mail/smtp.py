"""One SMTP conversation, step by step, so that we always know whether a mail may have gone out."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qs, unquote, urlsplit

from stammkunde.foundation.mail.answers import Answer, End
from stammkunde.foundation.mail.outbox import mail_domain

TIMEOUT = 60
__all__ = ["Answer", "End", "Server", "connect", "deliver", "host_of", "is_alive", "server_of"]
_LINE_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True)
class Server:
    """Where to deliver: `smtp://user:pass@host:port?starttls=1` or `smtps://user:pass@host`."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    starttls: bool


def server_of(url: str) -> Server:
    """Read STAMMKUNDE_SMTP_URL; ValueError when it is none."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("SMTP_URL muss mit smtp:// oder smtps:// beginnen und einen Server nennen")
    tls = parts.scheme == "smtps"
    return Server(
        host=parts.hostname,
        port=parts.port or (465 if tls else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
        starttls=parse_qs(parts.query).get("starttls", ["0"])[0] in {"1", "true", "yes"},
    )


def host_of(url: str) -> str:
    """The server's name, "" for an address that is none."""
    return urlsplit(url).hostname or ""


def connect(server: Server) -> smtplib.SMTP:
    """Greet, encrypt, log in. Raises OSError or smtplib.SMTPException; no mail is touched by it."""
    name = mail_domain()
    hello = f"[{name}]" if re.fullmatch(r"[\d.]+", name) else name
    link: smtplib.SMTP
    if server.tls:
        link = smtplib.SMTP_SSL(
            server.host, server.port, hello, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        link = smtplib.SMTP(server.host, server.port, hello, timeout=TIMEOUT)
    try:
        # Text and closing dot are two sends; without this the second waits 40 ms for an ACK.
        assert link.sock is not None
        link.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if server.starttls:
            link.starttls(context=ssl.create_default_context())
        link.ehlo_or_helo_if_needed()
        if server.user:
            link.login(server.user, server.password)
    except BaseException:
        link.close()
        raise
    return link


def is_alive(link: smtplib.SMTP) -> bool:
    """Whether the server still answers on a connection kept open."""
    try:
        return link.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def deliver(link: smtplib.SMTP, sender: str, recipients: list[str], mime: bytes) -> Answer:
    """Hand one message over for all recipients or for none: one refused address stops it.

    `mime` has CRLF line ends throughout and at its end.
    Before the closing dot a broken connection means LATER; after it, UNCLEAR (D13). The connection
    is of no further use after LATER or UNCLEAR by a break; `is_alive` tells.
    """
    try:
        stop = _envelope(link, sender, recipients)
        if stop is not None:
            return stop
        link.send(_LINE_DOT.sub(b"..", mime))
    except ValueError as problem:
        return Answer(End.NEVER, type(problem).__name__)
    except (OSError, smtplib.SMTPException) as problem:
        return Answer(End.LATER, type(problem).__name__)
    try:
        link.send(b".\r\n")
        code, words = link.getreply()
    except (OSError, smtplib.SMTPException) as problem:
        return Answer(End.UNCLEAR, type(problem).__name__)
    if code == -1:
        return Answer(End.UNCLEAR, "no answer")
    return _answer(code, words)


def _envelope(link: smtplib.SMTP, sender: str, recipients: list[str]) -> Answer | None:
    """MAIL, RCPT and DATA; an Answer when the server says no, None when the text may follow."""
    options = ["BODY=8BITMIME"] if link.has_extn("8bitmime") else []
    steps = [partial(link.mail, sender, options)]
    steps += [partial(link.rcpt, recipient) for recipient in recipients]
    for step in steps:
        code, words = step()
        if code not in {250, 251}:
            link.rset()
            return _answer(code, words)
    code, words = link.docmd("DATA")
    if code == 354:
        return None
    answer = _answer(code, words)
    if answer.end is End.ACCEPTED:  # an answer too many came before: nothing was handed over yet
        return Answer(End.LATER, answer.text)
    return answer


def _answer(code: int, words: bytes) -> Answer:
    text = f"{code} {words.decode('utf-8', 'replace')}"[:500]
    if 200 <= code < 300:
        return Answer(End.ACCEPTED, text)
    return Answer(End.NEVER if code >= 500 else End.LATER, text)
