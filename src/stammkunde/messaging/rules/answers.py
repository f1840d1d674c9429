"""What a mail server's answer means, and what helps (COM-02). Pure; a table of codes.

Enhanced status codes (RFC 3463) say it best, then the words of big providers, then the bare code
of SMTP. What is not in the table stays as the server said it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_BASIC = re.compile(r"\b([245]\d\d)\b")
_LONGEST = 600


@dataclass(frozen=True)
class Explained:
    """An answer in plain words, and what somebody can do about it."""

    text: Any
    todo: Any = ""


_WRONG = Explained(
    _("There is no mailbox with this address."),
    _("Check the address, ask for the right one and send it again."),
)
_DOMAIN = Explained(
    _("The mail server of this address cannot be found."),
    _("Check what stands behind the @: a letter is often missing or twisted there."),
)
_CLOSED = Explained(
    _("The mailbox is closed and takes no mail."),
    _("Ask for another address."),
)
_FULL = Explained(
    _("The mailbox is full."),
    _("It often works in a few days; for urgent things better call."),
)
_BIG = Explained(
    _("The message is too large for this mailbox."),
    _("Leave out or shrink attachments and send it again."),
)
_SPAM = Explained(
    _("The other side took the message for unwanted advertising."),
    _("Write a plainer text without many links, or call. If it happens often, "
      "have the settings of your domain checked (SPF, DKIM, DMARC)."),
)  # fmt: skip
_LISTED = Explained(
    _("The other side blocks our mail server."),
    _("Ask your mail provider to have the server taken off the block list."),
)
_AUTH = Explained(
    _("The other side doubts that the message comes from you."),
    _("Have SPF, DKIM and DMARC of your domain checked."),
)
_RELAY = Explained(
    _("The mail server does not pass on messages from this sender."),
    _("Check sender address and login of the mail server in the settings."),
)
_LOGIN = Explained(
    _("The mail server did not accept our login."),
    _("Check user name and password of the mail server."),
)
_LATER = Explained(
    _("The other side asks us to try again later."),
    _("Nothing to do: it is tried again by itself."),
)
_BUSY = Explained(
    _("The other side is overloaded or away."),
    _("Nothing to do: it is tried again by itself."),
)
_RATE = Explained(
    _("Too many messages in a short time."),
    _("Nothing to do: it goes on more slowly by itself."),
)
_SENDER = Explained(
    _("The other side does not accept our sender address."),
    _("Check the sender address in the settings for e-mail."),
)
_POLICY = Explained(
    _("The other side refuses the message because of its rules."),
    _("Call, or ask for another address."),
)
_FORMAT = Explained(
    _("The mail server could not read the message."),
    _("Check address and subject for odd characters and send it again."),
)
_TLS = Explained(
    _("No encrypted connection to the mail server came about."),
    _("Have the settings of the mail server checked."),
)
_EXPIRED = Explained(
    _("The message could not be handed over for days."),
    _("Check the address, or call."),
)
_LOOP = Explained(
    _("The address leads in a circle: the mailbox forwards to itself."),
    _("Ask for another address."),
)
_MOVED = Explained(
    _("The mailbox has moved."),
    _("Ask for the new address."),
)
_SILENT = Explained(
    _("The mail server did not confirm whether it took the message."),
    _("Ask whether it has arrived, then decide: send it anyway, or mark it as arrived."),
)
_AWAY = Explained(
    _("The mail server could not be reached."),
    _("Nothing to do: it is tried again by itself."),
)
_NUMBER = Explained(
    _("The number cannot get text messages, or does not exist."),
    _("Check the number with its country code."),
)
_OFF = Explained(
    _("The phone could not be reached for two days."),
    _("Call, or ask for another number."),
)
_CREDIT = Explained(
    _("The account with the SMS service has no credit left."),
    _("Top up the account, then send it again."),
)

_BY_STATUS = {
    "1.0": _WRONG, "1.1": _WRONG, "1.2": _DOMAIN, "1.3": _WRONG, "1.4": _WRONG, "1.6": _MOVED,
    "1.7": _SENDER, "1.8": _SENDER, "1.9": _WRONG, "1.10": _DOMAIN,
    "2.0": _CLOSED, "2.1": _CLOSED, "2.2": _FULL, "2.3": _BIG, "2.4": _POLICY,
    "3.0": _BUSY, "3.1": _FULL, "3.2": _BUSY, "3.4": _BIG,
    "4.0": _BUSY, "4.1": _BUSY, "4.2": _BUSY, "4.3": _DOMAIN, "4.4": _DOMAIN, "4.5": _BUSY,
    "4.6": _LOOP, "4.7": _EXPIRED,
    "5.0": _FORMAT, "5.1": _FORMAT, "5.2": _FORMAT, "5.3": _RATE, "5.4": _FORMAT,
    "6.0": _FORMAT, "6.1": _FORMAT, "6.2": _FORMAT, "6.3": _FORMAT,
    "7.0": _POLICY, "7.1": _POLICY, "7.2": _POLICY, "7.3": _POLICY, "7.4": _TLS, "7.5": _TLS,
    "7.8": _LOGIN, "7.9": _LOGIN, "7.10": _TLS, "7.11": _TLS, "7.13": _CLOSED, "7.15": _RATE,
    "7.20": _AUTH, "7.21": _AUTH, "7.22": _AUTH, "7.23": _AUTH, "7.24": _AUTH, "7.25": _LISTED,
    "7.26": _AUTH, "7.27": _SENDER, "7.28": _RATE,
}  # fmt: skip
_BY_CODE = {
    "421": _BUSY, "431": _BUSY, "441": _BUSY, "442": _BUSY, "450": _LATER, "451": _LATER,
    "452": _FULL, "454": _TLS, "471": _SPAM, "500": _FORMAT, "501": _FORMAT, "503": _FORMAT,
    "510": _WRONG, "511": _WRONG, "512": _DOMAIN, "521": _CLOSED, "523": _BIG, "530": _LOGIN,
    "535": _LOGIN, "541": _SPAM, "550": _WRONG, "551": _MOVED, "552": _FULL, "553": _WRONG,
    "554": _POLICY, "556": _DOMAIN,
}  # fmt: skip
# Words decide before the code where a code says too little: 550 and 5.7.1 can mean all of these.
_BY_WORDS: tuple[tuple[tuple[str, ...], Explained], ...] = (
    (
        (
            "user unknown|unknown user|no such user|does not exist|nicht bekannt|unbekannt",
            "mailbox (?:not found|unavailable)|recipient (?:rejected|not found)",
            "invalid recipient|adresse existiert nicht|address rejected",
        ),
        _WRONG,
    ),
    (
        ("over ?quota|quota exceeded|mailbox (?:is )?full|postfach (?:ist )?voll|speicherplatz",),
        _FULL,
    ),
    (("too large|too big|size limit|message size|zu gro(?:ß|ss)",), _BIG),
    (
        ("blacklist|block ?list|dnsbl|rbl|spamhaus|listed (?:at|in|by)|reputation",),
        _LISTED,
    ),
    ((r"\bspf\b|\bdkim\b|\bdmarc\b|unauthenticated",), _AUTH),
    (("spam|unsolicited|junk|werbung",), _SPAM),
    (("relay(?:ing)? (?:access )?denied|not permitted to relay|relaying",), _RELAY),
    (("greylist|grey-list|try again later|come back later|sp(?:ä|ae)ter",), _LATER),
    (("too many|rate limit|throttl",), _RATE),
    (("disabled|deactivated|inactive|suspended|gesperrt|deaktiviert",), _CLOSED),
    (
        ("domain (?:not found|does not exist)|host (?:unknown|not found)|nxdomain|no mx",),
        _DOMAIN,
    ),
    (("no answer(?: noted)?$|timeout after",), _SILENT),
    (
        (
            "connection ?(?:refused|reset|aborted|error)|timed? ?out|unreachable|disconnected",
            "gaierror|OSError",
        ),
        _AWAY,
    ),
    (("authentication (?:failed|required)|password",), _LOGIN),
    (("not_?enough_?(?:credit|balance)|insufficient (?:credit|funds|balance)",), _CREDIT),
    (("invalid (?:number|msisdn)|unknown subscriber|absent subscriber|notdelivered",), _NUMBER),
    (("^expired$",), _OFF),
)
_WORDS = [(re.compile("|".join(patterns), re.IGNORECASE), meant) for patterns, meant in _BY_WORDS]
# Of these codes the words know more.
_VAGUE = frozenset({"1.0", "2.0", "3.0", "4.0", "5.0", "6.0", "7.0", "7.1", "0.0"})


def explained(code: str, answer: str) -> Explained | None:
    """What an answer means; None when the table does not know it, then its own words must do.

    code: the status that was read out of it ("5.1.1", "550"), may be "". answer: the server's words.
    """
    words = answer[:_LONGEST]
    status = _status(code) or _status(words)
    if status and status not in _VAGUE and status in _BY_STATUS:
        return _BY_STATUS[status]
    for pattern, meant in _WORDS:
        if pattern.search(words):
            return meant
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    basic = _BASIC.search(code) or _BASIC.match(words.strip())
    return _BY_CODE.get(basic[1]) if basic else None


def _status(text: str) -> str:
    found = _ENHANCED.search(text)
    return f"{found[2]}.{found[3]}" if found and found[1] != "2" else ""
