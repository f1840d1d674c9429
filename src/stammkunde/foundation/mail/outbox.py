"""Putting mail into the queue, looking at it, emptying what is long delivered."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import formataddr, make_msgid, unquote
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.message import BadHeaderError
from django.db import transaction
from django.db.models import Count, Exists, Min, Q, QuerySet
from django.utils.translation import gettext as _

from stammkunde.foundation import bulk, clock, once
from stammkunde.foundation.mail import gates
from stammkunde.foundation.mail.purposes import HOUSE, OTHER, PURPOSES
from stammkunde.foundation.models import BusinessData, MailState, OutgoingMail
from stammkunde.foundation.refusals import Refused

LARGEST = 25 * 1024 * 1024
KEEP_TEXT = timedelta(days=30)
PUT_ASIDE = datetime(9000, 1, 1, tzinfo=UTC)  # the `not_before` of what somebody has put aside
EMPTIED = {"mime": b"", "recipients": "", "envelope_from": "", "last_error": ""}
_AT_ONCE = 500
_LINE_END = re.compile(rb"\r\n|\r|\n")
_CONTROL = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")
_MAILBOX = re.compile(
    r"(?:(?P<name>[^<>]*)<)?"
    r"(?P<local>[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@(?P<domain>[\w.-]{1,250})"
    r"(?(name)>)"
)


def queue(
    message: EmailMessage, *, dedupe_key: str = "", purpose: str = OTHER
) -> OutgoingMail | None:
    """Insert one row for `message` and all its recipients; None without recipients.

    purpose: a declared kind of mail (LookupError otherwise); in trial operation all but `HOUSE`
    waits until somebody starts live operation.

    The same `dedupe_key` (at most 200 characters) gives the row that is already there, whatever
    the message says (D13). Refused: line breaks and other control characters in any header or
    address (D16), addresses that are none, more than 25 MB.
    """
    if purpose not in PURPOSES:
        raise LookupError(f"nobody declared mail for {purpose}")
    if not message.recipients():
        return None
    if dedupe_key:
        there = OutgoingMail.objects.filter(dedupe_key=dedupe_key).first()
        if there is not None:
            return there
    row = _row(message, dedupe_key)
    row.purpose = purpose
    once.touched()
    # Insert or meet the row of another transaction that was faster; never an error to the caller.
    with transaction.atomic():
        OutgoingMail.objects.bulk_create([row], ignore_conflicts=True)
        return OutgoingMail.objects.get(dedupe_key=row.dedupe_key)


def row_of(
    message: EmailMessage, *, purpose: str, not_before: datetime | None = None
) -> OutgoingMail:
    """A row that is not written yet, for `queue_all`. Refuses as `queue`."""
    if purpose not in PURPOSES:
        raise LookupError(f"nobody declared mail for {purpose}")
    row = _row(message, "")
    row.purpose = purpose
    row.not_before = not_before or row.not_before
    return row


def queue_all(rows: Sequence[OutgoingMail]) -> list[OutgoingMail]:
    """Insert many rows of `row_of` at once, in the caller's transaction; they have ids then."""
    if not rows:
        return []
    once.touched()
    return bulk.insert(rows)


def _row(message: EmailMessage, dedupe_key: str) -> OutgoingMail:
    recipients = list(dict.fromkeys(split(text, "to")[1] for text in message.recipients()))
    sender = split(message.from_email, "from_email")[1]
    message_id = make_msgid(domain=mail_domain())
    try:
        # Django's own messages take a line end here; the stubs do not know it.
        mime = _clean(message, message_id).message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
    except BadHeaderError as problem:
        raise _bad_header() from problem
    mime = _LINE_END.sub(b"\r\n", mime).removesuffix(b"\r\n") + b"\r\n"
    if len(mime) > LARGEST:
        raise Refused("mail.too_large", _("The message is larger than 25 MB."), "attachments")
    now = clock.now()
    return OutgoingMail(
        dedupe_key=dedupe_key or message_id,
        message_id=message_id,
        envelope_from=sender,
        recipients="\n".join(recipients),
        mime=mime,
        state=MailState.QUEUED,
        not_before=now,
        created_at=now,
    )


def split(text: str, field: str) -> tuple[str, str]:
    """Name and bare address (domain in ASCII) of `Name <name@host>`; refuses everything odd (D16)."""
    if _CONTROL.search(text):
        raise _bad_header()
    found = _MAILBOX.fullmatch(text.strip())
    if found is None:
        raise _bad_address(field)
    try:
        domain = found["domain"].encode("idna").decode("ascii")
    except UnicodeError as problem:
        raise _bad_address(field) from problem
    name = (found["name"] or "").strip()
    return (unquote(name) if name.startswith('"') else name), f"{found['local']}@{domain}"


def _mailbox(text: str, field: str) -> str:
    """The same, written so that a comma or umlaut in the name harms nothing."""
    return formataddr(split(text, field))


def _clean(message: EmailMessage, message_id: str) -> EmailMessage:
    """A copy with our Message-ID and well-written names; refuses what a mail server could read as
    a further header, before Python's library folds it away."""
    clean = copy(message)
    texts = [message.subject, *map(str, message.extra_headers.values())]
    for attachment in message.attachments:
        name = attachment[0] if isinstance(attachment, tuple) else attachment.get_filename()
        texts.append(name or "")
    if any(_CONTROL.search(str(text)) for text in texts):
        raise _bad_header()
    clean.from_email = _mailbox(message.from_email, "from_email")
    for field in ("to", "cc", "reply_to"):
        setattr(clean, field, [_mailbox(text, field) for text in getattr(message, field)])
    others = {n: v for n, v in message.extra_headers.items() if n.lower() != "message-id"}
    clean.extra_headers = others | {"Message-ID": message_id}
    return clean


def _bad_header() -> Refused:
    return Refused("mail.header", _("A line break is not allowed in subject, names or addresses."))


def _bad_address(field: str) -> Refused:
    return Refused("mail.address", _("This is not a complete e-mail address."), field)


def mail_domain() -> str:
    """The host name for Message-IDs and the greeting: that of BASE_URL, never this machine's."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def released() -> Q:
    """The condition on mail that may leave the house: in trial operation the house's own only.

    One condition of the database, so that who claims a mail cannot miss that the trial began.
    """
    live = BusinessData.objects.filter(pk=1, trial_ended_at__isnull=False)
    return Q(purpose=HOUSE) | Q(Exists(live))


def held() -> QuerySet[OutgoingMail]:
    """Mail that waits for live operation (*Angehalten (Probebetrieb)*)."""
    return OutgoingMail.objects.filter(~released(), state=MailState.QUEUED)


def discard(purposes: Collection[str]) -> int:
    """Held mail of these purposes never goes: text and addresses are gone, the dedupe key stays."""
    ids = list(held().filter(purpose__in=purposes).values_list("pk", flat=True))
    return len(_left(ids, [MailState.QUEUED], MailState.DISCARDED, told=True))


def withdraw(ids: Collection[int]) -> set[int]:
    """Mail that still waits never goes; returns which ones those were. The caller notes it."""
    return _left(ids, [MailState.QUEUED], MailState.DISCARDED)


def put_aside(ids: Collection[int]) -> None:
    """Mail that waits does not go until `take_up`; what is being sent just now, goes."""
    _at(ids, PUT_ASIDE)


def take_up(ids: Collection[int]) -> None:
    """Mail that waits is due now, whatever it has waited for."""
    _at(ids, clock.now())


def _at(ids: Collection[int], when: datetime) -> None:
    wanted = sorted(ids)
    with transaction.atomic():
        for start in range(0, len(wanted), _AT_ONCE):
            part = _locked(wanted[start : start + _AT_ONCE], [MailState.QUEUED])
            OutgoingMail.objects.filter(pk__in=part).update(not_before=when)


def give_up(ids: Collection[int]) -> set[int]:
    """Unclear mail is not sent again; returns which ones those were. The caller notes it."""
    return _left(ids, [MailState.UNCLEAR], MailState.DISCARDED)


def arrived(ids: Collection[int]) -> set[int]:
    """Unclear mail has arrived, as a person or a provider knows; returns which ones those were."""
    moved = _locked(ids, [MailState.UNCLEAR])
    OutgoingMail.objects.filter(pk__in=moved).update(
        state=MailState.ACCEPTED, ended_at=clock.now(), last_error="", mime=b""
    )
    return moved


def again(ids: Collection[int]) -> set[int]:
    """Unclear mail goes once more: the same bytes and Message-ID. Returns which ones those are.

    Only a person may ask for it (D13). What its former sender still says no longer counts.
    """
    moved = _locked(ids, [MailState.UNCLEAR])
    OutgoingMail.objects.filter(pk__in=moved).update(
        state=MailState.QUEUED, not_before=clock.now(), last_error="", code=""
    )
    return moved


def _locked(ids: Collection[int], states: list[MailState]) -> set[int]:
    """Those of these mails that stand so, locked; inside the caller's transaction."""
    rows = OutgoingMail.objects.filter(pk__in=list(ids), state__in=states)
    return set(rows.select_for_update().order_by("pk").values_list("pk", flat=True))


def _left(
    ids: Collection[int], states: list[MailState], state: MailState, *, told: bool = False
) -> set[int]:
    moved: set[int] = set()
    wanted = sorted(ids)
    with transaction.atomic():
        for start in range(0, len(wanted), _AT_ONCE):
            part = _locked(wanted[start : start + _AT_ONCE], states)
            values = {**EMPTIED, "state": state, "ended_at": clock.now()}
            OutgoingMail.objects.filter(pk__in=part).update(**values)
            if told:
                gates.tell([OutgoingMail(pk=pk, state=state) for pk in sorted(part)])
            moved |= part
    return moved


@dataclass(frozen=True)
class MailHealth:
    """`oldest_waiting` is how long the first due mail has waited, in seconds; held ones do not."""

    waiting: int
    held: int
    oldest_waiting: int
    unclear: int
    failed: int


def health() -> MailHealth:
    """The state of the mail queue now. Reads only."""
    now = clock.now()
    free = released()
    due = Q(free, state=MailState.QUEUED, not_before__lte=now)
    found = OutgoingMail.objects.filter(
        state__in=[MailState.QUEUED, MailState.UNCLEAR, MailState.FAILED]
    ).aggregate(
        waiting=Count("pk", filter=Q(free, state=MailState.QUEUED)),
        held=Count("pk", filter=Q(~free, state=MailState.QUEUED)),
        unclear=Count("pk", filter=Q(state=MailState.UNCLEAR)),
        failed=Count("pk", filter=Q(state=MailState.FAILED)),
        first=Min("not_before", filter=due),
    )
    first = found.pop("first")
    return MailHealth(oldest_waiting=int((now - first).total_seconds()) if first else 0, **found)


def prune() -> int:
    """Empty mails that ended over 30 days ago, refused ones, too: text and addresses go, the dedupe
    key stays."""
    old = OutgoingMail.objects.filter(
        state__in=[MailState.ACCEPTED, MailState.FAILED], ended_at__lt=clock.now() - KEEP_TEXT
    ).exclude(recipients="")
    return old.update(**EMPTIED)
