"""Why something failed, from a status code and the server's words; and whether that is for ever.

What counts is the class of the status (5 is for ever, 4 is not), with one exception: a full mailbox
is emptied again, whatever class its server gives it. A refusal by a spam filter or a rule is for
ever as to this message, and says nothing about the address (ADR 34).
"""

from __future__ import annotations

import re

from stammkunde.messaging.bounces.verdict import Cause

_STATUS = re.compile(r"(?<![\d./v-])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d|/)")
_REPLY = re.compile(r"(?<![\d.:/,-])([45][0-5]\d)(?![\d:,./]|\s*(?:bytes|kb|mb|%))", re.IGNORECASE)


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


_FULL = _any(
    r"quota (?:exceed|full|violat)",
    r"(?:over|out of|exceeds?|exceeded|exceeding) (?:\w+ ){0,3}quota",
    r"overquota", r"mail ?box (?:\w+ ){0,3}(?:is )?(?:full|exceed)",
    r"(?:mail ?box|inbox|account) full",
    r"(?:mail ?box|user|recipient|account|inbox|folder)\S* (?:\w+ ){0,4}(?:over|"
    r"exceed\w*) (?:\w+ ){0,4}"
    r"(?:quota|limit|storage|size|allow)", r"disk quota", r"storage (?:limit|allocation|quota)",
    r"(?:not enough|insufficient|no) (?:\w+ ){0,3}(?:storage|disk|space) ?", r"full mailbox",
    r"out of storage", r"mailbox size limit", r"too many messages in", r"would exceed mailbox",
    r"(?:postfach|speicher\w*|mailbox|konto|briefkasten)\S* (?:\S+ ){0,5}(?:voll|überfüllt"
    r"|erschöpft|"
    r"ueberfuellt|überschritten)", r"volles postfach", r"kontingent", r"speicherplatz",
    r"bo[iî]te (?:\S+ ){0,4}pleine", r"buz[oó]n (?:\S+ ){0,4}lleno", r"casella (?:\S+ ){0,4}piena",
)  # fmt: skip
_UNKNOWN = _any(
    r"(?:user|recipient|address|account|mailbox|person|destinat\w+|"
    r"alias)(?:'s)?[^\n]{0,60}? ?(?:is |was )?(?:un"
    r"known|not found|not (?:currently )?exist|n't exist|invalid|not valid|unavailable|inactive|"
    r"disabled|suspended|deactivated|expired|closed|not listed|no longer|not known|"
    r"terminated|unroutable|unrouteable)",
    r"(?:unknown|no such|invalid|nonexist\w+|non-exist\w+|undeliverable|unrout\w+|bad|inactive|dis"
    r"abled|illegal) (?:\w+[ :@-]?){0,3}(?:user|recipient|address|account|mail ?box|person"
    r"|destination|"
    r"domain|host|alias|virtual|local)", r"does(?: not|n.t) (?:\w+ ){0,2}exist", r"no mailbox here",
    r"not (?:our|a) (?:customer|local|valid)",
    r"(?:host|domain)(?: name)?[^\n]{0,60}? ?(?:not found|unknown|"
    r"does not exist|lookup fail)", r"nxdomain", r"name (?:service error|or service not known)",
    r"cannot find your (?:reci|host)", r"couldn't find any host", r"has moved",
    r"no longer (?:\w+ )*"
    r"(?:here|valid|active|in use|accept|employed|with)", r"not listed in",
    r"isn't (?:listed|found)",
    r"(?:wasn.t|was not|not be|couldn.t be|cannot be) found", r"user reject", r"unknown in",
    r"we were unable to find", r"no (?:user|valid)[^\n]{0,30} (?:here|by that)",
    r"not on this server",
    r"(?:empf[äa]e?nger\w*|adresse|adressat|benutzer|postfach|konto|nutzer|mailbox|domain|"
    r"domäne|teilnehmer)"
    r"\S*[^\n]{0,70}(?:unbekannt|nicht gefunden|existier\w+ nicht|nicht existier|nicht vorhanden|"
    r"ungültig|gesperrt|deaktiviert|gelöscht|nicht bekannt|gibt es nicht|nicht mehr)",
    r"unbekannte\w* (?:benutzer|empf|adress|nutzer)", r"adresse nicht gefunden", r"gibt es nicht",
    r"existiert nicht", r"inconnu", r"desconocid", r"sconosciut", r"inexistent", r"n'existe pas",
    r"onbekend", r"nieznany",
)  # fmt: skip
_POLICY = _any(
    r"spam", r"block(?:ed|list| list)", r"black ?list", r"\bpolic", r"reputation", r"greylist",
    r"\bdnsbl", r"\brbl\b", r"spamhaus", r"content (?:reject|filter|den)", r"virus", r"\bspf\b",
    r"\bdmarc\b", r"\bdkim\b", r"unsolicited", r"relay(?:ing)? (?:access )?(?:den|not)", r"junk",
    r"not (?:permitted|allowed|authori[sz]ed)", r"access denied",
    r"sender (?:\w+ ){0,3}(?:reject|den|verif)",
    r"administrative(?:ly)? prohibit", r"reverse dns", r"\bptr\b", r"authentication required",
    r"richtlinie", r"abgewiesen", r"sperrliste", r"unerwünscht", r"restricted", r"rate limit",
    r"message (?:was )?(?:reject|refus)", r"banned", r"attachment",
)  # fmt: skip
_SIZE = _any(
    r"(?:message|mail|nachricht)\S* (?:\S+ ){0,4}(?:too (?:large|big|long)|size|zu gro(?:ß|ss))",
    r"(?:size limit|maximum size|größenbe|size exceeds)", r"message file too big",
    r"exceeds? (?:\w+ ){0,3}(?:maximum|message size|size)",
)  # fmt: skip
_LATER = _any(
    r"time[d-]? ?out", r"temporar", r"try again", r"retry", r"later", r"deferred", r"delay",
    r"connection (?:refused|reset|lost|dropped)", r"could not connect", r"too many hops",
    r"unable to connect", r"no route to host", r"not respond", r"expired", r"too long",
    r"vorübergehend", r"zeitüberschreitung", r"verzöger", r"greylist", r"unreachable", r"4\.4\.\d",
)  # fmt: skip
_BY_CODE = {
    "1.7": Cause.POLICY, "1.8": Cause.POLICY, "2.2": Cause.FULL, "2.3": Cause.SIZE,
    "3.4": Cause.SIZE, "4.4": Cause.UNKNOWN, "4.310": Cause.UNKNOWN, "4.7": Cause.LATER,
    "4.1": Cause.LATER, "4.2": Cause.LATER, "4.6": Cause.OTHER, "4.14": Cause.OTHER,
}  # fmt: skip


def status_in(text: str) -> str:
    """The first enhanced status code of class 4 or 5 in a text ("5.1.1"), or ""."""
    for match in _STATUS.finditer(text[:4000]):
        if match[1][0] != "2":
            return match[1]
    return ""


def class_in(text: str) -> str:
    """ "4", "5" or "": by an enhanced code, else by an SMTP reply code."""
    if status := status_in(text):
        return status[0]
    found = _REPLY.search(text[:4000])
    return found[1][0] if found else ""


def cause_of(status: str, text: str) -> Cause:
    """Why it failed. Codes that say something go first, then words, then what is left of the code."""
    text = text[:2000]
    detail = status.partition(".")[2]
    if detail in _BY_CODE:
        if detail != "4.1" or (not _UNKNOWN.search(text) and status[:1] != "5"):
            return _BY_CODE[detail]
        return Cause.UNKNOWN
    if _FULL.search(text) and not detail.startswith("1."):
        return Cause.SIZE if detail == "3.4" else Cause.FULL
    if detail.startswith("7."):
        sure = re.search(
        r"(?:user|recipient|mailbox)\S* (?:\w+ ){0,2}(?:unknown|not found)|no such "
                         r"user|unknown (?:user|recipient)|does not exist"
                         , text, re.IGNORECASE)  # fmt: skip
        return Cause.UNKNOWN if sure else Cause.POLICY
    if detail.startswith("1.") and detail != "1.0":
        return Cause.UNKNOWN
    for pattern, cause in (
        (_UNKNOWN, Cause.UNKNOWN), (_SIZE, Cause.SIZE), (_POLICY, Cause.POLICY), (_LATER, Cause.LATER)
    ):  # fmt: skip
        if pattern.search(text):
            return cause
    if detail in {"1.0", "2.1"}:
        return Cause.UNKNOWN
    return Cause.LATER if status.startswith("4") else Cause.OTHER


def judge(status: str, text: str, *, delayed: bool = False) -> tuple[bool, Cause]:
    """Whether this is for ever, and why; status: "" where the report names none."""
    cause = cause_of(status or status_in(text), text)
    family = status[:1] or class_in(text)
    if family not in {"4", "5"}:
        family = class_in(text)
    if delayed:
        return False, cause if cause is Cause.FULL else Cause.LATER
    if family in {"4", "5"}:
        return family == "5", cause
    return cause not in {Cause.FULL, Cause.LATER}, cause
