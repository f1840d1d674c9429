"""Who wrote this, a machine or a person? Signs in the header and in the words around an error."""

from __future__ import annotations

import re

from stammkunde.messaging.bounces import addresses
from stammkunde.messaging.bounces.parts import Mail


def _any(*words: str, start: str = "") -> re.Pattern[str]:
    return re.compile(start + "(?:" + "|".join(words) + ")", re.IGNORECASE)


_SURELY = _any(
    r"mail(?:er)?[-_. ]?daemon",
    r"double-bounce",
    r"microsoftexchange[0-9a-f]{6}",
    r"mmdf",
    start=r"^",
)
_OTHER = _any(
    r"quarant", r"digest", r"dmarc", r"report domain", r"summary", r"zusammenfassung", r"logwatch",
    r"statisti", r"newsletter", r"wartung", r"maintenance", r"spam[- ]?report",
)  # fmt: skip
_SUCCESS = _any(
    r"success(?:fully|ful)", r"was delivered to", r"has been delivered",
    r"wurde (?:erfolgreich )?zugestellt",
    r"erfolgreich", r"been relayed",
)  # fmt: skip
_DAEMON = _any(
    r"mailer[-_. ]?daemon", r"mail[-_.]?daemon", r"post[-_.]?master", r"postoffice",
    r"double-bounce",
    r"mail[-_.]?(?:delivery|administrator|admin|system)", r"daemon", r"microsoftexchange[0-9a-f]+",
    r"mmdf", r"bounces?", r"mailadm", r"mdaemon", r"no-?reply-?bounce", r"smtp", r"mail-?server",
    r"administrator", r"mail-?gateway", r"sendmail", r"root", r"uucp", r"exim", r"postfix",
    r"email-?daemon",
    start=r"^",
)  # fmt: skip
_DAEMON_NAME = _any(
    r"mail(?:er)? ?deliver", r"mailer[- ]daemon", r"mail (?:administrator|system|router)",
    r"delivery (?:sub)?system", r"system administrator", r"systemadministrator", r"systembetreuer",
    r"internet mail delivery", r"microsoft outlook", r"microsoft exchange", r"mail-?zustell",
    r"postmaster", r"mailserver", r"mail delivery", r"smtp (?:server|gateway)", r"undeliver",
)  # fmt: skip
_ANSWER = _any(
    r"(?:re|aw|antw|antwort|fwd?|wg|weitergeleitet|tr|rv|sv|vs)(?:\[\d+\])?\s*:", start=r"^\s*"
)
_SUBJECT = _any(
    r"undeliver", r"unzustellbar",
    r"(?:mail|message|e-mail) (?:delivery )?(?:system )?(?:error|failure|failed)",
    r"deliver\w* (?:status )?(?:notif\w+|fail\w*|report|problem|error|incomplete|delayed|"
    r"has failed|status|of)",
    r"(?:failure|failed|delayed|delay|error|problem|cannot|could not|couldn't|unable|"
    r"not)\b.{0,40}\bdeliver",
    r"non[- ]?(?:remis|deliver|recapit)", r"return(?:ed|ing) (?:mail|message|to sender|e-?mail)",
    r"mail (?:could not|status)",
    r"zustell\w*.{0,30}(?:fehl|nicht|verz|problem|status|unmög)",
    r"(?:fehler|problem).{0,30}zustell",
    r"nicht (?:zugestellt|zustellbar|übermittelt|ausgeliefert)", r"failure notice",
    r"unable to deliver",
    r"(?:user|recipient|mailbox) (?:unknown|not found|full)", r"mail delivery",
    r"warning: (?:could|message|mail)",
    r"message (?:delayed|undeliv|not deliv|you sent)",
    r"(?:nachricht|mail)\w* .{0,40}(?:verzögert|unzustellbar)",
    r"bounce", r"fehlgeschlagen", r"considered unsolicited", r"delivery report", r"dsn",
    r"(?:rejected|blocked|abgewiesen|permanent)", r"kein\w* zustell", r"non remis",
    r"mancata consegna",
    r"devuelto", r"niet bezorg", r"nedostav", r"niedostarcz", r"postmaster notify", r"over ?quota"
    , r"delivery",
)  # fmt: skip
_WORDS = _any(
    r"(?:could|can|did|was|has|were|may)(?: ?n.t| ?not|"
    r"not)(?: yet)? (?:\w+ ){0,3}(?:deliver|be deliver|reach|be reach|been deliver|be sent"
    r"|relay|be relayed|be processed|sent)",
    r"cannot (?:\w+ ){0,2}(?:deliver|reach)",
    r"(?:unable|failed|failure|impossible|trouble|problems?) (?:to |in |"
    r"with )?(?:\w+ ){0,3}deliver",
    r"deliver\w* (?:\S+ ){0,6}(?:fail|error|problem|aborted|incomplete|delay|permanently|"
    r"unsuccess|was not)",
    r"(?:fatal|permanent|transient|temporary|non-fatal) (?:\w+ ){0,2}(?:error|failure|problem)"
    , r"undeliver", r"unzustellbar",
    r"(?:user|recipient|mailbox|address|account)(?: is| was)? (?:unknown|not found|full|"
    r"disabled|inactive|rejected|invalid)",
    r"(?:unknown|no such|invalid) (?:\w+ )?(?:user|recipient|mailbox|address)",
    r"nicht (?:\S+ ){0,4}(?:zugestellt|erreicht|zustellen|übermittelt|ausgeliefert|"
    r"gefunden|zustellbar)",
    r"zustell\w*(?: \S+){0,8} (?:fehl|nicht|unmög|verz|gescheitert)",
    r"(?:fehler|verzögerung|probleme?)\S* (?:\S+ ){0,4}zustell",
    r"following address(?:es)?(?:\(es\))? (?:\S+ ){0,3}(?:fail|had)",
    r"returned (?:to you|below|message|mail|undeliver)",
    r"mail ?box (?:\S+ ){0,3}(?:full|unavailable|exceed)",
    r"(?:rejected|refused) (?:your|the|by)|was (?:\w+ ){0,2}(?:rejected|refused|blocked)",
    r"remote (?:host|server|mail)(?: \S+)? (?:said|returned|did not|server|system)",
    r"(?:\s|:|<<<)\s*5[0-5]\d[ -]\d?", r"(?:over|exceed\w*) (?:\w+ )?quota",
    r"wurde (?:\S+ ){0,4}(?:abgewiesen|abgelehnt|zurückgewiesen)",
    r"n'a pas pu|non remis|impossible de", r"no se (?:ha )?(?:pud|entreg)",
    r"non (?:è stato|ha potuto|consegn)", r"kon niet|niet (?:worden )?(?:bezorgd|afgeleverd)",
    r"not (?:yet )?(?:been )?delivered", r"(?:still )?be(?:ing)? retried",
    r"no longer (?:valid|accept|exist)",
    r"(?:specified|destination) (?:\w+ )?(?:address|host)",
    r"delivery (?:to|of|has|time|status|attempt)", r"failed recipient",
    r"error (?:type|description|message)\s*:", r"reason(?:s)?(?: for failure)?\s*:",
    r"could n.t be found|isn't (?:accept|in)",
)  # fmt: skip
_LATE = _any(
    r"warning message only", r"do(?:es)? not need to re-?send",
    r"(?:still|will) be (?:\w+ )?retri",
    r"will (?:\S+ ){0,3}(?:continue|keep|retry|be re-?tri|try)", r"will be attempted",
    r"has(?: not| n.t)? (?:yet )?been delayed", r"delayed mail",
    r"(?:has )?not (?:yet )?been delivered (?:yet|after|for|in)",
    r"delivery (?:is |has been |was |of your message )?(?:delayed|deferred|incomplete)",
    r"delayed (?:for )?\d+ (?:hour|minute)", r"this is (?:just |only )?a warning",
    r"delivery attempts will continue", r"status notification \(delay\)",
    r"zustell\w* (?:\S+ ){0,6}verzöger", r"verzögert\b", r"verzögerung",
    r"wird (?:\S+ ){0,6}(?:weiter|erneut) (?:\S+ ){0,3}(?:versuch|zuzustellen)",
    r"weitere\w* (?:zustell)?versuch", r"warning: (?:could not send|message)",
    r"noch nicht zugestellt", r"could not send message for past",
    r"bisher nicht (?:\S+ ){0,4}(?:zugestellt|zustellbar)", r"message (?:\S+ )?delayed",
    r"no action is required", r"temporary (?:problem|failure) (?:\S+ ){0,3}delivering",
    r"versucht weiter", r"retry for",
)  # fmt: skip
_GAVE_UP = _any(
    r"giv(?:ing|en) up", r"no longer (?:be )?(?:try|retr|attempt)",
    r"permanent (?:fatal|fail|error)", r"will not (?:be )?(?:retr|try)", r"failed permanently",
    r"endgültig", r"could not be delivered for \d+ days", r"stopped trying", r"keine weiteren",
    r"i'm not going to try",
    r"not going to try again", r"has expired", r"nicht weiter versuch",
)  # fmt: skip
_AWAY = _any(
    r"auto(?:matic(?:ally)?|mated|matisch\w*|matiquement|"
    r"m\.)?[- _]*(?:generated )?(?:repl(?:y|ied)|response|respon[ds]er?|answer|antwort|"
    r"beantwort|eingangsbest|empfangsbest|nachricht|acknowledg|reaktion|confirm)",
    r"autoreply", r"autoantwort", r"auto(?:re)?:", r"\[auto", r"out of (?:the )?office",
    r"out-of-office", r"ooo\b", r"o\.o\.o",
    r"abwesenheits(?:notiz|nachricht|assistent|meldung|info|mitteilung|benachrichtigung|agent)"
    , r"abwesend(?::|$)",
    r"urlaubs(?:notiz|nachricht|benachrichtigung)", r"away from (?:my|the) (?:mail|office|desk)",
    r"vacation (?:reply|message|notice|response)",
    r"r[ée]ponse automatique", r"absence? du bureau", r"respuesta autom", r"risposta automatica",
    r"fuori (?:sede|ufficio)", r"automatisch antwoord", r"afwezigheid", r"autosvar",
    r"automaattinen", r"automatick", r"automatyczn", r"resposta autom",
    r"fuera de (?:la )?oficina", r"automatisk",
    start=r"^\W*",
)  # fmt: skip

_AWAY_PERHAPS = _any(
    r"\babwesen", r"\burlaub", r"\bnicht im (?:büro|haus)", r"\bon (?:vacation|leave|holiday)",
    r"\b(?:currently|i am|i.m) (?:out|away)", r"\bvacation", r"eingangsbestätigung",
    r"vielen dank für (?:ihre|deine) (?:nachricht|e-?mail|anfrage)", r"(?:we have|we've) received"
    , r"thank you for (?:contacting|your)", r"\bnicht (?:mehr )?erreichbar", r"\bholiday",
    r"\bread:", r"\bgelesen:", r"ticket",
)  # fmt: skip


def senders(mail: Mail) -> list[tuple[str, str]]:
    """(name, local part) of everybody who is named as the sender, in small letters."""
    found = []
    for header in ("from", "sender", "x-envelope-from", "return-path"):
        for value in mail.headers.get(header, [])[:2]:
            address = addresses.clean(value[:1000])
            name = value[:1000].replace(address, "").strip("<>\"' \t") if address else value[:1000]
            local = (address or value.strip("<> \t\"'")).rpartition("@")[0] or value.strip(
                "<> \t\"'"
            )
            found.append((name.lower(), local.lower()))
    return found


def by_machine(mail: Mail) -> bool:
    """Whether a mail system wrote it, by its name in From, Sender or the envelope."""
    if mail.headers.get("x-failed-recipients"):
        return True
    for name, local in senders(mail):
        if _DAEMON.match(local) or (
            _DAEMON_NAME.search(name) and not _ANSWER.match(mail.first("subject"))
        ):
            return True
    return not mail.first("from").strip("<> \t") and bool(mail.headers)


def by_daemon(mail: Mail) -> bool:
    """Whether it comes from a name that no person has: MAILER-DAEMON and its kin."""
    return any(_SURELY.match(local) for _, local in senders(mail))


def names_other(subject: str) -> bool:
    """Whether a machine's mail is about something else: a digest, a quarantine, a maintenance."""
    return bool(_OTHER.search(subject)) and not re.search(
        r"undeliver|unzustell", subject, re.IGNORECASE
    )


def says_success(text: str) -> bool:
    """Whether a report without fields says that all is well."""
    return bool(_SUCCESS.search(text[:2000])) and not re.search(
        r"fail|could not|cannot|nicht", text[:2000], re.IGNORECASE
    )


def is_away(subject: str) -> bool:
    """Whether a subject is that of an automatic answer."""
    return bool(_AWAY.match(subject))


def without_return(mail: Mail) -> bool:
    """Whether nobody may be told of a failure to deliver this one: the empty envelope sender."""
    return any(
        value.strip() in {"<>", ""} or "mailer-daemon" in value.lower()
        for value in mail.headers.get("return-path", [])[:1]
    )


def submitted(mail: Mail) -> str:
    """Auto-Submitted without its parameters: "auto-replied", "auto-generated", "no" or ""."""
    return mail.first("auto-submitted").split(";")[0].split("(")[0].strip().lower()


def passed_on(mail: Mail) -> bool:
    """Whether the subject is that of an answer or of something handed on."""
    return bool(_ANSWER.match(mail.first("subject")))


def names_failure(subject: str) -> bool:
    """Whether a subject speaks of mail that did not arrive."""
    return bool(_SUBJECT.search(subject))


def says_failure(text: str) -> bool:
    """Whether a text speaks of mail that did not arrive, as machines do."""
    return bool(_WORDS.search(text[:12_000]))


def says_later(subject: str, text: str) -> bool:
    """Whether the message is only late: it is still being tried."""
    head = text[:3000]
    if _GAVE_UP.search(head):
        return False
    return bool(_LATE.search(subject) or _LATE.search(head))


def automatic(mail: Mail) -> bool:
    """Whether a machine answered: a vacation note, a receipt, "we have got your mail"."""
    if any(leaf.kind == "message/disposition-notification" for leaf in mail.leaves):
        return True
    if mail.report == "disposition-notification" or submitted(mail).startswith("auto-replied"):
        return True
    own = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoreply-from", "x-vacation",
           "x-mail-autoreply", "x-autogenerated", "x-autoresponder", "x-auto-respond",
           "x-amavis-auto-reply", "x-ooo")  # fmt: skip
    if any(mail.first(name).lower() not in {"", "no", "false"} for name in own):
        return True
    if any(re.search(r"auto[-_ ]?(?:reply|respon|answer)|vacation", mail.first(name), re.IGNORECASE)
           for name in ("precedence", "x-precedence", "preference", "delivered-to", "x-mailer",
                        "x-post-messageclass")):  # fmt: skip
        return True
    if submitted(mail).startswith("auto-") and mail.headers.get("in-reply-to"):
        return True
    subject = mail.first("subject")
    return bool(_AWAY.match(subject)) or (
        _of_no_person(mail)
        and bool(_AWAY_PERHAPS.search(subject))
        and "list-unsubscribe" not in mail.headers
    )


def _of_no_person(mail: Mail) -> bool:
    return (
        without_return(mail)
        or submitted(mail).startswith("auto-")
        or "x-auto-response-suppress" in mail.headers
        or mail.first("precedence").lower() in {"bulk", "junk"}
    )
