"""What is right for an enquiry: names, states, age, what makes two of them one. Pure (R2)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.crypto import salted_hmac
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from stammkunde.foundation.folding import fold, fold_phone
from stammkunde.foundation.refusals import Refusal
from stammkunde.messaging.models import OPEN, Inquiry, InquiryState
from stammkunde.people.models import NameOrder
from stammkunde.people.rules import folded_email

DERIVED = ("sort_name", "email_folded", "phone_digits")
LATE = timedelta(hours=24)
_UNANSWERED = frozenset({InquiryState.NEW.value, InquiryState.IN_PROGRESS.value})
_ADDRESSED = frozenset({"familie", "fam", "fam.", "frau", "herr"})
_SALT = "stammkunde.messaging.inquiry"
# What a found customer can take over from an enquiry, in the order in which it is offered.
TAKEN = ("email", "phone", "street", "postcode", "city")


def derive(row: Inquiry) -> None:
    """Set the columns that follow from the others."""
    parts = [row.organisation] if row.organisation else [row.last_name, row.first_name]
    row.sort_name = "  ".join(fold(part) for part in parts if part)[:400]
    row.email_folded = folded_email(row.email)
    row.phone_digits = fold_phone(row.phone)[:60]


def called(row: Inquiry, order: str = NameOrder.FIRST_LAST) -> str:
    """Who asks, as they said; their number or address where they said no name."""
    if order == NameOrder.LAST_FIRST and row.first_name.lower() not in _ADDRESSED:
        person = ", ".join(part for part in (row.last_name, row.first_name) if part)
    else:
        person = " ".join(part for part in (row.first_name, row.last_name) if part)
    names = [name for name in (row.organisation, person) if name]
    return " · ".join(names) or row.phone or row.email or pgettext("messaging: enquiry", "Unknown")


def split_name(name: str) -> tuple[str, str]:
    """First and last name of a name in one piece."""
    first, _blank, last = " ".join(name.split()).rpartition(" ")
    return first[:120], last[:120]


def first_name(row: Inquiry) -> str:
    """The first name, which "Familie" is not."""
    return "" if row.first_name.lower() in _ADDRESSED else row.first_name


def digest(values: Mapping[str, Any]) -> str:
    """What names this content, so that the same sent twice is one enquiry."""
    said = json.dumps({k: str(values[k]).strip() for k in sorted(values)}, ensure_ascii=False)
    return salted_hmac(_SALT, said, algorithm="sha256").hexdigest()


def closing(state: str, row: Inquiry, now: datetime) -> dict[str, Any]:
    """The columns that a state brings along. Who opens an enquiry again keeps no digest."""
    if state in OPEN:
        return {"state": state, "closed_at": None}
    ended = row.closed_at or now
    if state == InquiryState.DONE:
        return {"state": state, "closed_at": ended, "digest": ""}
    return {"state": state, "closed_at": ended}


def removable(rows: Iterable[Inquiry]) -> tuple[list[Inquiry], list[Refusal]]:
    """Only spam is deleted by hand; everything else ends as done."""
    text = _("Only spam can be deleted. Mark it as spam first.")
    done: list[Inquiry] = []
    refused: list[Refusal] = []
    for row in rows:
        if row.state == InquiryState.SPAM:
            done.append(row)
        else:
            refused.append(Refusal(row.pk, "not_spam", text))
    return done, refused


def is_late(row: Inquiry, now: datetime) -> bool:
    """Whether nobody has answered for more than 24 hours (R2)."""
    return row.state in _UNANSWERED and now - row.created_at > LATE


def age(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """How long ago: "40 minutes ago", "yesterday, 17:10", "Thu, 19.11."; days of the business."""
    minutes = max(0, int((now - at).total_seconds() // 60))
    if minutes < 1:
        return pgettext("messaging: age", "just now")
    if minutes < 60:
        text = ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes)
        return text % {"n": minutes}
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    clock = time_format(local, "H:i")
    days = (today - local.date()).days
    if days == 0:
        return _("today, %(time)s") % {"time": clock}
    if days == 1:
        return _("yesterday, %(time)s") % {"time": clock}
    pattern = "D, j.n." if days < 300 else "j.n.Y"
    return date_format(local.date(), pattern)


def participants(row: Inquiry) -> list[dict[str, Any]]:
    """Those who are to take part, as they were said."""
    return list(row.said.get("participants", ()))


def participants_said(row: Inquiry, today: date) -> str:
    """Those who are to take part, in words: "Mila (7), Jonah"."""
    return ", ".join(filter(None, (_participant(one, today) for one in participants(row))))


def _participant(one: Mapping[str, Any], today: date) -> str:
    name = " ".join(str(one.get(key) or "") for key in ("first_name", "last_name")).strip()
    born, more = one.get("birth_date"), str(one.get("breed") or "")
    if not more and born:
        years = _years(str(born), today)
        more = str(years) if years is not None else ""
    return f"{name} ({more})" if name and more else name or more


def _years(born: str, today: date) -> int | None:
    try:
        day = date.fromisoformat(born)
    except ValueError:
        return None
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))


def differences(
    row: Inquiry, stored: Mapping[str, Any], points: Sequence[str] = ()
) -> list[tuple[str, str, str]]:
    """(field, what the customer has, what was said) where both differ and something was said.

    points: folded further numbers and addresses of the customer, which are no news.
    """
    said = {**row.said, "email": row.email, "phone": row.phone}
    found = []
    for name in TAKEN:
        new, old = str(said.get(name) or ""), str(stored.get(name) or "")
        if new and _same(name, new) not in {_same(name, old), *points}:
            found.append((name, old, new))
    return found


def _same(name: str, text: str) -> str:
    if name == "phone":
        return fold_phone(text)
    return folded_email(text) if name == "email" else fold(text)


def is_open(state: str) -> bool:
    """Whether somebody still has to do something in this state, or waits."""
    return state in OPEN
