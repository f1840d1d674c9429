"""What is this message? Bytes in, a verdict out; any bytes, and never an exception (ADR 34).

In order: complaints and delivery reports in the standard form, then machines that say it in their
own words (those that flufl.bounce knows, then all others), then automatic answers. A report that a
person forwards or quotes is an ordinary mail: what was said to others is not said to us.
"""

from __future__ import annotations

import logging
import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

from flufl.bounce import all_failures

from stammkunde.messaging.bounces import addresses, causes, report, signs, texts
from stammkunde.messaging.bounces.parts import ODD, Mail, take_apart
from stammkunde.messaging.bounces.verdict import Cause, Kind, Recipient, Verdict

_ID = re.compile(r"<[^<>\s]{3,300}>")
logger = logging.getLogger("stammkunde.messaging")
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


def read(raw: bytes) -> Verdict:
    """What a message is, and which addresses failed. Never raises; 20 MB take no longer than 1 MB."""
    try:
        return judge(take_apart(raw))
    except ODD as problem:
        logger.error("a message could not be read: %r", problem)
        return Verdict(Kind.ORDINARY)


def judge(mail: Mail) -> Verdict:
    """What a mail in pieces is."""
    if report.is_complaint(mail) and not (signs.passed_on(mail) and not mail.report):
        ids = _ids(mail, {})
        return Verdict(Kind.COMPLAINT, tuple(report.complainers(mail)), ids)
    if mail.report == "feedback-report":
        return Verdict(Kind.ORDINARY)
    groups = report.statuses(mail, anywhere=signs.by_machine(mail))
    if groups and _of_report(mail):
        failed, only_good = report.failures(groups)
        if only_good:
            return Verdict(Kind.AUTO_REPLY)
        return _reported(mail, failed)
    said = _in_words(mail)
    if mail.report == "disposition-notification" and not (said and signs.by_daemon(mail)):
        return Verdict(Kind.AUTO_REPLY)
    if said or _in_known_form(mail):
        verdict = _worded(mail)
        if verdict.recipients or _of_report(mail):
            return verdict
    if signs.automatic(mail):
        return Verdict(Kind.AUTO_REPLY)
    return Verdict(Kind.ORDINARY)


def _of_report(mail: Mail) -> bool:
    """A report by its form; parts of one that a person hands on do not count."""
    if mail.kind == "multipart/report" or mail.report == "delivery-status":
        return (
            mail.kind == "multipart/report" or not signs.passed_on(mail) or signs.by_machine(mail)
        )
    return signs.by_machine(mail) or signs.without_return(mail) or (
        signs.submitted(mail).startswith("auto-") and not signs.passed_on(mail)
    )  # fmt: skip


def _reported(mail: Mail, failed: list[Recipient]) -> Verdict:
    """A standard report; what its fields leave out is taken from its words."""
    notice, inside = texts.split(mail.text())
    known = [one for one in failed if one.address]
    if not known:
        worded = _worded(mail).recipients
        states = [one for one in failed if one.status]
        if states and len(worded) == 1:
            first = states[0]
            worded = (
                replace(first, address=worded[0].address, reason=first.reason or worded[0].reason),
            )
        known = list(worded)
    elif any(not one.reason for one in known):
        known = [_explained(one, notice) for one in known]
    return Verdict(Kind.BOUNCE, tuple(_each_once(known)), _ids(mail, inside))


def _explained(one: Recipient, notice: str) -> Recipient:
    """A recipient without the server's words gets those of the text around its address."""
    if one.reason or not notice.strip():
        return one
    told = texts.failed(notice, own=set(), to=[one.address], delayed=False)
    mine = [other for other in told if other.address.lower() == one.address.lower()]
    reason = mine[0].reason if mine else " ".join(notice.split())[:300]
    permanent, cause = causes.judge(
        one.status, reason, delayed=one.cause is Cause.LATER and not one.permanent
    )
    if one.status or not one.permanent:
        permanent = one.permanent
    return replace(one, reason=reason, permanent=permanent, cause=cause)


def _in_words(mail: Mail) -> bool:
    """Whether a mail system says in its own words that something failed."""
    subject, named = mail.first("subject"), bool(mail.headers.get("x-failed-recipients"))
    machine, quiet = signs.by_machine(mail), signs.without_return(mail)
    if signs.passed_on(mail) and not named and (
        not machine or (mail.headers.get("in-reply-to") and not quiet)
    ):  # fmt: skip
        return False
    if mail.report == "delivery-status":
        return not signs.says_success(mail.text())
    failed = signs.names_failure(subject)
    words = signs.says_failure(mail.text())
    if named:
        return words or failed
    if not words or signs.names_other(subject):
        return False
    if mail.headers.get("list-unsubscribe") and not (failed and machine):
        return False  # a newsletter that speaks of delivery
    quiet = quiet or signs.submitted(mail).startswith("auto-replied")
    if signs.by_daemon(mail):
        return not signs.is_away(subject)
    if machine:
        returned = bool(mail.returned or texts.split(mail.text())[1])
        return (failed or quiet or returned) and not signs.is_away(subject)
    return quiet and failed and not _answers_for_person(mail)


def _in_known_form(mail: Mail) -> bool:
    """Whether flufl.bounce knows the form, and no person is behind it."""
    subject = mail.first("subject")
    if signs.passed_on(mail) or signs.names_other(subject) or signs.is_away(subject):
        return False
    by_words = signs.names_failure(subject) and signs.says_failure(mail.text())
    if not signs.by_machine(mail) and (not by_words or mail.headers.get("in-reply-to")):
        return False
    return bool(_flufl(mail))


def _answers_for_person(mail: Mail) -> bool:
    """An automatic answer that speaks of mail is still an answer."""
    return bool(mail.headers.get("in-reply-to")) and signs.automatic(mail) and not re.search(
        r"[45]\d\d[ -]|\b[45]\.\d\.\d", mail.text()[:4000]
    )  # fmt: skip


def _worded(mail: Mail) -> Verdict:
    text = mail.text()
    notice, inside = texts.split(text)
    late = signs.says_later(mail.first("subject"), notice)
    own = {
        one.lower() for value in mail.headers.get("to", [])[:3] for one in addresses.every(value)
    }
    went = [one for source in (mail.returned, inside) for value in source.get("to", [])[:1]
            for one in addresses.every(value)]  # fmt: skip
    named = _named(mail)
    told = texts.failed(notice, own=own, to=went, delayed=late)
    if not told and mail.markup().strip() and mail.markup() != text:
        told = texts.failed(texts.split(mail.markup())[0], own=own, to=went, delayed=late)
    if named:
        told = [_for(one, told, notice, late) for one in named]
    elif known := _flufl(mail):
        told = _together(known, told, notice, late)
    return Verdict(Kind.BOUNCE, tuple(_each_once(told)), _ids(mail, inside))


def _named(mail: Mail) -> list[str]:
    values = mail.headers.get("x-failed-recipients", [])
    return [one for value in values[:50] for one in addresses.every(value)]


def _for(address: str, told: list[Recipient], notice: str, late: bool) -> Recipient:
    """What the text says of an address that is known to have failed."""
    mine = [one for one in told if one.address.lower() == address.lower()]
    if mine:
        return mine[0]
    permanent, cause = causes.judge("", notice, delayed=late)
    words = " ".join(notice.split())[:300]
    return Recipient(address, permanent, causes.status_in(notice), words, cause)


def _together(
    known: dict[str, bool], told: list[Recipient], notice: str, late: bool
) -> list[Recipient]:
    """What flufl.bounce found, with the reasons of the text."""
    mine = [one for one in told if one.address.lower() in known]
    if mine:
        return mine
    return [
        one if not later else replace(one, permanent=False)
        for address, later in known.items()
        for one in [_for(address, [], notice, late)]
    ]


def _flufl(mail: Mail) -> dict[str, bool]:
    """Addresses that flufl.bounce finds -> whether it takes them for temporary."""
    if mail.message is None:
        return {}
    known: dict[str, bool] = {}
    passing: Any = ()
    lasting: Any = ()
    with suppress(*ODD):
        passing, lasting = all_failures(mail.message)
    for found, later in ((passing, True), (lasting, False)):
        for one in sorted(found):
            address = addresses.clean(one.decode("ascii", "replace"))
            if address and not addresses.of_machine(address):
                known[address.lower()] = later
    return known


def _each_once(found: list[Recipient]) -> list[Recipient]:
    """Each address once; a lasting failure says more than a passing one."""
    kept: dict[str, Recipient] = {}
    for one in found:
        before = kept.get(one.address.lower())
        if one.address and (before is None or (one.permanent and not before.permanent)):
            kept[one.address.lower()] = one
    return list(kept.values())


def _ids(mail: Mail, inside: dict[str, list[str]]) -> tuple[str, ...]:
    """Message-IDs of the message that came back, best guess first."""
    found: list[str] = []
    for source in (mail.returned, inside):
        found += source.get("message-id", [])[:2]
    for leaf in mail.leaves:
        for block in leaf.blocks:
            found += [
                value
                for name, value in block
                if name in {"original-message-id", "x-original-message-id"}
            ]
    for name in ("x-original-message-id", "original-message-id", "in-reply-to", "references"):
        found += mail.headers.get(name, [])[:1]
    return tuple(dict.fromkeys(one for value in found for one in _ID.findall(value)))[:20]
