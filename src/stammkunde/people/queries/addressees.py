"""Whom somebody writes to: everything that a message needs to know of many customers at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from stammkunde.foundation.actors import Actor
from stammkunde.people import lifecycle, rules
from stammkunde.people.models import (
    Consent,
    ContactPoint,
    Customer,
    CustomerPrefs,
    PointKind,
)
from stammkunde.people.queries.customers import customer_rows


@dataclass(frozen=True)
class Addressee:
    """One customer as a message sees them; birth dates are none of its business.

    language: their messages are written in it (`rules.language_of`). emails, phones: (as typed,
    folded), the first one first. consents: what the newest statement says, by (purpose, channel),
    the latest last.
    """

    id: int
    public_id: UUID | None = None
    kind: str = "person"
    name: str = ""
    first_name: str = ""
    last_name: str = ""
    organisation: str = ""
    salutation: str = ""
    title: str = ""
    number: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    language: str = "de"
    channel: str = ""
    status: str = ""
    emails: tuple[tuple[str, str], ...] = ()
    phones: tuple[tuple[str, str], ...] = ()
    locked: bool = False
    deceased: bool = False
    archived: bool = False
    erased: bool = False
    consents: Mapping[tuple[str, str], bool] = field(default_factory=dict)

    @property
    def email(self) -> str:
        """The first address as typed, "" without one."""
        return self.emails[0][0] if self.emails else ""

    @property
    def folded(self) -> str:
        """The first address, folded: who has the same gets the same mail."""
        return self.emails[0][1] if self.emails else ""


def addressees(actor: Actor, ids: Iterable[int]) -> dict[int, Addressee]:
    """Those of these customers that the actor may see, erased ones included, in five queries.

    Needs `people.see`. At most some thousands at a time.
    """
    wanted = sorted(set(ids))
    rows = list(customer_rows(actor).filter(pk__in=wanted).select_related("status"))
    prefs = {row.pk: row for row in CustomerPrefs.objects.filter(customer__in=wanted)}
    said: dict[int, list[Consent]] = defaultdict(list)
    for one in Consent.objects.filter(customer__in=wanted).order_by("on", "pk"):
        said[one.customer_id].append(one)
    points: dict[int, list[ContactPoint]] = defaultdict(list)
    for point in ContactPoint.objects.filter(customer__in=wanted):
        points[point.customer_id].append(point)
    house, plain = lifecycle.business(), CustomerPrefs()
    return {
        row.pk: _addressee(row, points[row.pk], said[row.pk], prefs.get(row.pk, plain), house)
        for row in rows
    }


def _addressee(
    row: Customer,
    points: list[ContactPoint],
    said: list[Consent],
    prefs: CustomerPrefs,
    house: rules.Settings,
) -> Addressee:
    emails = [(row.email, row.email_folded)] if row.email else []
    phones = [(row.phone, row.phone_digits)] if row.phone else []
    emails += [(one.value, one.folded) for one in points if one.kind == PointKind.EMAIL]
    phones += [(one.value, one.folded) for one in points if one.kind == PointKind.PHONE]
    newest: dict[tuple[str, str], bool] = {}
    for one in said:
        newest.pop((one.purpose, one.channel), None)
        newest[one.purpose, one.channel] = one.given
    return Addressee(
        id=row.pk,
        public_id=row.public_id,
        kind=row.kind,
        name=rules.record_name(row),
        first_name=row.first_name,
        last_name=row.last_name,
        organisation=row.organisation,
        salutation=row.salutation,
        title=row.title,
        number=row.number,
        street=row.street,
        postcode=row.postcode,
        city=row.city,
        language=rules.language_of(
            house, {"address_form": prefs.address_form, "language": prefs.language}
        ),
        channel=prefs.channel,
        status=row.status.code if row.status else "",
        emails=tuple(emails),
        phones=tuple(phones),
        locked=row.locked_at is not None,
        deceased=row.deceased_on is not None,
        archived=row.archived_at is not None,
        erased=row.erased_at is not None,
        consents=newest,
    )
