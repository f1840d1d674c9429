"""Reading bounces: our own set, and bytes that nobody meant as a message."""

from __future__ import annotations

import random
import time

import pytest

from stammkunde.messaging.bounces.reading import read
from stammkunde.messaging.bounces.verdict import Cause, Kind
from stammkunde.messaging.tests.bounced import (
    OURS,
    group,
    lists,
    mailservers,
    odd,
    others,
    plain,
    report,
    standard,
    words,
)

pytestmark = pytest.mark.pure

CASES = [case for kind in (standard, odd, words, mailservers, lists, others) for case in kind.CASES]
BOUNCES = [case for case in CASES if case.kind in {"bounce", "complaint"}]


def _right(case):
    verdict = read(case.raw)
    seen = {one.address.lower(): one.permanent for one in verdict.recipients}
    return verdict.kind == case.kind and seen == case.truth


def test_the_set_is_large_enough_and_read_right(capsys):
    wrong = [case.name for case in CASES if not _right(case)]
    share = 100 * (1 - len(wrong) / len(CASES))
    with capsys.disabled():
        print(
            f"\n{len(CASES)} messages, {len(BOUNCES)} of them bounces:"
            f" {share:.1f} % right; wrong: {wrong}"
        )
    assert len(BOUNCES) >= 60
    assert share >= 95


@pytest.mark.parametrize(
    "case", [c for c in CASES if c.kind in {"ordinary", "auto_reply"}], ids=lambda c: c.name
)
def test_nothing_else_is_taken_for_a_bounce(case):
    verdict = read(case.raw)
    assert (verdict.kind, verdict.recipients) == (case.kind, ())


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_each_message_is_read_right(case):
    verdict = read(case.raw)
    assert verdict.kind == case.kind
    assert {one.address.lower(): one.permanent for one in verdict.recipients} == case.truth
    if case.ids:
        assert OURS in verdict.message_ids


@pytest.mark.parametrize("ends", [b"\r\n", b"\r"])
@pytest.mark.parametrize("case", BOUNCES, ids=lambda c: c.name)
def test_line_ends_make_no_difference(case, ends):
    raw = case.raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", ends)
    assert {one.address.lower(): one.permanent for one in read(raw).recipients} == case.truth


def test_a_refusal_by_a_spam_filter_is_for_ever_but_the_address_lives():
    [one] = read(
        report("x", [group("a@b.example", "failed", "5.7.1", "554 5.7.1 spam")])
    ).recipients
    assert (one.permanent, one.dead, one.cause) == (True, False, Cause.POLICY)
    [gone] = read(
        report("x", [group("a@b.example", "failed", "5.1.1", "550 user unknown")])
    ).recipients
    assert (gone.permanent, gone.dead) == (True, True)


def test_an_answer_to_a_bounce_from_a_person_is_ordinary_mail():
    text = "Hallo, <x@y.example>: 550 5.1.1 user unknown"
    assert (
        read(
            plain(text, sender="Anna <anna@post.example>", more="", subject="Mail delivery failed")
        ).kind
        is Kind.ORDINARY
    )


def test_no_bytes_make_the_reader_stumble():
    seed = random.randrange(10**6)
    dice = random.Random(seed)
    print(f"seed {seed}")
    pieces = [
        b"\r",
        b"\n",
        b"\x00",
        b"--=_b1",
        b"--",
        b"Content-Type: multipart/mixed; boundary=\n\n",
        b"=?utf-8?b?!!?=",
        b"charset=utf-7",
        b"charset=\xff",
        b"Content-Transfer-Encoding: base64\n\n",
        b"<" * 50,
        b"@" * 50,
        b'"',
        b"(" * 99,
        b"Content-Type: message/rfc822\n\n",
        b"Content-Type: message/delivery-status\n\n",
        b"\xff\xfe",
        b"charset*0*=x''%ff",
    ]
    for _ in range(500):
        raw = bytearray(dice.choice(CASES).raw)
        for _ in range(dice.randint(1, 12)):
            at = dice.randint(0, len(raw))
            if dice.random() < 0.5:
                raw[at:at] = dice.choice(pieces)
            elif dice.random() < 0.5:
                raw[at : at + dice.randint(1, 60)] = dice.randbytes(dice.randint(0, 30))
            else:
                del raw[at : at + dice.randint(1, 200)]
        read(bytes(raw))


def test_nothing_that_is_read_goes_wrong_unseen(caplog):
    for case in CASES:
        read(case.raw)
    assert not [one for one in caplog.records if "could not be read" in one.message]


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b\nContent-Type: multipart/mixed; boundary=x\n\n"
        + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 3000,
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1200)
        ),
        b"Content-Type: message/rfc822\n\n" * 1500,
        report("x", [group("a@b.example", "failed", "5.1.1")]) + b"x" * 20_000_000,
        plain("x@y.example " * 400_000),
        plain(
            "550 5.1.1 user unknown\n"
            + "<x@y.example> " * 50
            + "\n" * 9
            + "user to x@y.example,\n" * 20_000
        ),
        plain(
            "550 unknown\n"
            + "mail to " * 400
            + "\n"
            + ("a" * 60 + "@") * 60
            + "\n"
            + "(" * 3000
            + "\n"
            + "a." * 1900
        ),
        plain("<" * 700_000),
        plain("a" * 700_000 + "@" + "b" * 700_000),
        plain("mailbox " * 90_000, kind="text/html"),
        plain(" user " + "recipient " * 70_000),
        plain("<a href=" * 80_000, kind="text/html"),
        plain("@".join(["aa.bb"] * 100_000)),
        plain("\n".join(f"p{n}@post.example" for n in range(20_000))),
        b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\n\nx",
        b"From: " + b"(" * 300_000 + b"\n\nx",
        b"From: " + b'"<' * 100_000 + b"\n\nx",
        b"To: "
        + b"a@b.example, " * 50_000
        + b"\nFrom: mailer-daemon@x.example\n\n550 unknown user",
    ],
    ids=range(18),
)
def test_monstrous_messages_take_no_long_time(raw):
    began = time.process_time()
    read(raw)
    assert time.process_time() - began < 1.5


def test_a_broken_encoded_word_in_the_header_is_read_past():
    raw = plain("x").replace(b"Date: ", b"Date: =?utf-8?b?!!\xff\xfe?=")
    encoded_word = plain("x", subject="=?utf-8?b?!!?= =?x-none?q?=ff?=")
    assert read(raw).kind is Kind.ORDINARY
    assert read(encoded_word).kind is Kind.ORDINARY
