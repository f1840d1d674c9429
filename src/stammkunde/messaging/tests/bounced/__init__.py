"""A set of messages as mail systems send them, built by hand; people and domains are invented."""

# ruff: noqa: E501 - lines as mail systems write them
from __future__ import annotations

from dataclasses import dataclass, field

US = "buero@tanzhaus-linde.example"
OURS = "<abc.123@tanzhaus-linde.example>"


@dataclass(frozen=True)
class Case:
    """A message and what is true of it: address -> permanent, in any order."""

    name: str
    raw: bytes
    kind: str = "bounce"
    truth: dict[str, bool] = field(default_factory=dict)
    ids: bool = False  # our Message-ID can be found in it


def original(to: str, subject: str = "Sommerpause") -> str:
    """The header of our message, as it comes back."""
    return (
        "Received: from app (app [192.0.2.7]) by mx.tanzhaus-linde.example; Mon, 02 Mar 2026 08:00:01 +0100\n"
        f"From: Tanzhaus Linde <{US}>\nTo: {to}\nSubject: {subject}\n"
        f"Message-ID: {OURS}\nDate: Mon, 02 Mar 2026 08:00:00 +0100\n"
    )


def report(
    text: str,
    groups: list[str],
    *,
    to: str = "wer@nirgends.example",
    sender: str = "MAILER-DAEMON@mx.fern.example (Mail Delivery System)",
    subject: str = "Undelivered Mail Returned to Sender",
    charset: str = "utf-8",
    status: str = "message/delivery-status",
    returned: str = "text/rfc822-headers",
    more: str = "",
    boundary: str = "=_b1",
) -> bytes:
    """A multipart/report in three parts."""
    blocks = "\n\n".join(
        ["Reporting-MTA: dns; mx.fern.example\nArrival-Date: Mon, 2 Mar 2026", *groups]
    )
    return (
        f"Return-Path: <>\nFrom: {sender}\nTo: {US}\nSubject: {subject}\n{more}MIME-Version: 1.0\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"\n\n'
        f"This is a MIME-encapsulated message.\n\n--{boundary}\n"
        f"Content-Type: text/plain; charset={charset}\n\n{text}\n\n--{boundary}\n"
        f"Content-Type: {status}\n\n{blocks}\n\n--{boundary}\nContent-Type: {returned}\n\n"
        f"{original(to)}\n--{boundary}--\n"
    ).encode("utf-8" if charset in {"utf-8", "x-unknown"} else charset)


def group(address: str, action: str, status: str, diagnostic: str = "", more: str = "") -> str:
    """A recipient's group of a status report."""
    lines = [f"Final-Recipient: rfc822; {address}", f"Action: {action}", f"Status: {status}"]
    if more:
        lines.insert(0, more)
    if diagnostic:
        lines.append(f"Diagnostic-Code: smtp; {diagnostic}")
    return "\n".join(lines)


def plain(
    text: str,
    *,
    sender: str = "MAILER-DAEMON@mx.fern.example",
    subject: str = "failure notice",
    more: str = "Return-Path: <>\n",
    kind: str = "text/plain; charset=utf-8",
) -> bytes:
    """A message in one part."""
    return (
        f"{more}From: {sender}\nTo: {US}\nSubject: {subject}\nDate: Mon, 2 Mar 2026 08:05:00 +0100\n"
        f"Content-Type: {kind}\n\n{text}\n"
    ).encode()
