"""Who might be the same customer (LST-11 at creation; C-04). Pure: no database, no request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from stammkunde.foundation.folding import fold_phone
from stammkunde.foundation.refusals import Refusal
from stammkunde.people.fields import FIELDS, PARTICIPANT
from stammkunde.people.models import Customer, Participant
from stammkunde.people.rules.customers import folded_email, sort_name
from stammkunde.people.rules.participants import derive_participant, with_surname

SHORTEST_PHONE = 5
EMAIL, PHONE, NAME, MEMBER = "email", "phone", "name", "member"
REASONS = {
    EMAIL: _("same e-mail address"),
    PHONE: _("same phone number"),
    NAME: _("same name and postcode"),
    MEMBER: _("same participant"),
}


@dataclass(frozen=True)
class Signs:
    """What two customers would have in common: folded e-mail addresses, digits of phones, the
    folded name where there is a postcode, and (folded name, birth date) of who takes part.
    """

    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    name: str = ""
    postcode: str = ""
    members: frozenset[tuple[str, date]] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.emails or self.phones or self.name or self.members)


@dataclass(frozen=True)
class AlikeRefusal(Refusal):
    """The refusal `alike`: nobody was added because `ids` may be the same customer."""

    ids: tuple[int, ...] = ()


def signs(values: Mapping[str, Any], *, with_email: bool = True) -> Signs:
    """The signs of a customer as typed, however unfinished; what cannot be read is none.

    values: as `add_customers` takes them, with `participants`, `points` and `contacts`.
    with_email: whether an e-mail address alone says anything (C-04 `allow`).
    """
    said = {key: FIELDS[key].shown(values.get(key)) for key in FIELDS.keys}
    reached = [said.get("email"), said.get("phone")]
    reached += [one.get("value") for one in values.get("points", ())]
    for person in values.get("contacts", ()):
        reached += [person.get("email"), person.get("phone")]
    texts = [str(one) for one in reached if one]
    name, postcode = sort_name(said), str(said.get("postcode") or "")
    known = bool(name and postcode)
    return Signs(
        frozenset(folded_email(one) for one in texts if with_email and "@" in one),
        frozenset(digits_of(one for one in texts if "@" not in one)),
        name if known else "",
        postcode if known else "",
        frozenset(_members(values, said)),
    )


def in_common(wanted: Signs, row: Customer) -> set[str]:
    """The reasons that a customer's own columns give."""
    same = {
        EMAIL: row.email_folded in wanted.emails,
        PHONE: row.phone_digits in wanted.phones,
        NAME: bool(wanted.name) and (row.sort_name, row.postcode) == (wanted.name, wanted.postcode),
    }
    return {reason for reason, holds in same.items() if holds}


def digits_of(phones: Iterable[str]) -> list[str]:
    """The digits of the phone numbers that are long enough to mean somebody."""
    return [digits for one in phones if len(digits := fold_phone(one)[:60]) >= SHORTEST_PHONE]


def _members(values: Mapping[str, Any], said: Mapping[str, Any]) -> Iterable[tuple[str, date]]:
    home = Customer(kind=said.get("kind") or "", last_name=said.get("last_name") or "")
    for item in values.get("participants", ()):
        known = {k: PARTICIPANT[k].shown(v) for k, v in item.items() if k in PARTICIPANT}
        born = known.get("birth_date")
        if not isinstance(born, date) or not known.get("first_name"):
            continue
        kind = str(known.get("kind") or "person")
        named = with_surname({**known, "kind": kind}, home)
        row = Participant(
            first_name=str(named["first_name"]), last_name=str(named.get("last_name") or "")
        )
        derive_participant(row)
        yield row.sort_name, born
