"""Gateways for text messages behind one small interface (COM-10).

`STAMMKUNDE_SMS_URL` names one: `seven://KEY@?from=NAME` or `sipgate://TOKENID:TOKEN@/s0`. A query
`rate=60` says how many per minute it takes at most, `api=http://127.0.0.1:…` leads somewhere else.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import requests

from stammkunde.foundation.mail.answers import End

TIMEOUT = (10, 30)  # seconds to connect, to answer
RATE, MOST_RATE = 60, 100
_SENDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .&-]{0,10}|\+?\d{3,16}")
_LONGEST = 500


@dataclass(frozen=True)
class Answer:
    """What a gateway said; `id` is how it calls the message, "" where it gives none."""

    end: End
    text: str = ""
    code: str = ""
    id: str = ""


@dataclass(frozen=True)
class Report:
    """What a delivery report says; `state` is one of delivered, failed, on_the_way."""

    id: str
    state: str
    text: str = ""


@dataclass(frozen=True)
class Gateway:
    """One way out. deliver(number, text, ref) hands over one text and never raises.

    rate: per minute at most. secret: the word in the address of its reports, where it has `reports`.
    """

    name: str
    label: str
    rate: int
    secret: str
    reports: bool
    deliver: Callable[[str, str, str], Answer]


def gateway_of(url: str) -> Gateway | None:
    """The gateway of `STAMMKUNDE_SMS_URL`, None for ""; ValueError (German) for nonsense."""
    if not url:
        return None
    parts, query = urlsplit(url), parse_qs(urlsplit(url).query)
    user, word = unquote(parts.username or ""), unquote(parts.password or "")
    rate = int(query.get("rate", [str(RATE)])[0])
    if not 1 <= rate <= MOST_RATE:
        raise ValueError(f"SMS_URL: rate muss zwischen 1 und {MOST_RATE} liegen")
    secret = _secret(url)
    if parts.scheme == "seven":
        sender = query.get("from", [""])[0]
        if not user:
            raise ValueError("SMS_URL: seven://SCHLÜSSEL@?from=NAME, der Schlüssel fehlt")
        if sender and not _SENDER.fullmatch(sender):
            raise ValueError("SMS_URL: from hat höchstens 11 Buchstaben und Ziffern")
        api = query.get("api", ["https://gateway.seven.io"])[0]
        call = _seven(api, user, sender)
        return Gateway("seven", "seven.io", rate, secret, True, call)
    if parts.scheme == "sipgate":
        line = parts.path.strip("/")
        if not (user and word and line):
            raise ValueError("SMS_URL: sipgate://TOKENID:TOKEN@/s0 ist nicht vollständig")
        api = query.get("api", ["https://api.sipgate.com"])[0]
        return Gateway("sipgate", "sipgate", rate, secret, False, _sipgate(api, user, word, line))
    raise ValueError("SMS_URL muss mit seven:// oder sipgate:// beginnen")


def _secret(url: str) -> str:
    """The word in the address of delivery reports: made of the key, so nobody has to invent one."""
    return hmac.new(url.encode(), b"stammkunde.sms.hook", hashlib.sha256).hexdigest()[:40]


def read_report(provider: str, data: Mapping[str, Any]) -> Report | None:
    """The report that a gateway posted; None when it is none, or of a kind nobody needs."""
    if provider != "seven" or data.get("webhook_event") != "dlr":
        return None
    said = data.get("data")
    if not isinstance(said, Mapping) or not isinstance(said.get("status"), str):
        return None
    known = {
        "DELIVERED": "delivered",
        "NOTDELIVERED": "failed",
        "EXPIRED": "failed",
        "REJECTED": "failed",
        "FAILED": "failed",
    }
    status = str(said["status"]).upper()
    return Report(str(said.get("msg_id", ""))[:80], known.get(status, "on_the_way"), status[:40])


def _seven(api: str, key: str, sender: str) -> Callable[[str, str, str], Answer]:
    def deliver(number: str, text: str, ref: str) -> Answer:
        body = {"to": number, "text": text, "foreign_id": ref}
        headers = {"X-Api-Key": key, "Accept": "application/json"}
        said = _post(f"{api}/api/sms", body | ({"from": sender} if sender else {}), headers, None)
        if isinstance(said, Answer):
            return said
        try:
            answer = said.json()
        except ValueError:
            return Answer(End.UNCLEAR, said.text[:_LONGEST])
        found = answer if isinstance(answer, dict) else {"success": answer}
        code, rows = str(found.get("success", "")), found.get("messages")
        one = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
        if code in {"100", "101"} and one.get("success") is not False:
            return Answer(End.ACCEPTED, "", code, str(one.get("id") or "")[:80])
        if not code.isdigit():
            return Answer(End.UNCLEAR, said.text[:_LONGEST])
        words = str(one.get("error_text") or _SEVEN.get(code, said.text))[:_LONGEST]
        return Answer(End.LATER if code in {"600", "903"} else End.NEVER, words, code)

    return deliver


_SEVEN = {
    "202": "invalid number", "305": "invalid number", "301": "recipient missing",
    "401": "text too long", "403": "too many: limit of the account", "500": "insufficient credit",
    "600": "gateway busy, try again later", "900": "authentication failed",
    "902": "API key may not send", "903": "IP address not allowed",
}  # fmt: skip


def _sipgate(api: str, user: str, word: str, line: str) -> Callable[[str, str, str], Answer]:
    def deliver(number: str, text: str, ref: str) -> Answer:
        body = {"smsId": line, "recipient": number, "message": text}
        said = _post(f"{api}/v2/sessions/sms", body, {}, (user, word))
        if isinstance(said, Answer):
            return said
        return Answer(End.ACCEPTED, "", str(said.status_code))

    return deliver


def _post(
    url: str, body: Mapping[str, str], headers: Mapping[str, str], auth: tuple[str, str] | None
) -> requests.Response | Answer:
    """One call, never followed elsewhere. Before a connection stands nothing has gone out; after
    that, no answer is UNCLEAR (D13)."""
    data = json.dumps(body)
    sent = {"Content-Type": "application/json", **headers}
    try:
        said = requests.post(
            url, data=data, headers=sent, auth=auth, timeout=TIMEOUT, allow_redirects=False
        )
    except (requests.exceptions.ConnectTimeout, requests.exceptions.InvalidURL) as problem:
        return Answer(End.LATER, type(problem).__name__)
    except requests.exceptions.ConnectionError as problem:
        never_stood = "NewConnectionError" in repr(problem) or "NameResolution" in repr(problem)
        return Answer(End.LATER if never_stood else End.UNCLEAR, type(problem).__name__)
    except requests.exceptions.RequestException as problem:
        return Answer(End.UNCLEAR, type(problem).__name__)
    code = str(said.status_code)
    if 200 <= said.status_code < 300:
        return said
    if said.status_code == 402:
        return Answer(End.NEVER, "insufficient credit", code)
    if said.status_code in {401, 403}:
        return Answer(End.LATER, "authentication failed", code)
    if said.status_code in {408, 425, 429}:
        return Answer(End.LATER, said.text[:_LONGEST], code)
    return Answer(End.UNCLEAR if said.status_code >= 500 else End.NEVER, said.text[:_LONGEST], code)
