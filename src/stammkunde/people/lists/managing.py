"""Who looks after customers, in their list: column, filter, lens (CUS-14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from stammkunde.foundation import actors
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists import Col, Lens, Member, Stored
from stammkunde.people import profiles, queries, rules
from stammkunde.people.models import Business, Customer

LABEL = pgettext_lazy("people", "Account manager")
ME, NOBODY = "me", "none"
LENS = "without_manager"

_THROUGH: Any = Customer.managers.through


def _names(rows: Sequence[Any]) -> Mapping[int, str]:
    """The managers of a page of customers: one query."""
    found = queries.managers_by_customer(actors.system(), [row.pk for row in rows])
    return {pk: rules.manager_words(some) for pk, some in found.items()}


def _choices() -> list[tuple[Any, str]]:
    people = queries.chosen_managers(actors.system())
    return [
        (ME, pgettext("people: manager", "Me")),
        *((one.id, rules.manager_words([one])) for one in people),
        (NOBODY, pgettext("people: manager", "nobody")),
    ]


@dataclass(frozen=True)
class Managed(Member):
    """Looked after by one of the chosen, by whoever asks (`me`), or by nobody (`none`)."""

    def q(self, value: tuple[Any, ...], actor: Actor) -> Q:
        who = {actor.id or 0 if one == ME else one for one in value if one != NOBODY}
        found = Q()
        if who:
            found = super().q(tuple(who), actor)
        if NOBODY in value:
            found |= queries.has_no_manager(actor)
        return found

    def beside(self, value: tuple[Any, ...], actor: Actor) -> Q:
        """As always: *me* and *nobody* are no members."""
        return self.q(value, actor)


COLUMN = Col("managers", LABEL, fetch=_names, width="m", leaves=3, default=False)
FILTER = Managed(
    "managers",
    LABEL,
    path="managers__id",
    choices=Stored(_choices),
    through=_THROUGH,
    own="customer_id",
    other="user_id",
)
WITHOUT = Lens(
    LENS,
    _("Without account manager"),
    where=queries.is_without_manager,
    said=_("customers whom nobody looks after in particular"),
    empty=_("Everybody is looked after."),
)


def fits(lens: str) -> bool:
    """Whether this industry has use for the lens: at home everybody is looked after by somebody."""
    return lens != LENS or profiles.industry() == Business.CARE
