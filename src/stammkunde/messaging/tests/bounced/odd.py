"""Reports in the standard form, oddly written; complaints and receipts."""

# ruff: noqa: E501 - lines as mail systems write them
from __future__ import annotations

import base64

from stammkunde.messaging.tests.bounced import OURS, US, Case, group, original, plain, report

A, B = "anna.beck@post.example", "bernd@verein.example"
UNKNOWN = "550 5.1.1 User unknown"


def _c(name, raw, truth, **more):
    return Case(name, raw, truth=truth, **({"ids": True} | more))


CASES = [
    _c(
        "recipients without a blank line between them",
        report("x", [group(A, "failed", "5.1.1") + "\n" + group(B, "failed", "5.1.2")]),
        {A: True, B: True},
    ),
    _c(
        "folded diagnostic",
        report("x", [group(A, "failed", "5.1.1", "550 5.1.1\n    user\n\tunknown")]),
        {A: True},
    ),
    _c(
        "carriage returns only",
        report("x", [group(A, "failed", "5.1.1")]).replace(b"\n", b"\r"),
        {A: True},
    ),
    _c(
        "both kinds of line ends",
        report("x", [group(A, "failed", "5.1.1")]).replace(b"\n", b"\r\n"),
        {A: True},
    ),
    _c("NUL bytes between", report("x\x00y", [group(A, "failed", "5.1.1")]), {A: True}),
    _c(
        "a charset nobody knows",
        report("Grüße", [group(A, "failed", "5.1.1")], charset="x-unknown"),
        {A: True},
    ),
    _c(
        "Japanese text",
        report("配信できません", [group(A, "failed", "5.1.1")], charset="iso-2022-jp"),
        {A: True},
    ),
    _c(
        "UTF-16 text",
        report("x", [group(A, "failed", "5.1.1")]).replace(b"charset=utf-8", b"charset=utf-16"),
        {A: True},
    ),
    _c(
        "status part as plain text",
        report("x", [group(A, "failed", "5.1.1")], status="text/plain"),
        {A: True},
    ),
    _c(
        "status part in base64",
        report("x", []).replace(
            b"message/delivery-status\n\nReporting-MTA: dns; mx.fern.example\nArrival-Date: Mon, 2 Mar 2026",
            b"message/delivery-status\nContent-Transfer-Encoding: base64\n\n"
            + base64.encodebytes(
                b"Reporting-MTA: dns; x\r\n\r\n"
                + group(A, "failed", "5.1.1").replace("\n", "\r\n").encode()
            ),
        ),
        {A: True},
    ),
    _c(
        "parts taken apart into one text",
        plain(
            f"Undeliverable\n\nReporting-MTA: dns; x\n\n{group(A, 'failed', '5.1.1')}\n\nMessage-ID: {OURS}\nTo: {A}"
        ),
        {A: True},
        ids=False,
    ),
    _c(
        "boundary missing",
        report("x", [group(A, "failed", "5.1.1")]).replace(b'; boundary="=_b1"', b""),
        {A: True},
        ids=False,
    ),
    _c(
        "report inside a wrapper with a footer",
        b"From: postmaster@fern.example\nSubject: Mail delivery failed\nTo: "
        + US.encode()
        + b"\nContent-Type: multipart/mixed; boundary=out\n\n--out\n"
        + report("x", [group(A, "failed", "5.1.1")]).split(b"MIME-Version: 1.0\n", 1)[1]
        + b"\n--out\nContent-Type: text/plain\n\nscanned by nobody\n--out--\n",
        {A: True},
    ),
    _c(
        "mailbox file's first line",
        b"From MAILER-DAEMON Mon Mar  2 08:00:00 2026\n"
        + report("x", [group(A, "failed", "5.1.1")]),
        {A: True},
    ),
    _c(
        "original attached whole",
        report("x", [group(A, "failed", "5.1.1")], returned="message/rfc822"),
        {A: True},
    ),
    _c(
        "Exchange, German",
        report(
            "Fehler bei der Zustellung an die folgenden Empfänger oder Gruppen:\n\nAnna Beck (anna.beck@post.example)\n"
            "Die eingegebene E-Mail-Adresse konnte nicht gefunden werden.",
            [
                group(
                    A,
                    "failed",
                    "5.1.10",
                    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found",
                )
            ],
            sender="Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@fern.example>",
            subject="Unzustellbar: Sommerpause",
        ),
        {A: True},
    ),
    _c(
        "Office 365, restricted group",
        report(
            "Your message to gruppe@verein.example couldn't be delivered.",
            [
                group(
                    "gruppe@verein.example",
                    "failed",
                    "5.7.133",
                    "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup",
                )
            ],
            sender="postmaster@verein.example",
            subject="Undeliverable: Sommerpause",
        ),
        {"gruppe@verein.example": True},
    ),
    _c(
        "Gmail, delay",
        report(
            "Delivery incomplete",
            [group(A, "delayed", "4.4.1", "DNS Error")],
            sender="Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
            subject="Delivery Status Notification (Delay)",
        ),
        {A: False},
    ),
    _c(
        "Domino with its own code",
        report(
            "User anna not listed in Domino Directory",
            [
                (
                    f"Final-Recipient: rfc822;{A}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: X-Notes; User anna "
                    "(anna@post.example) not listed in Domino Directory"
                )
            ],
            sender="anna@post.example",
            subject="DELIVERY FAILURE: User anna not listed in Domino Directory",
        ),
        {A: True},
    ),
    _c(
        "a hundred recipients",
        report("x", [group(f"p{n}@post.example", "failed", "5.1.1") for n in range(100)]),
        {f"p{n}@post.example": True for n in range(100)},
    ),
    _c(
        "host unknown",
        report("x", [group(A, "failed", "5.4.4", "Host or domain name not found")]),
        {A: True},
    ),
    _c(
        "connection refused for days",
        report("x", [group(A, "failed", "4.4.1", "Connection refused")]),
        {A: False},
    ),
    _c(
        "message too big",
        report("x", [group(A, "failed", "5.3.4", "552 message size exceeds limit")]),
        {A: True},
    ),
    _c(
        "complaint",
        (
            f"From: fbl@fern.example\nTo: {US}\nSubject: Abuse report\nContent-Type: multipart/report; report-type=feedback-report;"
            f" boundary=q\n\n--q\nContent-Type: text/plain\n\nThis is an email abuse report\n--q\nContent-Type: "
            f"message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: X/1\nVersion: 1\nOriginal-Rcpt-To: <{A}>\n\n--q\n"
            f"Content-Type: message/rfc822\n\n{original(A)}\nHallo\n--q--\n"
        ).encode(),
        {A: True},
        kind="complaint",
    ),
    _c(
        "complaint without the address",
        (
            f"From: fbl@fern.example\nTo: {US}\nSubject: FW: Sommerpause\nContent-Type: "
            f"multipart/report; report-type=feedback-report; boundary=q\n\n--q\nContent-Type: text/plain\n\nabuse\n--q\nContent-Type: "
            f"message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\n\n--q\nContent-Type: text/rfc822-headers\n\n"
            f"{original(A)}\n--q--\n"
        ).encode(),
        {A: True},
        kind="complaint",
    ),
    _c(
        "read receipt",
        (
            f"From: Anna <{A}>\nTo: {US}\nSubject: Gelesen: Sommerpause\nContent-Type: multipart/report; "
            f"report-type=disposition-notification; boundary=q\n\n--q\nContent-Type: text/plain\n\nIhre Nachricht wurde gelesen\n--q\n"
            f"Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; {A}\nOriginal-Message-ID: {OURS}\n"
            f"Disposition: manual-action/MDN-sent-manually; displayed\n\n--q--\n"
        ).encode(),
        {},
        kind="auto_reply",
        ids=False,
    ),
    _c(
        "old receipt, deleted unread",
        plain(
            "Your message was deleted without being read",
            sender=f"Anna <{A}>",
            subject="Not read: Sommerpause",
            more="Return-Path: <>\nAuto-Submitted: auto-replied\n",
        ),
        {},
        kind="auto_reply",
        ids=False,
    ),
]
