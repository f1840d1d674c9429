"""Nobody is added twice by mistake: likely duplicates and unique e-mail addresses (C-04)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.foundation.refusals import Refusal
from stammkunde.foundation.writes import lock
from stammkunde.people import lifecycle, queries, rules
from stammkunde.people.models import IN_USE, ContactPoint, Customer, CustomerSettings, UniqueEmail

EMAIL = "email"


def queue_up() -> None:
    """Wait until nobody else is adding by hand: of two who add the same caller at the same
    instant, the second sees the first. The row of the settings is what they queue at.
    """
    lock(CustomerSettings, [1])


def alike_problems(
    actor: Actor, item: Mapping[str, Any], seen: Collection[int]
) -> list[rules.AlikeRefusal]:
    """The refusal `alike` when somebody might be the same customer, besides those already `seen`."""
    ids = tuple(one.customer.pk for one in queries.alike(actor, item))
    if set(ids) <= set(seen):
        return []
    text = _("This customer may be there already.")
    return [rules.AlikeRefusal(None, "alike", text, None, ids)]


def email_problems(
    typed: Iterable[tuple[int, Any]], *, besides: Collection[int] = ()
) -> dict[int, Refusal]:
    """What speaks against these (row, typed e-mail address) where each may be there once only.

    Empty unless the business forbids it (C-04). Of two rows that want the same one the first gets
    it. besides: customers whose present address does not count.
    """
    if lifecycle.business().unique_email != UniqueEmail.FORBID:
        return {}
    wanted = [(row, rules.folded_email(str(text).strip())) for row, text in typed if text]
    if not wanted:
        return {}
    queue_up()
    taken = emails_taken((email for _row, email in wanted), besides=besides)
    refused: dict[int, Refusal] = {}
    for row, email in wanted:
        if email in taken:
            text = _("Another customer has this e-mail address.")
            refused[row] = Refusal(row, "email_taken", text, EMAIL)
        taken.add(email)
    return refused


def emails_taken(emails: Iterable[str], *, besides: Iterable[int] = ()) -> set[str]:
    """Which of these folded e-mail addresses a customer has, archived ones included (C-04).

    besides: customers who do not count. It tells no more than yes or no.
    """
    wanted = {one for one in emails if one}
    if not wanted:
        return set()
    same = Customer.objects.filter(Among("email_folded", wanted)).exclude(pk__in=list(besides))
    same = same.order_by()
    further = ContactPoint.objects.filter(Among("folded", wanted)).exclude(
        customer__in=list(besides)
    )
    return {
        *same.filter(IN_USE).values_list("email_folded", flat=True),
        *same.filter(~IN_USE).values_list("email_folded", flat=True),
        *further.values_list("folded", flat=True),
    }
