"""Who is responsible for a participant: rights and shares (N-06). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.digits import whole
from stammkunde.foundation.refusals import Refusal, Refused
from stammkunde.people.models import Guardianship, Participant, ParticipantKind

RIGHTS = ("may_book", "may_see", "may_pay")
SHARE, WHOLE = "pay_share", 100


def clean_rights(values: Mapping[str, Any]) -> dict[str, Any]:
    """Rights and share as they are stored; missing ones are no and 0, who does not pay has none.

    Refuses (`share_invalid`) a share that is no whole number from 0 to 100.
    """
    text = str(values.get(SHARE) or "0").replace("%", "").strip() or "0"
    share = whole(text)
    if share is None or share > WHOLE:
        raise Refused("share_invalid", _("A share is a whole number from 0 to 100."), SHARE)
    rights = {key: bool(values.get(key)) for key in RIGHTS}
    return {**rights, SHARE: share if rights["may_pay"] else 0}


def check_shares(rows: Iterable[Guardianship]) -> None:
    """Refuse shares of one participant that are not the whole, and say what is missing.

    `nobody_pays`, `shares_missing` (below 100 %), `shares_over` (above).
    """
    paying = [row for row in rows if row.may_pay]
    total = sum(row.pay_share for row in paying)
    if not paying:
        raise Refused("nobody_pays", _("Somebody has to pay: the shares are 0 %."), SHARE)
    if total < WHOLE:
        text = _("The shares add up to %(total)s %%: %(rest)s %% are missing.")
        raise Refused("shares_missing", text % {"total": total, "rest": WHOLE - total}, SHARE)
    if total > WHOLE:
        text = _("The shares add up to %(total)s %%: that is %(rest)s %% too much.")
        raise Refused("shares_over", text % {"total": total, "rest": total - WHOLE}, SHARE)


def check_booking(rows: Iterable[Guardianship]) -> None:
    """Refuse (`nobody_books`) when nobody is left who may book."""
    if not any(row.may_book for row in rows):
        raise Refused("nobody_books", _("Nobody would be allowed to book any more."), "may_book")


def rights_of(row: Guardianship) -> dict[str, Any]:
    """Rights and share of a row."""
    return {key: getattr(row, key) for key in (*RIGHTS, SHARE)}


def removal_problem(row: Guardianship, *, home: int) -> Refusal | None:
    """Why somebody cannot stop being responsible: `home_stays`, `pays_share`."""
    if row.customer_id == home:
        text = _("The participant belongs to this customer. Say first to whom else.")
        return Refusal(None, "home_stays", text)
    if row.may_pay and row.pay_share:
        text = _("This customer still pays %(share)s %%. Change the shares first.")
        return Refusal(None, "pays_share", text % {"share": row.pay_share})
    return None


def move_problem(row: Participant, *, to: int, responsible: bool) -> Refusal | None:
    """Why a participant cannot belong to a customer: `at_home`, `self_stays`, `not_responsible`."""
    if row.customer_id == to:
        return Refusal(None, "at_home", _("The participant belongs to this customer already."))
    if row.is_self:
        text = _("Who takes part in person belongs to themselves.")
        return Refusal(None, "self_stays", text)
    if not responsible:
        text = _("Only somebody who is responsible can be the home of a participant.")
        return Refusal(None, "not_responsible", text)
    return None


def is_child(row: Participant) -> bool:
    """Whether parents can be apart about this participant: a person other than the customer."""
    return row.kind == ParticipantKind.PERSON and not row.is_self
