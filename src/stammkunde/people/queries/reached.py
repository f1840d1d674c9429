"""Who has these e-mail addresses and phone numbers, for many strangers at once (R1, R2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.people.models import IN_USE, ContactPoint, Customer
from stammkunde.people.queries.customers import customers

MOST = 500  # of any kind; a page of strangers has fewer


def reached_by(
    actor: Actor, emails: Collection[str], phones: Collection[str]
) -> dict[str, list[Customer]]:
    """Customers by folded e-mail address and by digits of a phone, archived ones last.

    Further numbers and addresses count like the first. At most six queries, whatever is asked.
    Needs `people.see`.
    """
    rows = customers(actor)
    wanted_mails, wanted_phones = {one for one in emails if one}, {one for one in phones if one}
    found: dict[str, dict[int, Customer]] = defaultdict(dict)
    if wanted_mails | wanted_phones:
        pairs = ContactPoint.objects.filter(Among("folded", wanted_mails | wanted_phones))
        known = list(pairs.values_list("folded", "customer")[:MOST])
        if known:
            there = rows.in_bulk({pk for _folded, pk in known})
            for folded, pk in known:
                if pk in there:
                    found[folded][pk] = there[pk]
    if wanted_mails:
        same = rows.filter(Among("email_folded", wanted_mails)).order_by()
        for some in (same.filter(IN_USE)[:MOST], same.filter(~IN_USE)[:MOST]):
            for row in some:
                found[row.email_folded][row.pk] = row
    if wanted_phones:
        for row in rows.filter(Among("phone_digits", wanted_phones)).order_by()[:MOST]:
            found[row.phone_digits][row.pk] = row
    return {
        folded: sorted(some.values(), key=lambda row: (row.archived_at is not None, row.pk))
        for folded, some in found.items()
    }
