"""Providers with a programming interface, every one that django-anymail speaks to.

A mail is rebuilt from its stored bytes, so that it goes out as it was written, with its Message-ID
where the provider lets it; the provider's own id is kept, because webhooks name it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from email import message_from_bytes
from email.message import Message
from email.mime.base import MIMEBase
from email.policy import default as modern
from email.utils import getaddresses
from typing import Any

import requests
from anymail.exceptions import (
    AnymailAPIError,
    AnymailConfigurationError,
    AnymailError,
    AnymailRecipientsRefused,
)
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

from stammkunde.foundation.mail.answers import Answer, End
from stammkunde.foundation.models import OutgoingMail

_OWN_FIELDS = frozenset({
    "from", "to", "cc", "bcc", "reply-to", "subject", "date", "mime-version", "content-type",
    "content-transfer-encoding",
})  # fmt: skip
# Answers that say that nothing was taken: our key, their rest, too fast. A 500 is none of them: who
# broke down may have broken down behind the yes (D13).
_THEIRS = frozenset({401, 402, 403, 404, 405, 408, 429, 501, 503})
_TAKEN, _REFUSED = frozenset({"sent", "queued"}), frozenset({"invalid", "rejected", "failed"})
_MOST_WORDS = 500


class Provider:
    """One provider by its name in django-anymail ("mailgun", "brevo", "postmark" …)."""

    def __init__(self, name: str, options: Mapping[str, Any]) -> None:
        self.server = self.name = name
        self._options = dict(options)
        self._backend: Any = None

    def open(self) -> str:
        """The backend with its options; what is missing is said, and no mail is touched."""
        if self._backend is not None:
            return ""
        try:
            made = backend_of(self.name)()
            made.open()
        except (ImportError, ImproperlyConfigured, AnymailConfigurationError) as problem:
            return f"{type(problem).__name__}: {problem}"[:200]
        self._backend = made
        return ""

    def deliver(self, row: OutgoingMail) -> Answer:
        """Hand over one mail. A no of the provider is a no; no answer at all is unclear (D13)."""
        try:
            message = rebuilt(row)
        except (LookupError, TypeError, ValueError) as problem:
            return Answer(End.NEVER, type(problem).__name__)
        try:
            self._backend.send_messages([message])
        except (AnymailError, requests.RequestException, ValueError) as problem:
            return self._refused(problem)
        status = message.anymail_status  # type: ignore[attr-defined]
        said = {str(one) for one in status.status or ()}
        words = f"{self.name} {' '.join(sorted(said))}"
        if not said & _TAKEN:
            return Answer(End.NEVER if said and said <= _REFUSED else End.UNCLEAR, words)
        ids = status.message_id
        first = ids if isinstance(ids, str | int) else min(map(str, ids or ()), default="")
        return Answer(End.ACCEPTED, words, str(first))

    def _refused(self, problem: Exception) -> Answer:
        words = f"{self.name}: {_words(problem)}"[:_MOST_WORDS]
        if isinstance(problem, AnymailRecipientsRefused):
            return Answer(End.NEVER, words)
        code = getattr(problem, "status_code", None)
        if code is not None:
            if code in _THEIRS:
                return Answer(End.LATER, f"{code} {words}")
            return Answer(End.NEVER if 400 <= code < 500 else End.UNCLEAR, f"{code} {words}")
        if isinstance(problem, requests.ConnectTimeout) or _never_connected(problem):
            return Answer(End.LATER, words)
        if isinstance(problem, AnymailAPIError | requests.RequestException):
            return Answer(End.UNCLEAR, words)
        return Answer(End.NEVER, words)  # what this provider cannot carry

    def close(self) -> None:
        """Let go of the connection."""
        if self._backend is not None:
            self._backend.close()
            self._backend = None


def backend_of(name: str) -> Any:
    """The backend of django-anymail with this name; ImportError for any other."""
    if not name.replace("_", "").isalnum():
        raise ImportError(name)
    return import_string(f"anymail.backends.{name}.EmailBackend")


def rebuilt(row: OutgoingMail) -> EmailMultiAlternatives:
    """The mail as Django knows it, from the stored bytes; who is only in the envelope is a bcc."""
    stored = message_from_bytes(bytes(row.mime), policy=modern)
    fields = {name: _addresses(stored, name) for name in ("From", "To", "Cc", "Reply-To")}
    shown = {address.lower() for _n, address in (*fields["To"], *fields["Cc"])}
    message = EmailMultiAlternatives(
        str(stored["Subject"] or ""),
        "",
        _written(fields["From"][0]),
        [_written(one) for one in fields["To"]],
        cc=[_written(one) for one in fields["Cc"]],
        bcc=[one for one in row.addresses if one.lower() not in shown],
        reply_to=[_written(one) for one in fields["Reply-To"]],
        headers={n: str(v) for n, v in stored.items() if n.lower() not in _OWN_FIELDS},
    )
    _fill(message, message_from_bytes(bytes(row.mime)))
    return message


def _addresses(stored: Message, name: str) -> list[tuple[str, str]]:
    return getaddresses([str(one) for one in stored.get_all(name, [])])


def _written(pair: tuple[str, str]) -> str:
    name, address = pair
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>' if name else address


def _fill(message: EmailMultiAlternatives, stored: Message) -> None:
    """Text, HTML, inline pictures and attachments, in their order."""
    html = False
    for part in stored.walk():
        if part.is_multipart():
            continue
        kind, name = part.get_content_type(), part.get_filename()
        content: Any = part.get_payload(decode=True) or b""
        if name is None and not part["Content-ID"] and kind == "text/plain" and not message.body:
            message.body = _text(part, content)
        elif name is None and not part["Content-ID"] and kind == "text/html" and not html:
            message.attach_alternative(_text(part, content), kind)
            html = True
        elif part["Content-ID"]:
            message.attach(_kept(part))
        else:
            message.attach(name or "Datei", content, kind)


def _kept(part: Message) -> MIMEBase:
    """An inline picture with what names it."""
    kept = MIMEBase(*part.get_content_type().split("/", 1))
    kept.set_payload(part.get_payload())
    for name in ("Content-Transfer-Encoding", "Content-ID", "Content-Disposition"):
        if part[name]:
            kept[name] = part[name]
    return kept


def _text(part: Message, content: bytes) -> str:
    text = content.decode(part.get_content_charset() or "utf-8", "replace")
    return text.replace("\r\n", "\n")


def _never_connected(problem: Exception) -> bool:
    """Whether the connection was never made: not a byte of the mail has left."""
    seen: BaseException | None = problem
    while seen is not None:
        if type(seen).__name__ in {
            "NewConnectionError",
            "ConnectTimeoutError",
            "NameResolutionError",
        }:
            return True
        reason = getattr(seen, "reason", None) or (seen.args[0] if seen.args else None)
        seen = reason if isinstance(reason, BaseException) else seen.__cause__
    return False


def _words(problem: Exception) -> str:
    """The provider's own words, never ours: our text may hold the whole mail."""
    response = getattr(problem, "response", None)
    if response is None:
        cause = problem.__cause__ or problem
        told = isinstance(problem, requests.RequestException)
        return type(cause).__name__ if told else str(problem).partition("\n")[0]
    try:
        said = response.json()
    except (AttributeError, ValueError):
        return str(getattr(response, "reason", ""))
    if isinstance(said, dict):
        text = said.get("message") or said.get("Message") or said.get("error") or said.get("errors")
        return text if isinstance(text, str) else json.dumps(text or said, ensure_ascii=False)
    return json.dumps(said, ensure_ascii=False)
