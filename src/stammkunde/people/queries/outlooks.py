"""What a bulk edit of customers would come to, before anything is written (LST-12)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stammkunde.accounts import queries as accounts
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.foundation.outlook import Outlook
from stammkunde.foundation.refusals import Refusal, Refused
from stammkunde.people import lifecycle, rules
from stammkunde.people.models import MEMBERSHIP, Customer, NumberMode
from stammkunde.people.queries.customers import customers
from stammkunde.people.queries.participants import participants
from stammkunde.people.queries.proofs import groups_that_need_proof

Judged = tuple[list[Any], list[Refusal]]


def judged(
    actor: Actor, ids: Sequence[int], rule: Callable[[Iterable[Any]], Judged], column: str
) -> Outlook:
    """Customers that `rule` lets through and those it refuses; it looks at `column` only."""
    done, refused = rule(customers(actor).filter(Among("pk", ids)).only("pk", column))
    return Outlook(len(done), refused=refused)


def judged_participants(actor: Actor, ids: Sequence[int], *, in_use: bool) -> Outlook:
    """Participants who can go into the archive (`in_use`) or come out of it."""
    rows = participants(actor).select_related(None).filter(Among("pk", ids))
    done, refused = rules.participants_archivable(list(rows.only("archived_at")), in_use=in_use)
    return Outlook(len(done), refused=refused)


def to_move(
    actor: Actor, kind: str, ids: Sequence[int], labels: Collection[int], *, give: bool
) -> list[int]:
    """Customers who lack one of these tags or groups (`give`), or carry one of them."""
    other: Any = Customer._meta.get_field(MEMBERSHIP[kind])
    name = other.m2m_reverse_field_name()
    links = other.remote_field.through._default_manager.filter(
        Among("customer", ids), **{f"{name}__in": set(labels)}
    )
    held = _counts(links, name)
    if give:
        there = customers(actor).filter(Among("pk", ids)).values_list("pk", flat=True)
        return sorted(pk for pk in there if held.get(pk, 0) < len(set(labels)))
    return sorted(held)


def _counts(links: QuerySet[Any], name: str) -> dict[int, int]:
    return dict(links.order_by().values_list("customer").annotate(held=Count(name)))


def members(
    actor: Actor, kind: str, ids: Sequence[int], labels: Collection[int], *, give: bool
) -> Outlook:
    """Who would get, or lose, one of these tags or groups; which groups then ask for a proof."""
    found = Outlook(len(to_move(actor, kind, ids, labels, give=give)))
    asked = groups_that_need_proof(actor, labels) if give and kind == "group" else {}
    if asked and found.change:
        text = _(
            "Needs a proof, which is still to be filed for each: %(groups)s. "
            "The lens “Proof runs out” shows them."
        )
        found.notes.append(text % {"groups": ", ".join(asked.values())})
    return found


def managed(actor: Actor, ids: Sequence[int], managers: Collection[int]) -> Outlook:
    """Who would be looked after by others than now. Refuses whom `set_managers` refuses."""
    wanted = set(managers)
    has: dict[int, set[int]] = {}
    links = Customer.managers.through.objects.filter(Among("customer", ids))
    for customer, user in links.values_list("customer", "user"):
        has.setdefault(customer, set()).add(user)
    if wanted - set(accounts.colleagues().filter(pk__in=wanted).values_list("pk", flat=True)):
        text = _("Only colleagues with a role can look after customers.")
        raise Refused("not_offered", text, "managers")
    there = customers(actor).filter(Among("pk", ids)).values_list("pk", flat=True)
    return Outlook(sum(has.get(pk, set()) != wanted for pk in there))


def marked(actor: Actor, ids: Sequence[int], marker: str) -> Outlook:
    """Who would get this emoji, or lose theirs. Refuses what is no emoji (`marker_invalid`)."""
    if marker and not rules.is_marker(marker):
        raise Refused("marker_invalid", _("The marker is one emoji."), "marker")
    rows = customers(actor).filter(Among("pk", ids)).exclude(marker=marker)
    return Outlook(rows.count())


def stepping(actor: Actor, ids: Sequence[int], status: int) -> Outlook:
    """Who would come to this status, and who gets a number with it, which no undo takes back."""
    business, target = lifecycle.business(), lifecycle.status(status)
    given, found = 0, Outlook()
    gives = business.number_mode != NumberMode.MANUAL
    rows = customers(actor).filter(Among("pk", ids)).exclude(status=target.pk)
    for pk, number in rows.values_list("pk", "number"):
        try:
            rules.check_step(business, number, target)
        except Refused as no:
            found.refused.append(Refusal(pk, no.code, no.message))
            continue
        if target.with_number and not number and not gives:
            text = _("This status needs a number.")
            found.refused.append(Refusal(pk, "number_missing", text))
            continue
        found.change += 1
        given += not number and gives and rules.asks_for_number(business, target)
    if given:
        text = ngettext(
            "One gets a customer number with it. It stays for ever, and so does this status: "
            "an undo leaves that customer as it is.",
            "%(n)s get a customer number with it. It stays for ever, and so does this status: "
            "an undo leaves those customers as they are.",
            given,
        )
        found.notes.append(text % {"n": given})
    return found
