"""Reports in words: every mail system has its own, and they resemble each other.

An address has failed when it stands where machines put failed addresses: alone on a line, before a
colon, behind "Recipient:", beside an error code. The best places win; the words that follow are
the reason. What follows the beginning of the returned message is not looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stammkunde.messaging.bounces import addresses, causes
from stammkunde.messaging.bounces.parts import fields_of
from stammkunde.messaging.bounces.verdict import Cause, Recipient

_RETURNED = re.compile(
    r"^[\s>|*=-]*(?:"
    r"-*\s*(?:below this line is a copy|this is a copy of (?:your|the) message|"
    r"a copy of (?:the|your) (?:original )?message)"
    r"|(?:original|returned|unsent|undelivered|forwarded) (?:message|mail|"
    r"e-?mail)(?: (?:follows|below|headers?|text|is attached|"
    r"header follows))*\s*[:.]?[\s=*-]*$"
    r"|(?:the )?(?:message|mail) (?:headers?|header|text|contents?)(?: of the (?:original|"
    r"returned) (?:message|mail))? (?:follows?|below)"
    r"|(?:start|begin\w*) of (?:returned|original) (?:message|mail)|the (?:header|headers|"
    r"first|original|text|body) (?:\w+ ){0,5}(?:message|headers?|lines)(?: (?:follows?|is|"
    r"was|are)[^\n]*)?:?\s*$"
    r"|original[- ]?nachricht(?:enkopf\w*)?|ursprüngliche nachricht(?:enkopf\w*)?[^\n]*|"
    r"(?:es folgt |hier ist )?(?:eine )?kopie (?:ihrer|der|deiner) (?:nachricht|e-?mail)|"
    r"originalnachricht\w*"
    r"|(?:original|ursprüngliche) (?:message )?(?:headers?|kopfzeilen)[^\n]*|(?:kopfzeilen"
    r"|header) (?:der|ihrer) [^\n]*:"
    r"|--- (?:header|the header|the message|undelivered message)[^\n]*|header(?:s)? (?:of|"
    r"from) [^\n]*|-+ ?message (?:header|log)[^\n]*|included is a copy[^\n]*|"
    r"your (?:original )?message (?:follows|reads|headers?)[^\n]*"
    r")",
    re.IGNORECASE | re.MULTILINE,
)  # fmt: skip
_RAW = re.compile(
    r"^(?:>? ?)(?:Return-Path|Received|X-Received|DKIM-Signature|MIME-Version): ", re.MULTILINE
)
_HERE = addresses.ADDRESS.pattern
_LABEL = re.compile(
    r"(?:(?:failed|undeliverable|unknown|invalid|intended|final|original|bad|rejected|"
    r"bounced)[ -]?)?(?:recipients?|address(?:es)?|addressee|user(?: mailbox)?"
    r"|empf[äa]e?nger(?:adresse)?|e-?mail-?adresse|adresse|adressat|rcpt to|error-for|"
    r"error for|destination|mailbox|unknown user|user unknown|"
    r"user mailbox exceeds allowed size|delivery failed \d+ attempts|undeliverable to"
    r"|(?:could not|cannot|unable to) be delivered to|not delivered to|undeliverable|"
    r"unzustellbar)\s*(?:\([^)]*\))?\s*[:=]\s*[\[<'\"]*(?:(?:smtp|mailto|"
    r"rfc822)\s*[:;]\s*)?<?(?P<addr>" + _HERE + ")",
    re.IGNORECASE,
)  # fmt: skip
_ALONE = re.compile(
    r"^[\s>*|•·–-]*['\"<\[(]*(?:smtp:|mailto:)?(?P<addr>"
    + _HERE
    + r")['\">\])]*\s*(?:\((?:expanded|generated|ultimately|reason|mailto|a user|user|"
    r"<)[^\n]*)?[\s.,;:]*$",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"^[\s>*|•·–-]*['\"<\[(]*(?P<addr>"
    + _HERE
    + r")['\">\])]*\s*(?:\([^)\n]*\)\s*)?(?::|\.\.\.|\s-+\s|,? (?:on|am) \d|;|\s{2,}|\sERROR)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"^[\s>*•-]*[^\s@<>:][^@<>:\n]{0,80}[\s'\"]*[(<\[](?:mailto:|smtp:)?(?P<addr>"
    + _HERE
    + r")[)>\]](?:<mailto:[^>]*>)?[\s.:,]*$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"(?:(?:message|mail|deliver\w*|nachricht|e-?mail|zustellung|reach|send\w*|problem|"
    r"user|recipient|account|address|group|empfänger|adresse|sent|mailbox|benutzer|"
    r"postfach) (?:\S+ ){0,6}?(?:to|an|for|für|mit|der|e-mail-adresse|address|at|named|"
    r"account|user)?\s*|(?:to|an|für|for) )['\"<(]*(?P<addr>" + _HERE + r")",
    re.IGNORECASE,
)  # fmt: skip
_ERROR = re.compile(
    r"(?<![\d.])[45][0-5]\d(?![\d.])|[45]\.\d\.\d|unknown|not found|fail|reject|refus|full"
    r"|quota|exceed|disabled|denied|invalid|no such|undeliver|unbekannt|nicht|konnte|"
    r"couldn.t|wasn.t|unable|cannot|could not|exist|inactive|unavailable|error|unzustell|"
    r"fehler",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"^[\s>*|]*(?:from|sender|reply-to|von|absender|date|datum|subject|betreff|message-id|"
    r"received|x-[\w-]+|return-path|cc|mail from|helo|ehlo|id|nachrichten-?id|contact|by|"
    r">>> mail|<<< 250|>>> mail from)\s*[:<]"
    r"|postmaster|\babuse|support@|contact |kontakt|wenden sie sich|wende dich|"
    r"send (?:mail|email|your)|mail from|message-id|<mail from|"
    r"if you (?:\w+ ){0,4}(?:question|help|problem)|for (?:further )?(?:help|assistance)|"
    r"mailer-daemon|originat|from (?:address )?<?\S+@\S+ to\b|absender|sent by|(?:your|"
    r"ihre) (?:message|mail|nachricht)[^\n]{0,30} from",
    re.IGNORECASE,
)  # fmt: skip
_TO = re.compile(r"^[\s>*|]*(?:to|an|envelope-to|for|für|rcpt)\s*:", re.IGNORECASE)
SURE, LIKELY, PERHAPS = 3, 2, 1
_MOST = 500


@dataclass(frozen=True)
class Found:
    """An address in a text: how good its place is, in which line, and what follows it there."""

    address: str
    rank: int
    line: int
    rest: str


def split(text: str) -> tuple[str, dict[str, list[str]]]:
    """The machine's own words, and the header lines of the message that it returns in the text."""
    ends = [match.start() for pattern in (_RETURNED, _RAW) if (match := pattern.search(text))]
    end = min(ends) if ends else len(text)
    if not text[:end].strip():  # it begins with what it returns: look behind
        return text, _headers_in(text)
    return text[:end], _headers_in(text[end:])


def failed(
    notice: str, *, own: set[str], to: list[str], delayed: bool
) -> list[Recipient]:  # fmt: skip
    """Who failed, by a machine's words. own: the addresses it was sent to, in small letters; to: to
    whom the returned message went.
    """
    lines = notice.split("\n")[:1500]
    places = [one for number, line in enumerate(lines) for one in _places(line, number)]
    found = _best(places, own, {one.lower() for one in to})
    if not found and len(to) == 1:
        found = [Found(to[0], PERHAPS, 0, "")]
    whole = " ".join(notice.split())[:3000]
    recipients = []
    for one in found[:_MOST]:
        reason = _reason(lines, one, {other.line for other in found})
        status = causes.status_in(reason)
        if not causes.class_in(reason) or (not status and len(found) == 1):
            context = _about(lines, one) if len(found) > 1 else notice
            status = status or causes.status_in(context)
            words = (
                reason
                if causes.cause_of(status, reason) is not Cause.OTHER
                else f"{reason} {context}"
            )
        else:
            words = reason
        permanent, cause = causes.judge(status, words or whole, delayed=delayed)
        recipients.append(Recipient(one.address, permanent, status, (reason or whole)[:500], cause))
    return recipients


def _headers_in(text: str) -> dict[str, list[str]]:
    """The first lines of a text that look like the header of a mail."""
    match = re.search(
    r"^[> ]{0,2}(?:Return-Path|Received|Message-ID|From|To|Subject|Date|MIME-Version|"
    r"DKIM-Signature): ", text, re.IGNORECASE | re.MULTILINE)  # fmt: skip
    if not match:
        return {}
    part = text[match.start() : match.start() + 20_000]
    return fields_of(re.sub(r"^[>] ?", "", part, flags=re.MULTILINE))


def _places(line: str, number: int) -> list[Found]:
    if "@" not in line or len(line) > 4000:
        return []
    ranked: dict[str, Found] = {}

    def add(match: re.Match[str] | None, rank: int) -> None:
        address = addresses.clean(match["addr"]) if match else ""
        if match and address and ranked.get(address.lower(), Found("", 0, 0, "")).rank < rank:
            rest = line[match.end("addr") :].lstrip(">)]'\":;,. \t")
            ranked[address.lower()] = Found(address, rank, number, rest)

    aside = bool(_ASIDE.search(line))
    for pattern in (_ALONE, _FIRST, _NAMED):
        add(
            pattern.match(line),
            PERHAPS if aside and pattern is not _ALONE and pattern is not _FIRST else SURE,
        )
    for match in _LABEL.finditer(line):
        add(match, SURE)
    if not aside:
        for match in _SENTENCE.finditer(line):
            add(match, LIKELY)
        rank = LIKELY if _ERROR.search(line) and not _TO.match(line) else PERHAPS
        for match in re.finditer(rf"(?P<addr>{_HERE})", line):
            add(match, rank)
    elif re.search(r"rcpt to", line, re.IGNORECASE):
        for match in re.finditer(rf"rcpt to:?\s*<?(?P<addr>{_HERE})", line, re.IGNORECASE):
            add(match, LIKELY)
    return list(ranked.values())


def _best(places: list[Found], own: set[str], to: set[str]) -> list[Found]:
    """The addresses in the best places; of two with the same name the first."""
    usable = [one for one in places if not addresses.of_machine(one.address)]
    others = [one for one in usable if one.address.lower() not in own] or [
        one for one in usable if one.rank >= LIKELY
    ]
    for rank in (SURE, LIKELY, PERHAPS):
        held = [one for one in others if one.rank >= rank]
        known = [one for one in held if one.address.lower() in to]
        if rank < SURE and known:
            held = known
        if rank == PERHAPS and not known:
            held = [] if to else held[:1]
        found: dict[str, Found] = {}
        for one in held:
            found.setdefault(one.address.lower(), one)
        if found:
            return list(found.values())
    return []


def _reason(lines: list[str], one: Found, taken: set[int]) -> str:
    """What the line says behind the address, and the lines that go on with it."""
    said = [one.rest] if one.rest.strip(" ()<>:.;,-") else []
    empty = 0
    for number in range(one.line + 1, min(one.line + 14, len(lines))):
        line = lines[number].strip()
        if number in taken:
            break
        if not line:
            empty += 1
            if said or empty > 1:
                break
            continue
        said.append(line)
        if sum(map(len, said)) > 500:
            break
    if not said and one.line:
        for number in range(one.line - 1, max(-1, one.line - 6), -1):
            if lines[number].strip() and number not in taken:
                said = [lines[number].strip()]
                break
    return " ".join(" ".join(said).split())


def _about(lines: list[str], one: Found) -> str:
    """All lines that name this address, with the one behind: transcripts stand apart."""
    small = one.address.lower()
    found = [
        " ".join(lines[number : number + 2])
        for number, line in enumerate(lines)
        if small in line.lower()
    ]
    return " ".join(found)[:2000]
