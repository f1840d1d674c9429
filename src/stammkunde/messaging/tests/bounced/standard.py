"""Reports in the standard form, with the oddities of those who send them."""

# ruff: noqa: E501 - lines as mail systems write them
from __future__ import annotations

from stammkunde.messaging.tests.bounced import Case, group, report

A, B = "anna.beck@post.example", "bernd@verein.example"
UNKNOWN = "550 5.1.1 User unknown"


def _c(name, raw, truth, **more):
    return Case(name, raw, truth=truth, **({"ids": True} | more))


CASES = [
    _c(
        "postfix, unknown user",
        report(
            f"I'm sorry to have to inform you\n\n<{A}>: host mx said: 550 5.1.1 <{A}>: User unknown",
            [
                group(
                    A,
                    "failed",
                    "5.1.1",
                    f"550 5.1.1 <{A}>: Recipient address rejected: User unknown",
                )
            ],
        ),
        {A: True},
    ),
    _c(
        "postfix, two recipients of which one is only late",
        report(
            "The mail system", [group(A, "failed", "5.1.1", UNKNOWN), group(B, "delayed", "4.4.1")]
        ),
        {A: True, B: False},
    ),
    _c(
        "delivered and failed in one report",
        report(
            "x",
            [group(A, "delivered", "2.0.0"), group(B, "failed", "5.2.1", "550 account disabled")],
        ),
        {B: True},
    ),
    _c(
        "relayed to a system that tells nothing",
        report(
            "Your message was relayed",
            [group(A, "relayed", "2.0.0", "250 ok")],
            subject="Successful Mail Delivery Report",
        ),
        {},
        kind="auto_reply",
        ids=False,
    ),
    _c(
        "delivered",
        report("ok", [group(A, "delivered", "2.0.0")]),
        {},
        kind="auto_reply",
        ids=False,
    ),
    _c(
        "expanded by a list",
        report("ok", [group(A, "expanded (to list)", "2.0.0")]),
        {},
        kind="auto_reply",
        ids=False,
    ),
    _c(
        "delayed warning",
        report(
            "THIS IS A WARNING MESSAGE ONLY. YOU DO NOT NEED TO RESEND",
            [
                group(
                    A,
                    "delayed",
                    "4.4.2",
                    "conversation timed out",
                    "Will-Retry-Until: Sat, 7 Mar 2026",
                )
            ],
            subject="Warning: could not send message for past 4 hours",
        ),
        {A: False},
    ),
    _c(
        "given up after five days",
        report("x", [group(A, "failed", "4.4.7", "delivery expired")]),
        {A: False},
    ),
    _c(
        "over quota, class five",
        report("x", [group(A, "failed", "5.2.2", "552 5.2.2 mailbox full")]),
        {A: True},
    ),
    _c(
        "over quota, class four",
        report("x", [group(A, "failed", "4.2.2", "452 4.2.2 Over quota")]),
        {A: False},
    ),
    _c(
        "refused by a spam filter",
        report("x", [group(A, "failed", "5.7.1", "554 5.7.1 looks like spam")]),
        {A: True},
    ),
    _c(
        "original recipient before forwarding",
        report(
            "x",
            [
                group(
                    "weiter@anderswo.example",
                    "failed",
                    "5.1.1",
                    UNKNOWN,
                    f"Original-Recipient: rfc822;{A}",
                )
            ],
        ),
        {A: True},
    ),
    _c(
        "address in angle brackets",
        report("x", [group(f"<{A}>", "failed", "5.1.1", UNKNOWN)]),
        {A: True},
    ),
    _c(
        "address with a plus in xtext",
        report(
            "x",
            [
                group(
                    "a+tag@post.example",
                    "failed",
                    "5.1.1",
                    UNKNOWN,
                    "Original-Recipient: rfc822; a+2Btag@post.example",
                )
            ],
        ),
        {"a+tag@post.example": True},
    ),
    _c(
        "address with an ordinary plus that looks like xtext",
        report("x", [group("a+25@post.example", "failed", "5.1.1", UNKNOWN)]),
        {"a+25@post.example": True},
    ),
    _c(
        "internationalised report (RFC 6533)",
        report(
            "x",
            ["Final-Recipient: utf-8; müller@bücher.example\nAction: failed\nStatus: 5.1.1"],
            status="message/global-delivery-status",
        ),
        {"müller@bücher.example": True},
    ),
    _c(
        "internationalised address in hexadecimal",
        report(
            "x",
            ["Final-Recipient: utf-8; m\\x{FC}ller@post.example\nAction: failed\nStatus: 5.1.1"],
            status="message/global-delivery-status",
        ),
        {"müller@post.example": True},
    ),
    _c(
        "no address type",
        report("x", [f"Final-Recipient: {A}\nAction: failed\nStatus: 5.1.1"]),
        {A: True},
    ),
    _c(
        "local recipient, the actual one beside",
        report(
            "x",
            [
                f"Final-Recipient: LOCAL;anna\nX-Actual-Recipient: RFC822; {A}\nAction: failed\nStatus: 5.1.1"
            ],
        ),
        {A: True},
    ),
    _c(
        "only the local name in the report",
        report(
            f"The following address had permanent fatal errors\n<{A}>\n   (reason: 550 User unknown)",
            ["Final-Recipient: X-Local; anna\nAction: failed\nStatus: 5.1.1"],
            to=A,
        ),
        {A: True},
    ),
    _c(
        "small and capital letters, comments",
        report(
            "x",
            [
                f"FINAL-RECIPIENT: RFC822; {A}\nACTION: Failed (bad destination)\nSTATUS: 5.1.1 (unknown)"
            ],
        ),
        {A: True},
    ),
    _c("Action: error", report("x", [group(A, "error", "5.1.1")]), {A: True}),
    _c(
        "no action, only a status",
        report("x", [f"Final-Recipient: rfc822; {A}\nStatus: 5.1.1"]),
        {A: True},
    ),
    _c(
        "no blank line between the blocks",
        report("x", []).replace(
            b"Arrival-Date: Mon, 2 Mar 2026",
            b"Arrival-Date: Mon, 2 Mar 2026\n" + group(A, "failed", "5.1.1").encode(),
        ),
        {A: True},
    ),
]
